"""The lake: versions, what was known when, one form for many decimals, rows read only as needed."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from yunzhu.errors import EvidenceError, WorkspaceError
from yunzhu.observations.grid import Grid, Series, narrowed, rescaled, widened
from yunzhu.observations.lake import Lake
from yunzhu.observations.segments import SITES_PER_ROW_GROUP, read_segment
from yunzhu.periods import day_index
from yunzhu.values import Origin
from yunzhu.workspace import Workspace, init_workspace

X16, X32 = -(2**15), -(2**31)
FIRST = date(2020, 1, 1)
START = day_index(FIRST) * 24


@pytest.fixture
def lake_of(tmp_path: Path) -> Workspace:
    return init_workspace(tmp_path / "w")


def cells(*values: int, kind: type = np.int16) -> np.ndarray:
    """One site, one day: the values first, the rest missing."""
    missing = X16 if kind is np.int16 else X32
    return np.array([[*values, *[missing] * (24 - len(values))]], kind)


def read(
    workspace: Workspace, item: str = "PM2.5", site: str = "A", hours: int = 24, **known
) -> Series:
    return Lake(workspace).read_grid([item], [site], START, START + hours, **known).series[item]


def numbers(series: Series) -> list[float | None]:
    return [
        None if v == series.missing else v / 10**series.decimals for v in series.values[0].tolist()
    ]


def test_a_later_version_counts_and_the_older_stays_readable(lake_of, store) -> None:
    store(lake_of, ["A"], FIRST, {"PM2.5": cells(10, 11, 12)})
    store(lake_of, ["A"], FIRST, {"PM2.5": cells(10, X16, 99, 40)})
    assert numbers(read(lake_of))[:5] == [10, 11, 99, 40, None]
    versions = Lake(lake_of).versions("A", "PM2.5", START + 2)
    assert [(one.scaled, one.source) for one in versions] == [(12, "hours-1"), (99, "hours-2")]
    assert [one.scaled for one in Lake(lake_of).versions("A", "PM2.5", START + 1)] == [11]
    assert Lake(lake_of).versions("A", "PM2.5", START + 9) == ()
    assert Lake(lake_of).versions("B", "PM2.5", START) == ()


def test_known_at_counts_days_of_the_city(lake_of, store) -> None:
    for value, received in (
        (1, datetime(2020, 1, 2, 15, 59, tzinfo=UTC)),
        (2, datetime(2020, 1, 2, 16, 0, tzinfo=UTC)),
    ):
        store(lake_of, ["A"], FIRST, {"PM2.5": cells(value)}, received=received)
    # 15:59 UTC is 23:59 of 2 January in the city, 16:00 UTC the midnight that begins the 3rd.
    assert numbers(read(lake_of, known_at=date(2020, 1, 1)))[0] is None
    assert numbers(read(lake_of, known_at=date(2020, 1, 2)))[0] == 1
    assert numbers(read(lake_of, known_at=date(2020, 1, 3)))[0] == 2
    assert Lake(lake_of).span(date(2020, 1, 1)) is None
    assert Lake(lake_of).span(date(2020, 1, 2)) == (START, START + 24)


def test_finer_decimals_widen_the_whole_grid_and_lose_nothing(lake_of, store) -> None:
    store(lake_of, ["A"], FIRST, {"PM2.5": cells(10, 11)})
    store(lake_of, ["A"], FIRST, {"PM2.5": cells(X16, X16, 1234)}, decimals={"PM2.5": 2})
    series = read(lake_of)
    assert (series.decimals, str(series.values.dtype)) == (2, "int32")
    assert numbers(series)[:4] == [10, 11, 12.34, None]


def test_int16_and_int32_segments_join_as_int32(lake_of, store) -> None:
    store(lake_of, ["A"], FIRST, {"PM2.5": cells(10, -7)})
    store(lake_of, ["A"], FIRST, {"PM2.5": cells(X32, X32, 40_000, kind=np.int32)})
    series = read(lake_of)
    assert str(series.values.dtype) == "int32"
    assert numbers(series)[:4] == [10, -7, 40_000, None]


def test_a_rescaling_that_does_not_fit_is_an_error_never_a_wrap() -> None:
    with pytest.raises(EvidenceError, match="does not fit"):
        rescaled(np.array([300_000], np.int32), 0, 4)
    with pytest.raises(EvidenceError, match="decimals would be lost"):
        rescaled(np.array([3], np.int32), 2, 1)


@settings(max_examples=80, deadline=None)
@given(values=st.lists(st.none() | st.integers(-(2**31) + 1, 2**31 - 1), min_size=1, max_size=20))
def test_narrowing_and_widening_keep_every_value(values: list[int | None]) -> None:
    wide = np.array([X32 if one is None else one for one in values], np.int32)
    narrow = narrowed(wide)
    assert (widened(narrow) == wide).all()
    fits = all(one is None or -(2**15) < one < 2**15 for one in values)
    assert (narrow.dtype == np.int16) is fits


def test_the_reading_minus_32768_is_not_taken_for_missing() -> None:
    wide = np.array([X16, 5], np.int32)
    assert narrowed(wide).dtype == np.int32
    assert Series(narrowed(wide), 0, "").present.tolist() == [True, True]


def test_months_join_and_hours_outside_are_missing(lake_of, store) -> None:
    january = date(2020, 1, 31)
    store(lake_of, ["A"], january, {"PM2.5": np.arange(48, dtype=np.int16)[None, :]})
    start = day_index(january) * 24
    assert len(list(Lake(lake_of).manifest.segments())) == 2
    series = Lake(lake_of).read_grid(["PM2.5"], ["A"], start - 2, start + 50).series["PM2.5"]
    assert numbers(series) == [None, None, *range(48), None, None]
    cut = Lake(lake_of).read_grid(["PM2.5"], ["A"], start + 23, start + 25).series["PM2.5"]
    assert numbers(cut) == [23, 24]


def test_sites_come_in_the_order_asked_for_and_unknown_ones_empty(lake_of, store) -> None:
    store(
        lake_of,
        ["A", "B", "C"],
        FIRST,
        {"PM2.5": np.repeat([[1], [2], [3]], 24, 1).astype(np.int16)},
    )
    grid = Lake(lake_of).read_grid(["PM2.5", "CO"], ["C", "Z", "A"], START, START + 24)
    assert grid.series["PM2.5"].values[:, 0].tolist() == [3, X16, 1]
    assert not grid.series["CO"].present.any()
    assert grid.series["CO"].decimals == 2


def test_the_quick_way_of_a_whole_segment_gives_the_same_as_the_slow_one(lake_of, store) -> None:
    values = np.random.default_rng(1).integers(-5, 300, (3, 31 * 24)).astype(np.int16)
    store(lake_of, ["A", "B", "C"], FIRST, {"PM2.5": values})
    lake = Lake(lake_of)
    whole = lake.read_grid(["PM2.5"], ["A", "B", "C"], START, START + 31 * 24)
    parts = lake.read_grid(["PM2.5"], ["C", "B", "A"], START, START + 31 * 24)
    assert (whole.series["PM2.5"].values == values).all()
    assert (parts.series["PM2.5"].values[::-1] == values).all()


def test_only_the_row_groups_of_the_wanted_sites_are_read(lake_of, store) -> None:
    count = 2 * SITES_PER_ROW_GROUP + 50
    names = [f"S{number:04d}" for number in range(count)]
    values = np.repeat(np.arange(count, dtype=np.int16)[:, None], 24, 1)
    store(lake_of, names, FIRST, {"PM2.5": values})
    lake = Lake(lake_of)
    (segment,) = lake.manifest.segments()
    path = lake.folder / segment.path
    assert pq.ParquetFile(path).num_row_groups == 3
    rows, series = read_segment(path, segment, ["PM2.5"], [count - 1])
    assert rows == list(range(2 * SITES_PER_ROW_GROUP, count))
    assert series["PM2.5"].values[:, 0].tolist() == rows
    rows, _ = read_segment(path, segment, ["PM2.5"], [3, count - 1])
    assert rows == [*range(SITES_PER_ROW_GROUP), *range(2 * SITES_PER_ROW_GROUP, count)]
    wanted = ["S0449", "S0000", "S0200", "S0199"]
    grid = lake.read_grid(["PM2.5"], wanted, START, START + 24)
    assert grid.series["PM2.5"].values[:, 5].tolist() == [449, 0, 200, 199]
    assert [one.scaled for one in lake.versions("S0321", "PM2.5", START)] == [321]


def test_an_open_lake_reads_what_its_manifest_listed(lake_of, store) -> None:
    store(lake_of, ["A"], FIRST, {"PM2.5": cells(1)})
    opened = Lake(lake_of)
    store(lake_of, ["A"], FIRST, {"PM2.5": cells(2)})
    assert opened.read_grid(["PM2.5"], ["A"], START, START + 1).series["PM2.5"].values[0, 0] == 1
    assert numbers(read(lake_of))[0] == 2


def test_leaving_a_transaction_without_commit_stores_nothing(lake_of) -> None:
    lake = Lake(lake_of)
    grid = Grid(("A",), START, {"PM2.5": Series(cells(1), 0, "µg/m³")})
    with lake.writing() as transaction:
        transaction.add_segment("2020-01", grid)
    assert Lake(lake_of).sites() == ()
    assert [entry.name for entry in lake.folder.iterdir() if entry.is_dir()] == []


def test_two_imports_at_once_are_refused(lake_of) -> None:
    with (
        Lake(lake_of).writing(),
        pytest.raises(WorkspaceError, match="another import"),
        Lake(lake_of).writing(),
    ):
        raise AssertionError("two transactions")


def test_an_empty_grid_is_refused(lake_of) -> None:
    for sites, stop in (([], START + 1), (["A"], START)):
        with pytest.raises(EvidenceError, match="empty grid"):
            Lake(lake_of).read_grid(["PM2.5"], sites, START, stop)


@pytest.mark.parametrize("damage", ["absent", "torn"])
def test_a_file_that_the_manifest_lists_and_the_disk_lost_is_named(
    lake_of, store, damage: str
) -> None:
    store(lake_of, ["A"], FIRST, {"PM2.5": cells(1)})
    (segment,) = Lake(lake_of).manifest.segments()
    path = Lake(lake_of).folder / segment.path
    if damage == "absent":
        path.unlink()
    else:
        path.write_bytes(path.read_bytes()[:-20])
    with pytest.raises(WorkspaceError) as told:
        read(lake_of)
    assert str(path) in str(told.value)
    assert "backup" in str(told.value)


def test_a_manifest_of_another_origin_is_refused(lake_of, store) -> None:
    store(lake_of, ["A"], FIRST, {"PM2.5": cells(1)})
    with pytest.raises(WorkspaceError, match="origin"):
        Lake(Workspace(lake_of.root, Origin.SIMULATED))


@pytest.mark.parametrize("text", ["{", "[]", '{"format": 9}'])
def test_a_broken_manifest_is_an_error_not_an_empty_lake(lake_of, store, text: str) -> None:
    store(lake_of, ["A"], FIRST, {"PM2.5": cells(1)})
    (Lake(lake_of).folder / "manifest.json").write_text(text, encoding="utf-8")
    with pytest.raises(WorkspaceError, match="manifest"):
        Lake(lake_of)


def test_a_segment_says_its_origin_unit_and_decimals_to_any_reader(tmp_path: Path, store) -> None:
    workspace = init_workspace(tmp_path / "s", origin=Origin.SIMULATED)
    store(workspace, ["A"], FIRST, {"CO": cells(85)})
    (segment,) = Lake(workspace).manifest.segments()
    table = pq.read_table(Lake(workspace).folder / segment.path)
    description = json.loads(table.schema.metadata[b"yunzhu"])
    assert description["origin"] == "simulated"
    assert description["items"] == {"CO": [2, "mg/m³"]}
    first = table.slice(0, 1).to_pylist()[0]
    assert (first["site"], first["time"], first["CO"]) == ("A", datetime(2020, 1, 1), 85)
