"""What moved between two snapshots of a plan, and because of which new evidence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from yunzhu.errors import UsageError


@dataclass(frozen=True)
class Movement:
    """One commitment that differs between two snapshots.

    Attributes
    ----------
    id : of the commitment.
    before, after : its word in each; None where the snapshot does not have it.
    values : what was measured: label, value before, value after, where they differ.
    new_evidence : lines of evidence that only the second snapshot has.
    lost_evidence : lines that only the first one has.
    missing : what is missing in the second snapshot and was not in the first.
    """

    id: str
    before: str | None
    after: str | None
    values: tuple[tuple[str, Any, Any], ...]
    new_evidence: tuple[str, ...]
    lost_evidence: tuple[str, ...]
    missing: tuple[str, ...]

    def as_dict(self) -> dict[str, Any]:
        """Return the movement for JSON."""
        return {
            "id": self.id,
            "before": self.before,
            "after": self.after,
            "values": [
                {"label": label, "before": before, "after": after}
                for label, before, after in self.values
            ],
            "new_evidence": list(self.new_evidence),
            "lost_evidence": list(self.lost_evidence),
            "missing": list(self.missing),
        }


def movements(first: Mapping[str, Any], second: Mapping[str, Any]) -> list[Movement]:
    """Return the commitments whose word, values or evidence differ, in the plan's order.

    Parameters
    ----------
    first, second : contents of two snapshots, as `PlanAssessment.as_dict` gave them.

    Raises
    ------
    UsageError : they are of different plans or origins.
    """
    for key in ("plan", "origin"):
        if first[key] != second[key]:
            raise UsageError(
                "两个快照不可比 two snapshots that cannot be compared",
                field=key,
                found=second[key],
                expected=str(first[key]),
            )
    before = {one["id"]: one for one in first["verdicts"]}
    after = {one["id"]: one for one in second["verdicts"]}
    found = []
    for identity in dict.fromkeys((*before, *after)):
        movement = _movement(identity, before.get(identity), after.get(identity))
        if movement is not None:
            found.append(movement)
    return found


def _movement(
    identity: str, old: Mapping[str, Any] | None, new: Mapping[str, Any] | None
) -> Movement | None:
    values = _values(_findings(old), _findings(new))
    had, has = _lines(old, "evidence"), _lines(new, "evidence")
    movement = Movement(
        id=identity,
        before=None if old is None else old["status"],
        after=None if new is None else new["status"],
        values=values,
        new_evidence=tuple(line for line in has if line not in had),
        lost_evidence=tuple(line for line in had if line not in has),
        missing=tuple(
            line for line in _lines(new, "missing") if line not in _lines(old, "missing")
        ),
    )
    same = movement.before == movement.after
    if same and not (values or movement.new_evidence or movement.lost_evidence):
        return None
    return movement


def _findings(verdict: Mapping[str, Any] | None) -> Sequence[Mapping[str, Any]]:
    return () if verdict is None else verdict["findings"]


def _lines(verdict: Mapping[str, Any] | None, name: str) -> list[str]:
    return list(dict.fromkeys(line for one in _findings(verdict) for line in one[name]))


def _values(
    old: Sequence[Mapping[str, Any]], new: Sequence[Mapping[str, Any]]
) -> tuple[tuple[str, Any, Any], ...]:
    before = {one["label"]: one["value"] for one in old}
    after = {one["label"]: one["value"] for one in new}
    return tuple(
        (label, before.get(label), after.get(label))
        for label in dict.fromkeys((*before, *after))
        if before.get(label) != after.get(label)
    )
