"""What visits answered to the items of their checklists."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from yunzhu.city.registers.inspections import INSPECTION_ANSWERS, CheckItem, Inspection

if TYPE_CHECKING:
    from yunzhu.plan.register_evidence import RegisterEvidence

Answers = Mapping[str, Mapping[CheckItem, bool]]
"""Code of a visit to what it answered."""

_NONE: Mapping[CheckItem, bool] = {}


def answers_by_visit(registers: RegisterEvidence) -> Answers:
    """Return the answers of every visit; one without answers is not among them."""
    found: dict[str, dict[CheckItem, bool]] = defaultdict(dict)
    for row in registers.all(INSPECTION_ANSWERS):
        found[row.inspection][row.item] = row.is_met
    return dict(found)


def answers_of(visit: Inspection, answers: Answers) -> Mapping[CheckItem, bool]:
    """Return what a visit answered."""
    return answers.get(visit.code, _NONE)


def latest_answering(
    visits: Sequence[tuple[Inspection, str]], item: CheckItem, answers: Answers
) -> Inspection | None:
    """Return the latest valid visit that answered an item; others did not ask for it.

    Parameters
    ----------
    visits : from `visits_by_object`, the earliest first. item : of the checklist.
    answers : from `answers_by_visit`.
    """
    return next(
        (
            visit
            for visit, fault in reversed(visits)
            if not fault and item in answers_of(visit, answers)
        ),
        None,
    )
