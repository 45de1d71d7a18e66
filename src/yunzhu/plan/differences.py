"""What moved between two snapshots of a plan, and because of what."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from yunzhu.errors import UsageError

_COUNT, _ODDS = "计数 count", "概率 odds"
# Days alone move a coverage or odds a little; they explain a movement and make none.
_DRIFTING = (_COUNT, _ODDS)
_MOST_LINES = 5


@dataclass(frozen=True)
class Change:
    """Something other than a value that differs between two snapshots.

    Attributes
    ----------
    what : 条款 clause, 期限 due, 阈值 threshold, 计数 count or 概率 odds.
    label : the finding it belongs to; empty when it is of the commitment.
    before, after : in each snapshot.
    """

    what: str
    label: str
    before: Any
    after: Any


@dataclass(frozen=True)
class Movement:
    """One commitment that differs between two snapshots.

    Attributes
    ----------
    id : of the commitment.
    before, after : its word in each; None where the snapshot does not have it.
    as_of : last day that counts in each.
    values : what was measured: label, value before, value after, where they differ.
    changes : what else differs: clause, due day, thresholds, counts, odds.
    due_passed : the due day, when only the second snapshot takes it as over.
    new_evidence : lines of evidence that only the second snapshot has.
    lost_evidence : lines that only the first one has.
    missing : what is missing in the second snapshot and was not in the first.
    no_longer_missing : what was missing in the first one alone.
    rest : what the second snapshot lists as the rest and the first did not.
    no_longer_rest : what the first one alone lists there.
    """

    id: str
    before: str | None
    after: str | None
    as_of: tuple[str, str]
    values: tuple[tuple[str, Any, Any], ...]
    changes: tuple[Change, ...]
    due_passed: str | None
    new_evidence: tuple[str, ...]
    lost_evidence: tuple[str, ...]
    missing: tuple[str, ...]
    no_longer_missing: tuple[str, ...]
    rest: tuple[str, ...]
    no_longer_rest: tuple[str, ...]

    @property
    def reasons(self) -> tuple[str, ...]:
        """Why it moved, a line each; the values stand beside."""
        found = [
            f"{one.what}{f' ({one.label})' if one.label else ''}: "
            f"{_shown(one.before)} → {_shown(one.after)}"
            for one in self.changes
        ]
        if self.due_passed is not None:
            found.append(f"期限已过 due day passed: {self.due_passed}")
        for term, lines in (
            ("新证据 new evidence", self.new_evidence),
            ("不再有的证据 lost evidence", self.lost_evidence),
            ("新缺 now missing", self.missing),
            ("不再缺 no longer missing", self.no_longer_missing),
            ("新列其余 now in the rest", self.rest),
            ("不再列其余 no longer in the rest", self.no_longer_rest),
        ):
            found += [f"{term}: {line}" for line in lines[:_MOST_LINES]]
            if (more := len(lines) - _MOST_LINES) > 0:
                found.append(f"{term}: 另 {more} 条，用 --format json 看全 {more} more, as JSON")
        if found or self.values:
            return tuple(found)
        if None in (self.before, self.after):
            return ("只在一个快照中 in one of the snapshots alone",)
        first, second = self.as_of
        if first != second:
            return (f"只因时日推移 by the passing of days alone: {first} → {second}",)
        return ("所列各项皆同 nothing that is listed differs",)

    def as_dict(self) -> dict[str, Any]:
        """Return the movement for JSON."""
        return {
            "id": self.id,
            "before": self.before,
            "after": self.after,
            "as_of_before": self.as_of[0],
            "as_of_after": self.as_of[1],
            "values": [
                {"label": label, "before": before, "after": after}
                for label, before, after in self.values
            ],
            "changes": [vars(one) for one in self.changes],
            "due_passed": self.due_passed,
            "new_evidence": list(self.new_evidence),
            "lost_evidence": list(self.lost_evidence),
            "missing": list(self.missing),
            "no_longer_missing": list(self.no_longer_missing),
            "rest": list(self.rest),
            "no_longer_rest": list(self.no_longer_rest),
        }


def movements(first: Mapping[str, Any], second: Mapping[str, Any]) -> list[Movement]:
    """Return the commitments that differ, in the plan's order.

    A word, a value, a clause, a due day, a threshold, evidence or the rest must differ; what is
    missing, counts and odds are told of such a commitment and list none by themselves, since the
    passing of days alone changes them.

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
    days = (first["as_of"], second["as_of"])
    found = (
        _movement(identity, before.get(identity), after.get(identity), days)
        for identity in dict.fromkeys((*before, *after))
    )
    return [one for one in found if one is not None]


def plan_note(first: Mapping[str, Any], second: Mapping[str, Any]) -> str | None:
    """Say that the plan itself differs between two snapshots of one id; None when it does not.

    Parameters
    ----------
    first, second : contents of two snapshots; one taken before plans had a digest has none.
    """
    was, now = first.get("plan_sha256"), second.get("plan_sha256")
    if was is None or now is None:
        return "有快照没有计划的摘要 a snapshot without a digest of its plan"
    if was == now:
        return None
    return f"计划本身不同 the plan itself differs: SHA-256 {was[:16]} → {now[:16]}"


def _movement(
    identity: str,
    old: Mapping[str, Any] | None,
    new: Mapping[str, Any] | None,
    days: tuple[str, str],
) -> Movement | None:
    new_evidence, lost_evidence = _gained_and_lost(old, new, "evidence")
    missing, no_longer_missing = _gained_and_lost(old, new, "missing")
    rest, no_longer_rest = _gained_and_lost(old, new, "rest")
    movement = Movement(
        id=identity,
        before=None if old is None else old["status"],
        after=None if new is None else new["status"],
        as_of=days,
        values=_values(_findings(old), _findings(new)),
        changes=() if old is None or new is None else _changes(old, new),
        due_passed=new["due"] if new is not None and days[0] < new["due"] <= days[1] else None,
        new_evidence=new_evidence,
        lost_evidence=lost_evidence,
        missing=missing,
        no_longer_missing=no_longer_missing,
        rest=rest,
        no_longer_rest=no_longer_rest,
    )
    has_moved = (
        movement.before != movement.after
        or movement.values
        or any(one.what not in _DRIFTING for one in movement.changes)
        or new_evidence
        or lost_evidence
        or rest
        or no_longer_rest
    )
    return movement if has_moved else None


def _changes(old: Mapping[str, Any], new: Mapping[str, Any]) -> tuple[Change, ...]:
    found = [
        Change("条款 clause", "", old["clause"], new["clause"]),
        Change("期限 due", "", old["due"], new["due"]),
    ]
    before = {one["label"]: one for one in old["findings"]}
    for one in new["findings"]:
        was = before.get(one["label"])
        if was is None:
            continue
        found += [
            Change("阈值 threshold", one["label"], was["threshold_text"], one["threshold_text"]),
            Change(_COUNT, one["label"], _count(was), _count(one)),
            Change(_ODDS, one["label"], _odds(was), _odds(one)),
        ]
    return tuple(one for one in found if one.before != one.after)


def _count(finding: Mapping[str, Any]) -> str | None:
    if finding["denominator"] is None:
        return None
    return f"{finding['numerator']}/{finding['denominator']}"


def _odds(finding: Mapping[str, Any]) -> float | None:
    odds = finding["odds"]
    return odds["probability"] if odds is not None and odds["computable"] else None


def _findings(verdict: Mapping[str, Any] | None) -> Sequence[Mapping[str, Any]]:
    return () if verdict is None else verdict["findings"]


def _gained_and_lost(
    old: Mapping[str, Any] | None, new: Mapping[str, Any] | None, name: str
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the lines of a kind that only the second snapshot has, and only the first."""
    had, has = (
        dict.fromkeys(line for one in _findings(verdict) for line in one[name])
        for verdict in (old, new)
    )
    return (
        tuple(line for line in has if line not in had),
        tuple(line for line in had if line not in has),
    )


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


def _shown(value: object) -> str:
    return "—" if value is None else str(value)
