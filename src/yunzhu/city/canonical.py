"""One text for one content: the JSON that hashes are taken of."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any


def canonical_json(content: Mapping[str, Any]) -> str:
    """Return the content as JSON with sorted keys, no spaces and Chinese kept as it is.

    Raises
    ------
    TypeError, ValueError : something in it is no JSON value, such as NaN or a date.

    Examples
    --------
    >>> canonical_json({"b": 1, "a": "云珠"})
    '{"a":"云珠","b":1}'
    """
    return json.dumps(
        content, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False
    )
