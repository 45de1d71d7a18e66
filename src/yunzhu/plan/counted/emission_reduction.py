"""The metric ``emission_reduction``: a pollutant's accounted tonnes against its base year."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from yunzhu.city.registers.emissions import (
    EMISSION_INVENTORY,
    EMISSION_PROJECTS,
    MainPollutant,
    SourceClass,
)
from yunzhu.plan.counted.emission_ledger import (
    Claim,
    YearLedger,
    closing_set,
    ledger_of,
    need_text,
    rest_lines,
    total,
)
from yunzhu.plan.counted.facts import Facts
from yunzhu.plan.counted.year_figures import (
    PROVISIONAL,
    YearFigure,
    fall_percent,
    is_met,
    is_out,
    lacking_parts,
    settled_by_confirmed,
    shown,
    year_figure,
)
from yunzhu.plan.counted_schema import EmissionReductionMetric
from yunzhu.plan.members import Member, MemberState
from yunzhu.plan.status import Status
from yunzhu.plan.threshold import KnownThreshold, UnknownThreshold
from yunzhu.plan.verdicts import Finding, unknown_threshold_text
from yunzhu.standards.air_assessment import PERCENT

if TYPE_CHECKING:
    from yunzhu.city.registers.emissions import EmissionInventory

_COUNTING = (
    "按全年计：项目首 12 个月按月折算，新增量未核定也计 "
    "of the whole year: a project's first 12 months by month; a new load counts unverified too"
)


@dataclass(frozen=True)
class _Inventories:
    """Base, year before and the year itself, as far as they are there."""

    base: YearFigure | None
    before: YearFigure | None
    year: YearFigure | None
    base_year: int
    plan_year: int

    @property
    def confirmed(self) -> YearFigure | None:
        """The year's own figure once it is confirmed."""
        return None if self.year is None or self.year.is_provisional else self.year

    @property
    def missing(self) -> list[str]:
        """What has to be there before anything can be computed."""
        lines = []
        if self.base is None:
            lines.append(f"缺基数 emission_inventory: {self.base_year} 基年 base year")
        if self.confirmed is None and self.before is None:
            lines.append(
                f"缺核算量 emission_inventory: {self.plan_year - 1}, 或 or {self.plan_year}"
            )
        used = self.confirmed or self.before
        if self.base is not None and used is not None:
            year = self.plan_year if self.confirmed else self.plan_year - 1
            gone, new = lacking_parts(self.base, used, SourceClass.WHOLE)
            lines += [f"缺源类 a class of sources missing {year}: {label}" for label in gone]
            lines += [
                f"缺源类 a class of sources missing {self.base_year}: {label}" for label in new
            ]
        return lines


def judge_emission_reduction(metric: EmissionReductionMetric, facts: Facts) -> tuple[Finding, ...]:
    """Return the finding about a pollutant's accounted tonnes against its base year.

    E of the plan's year is its inventory once the province has confirmed it; until then the
    inventory of the year before, plus new loads, less verified cuts with their months in the
    year. The reduction (E_base − E) ÷ E_base is compared unrounded. Only a confirmed inventory
    settles the target, on the due day or later. Before that: 有望 when the verified cuts alone
    reach it, and 难以达成 when not even all unverified ones would; between these it is 有风险
    until the due day, and from then on 证据不足 naming the projects that would have to be
    verified. Tonnage that is accounted has no pace.

    Parameters
    ----------
    metric : pollutant and base year. facts : as they stood.
    """
    pollutant = MainPollutant(metric.pollutant)
    label = f"{pollutant.label} 较 {metric.base_year} 年减排 reduction against {metric.base_year}"
    threshold = facts.commitment.threshold
    found = _inventories(pollutant, metric.base_year, facts)
    year = facts.year.first.year
    ledger = ledger_of(facts.registers.all(EMISSION_PROJECTS), pollutant, year, facts.as_of)
    has_any = any((found.base, found.before, found.year))
    missing = found.missing
    if isinstance(threshold, UnknownThreshold):
        missing.insert(0, unknown_threshold_text(threshold))
    if found.base is None or missing or not isinstance(threshold, KnownThreshold):
        return (
            Finding(
                label,
                threshold,
                Status.INSUFFICIENT,
                facts.registers.kind if has_any else None,
                unit="%",
                missing=tuple(missing),
                rest=rest_lines(ledger),
                members=_members(ledger),
            ),
        )
    cap = found.base.value * (1 - Fraction(threshold.value) / PERCENT)
    emitted = _emitted(found, ledger)
    status, lacks = _status(found, ledger, emitted, cap, threshold, facts)
    fall = fall_percent(found.base.value, emitted)
    return (
        Finding(
            label=label,
            threshold=threshold,
            status=status,
            kind=facts.registers.kind,
            value=shown(fall),
            unit="%",
            missing=lacks,
            notes=(*_notes(found, ledger, emitted, cap),),
            counted=tuple(one.line for one in ledger.verified),
            rest=rest_lines(ledger),
            evidence=tuple(_inventory_line(row) for row in _rows(found)),
            members=_members(ledger),
        ),
    )


def _inventories(pollutant: MainPollutant, base_year: int, facts: Facts) -> _Inventories:
    year = facts.year.first.year
    rows = [
        row
        for row in facts.registers.all(EMISSION_INVENTORY)
        if row.pollutant is pollutant and is_out(row, facts.as_of)
    ]

    def of(chosen: list[EmissionInventory]) -> YearFigure | None:
        return year_figure(
            chosen, lambda row: row.source_class, SourceClass.WHOLE, lambda row: row.tonnes
        )

    base = of([row for row in rows if row.year == base_year and row.is_base_year])
    if base is not None and not base.value:
        base = None
    return _Inventories(
        base,
        of([row for row in rows if row.year == year - 1]),
        of([row for row in rows if row.year == year]),
        base_year,
        year,
    )


def _from_ledger(found: _Inventories, ledger: YearLedger) -> Fraction | None:
    if found.before is None:
        return None
    return found.before.value + total(ledger.new_loads) - total(ledger.verified)


def _emitted(found: _Inventories, ledger: YearLedger) -> Fraction:
    confirmed, summed = found.confirmed, _from_ledger(found, ledger)
    if confirmed is not None:
        return confirmed.value
    assert summed is not None
    return summed


def _status(
    found: _Inventories,
    ledger: YearLedger,
    emitted: Fraction,
    cap: Fraction,
    threshold: KnownThreshold,
    facts: Facts,
) -> tuple[Status, tuple[str, ...]]:
    assert found.base is not None
    is_reached = is_met(fall_percent(found.base.value, emitted), threshold)
    if found.confirmed is not None:
        word = settled_by_confirmed(
            is_reached, is_provisional=found.base.is_provisional, facts=facts
        )
        return word, ()
    unconfirmed = f"缺核定数 not confirmed yet: emission_inventory {found.plan_year}"
    if is_reached:
        return Status.ON_TRACK, (unconfirmed,)
    closing = closing_set(ledger.unverified, emitted - cap)
    if closing is None:
        return Status.OFF_TRACK, (unconfirmed,)
    if not facts.is_closed:
        return Status.AT_RISK, (_closing_text(closing, emitted - cap),)
    return Status.INSUFFICIENT, (unconfirmed, _closing_text(closing, emitted - cap))


def _closing_text(claims: Sequence[Claim], gap: Fraction) -> str:
    names = "; ".join(f"{one.name} {shown(one.tonnes)} t" for one in claims)
    return (
        f"尚未核定，核定即可补足 {need_text(gap)} t unverified, would close the gap "
        f"(按吨数由大到小最少项 fewest, largest first): {names}"
    )


def _notes(found: _Inventories, ledger: YearLedger, emitted: Fraction, cap: Fraction) -> list[str]:
    assert found.base is not None
    base = found.base.value
    notes = [
        f"E{found.base_year} = {shown(base)} t, E{found.plan_year} = {shown(emitted)} t, "
        f"须 owed ≤ {shown(cap)} t",
    ]
    if emitted > cap:
        notes.append(f"差 gap {need_text(emitted - cap)} t")
    if found.before is not None:
        ledger_tonnes = _from_ledger(found, ledger)
        assert ledger_tonnes is not None
        notes.append(
            f"台账 ledger: {shown(found.before.value)} ({found.plan_year - 1}) + 新增 new "
            f"{shown(total(ledger.new_loads))} − 已核定 verified {shown(total(ledger.verified))} "
            f"= {shown(ledger_tonnes)} t"
        )
        notes.append(_COUNTING)
    if found.confirmed is None and ledger.unverified:
        most = fall_percent(base, emitted - total(ledger.unverified))
        notes.append(
            f"区间 interval: {shown(fall_percent(base, emitted))} % (未核定全不计 none of the "
            f"unverified) .. {shown(most)} % (全计 all of them)"
        )
    notes += [f"新增 new load: {one.line}" for one in ledger.new_loads]
    for figure, year in (
        (found.base, found.base_year),
        (found.before, found.plan_year - 1),
        (found.year, found.plan_year),
    ):
        if figure is not None and figure.is_provisional:
            notes.append(f"{year}: {shown(figure.value)} t {PROVISIONAL}")
        if figure is not None and figure.compared not in (None, figure.value):
            assert figure.compared is not None
            notes.append(
                f"{year}: 全市 whole city {shown(figure.value)} t, 源类合计 classes add up to "
                f"{shown(figure.compared)} t"
            )
    return notes


def _rows(found: _Inventories) -> list[EmissionInventory]:
    figures = (found.base, found.before, found.year)
    return [row for figure in figures if figure is not None for row in figure.rows]


def _inventory_line(row: EmissionInventory) -> str:
    mark = f" {PROVISIONAL}" if row.is_provisional else ""
    return f"{row.year} {row.source_class.label} {row.tonnes} t {row.document or ''}{mark}".rstrip()


def _members(ledger: YearLedger) -> tuple[Member, ...]:
    """Return the cuts as things of their areas."""
    members = [_member(one, MemberState.COVERED, one.line) for one in ledger.verified]
    members += [_member(one, MemberState.UNKNOWN, one.line) for one in ledger.unverified]
    members += [_member(one.claim, MemberState.LEFT, one.line) for one in ledger.set_aside]
    members += [
        Member(
            f"{row.project} {row.name}", row.area, MemberState.NOT_COVERED, row.verification.label
        )
        for row in ledger.rejected
    ]
    return tuple(members)


def _member(claim: Claim, state: MemberState, text: str) -> Member:
    done = claim.row.verified_on if state is MemberState.COVERED else None
    return Member(claim.name, claim.row.area, state, text.removeprefix(f"{claim.name}: "), done)
