"""Where each assessed section stands in the plan's year: its class so far, and what is settled.

No rule of validity of a section's year is known. A section counts as assessed when the year is
over and every item that it is judged by has a sample in every month; the five items that stations
report belong to these in any case. Before that only arithmetic settles: a section is beyond its
class when zeros in every month that is open (to come, not over, or without a sample) would still
leave the mean of an item above the limit. For dissolved oxygen no ceiling is known, so none is
claimed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cached_property

from yunzhu.city.registers.assessment_sections import AssessmentSection
from yunzhu.indicators.water.class_shares import target_met
from yunzhu.indicators.water.monthly_totals import MonthlyTotals
from yunzhu.indicators.water.period_means import monthly_means
from yunzhu.indicators.water.realtime_classes import REALTIME_ITEMS
from yunzhu.indicators.water.remaining_mean import remaining_mean
from yunzhu.indicators.water.results import row_source
from yunzhu.indicators.water.rows import RowSource, section_class_row
from yunzhu.indicators.water.section_assessment import AssessedSection, assess_sections
from yunzhu.indicators.water.targets import LEAST, remaining_rows
from yunzhu.observations.sites import Site
from yunzhu.periods import Period
from yunzhu.plan.water_records import WaterRecords
from yunzhu.standards import PERCENT, round_down
from yunzhu.standards.water_class import WaterBody, WaterClass
from yunzhu.standards.water_limits import ItemLimit, SurfaceWaterLimits
from yunzhu.values import Result

MONTHS = 12
_GAPS_SHOWN = 4


@dataclass(frozen=True)
class NearestItem:
    """An item beside the limit of a section's target class.

    Attributes
    ----------
    item, unit : its name and unit.
    value, limit : its mean so far and the limit [unit].
    margin : what is left to the limit, as a share of it; below 0 when the limit is not met.
    """

    item: str
    unit: str
    value: Decimal
    limit: Decimal
    margin: Fraction

    @property
    def text(self) -> str:
        """Value, limit and margin, in per cent of the limit."""
        return (
            f"最近限值 nearest to its limit {self.item} {self.value} / {self.limit} {self.unit}, "
            f"余 margin {round_down(self.margin * PERCENT, 0)} %"
        )


@dataclass(frozen=True)
class SectionStanding:
    """One assessed section in the plan's year.

    Attributes
    ----------
    row : of the register.
    target : class that it is held against; None: the register has none for the year.
    place : of its site in the totals; None without a site.
    assessed : its samples so far; None without a site.
    lacking : what to say when there is no target.
    faults : why its samples give no class: no site, or a water body that is not certain.
    gaps : months over, each with the items that it lacks.
    nearest : the item that is nearest to, or farthest beyond, the limit of the target.
    beyond : items for which no month to come can reach the target any more.
    is_closed : whether the year is over.
    class_row : its class so far.
    remaining : what the months to come may have, of items that drive the class or exceed it.
    """

    row: AssessmentSection
    target: WaterClass | None
    lacking: str
    place: int | None
    assessed: AssessedSection | None
    faults: tuple[str, ...]
    gaps: tuple[str, ...]
    nearest: NearestItem | None
    beyond: tuple[str, ...]
    is_closed: bool
    class_row: Result | None
    remaining: tuple[Result, ...]

    @property
    def name(self) -> str:
        """Code and name."""
        return f"{self.row.code} {self.row.name}"

    @property
    def water_class(self) -> WaterClass | None:
        """The class so far; None where none can be given."""
        return None if self.assessed is None or self.faults else self.assessed.water_class

    @property
    def meets_so_far(self) -> bool | None:
        """Whether the class so far serves; None where that cannot be told."""
        return target_met(self.water_class, self.target)

    @property
    def settled(self) -> bool | None:
        """Whether the section meets for good, or fails for good; None while that is open."""
        if self.beyond:
            return False
        return self.meets_so_far if self.is_closed and not self.gaps else None

    @property
    def unknown(self) -> tuple[str, ...]:
        """Why the section cannot be judged; empty when it can."""
        reasons = [*(() if self.target is not None else (self.lacking,)), *self.faults]
        if not self.faults and self.assessed is not None and not self.assessed.items:
            reasons.append("没有水样 no sample")
        elif self.is_closed and self.gaps:
            reasons.append(f"缺测 months without a sample: {_shortened(self.gaps)}")
        return tuple(f"{self.name}: {one}" for one in reasons)

    @property
    def needs(self) -> str:
        """What the months to come may have, in words."""
        told = []
        for row in self.remaining:
            sign = "≥" if row.statistic.startswith(LEAST) else "≤"
            may = (
                "已无法达到 out of reach" if row.value is None else f"{sign} {row.value} {row.unit}"
            )
            told.append(f"{row.indicator} {may}")
        return f"余月均值 mean of the months to come {', '.join(told)}" if told else ""

    @property
    def text(self) -> str:
        """The section on one line: class, target, driving items, what is open."""
        found = self.water_class
        parts = [
            "类别 class " + ("—" if found is None else found.chinese),
            "要求 required " + ("—" if self.target is None else self.target.chinese),
        ]
        if found is not None and self.assessed is not None:
            driving = [
                f"{one.item} {one.value}"
                for one in self.assessed.items
                if one.item in self.assessed.driving
            ]
            judged = sum(1 for one in self.assessed.items if one.water_class is not None)
            parts.append(f"定类 driving {', '.join(driving)} (评价 judged {judged} 项 items)")
        if self.nearest:
            parts.append(self.nearest.text)
        if self.beyond and not self.is_closed:
            parts.append(f"已无法挽回 beyond reach: {', '.join(self.beyond)}")
        if self.needs:
            parts.append(self.needs)
        if self.gaps:
            parts.append(f"缺测 without a sample: {_shortened(self.gaps)}")
        return f"{self.name}: " + "; ".join((*parts, *self.faults))

    @property
    def lineage_ids(self) -> tuple[str, ...]:
        """The numbers of the line."""
        rows = (*(() if self.class_row is None else (self.class_row,)), *self.remaining)
        return tuple(row.lineage_id for row in rows)


def _shortened(gaps: Sequence[str]) -> str:
    more = len(gaps) - _GAPS_SHOWN
    return "; ".join(gaps[:_GAPS_SHOWN]) + (f" (+{more})" if more > 0 else "")


@dataclass(frozen=True)
class SectionYear:
    """The plan's year at some sections, as far as it counts.

    Attributes
    ----------
    water : the records. so_far : the days that count. rows : of the register.
    """

    water: WaterRecords
    so_far: Period
    rows: tuple[AssessmentSection, ...]

    @cached_property
    def sites(self) -> tuple[Site, ...]:
        """The sites of the sections that are registered as sites, each once."""
        known = self.water.sites.sites
        named = dict.fromkeys(row.site for row in self.rows if row.site in known)
        return tuple(known[name] for name in named if name is not None)

    @property
    def site_ids(self) -> tuple[str, ...]:
        """Their ids."""
        return tuple(site.id for site in self.sites)

    @property
    def months_done(self) -> int:
        """Months of the year that are over."""
        return sum(1 for month in self.so_far.months() if month in self.water.whole.months())

    @cached_property
    def totals(self) -> MonthlyTotals:
        """Of the days that count."""
        return self.water.totals(self.site_ids, self.so_far)

    @property
    def source(self) -> RowSource:
        """What rows about the days that count share."""
        return row_source(self.water.samples, self.so_far, self.water.rule)

    def standings(
        self, targets: Mapping[str, WaterClass], lacking: str
    ) -> tuple[SectionStanding, ...]:
        """Return where each section stands.

        Parameters
        ----------
        targets : code to the class that the section is held against.
        lacking : what to say of a section that has none.
        """
        over = self.totals.of_months(0, self.months_done)
        assessed, done = self._assessed(self.totals), self._assessed(over)
        return tuple(
            self._standing(row, targets.get(row.code), assessed, done, over, lacking)
            for row in self.rows
        )

    def _assessed(self, totals: MonthlyTotals) -> list[AssessedSection]:
        source, bodies = self.source, [site.water_body for site in self.sites]
        return assess_sections(totals, bodies, source.limits, source.method, self.water.rule)

    def _standing(
        self,
        row: AssessmentSection,
        target: WaterClass | None,
        assessed: Sequence[AssessedSection],
        done: Sequence[AssessedSection],
        over: MonthlyTotals,
        lacking: str,
    ) -> SectionStanding:
        is_closed = self.months_done == MONTHS
        if row.site not in self.site_ids:
            fault = f"没有站点 no registered site: {row.site or '—'}"
            return SectionStanding(
                row, target, lacking, None, None, (fault,), (), None, (), is_closed, None, ()
            )
        place = self.site_ids.index(row.site)
        section = assessed[place]
        faults = _body_faults(row, section)
        nearest = None
        beyond: tuple[str, ...] = ()
        remaining: tuple[Result, ...] = ()
        if target is not None and not faults and section.body is not None:
            nearest = nearest_item(section, section.body, target, self.source.limits)
            beyond = self._beyond(place, section, section.body, target, over)
            remaining = self._remaining(place, done[place], target, over)
        return SectionStanding(
            row,
            target,
            lacking,
            place,
            section,
            faults,
            self._gaps(place, section, over),
            nearest,
            beyond,
            is_closed,
            section_class_row(section, self.source) if section.items else None,
            remaining,
        )

    def _gaps(self, place: int, section: AssessedSection, over: MonthlyTotals) -> tuple[str, ...]:
        """Return the months over that lack an item by which the section is judged."""
        limits = self.source.limits.section_items(section.body or WaterBody.RIVER)
        present = {one.item for one in section.items}
        due = [one.item for one in limits if one.item in present or one.item in REALTIME_ITEMS]
        gaps = []
        for number, month in enumerate(over.months):
            absent = [
                item
                for item in due
                if item not in over.items or not over.counts[place, over.items.index(item), number]
            ]
            if absent:
                named = "" if len(absent) == len(due) else f" ({', '.join(absent)})"
                gaps.append(f"{month.first:%Y-%m}{named}")
        return tuple(gaps)

    def _beyond(
        self,
        place: int,
        section: AssessedSection,
        body: WaterBody,
        target: WaterClass,
        over: MonthlyTotals,
    ) -> tuple[str, ...]:
        classes = {one.item: one.water_class for one in section.items}
        return tuple(
            limit.item
            for limit in self.source.limits.section_items(body)
            if limit.item in over.items
            and self._is_beyond(place, limit, target, over, classes.get(limit.item))
        )

    def _is_beyond(
        self,
        place: int,
        limit: ItemLimit,
        target: WaterClass,
        over: MonthlyTotals,
        so_far: WaterClass | None,
    ) -> bool:
        means = monthly_means(over, place, over.items.index(limit.item))
        monthly = [one for one in means if one is not None]
        if len(monthly) == MONTHS:
            return target_met(so_far, target) is False
        if not monthly or limit.rule != "at_most":
            return False
        return remaining_mean(monthly, MONTHS - len(monthly), limit, target).value is None

    def _remaining(
        self, place: int, done: AssessedSection, target: WaterClass, over: MonthlyTotals
    ) -> tuple[Result, ...]:
        """Return the rows of items that drive the class or exceed the target."""
        left = MONTHS - self.months_done
        if not left or not self.months_done:
            return ()
        source = RowSource(
            self.water.whole,
            self.water.rule,
            self.source.limits,
            self.source.method,
            self.source.origin,
        )
        classes = {one.item: one.water_class for one in done.items}
        day = over.months[-1].last
        return tuple(
            row
            for row in remaining_rows(over, place, done, target, day, left, source)
            if row.indicator in done.driving or target_met(classes[row.indicator], target) is False
        )


def nearest_item(
    section: AssessedSection, body: WaterBody, target: WaterClass, limits: SurfaceWaterLimits
) -> NearestItem | None:
    """Return the item with the least margin to the limit of a class; pH, a range, has none."""
    values = {one.item: one.value for one in section.items if one.value is not None}
    found = []
    for limit in limits.section_items(body):
        if limit.item not in values or limit.rule not in ("at_most", "at_least"):
            continue
        value, bound = values[limit.item], limit.limit_of(target)
        left = bound - value if limit.rule == "at_most" else value - bound
        margin = Fraction(left) / Fraction(bound)
        found.append(NearestItem(limit.item, limit.unit, value, bound, margin))
    return min(found, key=lambda one: one.margin, default=None)


def _body_faults(row: AssessmentSection, section: AssessedSection) -> tuple[str, ...]:
    if section.body is None and section.undetermined:
        return ("站点未登记水体类型 the site has no water body: yunzhu sites import",)
    if section.body is not None and section.body is not row.water_body:
        return (
            f"水体类型不一 water body: 名录 register {row.water_body.label}, "
            f"站点 site {section.body.label}",
        )
    return ()
