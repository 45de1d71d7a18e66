"""The metric ``water_sections``: how many of the plan's sections the class of the year serves."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

from yunzhu.city.registers.assessment_sections import (
    ASSESSMENT_SECTIONS,
    SECTION_TARGETS,
    SectionKind,
)
from yunzhu.plan.joint_counts import JointCount, sections_needed
from yunzhu.plan.metric_schema import WaterSectionsMetric
from yunzhu.plan.odds import status_of_odds
from yunzhu.plan.register_evidence import RegisterEvidence
from yunzhu.plan.schema import Commitment, Cuts
from yunzhu.plan.seasons import NotComputable
from yunzhu.plan.section_standings import SectionStanding, SectionYear
from yunzhu.plan.status import Status
from yunzhu.plan.threshold import KnownThreshold, NoThreshold, UnknownThreshold
from yunzhu.plan.verdicts import Finding, evidence_line, unknown_threshold_text
from yunzhu.plan.water_records import WaterRecords
from yunzhu.plan.water_seasons import joint_odds
from yunzhu.standards import PERCENT
from yunzhu.standards.rounding import round_half_even
from yunzhu.standards.water_class import WaterClass

SHARE_DECIMALS = 1
_LABELS = {
    "own_target": "达到各自目标的考核断面 assessed sections that meet their own target",
    "good": "优良(Ⅰ—Ⅲ类)的考核断面 assessed sections of class I-III",
    "worse_than_v": "劣Ⅴ类的考核断面 assessed sections worse than class V",
}
_CLASS_OF_READING = {"good": WaterClass.III, "worse_than_v": WaterClass.V}


def judge_water_sections(
    commitment: Commitment,
    metric: WaterSectionsMetric,
    water: WaterRecords,
    registers: RegisterEvidence,
    cuts: Cuts,
) -> tuple[Finding, ...]:
    """Return the finding about a number or share of assessed sections.

    When the year is over, sections that can be judged settle it as soon as those that cannot
    would not change the word. While it runs, it is missed once too few sections can still meet;
    otherwise the joint odds give the word. The register decides which sections there are and what
    each must reach, as a plan decides its thresholds; the evidence is that of the samples.

    Parameters
    ----------
    commitment : its threshold.
    metric : the reading, and the plan's number of sections.
    water : the records that count.
    registers : sections and targets.
    cuts : of the plan.
    """
    threshold = commitment.threshold
    assert not isinstance(threshold, NoThreshold)  # a plan that has none there is refused
    sections = registers.on(ASSESSMENT_SECTIONS, min(water.as_of, water.whole.last))
    rows = tuple(one for one in sections if one.kind is SectionKind.ASSESSED)
    so_far = water.so_far
    bare = Finding(_LABELS[metric.reading], threshold, Status.INSUFFICIENT)
    if so_far is None:
        reason = f"计划年未开始 the year has not begun: {water.whole.first}"
        return (replace(bare, missing=(reason,)),)
    if not rows:
        reason = (
            "名录中没有考核断面 no assessed section in the register: "
            "yunzhu register import assessment_sections"
        )
        return (replace(bare, missing=(reason,)),)
    year = SectionYear(water, so_far, rows)
    targets = _targets(metric, registers, water.year)
    lacking = f"名录无 {water.year} 年目标 no target of the year in the register section_targets"
    count = SectionCount(metric, year.standings(targets, lacking))
    found = _shown(bare, count, year, threshold.unit)
    if isinstance(threshold, UnknownThreshold):
        missing = (unknown_threshold_text(threshold), *count.unknown)
        return (replace(found, missing=missing),)
    return (_judged(found, count, year, _mark(metric, threshold), cuts),)


@dataclass(frozen=True)
class SectionCount:
    """The plan's sections counted.

    A register that holds more sections than the plan leaves open which of them are meant; one
    that holds fewer leaves the others unknown.

    Attributes
    ----------
    metric : the reading, and the plan's number.
    standings : of the registered sections.
    """

    metric: WaterSectionsMetric
    standings: tuple[SectionStanding, ...]

    @property
    def is_closed(self) -> bool:
        """Whether the year is over."""
        return self.standings[0].is_closed

    @property
    def least(self) -> int:
        """Sections that meet for good, whichever of the registered ones are the plan's."""
        surplus = max(len(self.standings) - self.metric.sections, 0)
        return max(self._settled(True) - surplus, 0)

    @property
    def most(self) -> int:
        """Sections that may meet at the end, whatever the unknown ones turn out to be."""
        deficit = max(self.metric.sections - len(self.standings), 0)
        possible = len(self.standings) - self._settled(False) + deficit
        return min(possible, self.metric.sections)

    def _settled(self, meets: bool) -> int:
        return sum(1 for one in self.standings if one.settled is meets)

    @property
    def counted(self) -> tuple[SectionStanding, ...]:
        """What the numerator counts: sections that meet, or those worse than class V."""
        wanted = self.metric.reading != "worse_than_v"
        return tuple(
            one
            for one in self.standings
            if (one.settled if self.is_closed else one.meets_so_far) is wanted
        )

    @property
    def unknown(self) -> tuple[str, ...]:
        """Why sections cannot be judged, and how the register differs from the plan."""
        reasons = [reason for one in self.standings for reason in one.unknown]
        if len(self.standings) != self.metric.sections:
            reasons.insert(
                0,
                f"名录有 {len(self.standings)} 个考核断面，计划为 {self.metric.sections} 个 "
                f"the register holds {len(self.standings)} assessed sections, the plan says "
                f"{self.metric.sections}",
            )
        return tuple(reasons)

    @property
    def value(self) -> int | None:
        """The numerator; None where unknown sections leave nothing to say."""
        if all(one.water_class is None for one in self.standings):
            return None
        # A section that cannot be judged is not a zero.
        is_open = self.metric.reading == "worse_than_v" and bool(self.unknown)
        return None if is_open and not self.counted else len(self.counted)


def _targets(
    metric: WaterSectionsMetric, registers: RegisterEvidence, year: int
) -> Mapping[str, WaterClass]:
    if metric.reading == "own_target":
        targets = registers.all(SECTION_TARGETS)
        return {one.section: one.target_class for one in targets if one.year == year}
    sections = registers.all(ASSESSMENT_SECTIONS)
    return {one.code: _CLASS_OF_READING[metric.reading] for one in sections}


def _mark(metric: WaterSectionsMetric, threshold: KnownThreshold) -> int:
    """Return how many sections must meet; of those worse than class V none may be."""
    if metric.reading == "worse_than_v":
        return metric.sections
    if threshold.unit == "%":
        return sections_needed(threshold.value, metric.sections)
    return int(threshold.value)


def _judged(
    found: Finding, count: SectionCount, year: SectionYear, mark: int, cuts: Cuts
) -> Finding:
    if count.most < mark:
        return replace(found, status=Status.MISSED, missing=count.unknown)
    if count.is_closed:
        status = Status.ACHIEVED if count.least >= mark else Status.INSUFFICIENT
        return replace(found, status=status, missing=count.unknown)
    joint: JointCount | NotComputable
    if count.unknown:
        joint = NotComputable("有断面不能判断", "some sections cannot be judged")
    else:
        joint = joint_odds(year, count.standings, mark, cuts)
    if isinstance(joint, NotComputable):
        reason = f"达标概率不可计算 odds not computable: {joint}"
        return replace(found, joint=joint, missing=(reason, *count.unknown))
    return replace(
        found,
        status=status_of_odds(joint.together.probability, cuts),
        joint=joint,
        evidence=(*found.evidence, *_evidence_of_odds(joint, year)),
    )


def _shown(bare: Finding, count: SectionCount, year: SectionYear, unit: str) -> Finding:
    """Return the finding with what it shows whatever its word."""
    counted, value = count.counted, count.value
    rest = tuple(one for one in count.standings if one not in counted)
    counted, rest = _by_margin(counted), _by_margin(rest)
    sections = count.metric.sections
    shown = None if value is None else Decimal(value)
    if value is not None and unit == "%":
        shown = round_half_even(Fraction(value * PERCENT, sections), SHARE_DECIMALS)
    has_samples = any(one.assessed and one.assessed.items for one in count.standings)
    return replace(
        bare,
        kind=year.water.kind if has_samples else None,
        value=shown,
        unit=unit,
        numerator=value,
        denominator=sections,
        counted=tuple(one.text for one in counted),
        rest=tuple(one.text for one in rest),
        evidence=_evidence(year, year.so_far.first, year.so_far.last),
        lineage_ids=tuple(name for one in (*rest, *counted) for name in one.lineage_ids),
    )


def _by_margin(standings: Sequence[SectionStanding]) -> tuple[SectionStanding, ...]:
    """Return sections with the one nearest to failing first, after those that cannot be told."""
    margins = {one.row.code: one.nearest.margin for one in standings if one.nearest}
    least = min(margins.values(), default=Fraction(0)) - 1
    return tuple(sorted(standings, key=lambda one: margins.get(one.row.code, least)))


def _evidence(year: SectionYear, first: date, last: date) -> tuple[str, ...]:
    imports = year.water.samples.imports_of(
        year.site_ids, first, last, known_at=year.water.known_at
    )
    return tuple(evidence_line(one.source, one.digest, one.received) for one in imports)


def _evidence_of_odds(joint: JointCount, year: SectionYear) -> Sequence[str]:
    """Return the imports whose earlier years served the odds."""
    first, last = date(min(joint.years), 1, 1), date(max(joint.years), 12, 31)
    return [f"概率 odds: {line}" for line in _evidence(year, first, last)]
