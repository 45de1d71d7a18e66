"""The one script of a plan report: a link to a folded row opens what hides it.

The report is whole without it; where scripts are switched off the reader opens the task by hand.
"""

from __future__ import annotations

from base64 import b64encode
from hashlib import sha256

SCRIPT = """
"use strict";
function reveal(){
 const target=document.getElementById(decodeURIComponent(location.hash.slice(1)));
 if(!target)return;
 for(let part=target;part;part=part.parentElement)if(part.localName==="details")part.open=true;
 target.scrollIntoView();
}
addEventListener("hashchange",reveal);
addEventListener("click",event=>{
 const link=event.target.closest('a[href^="#"]');
 if(link&&link.hash===location.hash)reveal();
});
reveal();
"""


def script_source() -> str:
    """Return what a content policy allows: this script alone, by its hash."""
    return f"'sha256-{b64encode(sha256(SCRIPT.encode()).digest()).decode()}'"
