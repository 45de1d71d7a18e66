"""The national snapshot of May 2020 and its untouched answer, brought in through the importers.

One row of the network cannot be told apart: 江苏省 has two stations named 临淮乡, with other values
in the same poll, and the feed states nothing else about them. Both are left out, as copies that
contradict each other are.
"""

from __future__ import annotations

import csv
import gzip
from datetime import date, datetime
from pathlib import Path

import pytest

from yunzhu.observations.import_report import ImportReport
from yunzhu.observations.sample_importing import SampleImportOptions, import_samples
from yunzhu.observations.sample_lake import SampleLake
from yunzhu.observations.samples import Samples
from yunzhu.observations.sites import Medium, load_sites
from yunzhu.observations.water_feeds import national_feed_of
from yunzhu.periods import minute_start
from yunzhu.workspace import Workspace, init_workspace

pytestmark = pytest.mark.acceptance

NOW = datetime(2020, 6, 1)
SNAPSHOT = "national_snapshots_20200508_20200509.csv.gz"
ANSWER = "raw_2020-05-08.json.gz"
TWINS = "江苏省·临淮乡"
ITEMS = {
    "water_temp": "temp_raw", "pH": "ph_raw", "DO": "do_raw", "EC": "cond_raw",
    "turbidity": "turb_raw", "CODMn": "codmn_raw", "NH3N": "nh3n_raw", "TP": "tp_raw",
    "TN": "tn_raw",
}  # fmt: skip


def bring(workspace: Workspace, path: Path) -> ImportReport:
    options = SampleImportOptions(feed=national_feed_of(path))
    return import_samples(workspace, path, options, now=NOW)


@pytest.fixture(scope="module")
def imported(
    shared: Path, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Workspace, ImportReport]:
    workspace = init_workspace(tmp_path_factory.mktemp("water") / "w")
    return workspace, bring(workspace, shared / "data" / "water" / SNAPSHOT)


@pytest.fixture(scope="module")
def rows(shared: Path) -> list[dict[str, str]]:
    with gzip.open(shared / "data" / "water" / SNAPSHOT, "rt", encoding="utf-8") as stream:
        return list(csv.DictReader(stream))


def whole(workspace: Workspace, *, shown: bool = False) -> Samples:
    lake = SampleLake(workspace)
    return (lake.read_shown if shown else lake.read)(date(2019, 1, 1), date(2020, 5, 31))


def test_both_polls_of_the_whole_network(
    imported: tuple[Workspace, ImportReport], rows: list[dict[str, str]]
) -> None:
    workspace, report = imported
    assert sum(report.states.values()) == len(rows) == 3_802
    assert dict(report.states) == {"停站": 284, "正常": 2_612, "维护": 906}
    # 1,901 rows a poll, two of them of one name; a name in several provinces stays apart.
    assert len({(row["province"], row["section"]) for row in rows}) == 1_900
    assert len(load_sites(workspace)) == 1_900
    assert {site.medium for site in load_sites(workspace)} == {Medium.SURFACE_WATER}
    assert len([site for site in load_sites(workspace) if site.name == "江口"]) == 3
    assert report.read == (
        report.new + report.unchanged + report.superseding + report.repeated + report.quarantined
    )


def test_what_is_left_out_is_the_twins_and_chlorophyll_in_another_unit(
    imported: tuple[Workspace, ImportReport], rows: list[dict[str, str]]
) -> None:
    _, report = imported
    twins = [place for place, row in enumerate(rows, 2) if row["section"] == "临淮乡"]
    assert twins == [538, 544, 2439, 2445]
    assert sorted(one.row for one in report.shown if one.field == "section")[:2] == twins[:2]
    large = [row for row in rows if row["chla_raw"] and float(row["chla_raw"]) > 10]
    assert report.rejections == len(large) + len(twins) == 22
    assert report.exit_code == 1


def test_stale_stamps_are_all_listed_in_the_year_before_the_poll(
    imported: tuple[Workspace, ImportReport], rows: list[dict[str, str]]
) -> None:
    _, report = imported
    stale = [row for row in rows if row["time"][:5] != row["file_date"][5:]]
    assert len(report.stale) == len(stale) == 357
    years = {minute_start(one.minute).year for one in report.stale}
    assert years == {2019, 2020}
    assert all(minute_start(one.minute).date() < one.polled for one in report.stale)


def test_every_original_number_stands_in_the_lake_digit_for_digit(
    imported: tuple[Workspace, ImportReport], rows: list[dict[str, str]]
) -> None:
    """Of each section, stamp and item the later poll counts."""
    workspace, _ = imported
    read = whole(workspace)
    stored = {}
    for site, item, minute, number in zip(
        read.site.tolist(),
        read.item.tolist(),
        read.minutes.tolist(),
        read.numbers.tolist(),
        strict=True,
    ):
        province, _, name = read.sites[site].partition("·")
        if province == "广东省":
            stored[name, f"{minute_start(minute):%m-%d %H:%M}", read.items[item]] = number
    guangdong = [row for row in rows if row["province"] == "广东省"]
    expected = {}
    for row in guangdong:
        name = row["section"].replace("（", "(").replace("）", ")")
        for item, column in ITEMS.items():
            if row[column]:
                whole_part, _, decimals = row[column].partition(".")
                number = int(whole_part + decimals.ljust(8, "0"))
                expected[name, row["time"], item] = number
    assert len(expected) > 1_500
    assert {key: number for key, number in stored.items() if key[2] in ITEMS} == expected


def test_the_answer_holds_fewer_rows_than_it_says_and_nothing_the_table_has_not(
    imported: tuple[Workspace, ImportReport], shared: Path
) -> None:
    workspace, _ = imported
    before = whole(workspace)
    report = bring(workspace, shared / "data" / "water" / ANSWER)
    assert any("says 1903 records and holds 1901" in note for note in report.notes)
    assert (report.new, report.superseding, report.repeated) == (0, 0, 0)
    assert report.read == report.unchanged + report.quarantined == 18_150
    after = whole(workspace)
    assert (before.numbers == after.numbers).all()
    assert TWINS not in {after.sites[site] for site in set(after.site.tolist())}
