"""The metric ``river_mouths``: class and load at the river mouths against the year before."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from yunzhu.city.registers.assessment_sections import ASSESSMENT_SECTIONS, SectionKind
from yunzhu.errors import EvidenceError
from yunzhu.indicators.loads.results import load_of_site
from yunzhu.indicators.loads.rules import LoadMethod, LoadRule
from yunzhu.indicators.water.results import assessed_sections, row_source
from yunzhu.indicators.water.rows import section_class_row
from yunzhu.periods import Period
from yunzhu.plan.status import Status
from yunzhu.plan.verdicts import Finding, evidence_line, weakest_kind
from yunzhu.standards.water_assessment import section_change, water_assessment

if TYPE_CHECKING:
    from yunzhu.city.registers.assessment_sections import AssessmentSection
    from yunzhu.indicators.water.section_assessment import AssessedSection
    from yunzhu.plan.register_evidence import RegisterEvidence
    from yunzhu.plan.schema import Commitment
    from yunzhu.plan.water_records import WaterRecords
    from yunzhu.values import Result

LOAD_ITEMS = ("CODMn", "NH3N", "TN", "TP")
"""Whose loads are compared; the text names none, so these are a choice of ours."""
LEAST_CHANGE = Decimal("0.05")
"""Share of last year's load by which the intervals must lie apart: a choice of ours, since they
hold the gaps alone and not the errors of the instruments."""
_WHOLE, _LOW, _HIGH = "net_load", "net_load_low", "net_load_high"
_RISES = "DO"
_NO_ORDER = "pH"


@dataclass(frozen=True)
class _Spans:
    """The months of the plan's year that are over, and the same of the year before."""

    now: Period
    before: Period


def judge_river_mouths(
    commitment: Commitment, water: WaterRecords, registers: RegisterEvidence
) -> tuple[Finding, ...]:
    """Return for each river mouth how its class and its loads stand against the year before.

    The months that are over are held against the same ones a year earlier. Better: a better
    class, or the same one with every item that drove it before nearer to its aim. A load has
    fallen when the intervals of both years lie apart by `LEAST_CHANGE`; else nothing is said. No
    number is promised, only a direction: better is 有望 until the due day and 已达成 on it, not
    better 有风险, a worse class or a higher load 难以达成, and both 未达成 on the due day.

    Parameters
    ----------
    commitment : its due date.
    water : the records that count.
    registers : the sections.

    Source: changes of class by 环办〔2011〕22号; loads as signed net loads, since mouths are tidal.
    """
    label = "入海河口 river mouths"
    sections = registers.on(ASSESSMENT_SECTIONS, min(water.as_of, water.whole.last))
    mouths = [row for row in sections if row.kind is SectionKind.RIVER_MOUTH]
    if not mouths:
        empty = "名录为空 the register has none: assessment_sections (river_mouth)"
        return (Finding(label, commitment.threshold, Status.INSUFFICIENT, missing=(empty,)),)
    spans = _spans(water)
    if spans is None:
        early = f"尚无已过的整月 no whole month is over yet: {water.year}"
        return (Finding(label, commitment.threshold, Status.INSUFFICIENT, missing=(early,)),)
    is_closed = water.as_of >= commitment.due
    findings = []
    for row in mouths:
        findings.append(_class_finding(row, commitment, water, registers, spans, is_closed))
        findings += _load_findings(row, commitment, water, registers, spans, is_closed)
    return tuple(findings)


def _spans(water: WaterRecords) -> _Spans | None:
    over = [month for month in water.whole.months() if month.last <= water.as_of]
    if not over:
        return None
    count = len(over)
    return _Spans(
        Period.of_months(water.year, 1, count), Period.of_months(water.year - 1, 1, count)
    )


def _word(better: bool | None, is_worse: bool, is_closed: bool) -> Status:
    """Return the word of a direction; None is not to be told."""
    if better is None:
        return Status.INSUFFICIENT
    if is_closed:
        return Status.ACHIEVED if better else Status.MISSED
    if better:
        return Status.ON_TRACK
    return Status.OFF_TRACK if is_worse else Status.AT_RISK


def _class_finding(
    row: AssessmentSection,
    commitment: Commitment,
    water: WaterRecords,
    registers: RegisterEvidence,
    spans: _Spans,
    is_closed: bool,
) -> Finding:
    label = f"河口类别 class at the mouth: {row.code} {row.name}"
    site = None if row.site is None else water.sites.sites.get(row.site)
    if site is None:
        lack = f"名录未登记站点，或没有该站点 no site, or no such site: {row.code}"
        return Finding(label, commitment.threshold, Status.INSUFFICIENT, missing=(lack,))
    now, before = (
        assessed_sections(water.samples, [site], span, water.rule)[0]
        for span in (spans.now, spans.before)
    )
    missing = tuple(
        text
        for one, span in ((now, spans.now), (before, spans.before))
        for text in _lacks(one, span)
    )
    change, better, is_worse = "", None, False
    if not missing and now.water_class is not None and before.water_class is not None:
        steps = section_change(before.water_class, now.water_class, water_assessment())
        better = steps > 0 or (steps == 0 and _is_nearer(before, now))
        is_worse = steps < 0
        change = (
            f"{spans.before.first.year} {_told(before)} → {spans.now.first.year} {_told(now)}: "
            f"{steps.label}"
        )
    is_sampled = bool(now.months_sampled or before.months_sampled)
    rows = [
        section_class_row(one, row_source(water.samples, span, water.rule))
        for one, span in ((now, spans.now), (before, spans.before))
    ]
    imports = water.samples.imports_of(
        [site.id], spans.before.first, spans.now.last, known_at=water.known_at
    )
    return Finding(
        label=label,
        threshold=commitment.threshold,
        status=_word(better, is_worse, is_closed),
        kind=weakest_kind([water.kind, registers.kind]) if is_sampled else None,
        value=None if now.water_class is None else Decimal(int(now.water_class)),
        unit="类",
        numerator=len(now.months_sampled),
        denominator=len(now.months),
        missing=missing,
        rest=() if better or not change else (change,),
        evidence=(
            *([change] if change else []),
            *(evidence_line(one.source, one.digest, one.received) for one in imports),
        ),
        lineage_ids=tuple(one.lineage_id for one in rows) if is_sampled else (),
    )


def _lacks(section: AssessedSection, span: Period) -> list[str]:
    lacks = []
    if absent := [one for one in section.months if one not in section.months_sampled]:
        names = ", ".join(f"{one.first:%Y-%m}" for one in absent)
        lacks.append(f"缺月 months without a sample: {names}")
    elif section.water_class is None:
        lacks.append(f"不能定类 no class can be given: {span}")
    return lacks


def _told(section: AssessedSection) -> str:
    assert section.water_class is not None
    values = {one.item: one.value for one in section.items}
    driving = ", ".join(f"{item} {values[item]}" for item in section.driving)
    return f"{section.water_class.chinese} ({driving})"


def _is_nearer(before: AssessedSection, now: AssessedSection) -> bool:
    """Tell whether every item that drove the class before is better now."""
    values = {one.item: one.value for one in now.items}
    for item in before.items:
        if item.item not in before.driving:
            continue
        value = values.get(item.item)
        if value is None or item.value is None or item.item == _NO_ORDER:
            return False
        gain = value - item.value if item.item == _RISES else item.value - value
        if gain <= 0:
            return False
    return True


def _load_findings(
    row: AssessmentSection,
    commitment: Commitment,
    water: WaterRecords,
    registers: RegisterEvidence,
    spans: _Spans,
    is_closed: bool,
) -> list[Finding]:
    """Return a finding per item of which both years have a load; one that says why without any."""
    label = f"入海净通量 net load at the mouth: {row.code} {row.name}"
    if row.site is None or row.site not in water.hours.sites(known_at=water.known_at):
        lack = f"没有小时流量 no hourly flow at the mouth: {row.code}"
        return [Finding(label, commitment.threshold, Status.INSUFFICIENT, missing=(lack,))]
    findings, lacks = [], []
    for item in LOAD_ITEMS:
        try:
            now, before = (
                _load_rows(water, row.site, item, span) for span in (spans.now, spans.before)
            )
        except EvidenceError as lack:
            lacks.append(f"{item}: {lack.what} {lack.found}")
            continue
        findings.append(
            _load_finding(f"{label} {item}", now, before, commitment, water, registers, is_closed)
        )
    if not findings:
        return [Finding(label, commitment.threshold, Status.INSUFFICIENT, missing=tuple(lacks))]
    return findings


def _load_rows(water: WaterRecords, site: str, item: str, span: Period) -> dict[str, Result]:
    rule = LoadRule(LoadMethod.TIDAL_FLOW, known_at=water.known_at)
    answer = load_of_site(water.workspace, site, item, span, rule)
    return {one.statistic: one for one in answer.rows}


def _load_finding(
    label: str,
    now: dict[str, Result],
    before: dict[str, Result],
    commitment: Commitment,
    water: WaterRecords,
    registers: RegisterEvidence,
    is_closed: bool,
) -> Finding:
    shown = f"{_interval(before)} → {_interval(now)}"
    better: bool | None = None
    missing: tuple[str, ...] = ()
    ends = [_end(rows, name) for rows in (before, now) for name in (_LOW, _WHOLE, _HIGH)]
    known = [end for end in ends if end is not None]
    if len(known) < len(ends):
        missing = (f"覆盖不足，不推估 too little is covered to estimate: {shown}",)
    else:
        low_before, whole_before, high_before, low, _, high = known
        margin = abs(whole_before) * LEAST_CHANGE
        if high < low_before - margin:
            better = True
        elif low > high_before + margin:
            better = False
        else:
            missing = (f"升降不能判断 neither a fall nor a rise can be told: {shown}",)
    whole = now[_WHOLE]
    return Finding(
        label=label,
        threshold=commitment.threshold,
        status=_word(better, better is False, is_closed),
        kind=weakest_kind([water.kind, registers.kind]),
        value=whole.value,
        unit=whole.unit,
        numerator=whole.n_valid,
        denominator=whole.n_expected,
        missing=missing,
        rest=() if better else (shown,),
        evidence=(f"{shown}; 区间不含仪器误差 intervals without errors of the instruments",),
        lineage_ids=(whole.lineage_id, before[_WHOLE].lineage_id),
    )


def _end(rows: dict[str, Result], statistic: str) -> Decimal | None:
    return rows[statistic].value if statistic in rows else None


def _interval(rows: dict[str, Result]) -> str:
    whole = rows[_WHOLE]
    return (
        f"{whole.period[:4]} {whole.value} {whole.unit} "
        f"({_end(rows, _LOW)}..{_end(rows, _HIGH)}, {whole.n_valid}/{whole.n_expected} h)"
    )
