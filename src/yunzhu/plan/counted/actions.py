"""Campaigns and joint actions: which kinds were carried out, and with whom."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from yunzhu.city.registers.actions import (
    ACTION_DEPARTMENTS,
    ACTION_KINDS,
    ACTIONS,
    Action,
    ActionKind,
    ActionMedium,
    Department,
)
from yunzhu.city.registers.inspections import INSPECTIONS, OFFICERS, InspectionResult
from yunzhu.periods import Period
from yunzhu.plan.counted.count import Count
from yunzhu.plan.counted.coverage import Coverage
from yunzhu.plan.counted.facts import Facts
from yunzhu.plan.counted.inspected import fault_of_visit
from yunzhu.plan.members import Member, MemberState

if TYPE_CHECKING:
    from yunzhu.plan.register_evidence import RegisterEvidence

ItemT = TypeVar("ItemT")

_AT_SEA = (Department.PORT, Department.MARITIME, Department.MARINE_SURVEILLANCE)
_NO_RESULT = "无结果，不计 without a result, not counted"
_BY_FIRST_DAY = "行动按开始日期归入年份 an action belongs to the year of its first day"


@dataclass(frozen=True)
class _Acted:
    """An action that has begun in the year so far, with its kinds and departments."""

    row: Action
    kinds: frozenset[ActionKind]
    departments: frozenset[Department]

    @property
    def is_regional(self) -> bool:
        """Whether it is joint control of the region, which is counted by itself."""
        return ActionKind.REGIONAL_JOINT in self.kinds

    @property
    def text(self) -> str:
        """When it was, what came of it."""
        row = self.row
        until = "进行中 going on" if row.last_day is None else str(row.last_day)
        return f"{row.first_day}..{until}, {row.result or _NO_RESULT}"


def _acted(facts: Facts) -> list[_Acted]:
    span = facts.so_far
    if span is None:
        return []
    registers = facts.registers
    kinds = _sets((row.action, row.kind) for row in registers.all(ACTION_KINDS))
    departments = _sets((row.action, row.department) for row in registers.all(ACTION_DEPARTMENTS))
    return [
        _Acted(row, frozenset(kinds[row.code]), frozenset(departments[row.code]))
        for row in registers.all(ACTIONS)
        if row.first_day in span
    ]


def _sets(pairs: Iterable[tuple[str, ItemT]]) -> Mapping[str, set[ItemT]]:
    found: dict[str, set[ItemT]] = defaultdict(set)
    for code, item in pairs:
        found[code].add(item)
    return found


_Meant = Callable[[_Acted], bool]


def _special(medium: ActionMedium) -> _Meant:
    return lambda one: ActionKind.SPECIAL in one.kinds and one.row.medium is medium


def _of(kind: ActionKind) -> _Meant:
    return lambda one: kind in one.kinds


_NAMED: Sequence[tuple[str, _Meant]] = (
    *(
        (f"专项 special: {medium.label}", _special(medium))
        for medium in (
            ActionMedium.WATER,
            ActionMedium.AIR,
            ActionMedium.SOIL,
            ActionMedium.SOLID_WASTE,
        )
    ),
    (ActionKind.CROSS_BORDER.label, _of(ActionKind.CROSS_BORDER)),
    (ActionKind.JOINT.label, _of(ActionKind.JOINT)),
)


def _kinds_carried_out(facts: Facts) -> list[Member]:
    """Return the six named kinds, each covered by an action with a result; none when no action is.

    Joint control of the region is counted as such and not here again.
    """
    if not facts.registers.all(ACTIONS):
        return []
    acted = [one for one in _acted(facts) if not one.is_regional]
    return [_named(name, [one for one in acted if is_meant(one)]) for name, is_meant in _NAMED]


def _named(name: str, acted: Sequence[_Acted]) -> Member:
    with_result = sorted(
        (one for one in acted if one.row.result), key=lambda one: (one.row.first_day, one.row.code)
    )
    if with_result:
        first = with_result[0].row
        codes = "、".join(one.row.code for one in with_result)
        text = f"{len(with_result)} 次 actions, 首次 first {first.first_day}: {codes}"
        return Member(name, "", MemberState.COVERED, text, first.first_day)
    lack = "未开展 none carried out"
    if acted:
        lack = "; ".join(f"{one.row.code} {one.text}" for one in acted)
    return Member(name, "", MemberState.NOT_COVERED, lack)


def _notes_of_kinds(facts: Facts) -> list[str]:
    """Say how many actions there were in all, and what each one's visits found."""
    acted = _acted(facts)
    own = [one for one in acted if not one.is_regional]
    named = [one for one in own if one.row.result and any(meant(one) for _, meant in _NAMED)]
    notes = [
        f"六类行动合计(多类只计一次) actions of the six kinds, each once: {len(named)}",
        _BY_FIRST_DAY,
    ]
    if len(own) < len(acted):
        codes = "、".join(one.row.code for one in acted if one.is_regional)
        notes.append(f"区域联防联控另计 regional joint control is counted by itself: {codes}")
    span = facts.so_far
    visits = {} if span is None else _visits_by_action(facts.registers, span)
    for one in named:
        made, violations = visits.get(one.row.code, (0, 0))
        notes.append(
            f"{one.row.code} {one.row.name}: 有效检查 valid visits {made}, "
            f"发现违法 violations {violations}; {one.text}"
        )
    return notes


def _visits_by_action(registers: RegisterEvidence, span: Period) -> Mapping[str, tuple[int, int]]:
    officers = {row.code: row for row in registers.all(OFFICERS)}
    made: Counter[str] = Counter()
    violations: Counter[str] = Counter()
    for row in registers.all(INSPECTIONS):
        if row.action is not None and row.day in span and not fault_of_visit(row, officers):
            made[row.action] += 1
            violations[row.action] += row.result is InspectionResult.VIOLATION
    return {code: (made[code], violations[code]) for code in made}


def _counted(
    is_meant: _Meant, lack: str, told: Callable[[_Acted], str] = lambda _: ""
) -> Callable[[Facts], Sequence[Member]]:
    """Return the actions of the year so far, those counted that are meant and have a result."""

    def members(facts: Facts) -> list[Member]:
        return [_member(one) for one in _acted(facts)]

    def _member(one: _Acted) -> Member:
        name = f"{one.row.code} {one.row.name}"
        if not is_meant(one):
            return Member(name, one.row.area, MemberState.NOT_COVERED, lack)
        text = f"{one.text}{told(one)}"
        if not one.row.result:
            return Member(name, one.row.area, MemberState.NOT_COVERED, text)
        return Member(name, one.row.area, MemberState.COVERED, text, one.row.first_day)

    return members


def _is_joint_at_sea(one: _Acted) -> bool:
    return ActionKind.JOINT in one.kinds and bool(one.departments & set(_AT_SEA))


def _departments(one: _Acted) -> str:
    present = [each.label for each in Department if each in one.departments]
    return f" ({'、'.join(present)})"


def _by_department(facts: Facts) -> list[str]:
    joint = [one for one in _acted(facts) if _is_joint_at_sea(one) and one.row.result]
    told = ", ".join(
        f"{each.label} {sum(each in one.departments for one in joint)}" for each in _AT_SEA
    )
    return [
        f"按部门(一次可计多个) by department, an action may have several: {told}",
        "船舶燃油抽检另计，不在此重复 checks of ships' fuel are counted elsewhere, not here again",
        _BY_FIRST_DAY,
    ]


COVERAGES: Mapping[str, Coverage] = {
    "enforcement_action_kinds": Coverage(
        "六类执法行动已开展(类) named kinds of enforcement action carried out",
        (ACTIONS, ACTION_KINDS, INSPECTIONS, OFFICERS),
        _kinds_carried_out,
        notes=_notes_of_kinds,
    ),
}
"""Name to coverage; a plan's YAML uses the names."""

COUNTS: Mapping[str, Count] = {
    "regional_joint_actions": Count(
        "区域联防联控行动 regional joint actions",
        "次",
        (ACTIONS, ACTION_KINDS, ACTION_DEPARTMENTS),
        _counted(
            lambda one: one.is_regional, "不是区域联防联控 no regional joint action", _departments
        ),
        lambda _: (_BY_FIRST_DAY,),
    ),
    "joint_actions_at_sea": Count(
        "与港口、海事、海监等部门的联合行动 joint actions with port, maritime or "
        "marine-surveillance departments",
        "次",
        (ACTIONS, ACTION_KINDS, ACTION_DEPARTMENTS),
        _counted(_is_joint_at_sea, "不是与三部门的联合行动 not joint with the three", _departments),
        _by_department,
    ),
}
"""Name to count; a plan's YAML uses the names."""
