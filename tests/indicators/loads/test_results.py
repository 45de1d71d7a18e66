"""Loads as rows: from imported files to numbers, settings in the rule, numbers opened."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest

from yunzhu.errors import EvidenceError, UsageError
from yunzhu.indicators.loads.explanation import explain_load, is_load_id
from yunzhu.indicators.loads.gap_uncertainty import InstrumentErrors
from yunzhu.indicators.loads.results import load_of_site
from yunzhu.indicators.loads.rules import LoadMethod, LoadRule
from yunzhu.observations.datasets import WATER_HOURLY
from yunzhu.observations.importing import ImportOptions, import_hourly
from yunzhu.observations.sample_lake import SampleLake
from yunzhu.observations.sample_segments import SAMPLE_SCHEMA
from yunzhu.observations.samples import SAMPLE_DECIMALS
from yunzhu.periods import Period
from yunzhu.values import Result
from yunzhu.workspace import Workspace, init_workspace

MAPPING = """\
time: time
hour_label: start
site: site
items:
  flow: {column: Q, unit: m³/s}
  TP: {column: TP, unit: mg/L}
"""
JANUARY = Period.parse("2021-01")
HOURS = 31 * 24
Write = Callable[..., None]


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return init_workspace(tmp_path / "w")


@pytest.fixture
def write(workspace: Workspace, tmp_path: Path) -> Write:
    """Import hours of one site from a file; NaN is an empty cell."""

    def imported(site: str, first: date, flow: np.ndarray, phosphorus: np.ndarray) -> None:
        begin = datetime(first.year, first.month, first.day)
        lines = ["time,site,Q,TP"]
        for place, cells in enumerate(zip(flow.tolist(), phosphorus.tolist(), strict=True)):
            q, c = ("" if np.isnan(one) else f"{one:.4f}" for one in cells)
            lines.append(f"{begin + timedelta(hours=place):%Y-%m-%d %H:%M},{site},{q},{c}")
        file, mapping = tmp_path / f"{site}.csv", tmp_path / "mapping.yaml"
        file.write_text("\n".join(lines), encoding="utf-8")
        mapping.write_text(MAPPING, encoding="utf-8")
        options = ImportOptions(mapping=mapping, dataset=WATER_HOURLY)
        report = import_hourly(workspace, file, options, now=datetime(2026, 1, 1))
        assert report.exit_code == 0

    return imported


def sample(workspace: Workspace, site: str, item: str, found: Mapping[datetime, str]) -> None:
    """Store samples; ``<0.02`` lies below its limit."""
    plain = pa.schema(
        [
            (one.name, pa.string() if pa.types.is_dictionary(one.type) else one.type)
            for one in SAMPLE_SCHEMA
        ]
    )
    lake = SampleLake(workspace)
    months: dict[str, list[dict[str, object]]] = {}
    for row, (moment, text) in enumerate(found.items(), 2):
        cells = {
            "site": site,
            "item": item,
            "minutes": int((moment - datetime(1970, 1, 1)).total_seconds()) // 60,
            "number": int(Decimal(text.lstrip("<")).scaleb(SAMPLE_DECIMALS)),
            "mark": int(text.startswith("<")),
            "text": text,
            "row": row,
            "state": "",
            "method": "",
            "laboratory": "",
            "standing": "final",
        }
        months.setdefault(f"{moment:%Y-%m}", []).append({**dict.fromkeys(plain.names), **cells})
    with lake.writing() as transaction:
        for month, rows in months.items():
            table = pa.Table.from_pylist(rows, schema=plain)
            transaction.add_samples(month, table.cast(pa.schema(list(SAMPLE_SCHEMA))))
        transaction.commit(source="samples.csv", digest="5a" * 32, feed="test", counts={})


def rows_of(
    workspace: Workspace, period: Period, rule: LoadRule, site: str = "S1", item: str = "TP"
) -> dict[str, Result]:
    answer = load_of_site(workspace, site, item, period, rule)
    return {row.statistic: row for row in answer.rows}


def assert_opens(workspace: Workspace, rows: Mapping[str, Result]) -> None:
    for row in rows.values():
        assert is_load_id(row.lineage_id)
        assert explain_load(workspace, row.lineage_id).agrees, row.lineage_id


HOURLY = LoadRule(LoadMethod.FLOW_TIMES_CONCENTRATION)
TIDAL = LoadRule(LoadMethod.TIDAL_FLOW)


def test_a_month_of_steady_flow_by_hand(workspace: Workspace, write: Write) -> None:
    write("S1", JANUARY.first, np.full(HOURS, 12.5), np.full(HOURS, 0.2))
    rows = rows_of(workspace, JANUARY, HOURLY)
    # 12.5 x 0.2 x 3.6 kg x 744 h = 6.696 t
    assert rows["load_covered"].value == Decimal("6.696")
    assert rows["load"].value == Decimal("6.696")
    assert (rows["load"].n_valid, rows["load"].n_expected) == (744, 744)
    assert rows["load"].unit == "t"
    assert rows["load"].valid is None
    assert rows["load"].lineage_id == "S1/TP/load/2021-01-01..2021-01-31/" + str(HOURLY)
    assert_opens(workspace, rows)


def test_gaps_beyond_the_rule_stay_absent_and_a_wider_rule_bridges_them(
    workspace: Workspace, write: Write
) -> None:
    flow, phosphorus = np.full(HOURS, 10.0), np.full(HOURS, 0.5)
    phosphorus[100:102] = np.nan
    phosphorus[300:310] = np.nan
    write("S1", JANUARY.first, flow, phosphorus)
    rows = rows_of(workspace, JANUARY, HOURLY)
    assert (rows["load"].n_valid, rows["load"].n_expected) == (734, 744)
    assert rows["load_covered"].value == Decimal("13.212")
    assert rows["load"].value == Decimal("13.39")
    assert_opens(workspace, rows)
    wide = LoadRule(LoadMethod.FLOW_TIMES_CONCENTRATION, longest_gap=10)
    assert rows_of(workspace, JANUARY, wide)["load_covered"].value == Decimal("13.392")
    assert_opens(workspace, rows_of(workspace, JANUARY, wide))


def test_a_gap_over_the_end_of_the_month_is_bridged_from_the_next(
    workspace: Workspace, write: Write
) -> None:
    phosphorus = np.full(HOURS + 24, 0.5)
    phosphorus[HOURS - 1 : HOURS + 1] = np.nan
    write("S1", JANUARY.first, np.full(HOURS + 24, 10.0), phosphorus)
    assert rows_of(workspace, JANUARY, HOURLY)["load"].n_valid == 744


def test_half_a_month_is_not_the_month(workspace: Workspace, write: Write) -> None:
    write("S1", JANUARY.first, np.full(360, 10.0), np.full(360, 0.5))
    rows = rows_of(workspace, JANUARY, HOURLY)
    assert rows["load"].value is None
    assert (rows["load"].n_valid, rows["load"].n_expected) == (360, 744)
    assert "load_low" not in rows
    assert rows["load_covered"].value == Decimal("6.48")
    assert_opens(workspace, rows)


def test_tide_gives_net_ebb_and_flood_with_signs(workspace: Workspace, write: Write) -> None:
    hours = np.arange(HOURS)
    flow = np.where(hours % 12 < 6, 300.0, -200.0)
    phosphorus = np.where(flow > 0, 0.2, 0.1)
    flow[50:60] = np.nan
    write("S1", JANUARY.first, flow, phosphorus)
    rows = rows_of(workspace, JANUARY, TIDAL)
    assert rows["flood_load"].value is not None
    assert rows["ebb_load"].value is not None
    assert rows["flood_load"].value < 0 < rows["ebb_load"].value
    total = rows["ebb_load"].value + rows["flood_load"].value
    assert rows["net_load_covered"].value == pytest.approx(total, abs=Decimal("0.001"))
    # Per hour (300 x 0.2 - 200 x 0.1) / 2 x 3.6 = 72 kg
    assert float(rows["net_load"].value or 0) == pytest.approx(0.072 * HOURS, rel=0.02)
    assert float(rows["residual_flow"].value or 0) == pytest.approx(50, rel=0.05)
    assert rows["net_load"].n_valid < HOURS - 10
    assert_opens(workspace, rows)


def test_one_way_sum_refuses_the_tide(workspace: Workspace, write: Write) -> None:
    write("S1", JANUARY.first, np.full(HOURS, -1.0), np.full(HOURS, 0.5))
    with pytest.raises(EvidenceError, match="流量有负值"):
        rows_of(workspace, JANUARY, HOURLY)


def test_four_hourly_samples_serve_as_concentrations_at_their_hours(
    workspace: Workspace, write: Write
) -> None:
    write("Q7", JANUARY.first, np.full(HOURS, 10.0), np.full(HOURS, np.nan))
    begin = datetime(2021, 1, 1, 0, 7)
    moments = [begin + timedelta(hours=4 * step) for step in range(HOURS // 4)]
    found = dict.fromkeys(moments, "0.5")
    found[moments[10]] = "<0.5"
    sample(workspace, "S1", "NH3N", found)
    rule = LoadRule(LoadMethod.FLOW_TIMES_CONCENTRATION, flow_site="Q7")
    answer = load_of_site(workspace, "S1", "NH3N", JANUARY, rule)
    rows = {row.statistic: row for row in answer.rows}
    # The last three hours have no reading behind them; the one below detection stands at half
    # its limit, and so pulls its own hour and its six neighbours by (1 + 2 x 6/4) x 0.25.
    assert rows["load_covered"].n_valid == HOURS - 3
    expected = (0.5 * (HOURS - 3) - 0.25 * 4) * 10 * 3.6 / 1000
    assert float(rows["load_covered"].value or 0) == pytest.approx(expected, abs=0.0005)
    assert any("half the limit below detection: 1" in note for note in answer.notes)
    assert_opens(workspace, rows)


def test_regressions_open_from_samples_and_daily_flow(workspace: Workspace, write: Write) -> None:
    generator = np.random.default_rng(6)
    days = 3 * 365
    time = np.arange(days) / 365.25
    log_flow = 2 + np.sin(2 * np.pi * time) + 0.3 * generator.standard_normal(days)
    flow = np.exp(log_flow)
    concentration = np.exp(-1 - 0.3 * (log_flow - 2) + 0.2 * generator.standard_normal(days))
    write("S1", date(2020, 1, 1), np.repeat(flow, 24), np.full(days * 24, np.nan))
    moments = [datetime(2020, 1, 1, 9) + timedelta(days=place) for place in range(0, days, 8)]
    texts = [f"{concentration[place]:.4f}" for place in range(0, days, 8)]
    texts = ["<0.3" if Decimal(text) < Decimal("0.3") else text for text in texts]
    assert any(text == "<0.3" for text in texts)
    sample(workspace, "S1", "TP", dict(zip(moments, texts, strict=True)))
    truth = float((flow * concentration)[366:731].sum() * 86.4 / 1000)
    for method in (LoadMethod.REGRESSION, LoadMethod.WEIGHTED_REGRESSION):
        answer = load_of_site(workspace, "S1", "TP", Period.of_year(2021), LoadRule(method))
        below = sum(text == "<0.3" for text in texts)
        assert f"未检出 below detection {below}," in answer.notes[1]
        rows = {row.statistic: row for row in answer.rows}
        assert float(rows["load"].value or 0) == pytest.approx(truth, rel=0.1)
        assert (rows["load"].n_valid, rows["load"].n_expected) == (365, 365)
        low, high = rows["load_low"].value, rows["load_high"].value
        assert low is not None
        assert high is not None
        assert float(low) < truth < float(high)
        assert_opens(workspace, rows)


def test_a_year_with_days_without_flow_is_given_only_for_the_others(
    workspace: Workspace, write: Write
) -> None:
    flow = np.full(365 * 24, 10.0) + np.tile(np.arange(24.0), 365)
    flow[1000:1100] = np.nan
    write("S1", date(2021, 1, 1), flow, np.full(365 * 24, np.nan))
    moments = [datetime(2021, 1, 1, 9) + timedelta(days=7 * week) for week in range(52)]
    values = [f"{0.2 + 0.01 * (week % 7):.2f}" for week in range(52)]
    sample(workspace, "S1", "TP", dict(zip(moments, values, strict=True)))
    rows = rows_of(workspace, Period.of_year(2021), LoadRule(LoadMethod.REGRESSION))
    assert rows["load"].value is None
    # Hours 1000..1099 touch five days.
    assert (rows["load_covered"].n_valid, rows["load_covered"].n_expected) == (360, 365)
    assert rows["load_covered_low"].value is not None
    assert_opens(workspace, rows)


def test_known_at_an_earlier_day_there_was_nothing(workspace: Workspace, write: Write) -> None:
    write("S1", JANUARY.first, np.full(HOURS, 10.0), np.full(HOURS, 0.5))
    rule = LoadRule(LoadMethod.FLOW_TIMES_CONCENTRATION, known_at=date(2020, 1, 1))
    with pytest.raises(EvidenceError, match="没有小时流量"):
        rows_of(workspace, JANUARY, rule)


@pytest.mark.parametrize("item", ["pH", "EC", "water_temp", "phosphate"])
def test_items_without_a_mass_have_no_load(workspace: Workspace, item: str) -> None:
    with pytest.raises(UsageError, match="没有通量"):
        rows_of(workspace, JANUARY, HOURLY, item=item)


def test_a_rule_reads_back_from_its_text() -> None:
    rule = LoadRule(
        LoadMethod.TIDAL_FLOW,
        longest_gap=6,
        flow_site="粤·某断面",
        errors=InstrumentErrors(2.5, 10, 0.4),
        known_at=date(2021, 3, 1),
    )
    text = str(rule)
    assert text == (
        "load+tidal_flow+gap_6h+flow_at_粤·某断面+flow_error_2.5%+concentration_error_10%"
        "+flow_zero_0.4+known_at_2021-03-01"
    )
    assert LoadRule.parse(text) == rule


@pytest.mark.parametrize("text", ["air-2012+stations", "load", "load+guess", "load+regression+x"])
def test_a_text_that_is_no_rule_of_a_load_is_refused(text: str) -> None:
    with pytest.raises(UsageError):
        LoadRule.parse(text)


@pytest.mark.parametrize("gap", [-1, 73])
def test_a_gap_out_of_range_is_refused(gap: int) -> None:
    with pytest.raises(UsageError, match="超出范围"):
        LoadRule(LoadMethod.TIDAL_FLOW, longest_gap=gap)
