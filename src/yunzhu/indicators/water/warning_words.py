"""What an alarm says: why it was raised and what to do, Chinese with English beside."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import Enum

from yunzhu.observations.sample_numbers import plain_number
from yunzhu.observations.water_items import WATER_ITEMS
from yunzhu.standards.water_class import WaterClass

_SIGNIFICANT = 3


class AlarmKind(Enum):
    """What a warning found; the first three are about the instrument before the water."""

    FLAT_LINE = "flat_line"
    OUT_OF_RANGE = "out_of_range"
    DRIFT = "drift"
    CLASS_DROP = "class_drop"
    JUMP = "jump"
    INFLOW = "inflow"

    @property
    def is_instrument(self) -> bool:
        """Whether the instrument is looked at first."""
        return self in (AlarmKind.FLAT_LINE, AlarmKind.OUT_OF_RANGE, AlarmKind.DRIFT)

    @property
    def label(self) -> str:
        """The words shown to users."""
        return f"{_LABELS[self]} {self.value.replace('_', ' ')}"


_LABELS = {
    AlarmKind.FLAT_LINE: "读数不变(仪器)",
    AlarmKind.OUT_OF_RANGE: "超量程(仪器)",
    AlarmKind.DRIFT: "漂移(仪器)",
    AlarmKind.CLASS_DROP: "劣于目标类别",
    AlarmKind.JUMP: "突变",
    AlarmKind.INFLOW: "断面间汇入",
}


@dataclass(frozen=True)
class Arrival:
    """When what was seen at a section is expected at one further down."""

    name: str
    moment: datetime


def item_words(item: str) -> str:
    """Return an item's Chinese name with its id beside.

    Examples
    --------
    >>> item_words("NH3N"), item_words("pH")
    ('氨氮 NH3N', 'pH')
    """
    known = WATER_ITEMS.get(item)
    return item if known is None or known.chinese == item else f"{known.chinese} {item}"


def value_words(number: int, item: str) -> str:
    """Return a number of 10**-8 with the item's unit."""
    return f"{plain_number(number)} {unit_of(item)}".rstrip()


def unit_of(item: str) -> str:
    """Return the unit of an item's stored numbers, empty where unknown."""
    return WATER_ITEMS[item].unit if item in WATER_ITEMS else ""


def rough(number: float) -> str:
    """Return a statistic given in 10**-8 of its unit with three significant digits.

    Examples
    --------
    >>> rough(6_666_666.5), rough(123_456_000_000.0)
    ('0.0667', '1235')
    """
    value = Decimal(number).scaleb(-8)
    digits = max(_SIGNIFICANT - 1 - value.adjusted(), 0) if value else 0
    return f"{value:.{digits}f}"


def class_drop_reason(
    item: str,
    worst: int,
    worst_class: int,
    target: WaterClass,
    limit: Decimal | None,
    samples: int,
    least: int,
) -> str:
    """Say how many samples were worse than the target, and how many in a row raise the alarm.

    Parameters
    ----------
    item : whose samples.
    worst, worst_class : the worst of them, in 10**-8 of its unit, and its class.
    target : class of the section. limit : of the target [unit of the item], where it has one.
    samples : worse than the target from the alarm's start to its last sample.
    least : so many in a row raise the alarm.
    """
    bound = "" if limit is None else f"{limit.normalize():f} {unit_of(item)}".rstrip()
    limits = bound and f"，目标限值 limit of the target {bound}"
    found = WaterClass(worst_class).chinese
    return (
        f"{item_words(item)} {samples} 个样品劣于目标 {target.chinese} 类 (连续 {least} 个即报)，"
        f"最差 {value_words(worst, item)} ({found} 类){limits}; "
        f"{samples} samples worse than class {target.name} ({least} in a row raise it), the worst "
        f"{_english(WaterClass(worst_class))}"
    )


def _english(one: WaterClass) -> str:
    return "worse than V" if one is WaterClass.WORSE_THAN_V else f"of class {one.name}"


def jump_reason(item: str, number: int, median: float, spread: float, count: int, days: int) -> str:
    """Say how far a sample stands from the section's own last days."""
    multiple = abs(number - median) / spread if spread else float("inf")
    return (
        f"{item_words(item)} {value_words(number, item)}，前 {days} 天 {count} 个样品的中位数 "
        f"{rough(median)}，离散度 {rough(spread)}，相差 {multiple:.1f} 倍; "
        f"median of the {count} samples of the last {days} days {rough(median)}, spread "
        f"{rough(spread)}, {multiple:.1f} spreads away"
    )


def inflow_reason(
    item: str, here: int, upstream: str, there: int, difference: int, median: float, days: int
) -> str:
    """Say that the difference between two sections rose."""
    return (
        f"{item_words(item)} {value_words(here, item)}，流达时间前上游 {upstream} 为 "
        f"{value_words(there, item)}，相差 {plain_number(difference)}，前 {days} 天平常相差 "
        f"{rough(median)}: 污染在两断面之间汇入; upstream {plain_number(there)} one travel time "
        f"before, difference {plain_number(difference)} against usually {rough(median)}: "
        "it enters between the two sections"
    )


def flat_line_reason(item: str, number: int, readings: int, hours: float) -> str:
    """Say that readings were equal for too long."""
    return (
        f"{item_words(item)} 连续 {readings} 个读数都是 {value_words(number, item)} "
        f"({hours:.0f} 小时): 先疑仪器，不作污染事件; {readings} equal readings in {hours:.0f} h: "
        "the instrument first, no event"
    )


def out_of_range_reason(item: str, number: int, lowest: Decimal, highest: Decimal) -> str:
    """Say that a reading is none."""
    return (
        f"{item_words(item)} {value_words(number, item)} 超出仪器量程 {lowest:f}..{highest:f}: "
        "先疑仪器，不作污染事件; outside the instrument's range: the instrument first, no event"
    )


def drift_reason(
    item: str, change: float, base: float, days: int, agreement: float, neighbours: int
) -> str:
    """Say that an item went one way alone."""
    others = (
        f"相邻 {neighbours} 个断面没有; {neighbours} neighbouring section(s) did not"
        if neighbours
        else "没有可比的相邻断面; no neighbouring section to compare with"
    )
    return (
        f"{item_words(item)} 日中位数 {days} 天内由 {rough(base)} 单向变化 {rough(change)} "
        f"(一致度 {agreement:.2f})，{others}: 先疑仪器漂移; daily medians went one way by "
        f"{rough(change)} in {days} days (agreement {agreement:.2f}): drift of the instrument first"
    )


INSTRUMENT_FIRST_NOTE = (
    "同项同期有仪器报警，先查仪器; an instrument alarm on the same item at the time: check it first"
)


def follows_note(name: str, moment: datetime) -> str:
    """Say that an alarm upstream came before."""
    return (
        f"上游 {name} 已于 {moment:%m-%d %H:%M} 报警，像同一水团下行; {name} upstream alarmed at "
        f"{moment:%m-%d %H:%M}, likely the same water"
    )


_INSTRUMENT_ADVICE = (
    "先查仪器：看状态与质控记录，清洗、校准，人工采样比对；比对说明水质确有变化之前不派污染处置 "
    "instrument first: state and quality control, clean, calibrate, compare with a manual sample; "
    "no pollution response before that sample confirms a change"
)
_EVENT_ADVICE = {
    AlarmKind.CLASS_DROP: (
        "通知断面责任区，自动站加密到每小时，按候选清单排查上游 "
        "tell the district in charge, measure hourly, visit the upstream candidates in order"
    ),
    AlarmKind.JUMP: (
        "立即人工采样复核并留样，自动站加密到每小时，按候选清单排查上游 "
        "take and keep a manual sample now, measure hourly, visit the upstream candidates in order"
    ),
    AlarmKind.INFLOW: (
        "排查两断面之间的排口与支流，先查清单前列 "
        "visit the outfalls and tributaries between the two sections, the first of the list first"
    ),
}


def advice_of(kind: AlarmKind, arrivals: Sequence[Arrival]) -> str:
    """Return what to do about an alarm; a sudden one with when it is expected further down."""
    if kind.is_instrument:
        return _INSTRUMENT_ADVICE
    if kind is AlarmKind.CLASS_DROP:
        return _EVENT_ADVICE[kind]
    expected = "; ".join(f"{one.name} {one.moment:%m-%d %H:%M}" for one in arrivals)
    downstream = f"；预计到达下游 expected downstream: {expected}" if expected else ""
    return _EVENT_ADVICE[kind] + downstream
