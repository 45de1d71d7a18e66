"""The lake of samples: versions, what was known when, order, months, damage, other writers."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from yunzhu.errors import EvidenceError, WorkspaceError
from yunzhu.observations.lake import Lake
from yunzhu.observations.manifest import Manifest, write_manifest
from yunzhu.observations.sample_lake import SampleLake
from yunzhu.observations.sample_segments import ROWS_PER_GROUP, SAMPLE_SCHEMA
from yunzhu.observations.samples import DetectionMark, Samples
from yunzhu.periods import minute_index
from yunzhu.values import Origin
from yunzhu.workspace import Workspace, init_workspace

MAY_8, MAY_9 = date(2020, 5, 8), date(2020, 5, 9)
NOON = minute_index(datetime(2020, 5, 8, 12, 7))
Put = Callable[..., None]


def samples(*rows: dict[str, object]) -> pa.Table:
    """Rows as a reader would give them: site A, NH3N at 12:07 on 8 May unless a row says other."""
    usual = {"site": "A", "item": "NH3N", "minutes": NOON, "mark": 0, "row": 2, "state": "正常"}
    plain = pa.schema([(one.name, one.type) for one in SAMPLE_SCHEMA])
    filled = [{**dict.fromkeys(plain.names), **usual, "text": "", **row} for row in rows]
    return pa.Table.from_pylist(filled, schema=_undictionary(plain)).cast(plain)


def _undictionary(schema: pa.Schema) -> pa.Schema:
    return pa.schema(
        [
            (one.name, pa.string() if pa.types.is_dictionary(one.type) else one.type)
            for one in schema
        ]
    )


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return init_workspace(tmp_path / "w")


@pytest.fixture
def put(workspace: Workspace) -> Put:
    """Commit rows as one import, received when it is said."""

    def commit(*rows: dict[str, object], received: datetime | None = None) -> None:
        lake = SampleLake(workspace)
        months = {}
        for row in rows:
            month = np.datetime64(row.get("minutes", NOON), "m").astype("datetime64[M]")
            months.setdefault(str(month), []).append(row)
        with lake.writing() as transaction:
            for month, some in months.items():
                transaction.add_samples(month, samples(*some))
            number = len(lake.manifest.imports) + 1
            transaction.commit(source=f"f{number}", digest=f"{number:08x}", feed="test", counts={})
        if received is not None:
            *before, newest = lake.manifest.imports
            records = (*before, replace(newest, received=received))
            write_manifest(
                lake.folder, Manifest(workspace.origin, records, lake.manifest.site_lists)
            )

    return commit


def told(read: Samples) -> list[tuple[str, str, int, int]]:
    """Site, item, minute and number of every sample."""
    return [
        (read.sites[site], read.items[item], minute, number)
        for site, item, minute, number in zip(
            read.site.tolist(),
            read.item.tolist(),
            read.minutes.tolist(),
            read.numbers.tolist(),
            strict=True,
        )
    ]


def test_a_later_import_counts_and_the_older_stays_readable(workspace: Workspace, put: Put) -> None:
    put({"number": 25, "text": "0.00000025"}, {"number": 7, "item": "TP"})
    put({"number": 30, "mark": 1, "text": "0.0000003L"})
    read = SampleLake(workspace).read(MAY_8, MAY_8)
    assert told(read) == [("A", "NH3N", NOON, 30), ("A", "TP", NOON, 7)]
    assert read.marks.tolist() == [DetectionMark.BELOW, DetectionMark.NONE]
    versions = SampleLake(workspace).versions("A", "NH3N", NOON)
    assert [(one.number, one.text, one.source) for one in versions] == [
        (25, "0.00000025", "f1"),
        (30, "0.0000003L", "f2"),
    ]
    assert versions[1].mark is DetectionMark.BELOW
    assert SampleLake(workspace).versions("A", "NH3N", NOON + 1) == ()
    assert SampleLake(workspace).versions("B", "NH3N", NOON) == ()


def test_within_a_file_the_later_poll_counts(workspace: Workspace, put: Put) -> None:
    put({"number": 2, "polled": MAY_9, "row": 2}, {"number": 1, "polled": MAY_8, "row": 9})
    lake = SampleLake(workspace)
    assert told(lake.read(MAY_8, MAY_8)) == [("A", "NH3N", NOON, 2)]
    versions = lake.versions("A", "NH3N", NOON)
    assert [(one.number, one.polled) for one in versions] == [(1, MAY_8), (2, MAY_9)]


def test_known_at_counts_days_of_the_city(workspace: Workspace, put: Put) -> None:
    put({"number": 1}, received=datetime(2020, 5, 9, 15, 59, tzinfo=UTC))
    put({"number": 2}, {"number": 3, "site": "B"}, received=datetime(2020, 5, 9, 16, tzinfo=UTC))
    lake = SampleLake(workspace)
    # 15:59 UTC is 23:59 of 9 May in the city, 16:00 UTC the midnight that begins the 10th.
    assert told(lake.read(MAY_8, MAY_8, known_at=MAY_8)) == []
    assert told(lake.read(MAY_8, MAY_8, known_at=MAY_9)) == [("A", "NH3N", NOON, 1)]
    assert len(lake.read(MAY_8, MAY_8, known_at=date(2020, 5, 10))) == 2
    assert lake.sites(known_at=MAY_9) == ("A",)
    assert lake.span(MAY_8) is None


def test_days_are_whole_and_bounds_included(workspace: Workspace, put: Put) -> None:
    midnight = minute_index(datetime(2020, 5, 9))
    put({"number": 1, "minutes": midnight - 1}, {"number": 2, "minutes": midnight})
    lake = SampleLake(workspace)
    assert [one[3] for one in told(lake.read(MAY_8, MAY_8))] == [1]
    assert [one[3] for one in told(lake.read(MAY_9, MAY_9))] == [2]
    assert lake.span() is not None
    assert str(lake.span()) == "2020-05-08..2020-05-09"


def test_sites_and_items_come_as_asked_for(workspace: Workspace, put: Put) -> None:
    put(
        {"number": 1, "site": "B", "item": "TP"},
        {"number": 2, "site": "B", "item": "pH"},
        {"number": 3, "site": "A", "item": "pH"},
    )
    read = SampleLake(workspace).read(MAY_8, MAY_8, sites=["B", "Z", "A"], items=["TP", "pH"])
    assert read.sites == ("B", "Z", "A")
    assert told(read) == [("B", "TP", NOON, 1), ("B", "pH", NOON, 2), ("A", "pH", NOON, 3)]
    # Without being asked, the order of the table of items: pH before TP.
    assert SampleLake(workspace).read(MAY_8, MAY_8).items == ("pH", "TP")


def test_months_join_by_site(workspace: Workspace, put: Put) -> None:
    june = minute_index(datetime(2020, 6, 1))
    put(
        {"number": 1, "site": "A"},
        {"number": 2, "site": "B"},
        {"number": 3, "site": "A", "minutes": june},
        {"number": 4, "site": "B", "minutes": june},
    )
    lake = SampleLake(workspace)
    year = date(2020, 1, 1), date(2020, 12, 31)
    assert [one[3] for one in told(lake.read(*year))] == [1, 3, 2, 4]
    blocks = list(lake.blocks(*year))
    assert [len(block) for block in blocks] == [0, 0, 0, 0, 2, 2, 0, 0, 0, 0, 0, 0]
    assert {block.sites for block in blocks} == {("A", "B")}
    with lake.writing() as transaction, pytest.raises(EvidenceError, match="one month"):
        transaction.add_samples("two", samples({"number": 1}, {"number": 1, "minutes": june}))


def test_the_displayed_number_stands_in_for_the_original(workspace: Workspace, put: Put) -> None:
    put(
        {"number": 2_044_000, "item": "TN", "shown": "0.02"},
        {"number": 5, "item": "TP"},
        {"number": 7, "item": "COD", "shown": "--"},
        {"number": 9, "item": "NH3N", "shown": "0.025L"},
    )
    lake = SampleLake(workspace)
    shown = lake.read_shown(MAY_8, MAY_8)
    assert told(shown) == [
        ("A", "NH3N", NOON, 2_500_000),
        ("A", "TP", NOON, 5),
        ("A", "TN", NOON, 2_000_000),
    ]
    assert shown.marks.tolist() == [1, 0, 0]
    assert len(lake.read(MAY_8, MAY_8)) == 4


def test_samples_of_stations_out_of_service_can_be_left_out(workspace: Workspace, put: Put) -> None:
    put({"number": 1, "state": "维护"}, {"number": 2, "site": "B"})
    put({"number": 5, "site": "B", "state": "停站"})
    lake = SampleLake(workspace)
    assert told(lake.read(MAY_8, MAY_8, without_states=["停站"])) == [("A", "NH3N", NOON, 1)]
    assert told(lake.read(MAY_8, MAY_8, without_states=["维护"])) == [("B", "NH3N", NOON, 5)]


def test_only_the_row_groups_of_the_wanted_sites_are_read(workspace: Workspace) -> None:
    count = ROWS_PER_GROUP + 10
    names = [f"S{number:06d}" for number in range(count)]
    lake = SampleLake(workspace)
    word = pa.array(["pH"]).dictionary_encode()
    columns = {
        "site": pa.array(names).dictionary_encode(),
        "item": pa.DictionaryArray.from_arrays(
            pa.array(np.zeros(count, np.int32)), word.dictionary
        ),
        "minutes": pa.array(np.full(count, NOON, np.int32)),
        "number": pa.array(np.arange(count)),
        "mark": pa.array(np.zeros(count, np.uint8)),
        "text": pa.array(["7"] * count),
        "row": pa.array(np.arange(count, dtype=np.int32)),
    }
    table = pa.table(
        {one.name: columns.get(one.name, pa.nulls(count, one.type)) for one in SAMPLE_SCHEMA}
    ).cast(SAMPLE_SCHEMA)
    with lake.writing() as transaction:
        transaction.add_samples("2020-05", table)
        transaction.commit(source="f", digest="0" * 8, feed="test", counts={})
    (segment,) = lake.manifest.segments()
    path = lake.folder / segment.path
    assert pq.ParquetFile(path).num_row_groups == 2
    wanted = [names[-1], names[0]]
    assert [one[3] for one in told(lake.read(MAY_8, MAY_8, sites=wanted))] == [count - 1, 0]
    # The last site's group is read without the first one's: tear that one out of the file.
    data = bytearray(path.read_bytes())
    data[4:2000] = b"\0" * 1996
    path.write_bytes(bytes(data))
    assert [one[3] for one in told(lake.read(MAY_8, MAY_8, sites=[names[-1]]))] == [count - 1]


@settings(max_examples=40, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.sampled_from("ABC"),
            st.sampled_from(["pH", "TP", "NH3N"]),
            st.integers(0, 3),
            st.integers(-5, 5),
        ),
        max_size=25,
    ),
    st.integers(1, 4),
)
def test_reading_is_the_last_of_each_sample_in_order(
    tmp_path_factory: pytest.TempPathFactory, rows: list, imports: int
) -> None:
    """The oracle is a plain dictionary that every import writes over."""
    workspace = init_workspace(tmp_path_factory.mktemp("w") / "w")
    order = ["pH", "NH3N", "TP"]
    newest: dict[tuple[str, int, int], int] = {}
    for start in range(imports):
        some = rows[start::imports]
        if not some:
            continue
        lake = SampleLake(workspace)
        with lake.writing() as transaction:
            table = samples(
                *(
                    {"site": s, "item": i, "minutes": NOON + m, "number": n, "row": place}
                    for place, (s, i, m, n) in enumerate(some)
                )
            )
            transaction.add_samples("2020-05", table)
            transaction.commit(source="f", digest=f"{start:08x}", feed="test", counts={})
        for site, item, minute, number in some:
            newest[site, NOON + minute, order.index(item)] = number
    read = SampleLake(workspace).read(MAY_8, MAY_8)
    assert told(read) == [
        (site, order[item], minute, number)
        for (site, minute, item), number in sorted(newest.items())
    ]


def test_an_open_lake_reads_what_its_manifest_listed(workspace: Workspace, put: Put) -> None:
    put({"number": 1})
    opened = SampleLake(workspace)
    put({"number": 2})
    assert [one[3] for one in told(opened.read(MAY_8, MAY_8))] == [1]
    assert [one[3] for one in told(SampleLake(workspace).read(MAY_8, MAY_8))] == [2]


def test_leaving_without_commit_stores_nothing(workspace: Workspace) -> None:
    lake = SampleLake(workspace)
    with lake.writing() as transaction:
        transaction.add_samples("2020-05", samples({"number": 1}))
    assert SampleLake(workspace).sites() == ()
    assert [entry.name for entry in lake.folder.iterdir()] == ["manifest.json"]


def test_one_writer_at_a_time_whatever_it_writes(workspace: Workspace) -> None:
    with (
        SampleLake(workspace).writing(),
        pytest.raises(WorkspaceError, match="another import"),
        Lake(workspace).writing(),
    ):
        raise AssertionError("two transactions")


@pytest.mark.parametrize("damage", ["absent", "torn"])
def test_a_file_that_the_disk_lost_is_named(workspace: Workspace, put: Put, damage: str) -> None:
    put({"number": 1})
    (segment,) = SampleLake(workspace).manifest.segments()
    path = SampleLake(workspace).folder / segment.path
    if damage == "absent":
        path.unlink()
    else:
        path.write_bytes(path.read_bytes()[:-20])
    with pytest.raises(WorkspaceError, match="backup") as caught:
        SampleLake(workspace).read(MAY_8, MAY_8)
    assert str(path) in str(caught.value)


def test_a_segment_says_its_origin_and_form_to_any_reader(tmp_path: Path) -> None:
    workspace = init_workspace(tmp_path / "s", origin=Origin.SIMULATED)
    lake = SampleLake(workspace)
    with lake.writing() as transaction:
        transaction.add_samples("2020-05", samples({"number": 250_000_000, "text": "2.5"}))
        transaction.commit(source="f", digest="0" * 8, feed="test", counts={})
    (segment,) = lake.manifest.segments()
    table = pq.read_table(lake.folder / segment.path)
    description = json.loads(table.schema.metadata[b"yunzhu"])
    assert description["origin"] == "simulated"
    assert description["number"] == "value times 10**8"
    first = table.to_pylist()[0]
    assert (first["site"], first["item"], first["text"]) == ("A", "NH3N", "2.5")
    with pytest.raises(WorkspaceError, match="origin"):
        SampleLake(Workspace(workspace.root, Origin.MEASURED))
