"""Open a water number: list the samples it rests on and compute it from them once more."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any

from yunzhu.errors import UsageError
from yunzhu.files import digest_of_bytes
from yunzhu.indicators.opened import (
    ImportMarks,
    import_marks,
    opened_as_dict,
    parts_of_lineage,
)
from yunzhu.indicators.water.ranking import INDEX, index_items, index_row
from yunzhu.indicators.water.realtime_classes import REALTIME_ITEMS
from yunzhu.indicators.water.recomputation import (
    Sample,
    class_of_section,
    counted,
    mean_of_samples,
    rank_correlation,
    remaining_mean_by_trial,
    rounded_means,
)
from yunzhu.indicators.water.recomputed_areas import recomputed_area_number
from yunzhu.indicators.water.recomputed_sites import is_of_own_kind, recomputed_site_number
from yunzhu.indicators.water.recorded import recorded_blocks
from yunzhu.indicators.water.results import row_source, water_classes, water_statistics
from yunzhu.indicators.water.rows import (
    CLASS,
    MEAN,
    MULTIPLE,
    MULTIPLE_DECIMALS,
    WATER_CLASS,
    RowSource,
)
from yunzhu.indicators.water.rules import ClassRule, WaterRule
from yunzhu.indicators.water.site_rows import SEA, WELL
from yunzhu.indicators.water.subjects import WaterSubject, find_water_subject
from yunzhu.indicators.water.targets import asked_target, target_rows
from yunzhu.indicators.water.trend_rows import (
    TREND_DECIMALS,
    TREND_OF,
    TrendStep,
    steps_of,
    trend_rows,
)
from yunzhu.observations.sample_lake import SampleLake
from yunzhu.observations.samples import NO_NUMBER, SAMPLE_DECIMALS, DetectionMark
from yunzhu.observations.sites import Site
from yunzhu.periods import Period, minute_start
from yunzhu.standards.rounding import round_half_even
from yunzhu.standards.water_class import WaterBody, WaterClass
from yunzhu.standards.water_limits import SurfaceWaterLimits
from yunzhu.values import Result

_TREND_STEPS = {f"{TREND_OF}{step.value}": step for step in TrendStep}


@dataclass(frozen=True)
class WaterExplanation:
    """A number opened: the row, the samples behind it, and the number once more.

    Attributes
    ----------
    result : the row as it is reported.
    recomputed : the published value computed from the listed samples by `recomputation`.
    working : how, in a few lines.
    samples : every sample it rests on.
    inputs_digest : SHA-256 over the listed samples.
    imports : the stored imports that hold samples of it: (file, received, digest).
    """

    result: Result
    recomputed: Decimal | None
    working: tuple[str, ...]
    samples: tuple[Sample, ...]
    inputs_digest: str
    imports: ImportMarks

    @property
    def agrees(self) -> bool:
        """Whether both computations give the same published number."""
        return self.recomputed == self.result.value

    def as_dict(self) -> dict[str, Any]:
        """Return everything for JSON, numbers of samples as decimal text."""
        return {
            **opened_as_dict(self),
            "samples": [
                {
                    "site": one.site,
                    "item": one.item,
                    "time": one.moment.isoformat(timespec="minutes"),
                    "number": one.text,
                }
                for one in self.samples
            ],
        }


def explain_water(lake: SampleLake, lineage_id: str) -> WaterExplanation:
    """Open the water number with this lineage id.

    Parameters
    ----------
    lake : opened lake of samples.
    lineage_id : ``subject/indicator/statistic/period/rule`` as printed with every row.

    Raises
    ------
    UsageError : not an id, or no such statistic.
    EvidenceError : the workspace has no samples of the subject.
    """
    parts = parts_of_lineage(
        lineage_id, "subject/indicator/statistic/period/rule", "yunzhu water stats"
    )
    rule = WaterRule.parse(parts[4])
    moment = _moment_of(parts[3], rule)
    period = Period.parse(parts[3] if moment is None else moment.date().isoformat())
    subject = find_water_subject(lake, parts[0])
    shown = str(period) if moment is None else parts[3]
    whole_id = "/".join((subject.id, parts[1], parts[2], shown, str(rule)))
    result = _reported(lake, subject, period, rule, whole_id)
    samples = _samples(lake, subject.sites, period, rule, _wanted_items(result))
    if moment is not None:
        samples = [one for one in samples if one.moment == moment]
    recomputed, working = _recomputed(subject, result, samples, row_source(lake, period, rule))
    return WaterExplanation(
        result=result,
        recomputed=recomputed,
        working=tuple(working),
        samples=tuple(samples),
        inputs_digest=_digest(samples),
        imports=import_marks(
            lake.imports_of(subject.site_ids, period.first, period.last, known_at=rule.known_at)
        ),
    )


def _moment_of(text: str, rule: WaterRule) -> datetime | None:
    if rule.class_rule is not ClassRule.REALTIME_FEED:
        return None
    try:
        return datetime.fromisoformat(text)
    except ValueError as error:
        raise UsageError(
            "实时类别的编号须含时刻 the id of a realtime class holds its moment",
            field="period",
            found=text,
            expected="YYYY-MM-DDTHH:MM",
        ) from error


def _reported(
    lake: SampleLake, subject: WaterSubject, period: Period, rule: WaterRule, lineage_id: str
) -> Result:
    """Return the row as it is reported; raise `UsageError` when there is none such."""
    statistic = lineage_id.split("/")[2]
    if statistic.startswith(INDEX):
        return index_row(lake, subject, period, rule, index_items(statistic))
    asked = asked_target(statistic)
    if statistic in _TREND_STEPS:
        found = trend_rows(lake, subject, period, rule, _TREND_STEPS[statistic])
        rows = {row.lineage_id: row for row in found}
    elif asked is not None:
        target, day = asked
        every = target_rows(lake, subject, period, rule, target, day or period.last)
        rows = {row.lineage_id: row for row in every}
    else:
        rows = _answered_rows(lake, subject, period, rule)
    if lineage_id in rows:
        return rows[lineage_id]
    raise UsageError(
        "没有这一行 no such row",
        found=lineage_id,
        expected=", ".join(sorted({f"{one.indicator}/{one.statistic}" for one in rows.values()})),
    )


def _answered_rows(
    lake: SampleLake, subject: WaterSubject, period: Period, rule: WaterRule
) -> dict[str, Result]:
    answer = water_classes if rule.class_rule is ClassRule.REALTIME_FEED else water_statistics
    return {row.lineage_id: row for row in answer(lake, subject, period, rule).rows}


def _wanted_items(result: Result) -> Sequence[str] | None:
    """Return the items that a number rests on; None: all."""
    asked = asked_target(result.statistic)
    if (
        result.statistic in (MEAN, MULTIPLE)
        or (asked is not None and asked[1])
        or (result.statistic == CLASS and result.indicator not in (WATER_CLASS, "DO", SEA, WELL))
    ):
        return (result.indicator,)
    if WaterRule.parse(result.rule).class_rule is ClassRule.REALTIME_FEED:
        return REALTIME_ITEMS
    return None


def _samples(
    lake: SampleLake,
    sites: Sequence[Site],
    period: Period,
    rule: WaterRule,
    items: Sequence[str] | None,
) -> list[Sample]:
    names = [site.id for site in sites]
    found = []
    for block in recorded_blocks(lake, names, period, rule, items):
        columns = (block.site, block.item, block.minutes, block.numbers, block.marks)
        for site, item, minute, number, mark in zip(
            *(column.tolist() for column in columns), strict=True
        ):
            if number != NO_NUMBER:
                found.append(
                    Sample(
                        block.sites[site],
                        block.items[item],
                        minute_start(minute),
                        Decimal(number).scaleb(-SAMPLE_DECIMALS),
                        DetectionMark(mark),
                    )
                )
    return found


def _recomputed(
    subject: WaterSubject, result: Result, samples: Sequence[Sample], source: RowSource
) -> tuple[Decimal | None, list[str]]:
    """Return the published number from its samples, and how it came about."""
    if subject.is_area or result.statistic.startswith(INDEX):
        return recomputed_area_number(result, subject, samples, source)
    body = subject.sites[0].water_body
    if is_of_own_kind(result, subject.sites[0]):
        return recomputed_site_number(result, subject.sites[0], samples, source)
    if source.rule.class_rule is ClassRule.REALTIME_FEED:
        return _class_of_moment(samples, body, source)
    if result.statistic == MEAN:
        return _mean(result.indicator, samples, source.rule)
    if result.statistic in _TREND_STEPS:
        return _trend(samples, _TREND_STEPS[result.statistic], source)
    return _judged(result, samples, body, source)


def _class_of_moment(
    samples: Sequence[Sample], body: WaterBody | None, source: RowSource
) -> tuple[Decimal | None, list[str]]:
    values: dict[str, Decimal | Fraction] = {
        one.item: counted(one, source.rule.below_detection) for one in samples
    }
    found, classes = class_of_section(values, body, source.limits, source.rule, REALTIME_ITEMS)
    return _as_number(found), [f"{item} {one.chinese}" for item, one in classes.items()]


def _mean(
    item: str, samples: Sequence[Sample], rule: WaterRule
) -> tuple[Decimal | None, list[str]]:
    mean = mean_of_samples(samples, rule)
    exact = "—" if mean is None else str(round_half_even(mean, SAMPLE_DECIMALS))
    return rounded_means(samples, rule).get(item), [
        f"{len(samples)} 个样品 samples, {rule.period_mean.value}",
        f"修约前 before rounding {exact}",
    ]


def _trend(
    samples: Sequence[Sample], step: TrendStep, source: RowSource
) -> tuple[Decimal | None, list[str]]:
    """Return the rank correlation of the means of the steps, by the textbook formula."""
    within = [
        [one for one in samples if one.moment.date() in step_period]
        for step_period in steps_of(source.period, step)
    ]
    means = [mean_of_samples(every, source.rule) for every in within]
    present = [one for one in means if one is not None]
    return round_half_even(rank_correlation(present), TREND_DECIMALS), [
        f"{len(present)} 个均值 means: {', '.join(f'{float(one):.6g}' for one in present)}"
    ]


def _judged(
    result: Result,
    samples: Sequence[Sample],
    body: WaterBody | None,
    source: RowSource,
) -> tuple[Decimal | None, list[str]]:
    """Return a class, a multiple over class III, or what a target demands or came to."""
    target, day = asked_target(result.statistic) or (None, None)
    if target is not None and day is not None:
        return _remaining(result.indicator, samples, target, day, body, source)
    means = rounded_means(samples, source.rule)
    if result.statistic == MULTIPLE:
        return _multiple(result.indicator, means, body, source.limits)
    found, classes = class_of_section(means, body, source.limits, source.rule)
    working = [
        f"{item} {means[item]} → {one.chinese}"
        for item, one in sorted(classes.items(), key=lambda pair: -pair[1])
    ]
    if target is not None:
        return (None if found is None else Decimal(found <= target)), working
    if result.indicator == WATER_CLASS:
        return _as_number(found), working
    return _as_number(classes.get(result.indicator)), working


def _remaining(
    item: str,
    samples: Sequence[Sample],
    target: WaterClass,
    day: date,
    body: WaterBody | None,
    source: RowSource,
) -> tuple[Decimal | None, list[str]]:
    """Return the mean that the months after a day may have, found by trial."""
    done = [one for one in samples if one.moment.date() <= day]
    left = sum(1 for month in source.period.months() if month.first > day)
    limit = source.limits.limit(item, body or WaterBody.RIVER)
    found = remaining_mean_by_trial(done, left, limit, target, source.rule)
    return found, [f"{len(done)} 个样品 samples, 余 {left} 月 months to come"]


def _multiple(
    item: str,
    means: dict[str, Decimal],
    body: object,
    limits: SurfaceWaterLimits,
) -> tuple[Decimal, list[str]]:
    limit = next(row for row in limits.basic if row.item == item and row.body in (None, body))
    bound = limit.limit_of(3)
    exact = (Fraction(means[item]) - Fraction(bound)) / Fraction(bound)
    return round_half_even(exact, MULTIPLE_DECIMALS), [f"({means[item]} - {bound}) / {bound}"]


def _as_number(water_class: int | None) -> Decimal | None:
    return None if water_class is None else Decimal(int(water_class))


def _digest(samples: Sequence[Sample]) -> str:
    lines = [f"{one.site} {one.item} {one.moment.isoformat()} {one.text}" for one in samples]
    return digest_of_bytes("\n".join(lines).encode())
