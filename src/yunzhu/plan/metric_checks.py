"""Whether a plan's metrics can judge: names that exist, thresholds that fit them."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from yunzhu.periods import Period
from yunzhu.plan.air_metric import air_measure_units
from yunzhu.plan.counted import COUNTS, COVERAGES
from yunzhu.plan.counted_schema import (
    AssignedCasesMetric,
    DieselVehicleTestsMetric,
    DistrictTrainingsMetric,
    DustItemsMetric,
    EmergencyDutyMetric,
    FleetShareMetric,
    HitRatesMetric,
    ManifestsAgreeMetric,
    ParcelSafeUseMetric,
    ProjectMilestonesMetric,
    ProjectsStartedMetric,
    RectificationDueMetric,
    RegisterCountMetric,
    RegisterCoverageMetric,
    ReportReconciliationMetric,
    RoadCleaningMetric,
    SourceProblemsMetric,
    VehicleTestsMetric,
    VillageTreatmentMetric,
)
from yunzhu.plan.metric_schema import (
    AirMeasure,
    AirMetric,
    DeclaredFiguresMetric,
    DrinkingSourcesMetric,
    MetricWithWork,
    StationsSendingMetric,
    WaterSectionsMetric,
)
from yunzhu.plan.published import published_measure_units
from yunzhu.plan.reduction_checks import require_reductions_that_judge
from yunzhu.plan.schema import Plan, PublishedMeasure
from yunzhu.plan.threshold import KnownThreshold, NoThreshold, Threshold, UnknownThreshold
from yunzhu.plan.verdicts import threshold_text
from yunzhu.standards.air_assessment import PERCENT
from yunzhu.yaml_documents import Place, YamlDocument

_MARKS = ("at_least", "equal")
_SHARES = (
    DustItemsMetric,
    RoadCleaningMetric,
    ReportReconciliationMetric,
    DieselVehicleTestsMetric,
    ManifestsAgreeMetric,
    RectificationDueMetric,
    AssignedCasesMetric,
    SourceProblemsMetric,
    ProjectMilestonesMetric,
    ProjectsStartedMetric,
    EmergencyDutyMetric,
    DistrictTrainingsMetric,
    ParcelSafeUseMetric,
)


def require_metrics_that_judge(document: YamlDocument, plan: Plan) -> None:
    """Refuse a plan with a metric that could never be held against its threshold.

    Raises
    ------
    PlanError : the first such metric, with file, line, field, the value found and expectation.
    """
    _require_one_threshold(document, plan)
    _require_names_once(document, plan)
    _require_countable_marks(document, plan)
    _require_figures_to_compare(document, plan)
    _require_known_coverages(document, plan)
    _require_marks_of_water(document, plan)
    _require_hit_rates_without_mark(document, plan)
    _require_sections_to_count(document, plan)
    _require_fleets_with_a_direction(document, plan)
    _require_cut_off_in_time(document, plan)
    _require_seasons(document, plan)
    _require_known_measures(document, plan)
    _require_published_thresholds(document, plan)
    require_reductions_that_judge(document, plan)


def _require_one_threshold(document: YamlDocument, plan: Plan) -> None:
    """A commitment of a single measure is held against its own threshold."""
    for place, one in enumerate(plan.commitments):
        if not isinstance(one.metric, AirMetric) or len(one.metric.measures) > 1:
            continue
        if isinstance(one.threshold, NoThreshold):
            continue
        measured = one.metric.measures[0].threshold
        if threshold_text(measured) != threshold_text(one.threshold):
            raise document.fault(
                "两处阈值不同 the commitment and its measure have different thresholds",
                ("commitments", place, "metric", "measures", 0, "threshold"),
                found=threshold_text(measured),
                expected=threshold_text(one.threshold),
            )


def _require_published_thresholds(document: YamlDocument, plan: Plan) -> None:
    """A published figure is held against the threshold of what it stands in for.

    The units may differ in words (13 个 of a count without one); the figure's own is required.
    """
    for place, one in enumerate(plan.commitments):
        for number, fact in enumerate(one.published):
            own: Threshold | None = None
            if isinstance(one.metric, AirMetric):
                of = {(m.indicator, m.statistic): m.threshold for m in one.metric.measures}
                own = of.get((fact.indicator, fact.statistic))
            elif len(one.published) == 1:
                own = one.threshold
            if own is None or isinstance(own, NoThreshold):
                continue
            if _sign_and_number(fact.threshold) != _sign_and_number(own):
                raise document.fault(
                    "公开数字的阈值不同 the published figure has a different threshold",
                    ("commitments", place, "published", number, "threshold"),
                    found=threshold_text(fact.threshold),
                    expected=threshold_text(own),
                )


def _sign_and_number(threshold: KnownThreshold | UnknownThreshold) -> tuple[str, Decimal | None]:
    number = threshold.value if isinstance(threshold, KnownThreshold) else None
    return threshold.compare, number


def _require_names_once(document: YamlDocument, plan: Plan) -> None:
    """No component, object or item may be named twice."""
    for place, one in enumerate(plan.commitments):
        metric = one.metric
        if isinstance(metric, MetricWithWork):
            field, names = "components", metric.components
        elif isinstance(metric, DeclaredFiguresMetric) and isinstance(metric.objects, tuple):
            field, names = "objects", metric.objects
        elif isinstance(metric, ProjectMilestonesMetric | ProjectsStartedMetric):
            field, names = "projects", metric.projects
        elif isinstance(metric, DistrictTrainingsMetric):
            field, names = "districts", metric.districts
        elif isinstance(metric, DustItemsMetric):
            field, names = "items", metric.items
        else:
            continue
        if len(set(names)) < len(names):
            raise document.fault(
                "名称重复 a component or object is given twice",
                ("commitments", place, "metric", field),
                found=", ".join(names),
                expected="每个一次 each once",
            )


def _require_countable_marks(document: YamlDocument, plan: Plan) -> None:
    """The number of work items is a whole number to be reached, of the components if there are."""
    for place, one in enumerate(plan.commitments):
        metric, threshold = one.metric, one.threshold
        if not isinstance(metric, MetricWithWork) or not isinstance(threshold, KnownThreshold):
            continue
        where = ("commitments", place, "threshold")
        if threshold.compare not in ("at_least", "equal"):
            raise document.fault(
                "工作项只能有应达到的数目 work items have a number to be reached",
                (*where, "compare"),
                found=threshold.compare,
                expected="at_least | equal",
            )
        wanted = len(metric.components) or None
        if threshold.value < 1 or threshold.value % 1 or wanted not in (None, threshold.value):
            raise document.fault(
                "工作项的数目不符 a number of work items that cannot be counted",
                (*where, "value"),
                found=str(threshold.value),
                expected="正整数 a positive whole number" if wanted is None else str(wanted),
            )


def _require_figures_to_compare(document: YamlDocument, plan: Plan) -> None:
    """Declared figures need objects that can be named and a number that can be reached."""
    for place, one in enumerate(plan.commitments):
        metric, threshold = one.metric, one.threshold
        if not isinstance(metric, DeclaredFiguresMetric):
            continue
        if metric.objects == ():
            raise document.fault(
                "没有对象 no object is named",
                ("commitments", place, "metric", "objects"),
                found="[]",
                expected="名称、数目或 null names, a number or null",
            )
        where = ("commitments", place, "threshold")
        if isinstance(threshold, NoThreshold):
            raise document.fault(
                "无数可比 declared figures without a number to compare",
                where,
                found=f"none: {threshold.none}",
                expected="compare 与 value 或 unknown compare with value or unknown",
            )
        is_mark = metric.reading != "latest_worst" and threshold.compare in ("at_least", "equal")
        if is_mark and isinstance(threshold, KnownThreshold) and threshold.value <= 0:
            raise document.fault(
                "应达到的数须大于零 a number to be reached must be above zero",
                (*where, "value"),
                found=str(threshold.value),
                expected="> 0; 一个都不许有写 at_most 0 for none at all write at_most 0",
            )


def _require_known_coverages(document: YamlDocument, plan: Plan) -> None:
    """Every coverage and count must be one that exists, and is named once."""
    for place, one in enumerate(plan.commitments):
        metric = one.metric
        names: tuple[str, ...]
        known: Mapping[str, object]
        if isinstance(metric, RegisterCoverageMetric | ReportReconciliationMetric):
            field, names, known = "coverages", metric.coverages, COVERAGES
        elif isinstance(metric, RegisterCountMetric):
            field, names, known = "counts", metric.counts, COUNTS
        else:
            continue
        for number, name in enumerate(names):
            if name not in known or name in names[:number]:
                raise document.fault(
                    "没有这项统计，或重复 no such coverage or count, or given twice",
                    ("commitments", place, "metric", field, number),
                    found=name,
                    expected=" | ".join(known),
                )


def _require_marks_of_water(document: YamlDocument, plan: Plan) -> None:
    """Sources are all to meet; coverages have a share to be reached, stations a number."""
    for place, one in enumerate(plan.commitments):
        threshold = one.threshold
        if not isinstance(threshold, KnownThreshold):
            continue
        if isinstance(one.metric, DrinkingSourcesMetric):
            unit, least = "%", PERCENT
        elif isinstance(one.metric, RegisterCoverageMetric):
            if one.metric.listed == threshold.value and threshold.compare in _MARKS:
                continue
            unit, least = "%", 1
        elif isinstance(one.metric, StationsSendingMetric | VillageTreatmentMetric):
            unit, least = "个", 1
        elif isinstance(one.metric, _SHARES):
            unit, least = "%", 1
        elif isinstance(one.metric, RegisterCountMetric):
            unit, least = COUNTS[one.metric.counts[0]].unit, 1
        else:
            continue
        most = PERCENT if unit == "%" else threshold.value
        is_mark = threshold.compare in _MARKS and least <= threshold.value <= most
        if not is_mark or threshold.unit != unit:
            raise document.fault(
                "指标不能与这样的阈值比较 the metric cannot be held against such a threshold",
                ("commitments", place, "threshold"),
                found=threshold_text(threshold),
                expected=f"at_least | equal, {least}..{PERCENT if unit == '%' else ''} {unit}",
            )


def _require_hit_rates_without_mark(document: YamlDocument, plan: Plan) -> None:
    """No number is better as such: a rate falls when firms comply."""
    for place, one in enumerate(plan.commitments):
        if isinstance(one.metric, HitRatesMetric) and not isinstance(one.threshold, NoThreshold):
            raise document.fault(
                "发现违法率无所谓高低 a hit rate is held against no number",
                ("commitments", place, "threshold"),
                found=threshold_text(one.threshold),
                expected="none: 文中无数",
            )


def _require_cut_off_in_time(document: YamlDocument, plan: Plan) -> None:
    """A denominator is frozen after its first day, and no later than the target is due."""
    for place, one in enumerate(plan.commitments):
        metric = one.metric
        if not isinstance(metric, ParcelSafeUseMetric):
            continue
        if not metric.since <= metric.cut_off <= one.due:
            raise document.fault(
                "截止日不在期内 a cut-off outside its period",
                ("commitments", place, "metric", "cut_off"),
                found=str(metric.cut_off),
                expected=f"{metric.since}..{one.due}",
            )


def _require_seasons(document: YamlDocument, plan: Plan) -> None:
    """A season has its days in order, its stock before its end, and a share that is owed."""
    for place, one in enumerate(plan.commitments):
        metric, where = one.metric, ("commitments", place, "metric")
        if isinstance(metric, VehicleTestsMetric) and not isinstance(one.threshold, NoThreshold):
            raise document.fault(
                "各区抽测没有可比的数 tests by district are held against no number",
                ("commitments", place, "threshold"),
                found=threshold_text(one.threshold),
                expected="none",
            )
        if not isinstance(metric, DieselVehicleTestsMetric):
            continue
        if isinstance(one.threshold, NoThreshold):
            raise document.fault(
                "无数可比 a share of the stock without a number to compare",
                ("commitments", place, "threshold"),
                found=f"none: {one.threshold.none}",
                expected="compare 与 value 或 unknown compare with value or unknown",
            )
        for field, day, last in (
            ("season_first", metric.season_first, metric.season_last),
            ("season_last", metric.season_last, one.due),
            ("fleet_on", metric.fleet_on, metric.season_last),
        ):
            if day > last:
                raise document.fault(
                    "季节日期次序不符 the days of the season are out of order",
                    (*where, field),
                    found=str(day),
                    expected=f"不晚于 not after {last}",
                )


def _require_sections_to_count(document: YamlDocument, plan: Plan) -> None:
    """Sections are counted at the end of the year, up to a number of them or to none."""
    for place, one in enumerate(plan.commitments):
        metric, threshold = one.metric, one.threshold
        if not isinstance(metric, WaterSectionsMetric):
            continue
        if one.due != Period.of_year(plan.year).last:
            raise document.fault(
                "断面按全年评价 sections are assessed over the whole year",
                ("commitments", place, "due"),
                found=str(one.due),
                expected=str(Period.of_year(plan.year).last),
            )
        if not isinstance(threshold, UnknownThreshold) and not _is_countable(metric, threshold):
            worst = metric.reading == "worse_than_v"
            raise document.fault(
                "断面的数目不符 a number of sections that cannot be counted",
                ("commitments", place, "threshold"),
                found=threshold_text(threshold),
                expected="equal | at_most 0"
                if worst
                else f"equal | at_least 1..{metric.sections}, 或 or > 0..100 %",
            )


def _is_countable(metric: WaterSectionsMetric, threshold: KnownThreshold | NoThreshold) -> bool:
    if isinstance(threshold, NoThreshold):
        return False
    if metric.reading == "worse_than_v":
        return threshold.compare in ("equal", "at_most") and threshold.value == 0
    if threshold.unit == "%":
        is_within = 0 < threshold.value <= PERCENT
    else:
        is_within = 1 <= threshold.value <= metric.sections and threshold.value % 1 == 0
    return threshold.compare in ("equal", "at_least") and is_within


def _require_fleets_with_a_direction(document: YamlDocument, plan: Plan) -> None:
    """Shares of fleets have a direction and no number; every kind of vehicle is named once."""
    for place, one in enumerate(plan.commitments):
        if not isinstance(one.metric, FleetShareMetric):
            continue
        if isinstance(one.threshold, KnownThreshold):
            raise document.fault(
                "车队比例只看升降 a share of a fleet has a direction and no number",
                ("commitments", place, "threshold"),
                found=threshold_text(one.threshold),
                expected="none 或 or unknown",
            )
        kinds = [kind.value for kind in one.metric.kinds]
        if len(set(kinds)) < len(kinds):
            raise document.fault(
                "车辆种类重复 a kind of vehicle is given twice",
                ("commitments", place, "metric", "kinds"),
                found=", ".join(kinds),
                expected="每个一次 each once",
            )


def _require_known_measures(document: YamlDocument, plan: Plan) -> None:
    """Every measure must be a statistic that exists, in the unit in which it is given."""
    units = air_measure_units()
    published = published_measure_units() | units
    for place, one in enumerate(plan.commitments):
        where = ("commitments", place)
        if isinstance(one.metric, AirMetric):
            for number, measure in enumerate(one.metric.measures):
                at = (*where, "metric", "measures", number)
                _require_known_measure(document, at, measure, units)
        for number, fact in enumerate(one.published):
            _require_known_measure(document, (*where, "published", number), fact, published)


def _require_known_measure(
    document: YamlDocument,
    where: Place,
    measure: AirMeasure | PublishedMeasure,
    units: Mapping[tuple[str, str], str],
) -> None:
    indicators = {indicator for indicator, _ in units}
    if measure.indicator not in indicators:
        raise document.fault(
            "没有这个指标 no such indicator",
            (*where, "indicator"),
            found=measure.indicator,
            expected=" | ".join(sorted(indicators)),
        )
    unit = units.get((measure.indicator, measure.statistic))
    if unit is None:
        known = sorted(name for first, name in units if first == measure.indicator)
        raise document.fault(
            "没有这项统计 no such statistic",
            (*where, "statistic"),
            found=measure.statistic,
            expected=" | ".join(known),
        )
    if measure.threshold.unit != unit:
        raise document.fault(
            "阈值单位不符 the threshold is in another unit than the statistic",
            (*where, "threshold", "unit"),
            found=measure.threshold.unit,
            expected=unit or '""',
        )
