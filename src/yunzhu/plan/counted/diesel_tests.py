"""The metric ``diesel_vehicle_tests``: diesel vehicles tested in a season, of the stock."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from fractions import Fraction

from yunzhu.city.ledgers.vehicle_tests import VEHICLE_TESTS, TestMethod
from yunzhu.city.registers.vehicles import VEHICLE_FLEET, VehicleEnergy
from yunzhu.plan.counted.coverage import SHARE_DECIMALS, share_owed, share_percent
from yunzhu.plan.counted.districts import district_of, is_city, nested_areas
from yunzhu.plan.counted.facts import Facts
from yunzhu.plan.counted_schema import DieselVehicleTestsMetric
from yunzhu.plan.joint_counts import sections_needed
from yunzhu.plan.ledger_evidence import Counts, LedgerCount, any_row_until
from yunzhu.plan.members import AreaCount, Member, MemberState
from yunzhu.plan.status import Status
from yunzhu.plan.threshold import UnknownThreshold
from yunzhu.plan.verdicts import Finding, unknown_threshold_text
from yunzhu.plan.work_item_metric import status_of_pace
from yunzhu.standards.rounding import round_half_even

LABEL = "秋冬季监督抽测柴油车 diesel vehicles tested in the season"
# GB/T 2260: six digits name a district, and 00 at their end the city itself.


@dataclass
class _Tested:
    """Distinct local plates of an area, all of them and those tested otherwise than remotely."""

    every: set[str] = field(default_factory=set)
    on_site: set[str] = field(default_factory=set)

    def plates(self, metric: DieselVehicleTestsMetric) -> set[str]:
        """The plates that the plan's reading counts."""
        return self.every if metric.remote_sensing == "counts" else self.on_site


@dataclass(frozen=True)
class _Stock:
    """Diesel vehicles on the day of the stock: of the city, by district, and its documents."""

    city: int
    districts: Mapping[str, int]
    documents: tuple[str, ...]


def diesel_questions(metric: DieselVehicleTestsMetric, day: date) -> tuple[LedgerCount, ...]:
    """Return what the metric asks of the ledger of tests.

    Parameters
    ----------
    metric : its season. day : last day that counts.
    """
    return (_season_question(metric, day), any_row_until(VEHICLE_TESTS, day))


def _season_question(metric: DieselVehicleTestsMetric, day: date) -> LedgerCount:
    return LedgerCount(
        VEHICLE_TESTS,
        ("area", "method", "is_local", "plate"),
        metric.season_first,
        min(metric.season_last, day),
        (("energy", VehicleEnergy.DIESEL), ("is_supervision", True)),
    )


def judge_diesel_tests(metric: DieselVehicleTestsMetric, facts: Facts) -> tuple[Finding, ...]:
    """Return the finding: distinct local plates tested in the season, of the diesel stock.

    A plate counts once for the city however often and wherever it was tested, and once in each
    district where it was. The reading of the plan says whether remote sensing counts; the other
    share, the number of tests and the plates of other cities stand beside. The stock is fixed by
    its date and plates only come to it, so the share is achieved on the day on which it is
    reached; below it the working days of the season give the word until the due day.

    Parameters
    ----------
    metric : season, day of the stock, reading.
    facts : as they stood.
    """
    threshold = facts.commitment.threshold
    counts = facts.ledgers.of(_season_question(metric, facts.day))
    stock, missing = _stock(metric, facts)
    if not facts.ledgers.of(any_row_until(VEHICLE_TESTS, facts.day)):
        missing.append(f"台账为空 the ledger has none: {VEHICLE_TESTS.name}")
    if isinstance(threshold, UnknownThreshold):
        missing.insert(0, unknown_threshold_text(threshold))
    if missing or stock is None:
        status = Status.INSUFFICIENT
        return (Finding(LABEL, threshold, status, unit="%", missing=tuple(missing)),)
    city, districts = _tested(counts)
    done = len(city.plates(metric))
    needed = sections_needed(share_owed(threshold), stock.city)
    status, lacks = _status(metric, facts, done, needed)
    members = _districts(metric, facts, districts, stock)
    below = [one.line for one in members if one.state is not MemberState.COVERED]
    return (
        Finding(
            LABEL,
            threshold,
            status,
            kind=facts.registers.kind,
            value=share_percent(done, stock.city),
            unit="%",
            numerator=done,
            denominator=stock.city,
            missing=lacks,
            notes=(
                *_beside(metric, counts, city, stock),
                *_pace(metric, facts, needed - done),
            ),
            rest=tuple(below),
            evidence=tuple(one.line for one in members if one.state is MemberState.COVERED),
            members=members,
            by_area=_by_area(metric, districts, stock),
        ),
    )


def _stock(metric: DieselVehicleTestsMetric, facts: Facts) -> tuple[_Stock | None, list[str]]:
    """Return the diesel stock on its day, or what is missing of it."""
    if metric.fleet_on > facts.day:
        return None, [f"保有量日期未到 the day of the stock is yet to come: {metric.fleet_on}"]
    areas: dict[str, int] = defaultdict(int)
    documents: dict[str, None] = {}
    for row in facts.registers.all(VEHICLE_FLEET):
        if row.day == metric.fleet_on and row.energy is VehicleEnergy.DIESEL:
            areas[row.area] += row.number
            documents[row.source] = None
    if nested := nested_areas(areas):
        return None, [
            f"区域重叠，会重复计数 an area within another, counted twice: {metric.fleet_on} "
            f"{inner} ⊂ {outer}"
            for inner, outer in nested
        ]
    districts: dict[str, int] = defaultdict(int)
    for area, number in areas.items():
        if not is_city(area):
            districts[district_of(area)] += number
    city = sum(areas.values())
    if not city:
        lack = f"无 {metric.fleet_on} 柴油车保有量 no stock of diesel vehicles on that day"
        return None, [f"{lack}: {VEHICLE_FLEET.name}"]
    return _Stock(city, districts, tuple(documents)), []


def _tested(counts: Counts) -> tuple[_Tested, Mapping[str, _Tested]]:
    """Return the plates of the city and of its districts; those of other cities are left out."""
    city = _Tested()
    districts: dict[str, _Tested] = defaultdict(_Tested)
    for area, method, is_local, plate in counts:
        if not is_local:
            continue
        for where in (city, districts[district_of(area)]):
            where.every.add(plate)
            if method is not TestMethod.REMOTE_SENSING:
                where.on_site.add(plate)
    return city, districts


def _status(
    metric: DieselVehicleTestsMetric, facts: Facts, done: int, needed: int
) -> tuple[Status, tuple[str, ...]]:
    if done >= needed:
        return Status.ACHIEVED, ()
    if facts.is_closed:
        return Status.MISSED, ()
    days = facts.evidence.work.working_days
    season = replace(
        days,
        first=metric.season_first,
        days=tuple(day for day in days.days if day >= metric.season_first),
        uncovered=tuple(span for span in days.uncovered if span.last >= metric.season_first),
    )
    elapsed = season.elapsed_share(facts.as_of, facts.commitment.due)
    if elapsed is None:
        return Status.INSUFFICIENT, (season.missing,)
    return status_of_pace(Fraction(done, needed), elapsed, facts.cuts), ()


def _districts(
    metric: DieselVehicleTestsMetric,
    facts: Facts,
    tested: Mapping[str, _Tested],
    stock: _Stock,
) -> tuple[Member, ...]:
    """Return each district by itself, held against the same share of its own stock."""
    members = []
    share = share_owed(facts.commitment.threshold)
    for area in sorted({*tested, *stock.districts}):
        if is_city(area):
            continue
        done = len(tested[area].plates(metric)) if area in tested else 0
        whole = stock.districts.get(area, 0)
        if not whole:
            text = f"抽测 tested {done}, 无保有量 no stock"
            members.append(Member(area, area, MemberState.UNKNOWN, text))
            continue
        is_met = done >= sections_needed(share, whole)
        state = MemberState.COVERED if is_met else MemberState.NOT_COVERED
        text = f"抽测 tested {done} ÷ 保有量 stock {whole} = {share_percent(done, whole)} %"
        members.append(Member(area, area, state, text))
    return tuple(members)


def _by_area(
    metric: DieselVehicleTestsMetric, tested: Mapping[str, _Tested], stock: _Stock
) -> tuple[AreaCount, ...]:
    """Return tested plates and stock of each district that has either."""
    return tuple(
        AreaCount(
            area,
            len(tested[area].plates(metric)) if area in tested else 0,
            stock.districts.get(area, 0),
        )
        for area in sorted({*tested, *stock.districts})
        if not is_city(area)
    )


def _beside(
    metric: DieselVehicleTestsMetric, counts: Counts, city: _Tested, stock: _Stock
) -> Sequence[str]:
    """Say what stands beside the share: the other reading, the tests, the plates from elsewhere."""
    other = "不计遥感 without" if metric.remote_sensing == "counts" else "计遥感 with"
    plates = city.on_site if metric.remote_sensing == "counts" else city.every
    local = sum(number for (_, _, is_local, _), number in counts.items() if is_local)
    foreign = {plate for _, _, is_local, plate in counts if not is_local}
    of_foreign = sum(counts.values()) - local
    return (
        f"{other} remote sensing: {len(plates)} ÷ {stock.city} = "
        f"{share_percent(len(plates), stock.city)} %",
        f"检测次数 tests: 本市号牌 local plates {local}; "
        f"外地号牌另列 other plates apart {len(foreign)}, 次数 tests {of_foreign}",
        f"保有量 stock on {metric.fleet_on}: {', '.join(stock.documents)}",
        f"季节 season: {metric.season_first}..{metric.season_last}; "
        "区按检测地计 districts by where the test was",
    )


def _pace(metric: DieselVehicleTestsMetric, facts: Facts, left: int) -> tuple[str, ...]:
    """Say how many more vehicles are needed per working day of the season that is left."""
    eve = metric.season_first - timedelta(days=1)
    days = facts.evidence.work.working_days
    remaining = days.remaining(max(facts.as_of, eve), facts.commitment.due)
    if left <= 0 or not remaining:
        return ()
    pace = round_half_even(Fraction(left, remaining), SHARE_DECIMALS)
    return (
        f"每工作日须 needed per working day: {pace} (余 left {left}, "
        f"余工作日 working days left {remaining})",
    )
