"""The waters of 云珠市(模拟): sections, sources and outfalls that cannot be taken for real ones.

Two rivers, each with a side stream; the smaller joins the larger above its tidal border section.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from yunzhu.standards.water_class import WaterBody, WaterClass

PROVINCE = "模拟省"
BASIN = "珠溪流域(模拟)"
LABORATORY = "云珠市监测中心(模拟)"
SMALL_RIVER, LARGE_RIVER, RESERVOIR = "云溪(模拟)", "珠溪(模拟)", "丙湖水库(模拟)"


@dataclass(frozen=True)
class SimulatedSection:
    """A section with an automatic station.

    Attributes
    ----------
    code, name, river, district : as registered. kind : value of its kind in the register.
    body : what it lies on. downstream, travel_hours : next section and time to it [h].
    target, truth : class that it must reach and class that it has in the simulated year; None
        for tributaries, which have no target.
    ammonia, phosphorus, permanganate, nitrogen, oxygen, conductivity : means over a calm year
        [mg/L; µS/cm].
    """

    code: str
    name: str
    river: str
    district: str
    kind: str
    body: WaterBody
    downstream: str | None
    travel_hours: Decimal | None
    target: WaterClass | None
    truth: WaterClass
    ammonia: float
    phosphorus: float
    permanganate: float
    nitrogen: float
    oxygen: float
    conductivity: float

    @property
    def site(self) -> str:
        """Id of its site: province and section, as the national feed names it."""
        return f"{PROVINCE}·{self.name}"


def _section(
    code: str,
    name: str,
    river: str,
    district: str,
    flows: tuple[str, str] | None,
    classes: tuple[WaterClass | None, WaterClass],
    means: tuple[float, float, float, float, float, float],
    kind: str = "assessed",
    body: WaterBody = WaterBody.RIVER,
) -> SimulatedSection:
    downstream, hours = flows if flows else (None, None)
    return SimulatedSection(
        code,
        f"{name}(模拟)",
        river,
        f"99010{district}",
        kind,
        body,
        downstream,
        None if hours is None else Decimal(hours),
        *classes,
        *means,
    )


_I, _II, _III, _IV, _V, _WORSE = WaterClass
# NH3-N, TP, CODMn, TN, DO, EC. Every mean lies well inside its class.
SECTIONS = (
    _section("S01", "云溪源断面", SMALL_RIVER, "8", ("S02", "5"), (_II, _II),
             (0.22, 0.055, 2.6, 1.0, 8.0, 160.0)),
    _section("S02", "云溪上断面", SMALL_RIVER, "7", ("S03", "4.5"), (_II, _II),
             (0.30, 0.070, 3.0, 1.3, 7.6, 210.0)),
    _section("S03", "云溪中断面", SMALL_RIVER, "5", ("S04", "4"), (_III, _III),
             (0.62, 0.135, 4.4, 2.2, 6.7, 330.0)),
    _section("S04", "云溪下断面", SMALL_RIVER, "2", ("S05", "3.5"), (_III, _IV),
             (0.68, 0.140, 4.6, 2.4, 6.5, 360.0)),
    _section("S05", "云溪口断面", SMALL_RIVER, "1", ("S10", "3"), (_V, _WORSE),
             (2.75, 0.300, 7.6, 5.2, 4.2, 520.0)),
    _section("S06", "珠溪源断面", LARGE_RIVER, "6", ("S07", "6"), (_II, _II),
             (0.20, 0.050, 2.3, 1.1, 8.1, 150.0)),
    _section("S07", "珠溪上断面", LARGE_RIVER, "6", ("S08", "7"), (_II, _II),
             (0.28, 0.068, 2.8, 1.4, 7.7, 190.0)),
    _section("S08", "珠溪中断面", LARGE_RIVER, "4", ("S09", "8"), (_III, _III),
             (0.56, 0.125, 3.9, 2.0, 6.9, 260.0)),
    _section("S09", "珠溪下断面", LARGE_RIVER, "4", ("S10", "5"), (_IV, _IV),
             (1.22, 0.225, 6.9, 3.2, 5.6, 340.0)),
    _section("S10", "珠溪汇断面", LARGE_RIVER, "1", ("S11", "5.5"), (_IV, _III),
             (0.72, 0.145, 4.7, 2.6, 6.2, 370.0)),
    _section("S11", "珠溪港断面", LARGE_RIVER, "3", ("S12", "6"), (_III, _III),
             (0.64, 0.135, 4.3, 2.4, 6.4, 420.0)),
    _section("S12", "珠溪界断面", LARGE_RIVER, "3", None, (_III, _III),
             (0.60, 0.130, 4.0, 2.3, 6.6, 900.0)),
    _section("S13", "丙湖库心断面", RESERVOIR, "8", None, (_III, _II),
             (0.11, 0.018, 2.2, 0.9, 8.3, 140.0), body=WaterBody.LAKE),
)  # fmt: skip
"""The thirteen that are assessed; the order of the river within each."""

TRIBUTARIES = (
    _section("T01", "甲涌口断面", "甲涌(模拟)", "5", ("S03", "1.5"), (None, _V),
             (1.70, 0.280, 6.5, 3.8, 4.6, 480.0), kind="tributary"),
    _section("T02", "乙涌口断面", "乙涌(模拟)", "4", ("S09", "2"), (None, _V),
             (1.75, 0.290, 7.2, 4.0, 4.5, 460.0), kind="tributary"),
)  # fmt: skip

STATIONS = (*SECTIONS, *TRIBUTARIES)
"""Every section with an automatic station."""

TIDAL_SECTION = "S12"
FLOW_SITE, FLOW_NAME = "YZH01", "珠溪界水文站(模拟)"


@dataclass(frozen=True)
class SimulatedSource:
    """A source of drinking water; ``site`` of its samples is its code."""

    code: str
    name: str
    level: str
    kind: str
    district: str
    supply: int
    people: int

    @property
    def body(self) -> WaterBody:
        """What it lies on."""
        return WaterBody.LAKE if self.kind == "lake" else WaterBody.RIVER


SOURCES = (
    SimulatedSource("W01", "丙湖水库水源(模拟)", "urban", "lake", "990108", 420_000, 1_450_000),
    SimulatedSource("W02", "云溪源水源(模拟)", "urban", "river", "990108", 160_000, 520_000),
    SimulatedSource("W03", "珠溪源水源(模拟)", "urban", "river", "990106", 300_000, 980_000),
    SimulatedSource("W04", "珠溪上水源(模拟)", "urban", "river", "990106", 240_000, 760_000),
    SimulatedSource("W05", "丁岭水库水源(模拟)", "urban", "lake", "990104", 90_000, 300_000),
    SimulatedSource("W06", "庚岭水库水源(模拟)", "urban", "lake", "990107", 60_000, 210_000),
    SimulatedSource("W07", "戊滩水源(模拟)", "urban", "river", "990105", 110_000, 350_000),
    SimulatedSource("W08", "辛镇水源(模拟)", "town_or_below", "river", "990108", 6_500, 42_000),
    SimulatedSource("W09", "己镇水源(模拟)", "town_or_below", "lake", "990106", 4_200, 31_000),
    SimulatedSource("W10", "庚镇水源(模拟)", "town_or_below", "river", "990107", 1_800, 14_000),
)


@dataclass(frozen=True)
class SimulatedOutfall:
    """An outfall; ``site`` of its samples is its code.

    Attributes
    ----------
    downstream, travel_hours : section that its water reaches first, and the time [h].
    ammonia, oxygen_demand, phosphorus : usual concentrations in what it discharges [mg/L].
    items : main pollutants as registered, "" where the register does not say.
    approval, filed_on, valid_to : "" where there is none.
    """

    code: str
    name: str
    kind: str
    water: str
    district: str
    downstream: str
    travel_hours: str
    items: str
    ammonia: float
    oxygen_demand: float
    phosphorus: float
    approval: str = ""
    filed_on: str = ""
    valid_to: str = ""


OUTFALLS = (
    SimulatedOutfall("P01", "甲厂排污口(模拟)", "river", SMALL_RIVER, "990107", "S02", "2",
                     "化学需氧量、悬浮物", 0.4, 35, 0.10, "云环排(模拟)001号", "2017-06-01"),
    SimulatedOutfall("P02", "乙厂排污口(模拟)", "river", "甲涌(模拟)", "990105", "T01", "1",
                     "氨氮、总磷", 4.2, 48, 0.45, "云环排(模拟)002号", "2018-03-12"),
    SimulatedOutfall("P03", "丙厂排污口(模拟)", "river", LARGE_RIVER, "990104", "S08", "1",
                     "化学需氧量、石油类", 0.3, 60, 0.08, "云环排(模拟)003号", "2016-09-20"),
    SimulatedOutfall("P04", "丁厂排污口(模拟)", "river", LARGE_RIVER, "990104", "S08", "3.5",
                     "氨氮、化学需氧量", 3.1, 42, 0.30, "云环排(模拟)004号", "2018-11-05"),
    SimulatedOutfall("P05", "戊镇污水厂排污口(模拟)", "river", LARGE_RIVER, "990106", "S08", "5",
                     "氨氮、总磷", 0.7, 22, 0.25, "云环排(模拟)005号", "2015-01-10", "2019-12-31"),
    SimulatedOutfall("P11", "壬厂排污口(模拟)", "river", LARGE_RIVER, "990104", "S08", "0.5",
                     "氨氮、石油类", 0.5, 30, 0.12, "云环排(模拟)011号", "2018-01-15"),
    SimulatedOutfall("P12", "癸园区排污口(模拟)", "river", LARGE_RIVER, "990104", "S08", "4.5",
                     "化学需氧量、总氮", 0.8, 44, 0.22, "云环排(模拟)012号", "2019-07-30"),
    SimulatedOutfall("P13", "戊村排口(模拟)", "river", LARGE_RIVER, "990106", "S08", "6",
                     "", 1.2, 28, 0.26),
    SimulatedOutfall("P14", "己厂排污口(模拟)", "river", LARGE_RIVER, "990106", "S07", "1",
                     "氨氮", 1.6, 33, 0.18, "云环排(模拟)014号", "2017-10-11"),
    SimulatedOutfall("P15", "源镇污水厂排污口(模拟)", "river", LARGE_RIVER, "990106", "S06", "2",
                     "氨氮、总磷", 0.9, 20, 0.28, "云环排(模拟)015号", "2018-08-08"),
    SimulatedOutfall("P06", "己村排口(模拟)", "river", LARGE_RIVER, "990106", "S07", "2.5",
                     "", 1.4, 30, 0.30),
    SimulatedOutfall("P07", "庚厂排污口(模拟)", "river", "乙涌(模拟)", "990104", "T02", "1.5",
                     "氨氮", 5.0, 55, 0.40, "云环排(模拟)007号", "2019-02-18"),
    SimulatedOutfall("P08", "辛污水厂排污口(模拟)", "river", SMALL_RIVER, "990101", "S05", "1",
                     "氨氮、总磷、化学需氧量", 4.8, 38, 0.48, "云环排(模拟)008号", "2017-12-01"),
    SimulatedOutfall("P09", "港区入海排口一(模拟)", "sea", "珠溪口外海域(模拟)", "990103", "", "",
                     "化学需氧量", 0.9, 40, 0.20, "云环海(模拟)001号", "2019-05-06"),
    SimulatedOutfall("P10", "港区入海排口二(模拟)", "sea", "珠溪口外海域(模拟)", "990103", "", "",
                     "总氮、总磷", 1.1, 36, 0.35),
)  # fmt: skip
