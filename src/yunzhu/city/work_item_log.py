"""How work items appear in the audit log: the verbs, the states they lead to, who takes them."""

from __future__ import annotations

from enum import Enum

from yunzhu.city.records import WorkItemState

KIND = "work_item"
CREATE = "work_item.create"
ADD_EVIDENCE = "work_item.add_evidence"
SUBMIT = "work_item.submit"
VERIFY = "work_item.verify"
ACCEPT = "work_item.accept"
RETURN_SUBMITTED = "work_item.return_submitted"
RETURN_VERIFIED = "work_item.return_verified"

STATE_AFTER = {
    CREATE: WorkItemState.DRAFT,
    SUBMIT: WorkItemState.SUBMITTED,
    VERIFY: WorkItemState.VERIFIED,
    ACCEPT: WorkItemState.ACCEPTED,
    RETURN_SUBMITTED: WorkItemState.RETURNED,
    RETURN_VERIFIED: WorkItemState.RETURNED,
}


class Side(Enum):
    """The three sides of a work item; one person takes one of them."""

    SUBMITTER = "submitter"
    VERIFIER = "verifier"
    ACCEPTER = "accepter"


SIDE_OF_ACTION = {
    ADD_EVIDENCE: Side.SUBMITTER,
    SUBMIT: Side.SUBMITTER,
    VERIFY: Side.VERIFIER,
    RETURN_SUBMITTED: Side.VERIFIER,
    ACCEPT: Side.ACCEPTER,
    RETURN_VERIFIED: Side.ACCEPTER,
}
