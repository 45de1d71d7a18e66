"""Every register in a database: imported whole or not at all, with a history, and read again."""

from __future__ import annotations

import csv
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from threading import Barrier
from typing import Any

import pytest
from django.db import IntegrityError, connection, connections

from yunzhu.city.actions.areas import register_areas
from yunzhu.city.actions.recording import LOCAL_OPERATOR
from yunzhu.city.actions.register_rows import import_register_file, withdraw_register_row
from yunzhu.city.clock import simulated_time
from yunzhu.city.evidence import (
    check_register_file,
    disagreements,
    register_contents,
    register_rows,
    row_history,
    verify_audit_chain,
)
from yunzhu.city.models import AuditEntry, history_table_of, model_of
from yunzhu.city.records import AreaRecord
from yunzhu.city.registers import (
    ASSESSMENT_SECTIONS,
    OUTFALLS,
    REGISTERS,
    SECTION_TARGETS,
)
from yunzhu.city.registers.register import Register
from yunzhu.city.registers.writing import write_register
from yunzhu.city.setup import close_city, open_city
from yunzhu.errors import FileFault, RowsRefused, UsageError
from yunzhu.observations.sites import ControlLevel, Site, SiteRegister, save_sites
from yunzhu.values import Origin

# The kinds of keys and references that there are; a server takes the others all at once below.
ON_A_SERVER = (
    "assessment_sections",
    "section_targets",
    "enterprises",
    "enterprise_listings",
    "inspections",
    "inspection_answers",
    "energy_balance",
)
EVERY = pytest.mark.parametrize(
    ("city", "register"),
    [
        pytest.param(engine, one, id=f"{engine}-{one.name}")
        for engine in ("sqlite", "postgresql")
        for one in REGISTERS
        if engine == "sqlite" or one.name in ON_A_SERVER
    ],
    indirect=["city"],
)
AREAS = [
    AreaRecord("990100", "云珠市", "city", ""),
    AreaRecord("990101", "甲区", "district", "990100"),
    AreaRecord("990101001", "甲街道", "subdistrict", "990101"),
]
SECTIONS = ",".join(one.chinese for one in ASSESSMENT_SECTIONS.row.columns().values())
OTHERWISE = {
    str: "'改'",
    int: "{field} + 1",
    Decimal: "{field} + 1",
    bool: "NOT {field}",
    date: "'1999-01-01'",
}
TARGETS = "断面编码,年份,目标类别,依据"


@pytest.fixture
def prepared(city) -> Any:
    """A city with an area and with the sites that the examples name."""
    register_areas(AREAS, by=LOCAL_OPERATOR)
    sites = [
        Site(column.example, column.example, "", ControlLevel.NATIONAL)
        for register in REGISTERS
        for column in register.row.columns().values()
        if column.refers_to == "sites"
    ]
    save_sites(city.workspace, SiteRegister().with_sites(sites))
    return city


def table(folder: Path, header: str, *lines: str, name: str = "table.csv") -> Path:
    path = folder / name
    path.write_text("\n".join((header, *lines)) + "\n", encoding="utf-8")
    return path


def examples(register: Register[Any], folder: Path) -> Path:
    """A file with the row of examples, after bare rows for what other examples refer to here."""
    columns = register.row.columns()
    row = {field: column.example for field, column in columns.items()}
    optional = {name for name in columns if register.row.described(name)[2]}
    bare = {name: "" if name in optional else text for name, text in row.items()}
    named = {
        column.example
        for other in REGISTERS
        for column in other.row.columns().values()
        if column.refers_to == register.name
    }
    own = row[register.key[0]]
    lines = [bare | {register.key[0]: code} for code in sorted(named - {own})] + [row]
    cells = [",".join(f'"{text}"' for text in line.values()) for line in lines]
    return table(folder, ",".join(columns), *cells, name=f"{register.name}.csv")


def import_examples(folder: Path, *registers: Register[Any]) -> None:
    """Import the examples of some registers, and before them those of what they refer to."""
    wanted = {one.name for one in registers}
    for register in reversed(REGISTERS):
        if register.name in wanted:
            wanted |= register.row.referred()
    for register in REGISTERS:
        if register.name in wanted:
            import_register_file(register, examples(register, folder), by="甲")


def sections(folder: Path, *lines: str) -> Path:
    return table(folder, SECTIONS, *lines, name="sections.csv")


def section(
    code: str, name: str = "断面", downstream: str = "", since: str = "", to: str = ""
) -> str:
    hours = "6" if downstream else ""
    return f"{code},{name},,云溪,考核断面,河流,990101,{downstream},{hours},,,{since},{to}"


@EVERY
def test_a_register_is_imported_exported_and_imported_again(
    prepared, tmp_path: Path, register: Register[Any]
) -> None:
    import_examples(tmp_path, register)
    rows = register_contents(register)
    shown = {field: column.example for field, column in register.row.columns().items()}
    assert register.row.model_validate(shown) in rows
    assert register_rows(register, date(2020, 7, 1)) == rows
    for suffix in (".csv", ".xlsx"):
        path = tmp_path / f"exported{suffix}"
        write_register(register, rows, path, origin=Origin.SIMULATED)
        report = import_register_file(register, path, by="乙")
        assert (report.new, report.changed, report.unchanged) == ((), (), len(rows))
    assert register_contents(register) == rows
    assert len(row_history(register, [str(part) for part in register.key_of(rows[-1])])) == 1
    assert disagreements() == []
    assert verify_audit_chain() is None


def test_every_register_is_imported_and_imported_again(prepared, tmp_path: Path) -> None:
    import_examples(tmp_path, *REGISTERS)
    for register in REGISTERS:
        rows = register_contents(register)
        shown = {field: column.example for field, column in register.row.columns().items()}
        assert register.row.model_validate(shown) in rows, register.name
        path = tmp_path / "again.csv"
        write_register(register, rows, path, origin=Origin.SIMULATED)
        report = import_register_file(register, path, by="乙")
        assert (report.new, report.changed) == ((), ()), register.name
    assert disagreements() == []
    assert verify_audit_chain() is None


@EVERY
def test_one_bad_cell_and_nothing_of_a_register_is_stored(
    prepared, contents, tmp_path: Path, register: Register[Any]
) -> None:
    import_examples(tmp_path, register)
    before = contents()
    path = examples(register, tmp_path)
    with path.open(encoding="utf-8", newline="") as stream:
        lines = list(csv.reader(stream))
    required = max(
        (field not in register.key, place)
        for place, field in enumerate(register.row.columns())
        if not register.row.described(field)[2]
    )[1]
    lines[-1][required] = ""
    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows(lines)
    report = check_register_file(register, path)
    assert [fault.row for fault in report.faults] == [len(lines)]
    assert contents() == before
    with pytest.raises(RowsRefused, match="未存入任何一行") as caught:
        import_register_file(register, path, by="甲")
    assert [str(one) for one in caught.value.faults] == [str(one) for one in report.faults]
    assert contents() == before


@EVERY
def test_the_history_of_a_register_cannot_be_changed(
    prepared, contents, tmp_path: Path, register: Register[Any]
) -> None:
    import_examples(tmp_path, register)
    before = contents()
    name = history_table_of(register)
    statements = [f"UPDATE {name} SET history_type = '-'", f"DELETE FROM {name}"]
    if prepared.engine == "postgresql":
        statements.append(f"TRUNCATE {name}")
    for statement in statements:
        with pytest.raises(IntegrityError, match="append-only"), connection.cursor() as cursor:
            cursor.execute(statement)
    assert contents() == before


@EVERY
def test_a_register_changed_behind_the_log_is_told(
    prepared, tmp_path: Path, register: Register[Any]
) -> None:
    import_examples(tmp_path, register)
    assert disagreements() == []
    kind, field = next(
        (register.row.described(name)[1], name)
        for name, column in register.row.columns().items()
        if not column.refers_to
        and name not in register.key
        and register.row.described(name)[1] in OTHERWISE
    )
    with connection.cursor() as cursor:
        changed = OTHERWISE[kind].format(field=field)
        cursor.execute(f"UPDATE {model_of(register)._meta.db_table} SET {field} = {changed}")
    (told,) = disagreements()
    assert told.startswith(f"名录 register {register.name}")


def test_a_row_is_read_as_it_held_and_as_it_was_known(prepared, tmp_path: Path) -> None:
    def known(as_of: date, known_at: date | None = None) -> list[tuple[str, str]]:
        rows = register_rows(ASSESSMENT_SECTIONS, as_of, known_at)
        return [(row.code, row.name) for row in rows]

    with simulated_time(datetime(2020, 1, 10, 9)):
        path = sections(tmp_path, section("S1", "甲", since="2020-01-01"), section("S2", "乙"))
        import_register_file(ASSESSMENT_SECTIONS, path, by="甲")
    with simulated_time(datetime(2020, 6, 1, 9)):
        path = sections(
            tmp_path,
            section("S1", "甲改", since="2020-01-01", to="2020-12-31"),
            section("S3", "丙"),
        )
        report = import_register_file(ASSESSMENT_SECTIONS, path, by="乙")
        withdraw_register_row(ASSESSMENT_SECTIONS, ["S2"], reason="重复登记", by="乙")
    assert (report.new, report.changed) == (("S3",), ("S1",))
    assert [(one.heading, one.before, one.after) for one in report.changes] == [
        ("断面名称 name", "甲", "甲改"),
        ("考核止 assessed_to", "", "2020-12-31"),
    ]
    day = date(2020, 7, 1)
    assert known(day) == known(day, date(2020, 6, 1)) == [("S1", "甲改"), ("S3", "丙")]
    assert known(day, date(2020, 5, 31)) == [("S1", "甲"), ("S2", "乙")]
    assert known(date(2020, 12, 31)) == known(day)
    assert known(date(2021, 1, 1)) == [("S3", "丙")]
    assert known(date(2021, 1, 1), date(2020, 5, 31)) == [("S1", "甲"), ("S2", "乙")]
    assert known(date(2020, 1, 1), date(2020, 5, 31)) == [("S1", "甲"), ("S2", "乙")]
    assert known(date(2019, 12, 31), date(2020, 5, 31)) == [("S2", "乙")]
    assert known(day, date(2020, 1, 9)) == []
    history = row_history(ASSESSMENT_SECTIONS, ["S2"])
    assert [(one.change, one.recorded_by, one.source) for one in history] == [
        ("新增 new", "甲", "sections.csv"),
        ("撤销 withdrawn", "乙", "重复登记"),
    ]
    assert [one.recorded for one in history] == [datetime(2020, 1, 10, 9), datetime(2020, 6, 1, 9)]
    assert "断面名称 name: 乙 → " in history[1].differences
    assert disagreements() == []


def test_a_later_import_changes_what_it_lists_and_leaves_the_rest(prepared, tmp_path: Path) -> None:
    path = sections(tmp_path, section("S1"), section("S2", downstream="S1"))
    import_register_file(ASSESSMENT_SECTIONS, path, by="甲")
    path = sections(tmp_path, section("S2", "改", downstream="S3"), section("S3"))
    report = import_register_file(ASSESSMENT_SECTIONS, path, by="甲")
    assert (report.new, report.changed, report.unchanged) == (("S3",), ("S2",), 0)
    rows = {row.code: row for row in register_contents(ASSESSMENT_SECTIONS)}
    assert (rows["S2"].name, rows["S2"].downstream_section) == ("改", "S3")
    assert set(rows) == {"S1", "S2", "S3"}
    before = [one.detail for one in AuditEntry.objects.filter(action="register.import")]
    assert '"new":["S1","S2"]' in before[0]
    assert '"changed":["S2"]' in before[1]


def test_what_others_refer_to_is_not_withdrawn(prepared, contents, tmp_path: Path) -> None:
    import_examples(tmp_path, SECTION_TARGETS, OUTFALLS)
    before = contents()
    for key, what in ((["S01"], "仍被引用"), (["S99"], "中没有"), (["S01", "2020"], "主键不符")):
        with pytest.raises(UsageError, match=what):
            withdraw_register_row(ASSESSMENT_SECTIONS, key, reason="误", by="甲")
    with pytest.raises(UsageError, match="不能为空"):
        withdraw_register_row(OUTFALLS, ["P01"], reason=" ", by="甲")
    assert contents() == before
    withdraw_register_row(OUTFALLS, ["P01"], reason="误", by="甲")
    withdraw_register_row(SECTION_TARGETS, ["S01", "2020"], reason="误", by="甲")
    withdraw_register_row(ASSESSMENT_SECTIONS, ["S01"], reason="误", by="甲")
    with pytest.raises(UsageError, match="已撤销"):
        withdraw_register_row(ASSESSMENT_SECTIONS, ["S01"], reason="误", by="甲")
    path = sections(tmp_path, section("S01", "重来"))
    assert import_register_file(ASSESSMENT_SECTIONS, path, by="甲").new == ("S01",)
    assert [one.change.split()[1] for one in row_history(ASSESSMENT_SECTIONS, ["S01"])] == [
        "new", "withdrawn", "new",
    ]  # fmt: skip
    assert disagreements() == []


def test_a_file_of_a_register_from_a_measured_city_is_refused(prepared, tmp_path: Path) -> None:
    path = table(tmp_path, f"{TARGETS},来源", "S01,2020,Ⅲ,目标书,measured")
    with pytest.raises(FileFault, match="never mix") as caught:
        import_register_file(SECTION_TARGETS, path, by="甲")
    assert caught.value.row == 2


def together(*doings: Callable[[], object]) -> list[object]:
    barrier = Barrier(len(doings))

    def run(do: Callable[[], object]) -> object:
        try:
            barrier.wait()
            return do()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(doings)) as pool:
        return list(pool.map(run, doings))


def test_two_imports_at_once_follow_one_another(prepared, tmp_path: Path) -> None:
    rows = [section(f"S{number}") for number in range(50)]
    paths = [table(tmp_path, SECTIONS, *rows, name=f"{number}.csv") for number in range(2)]
    reports = together(
        *[
            lambda path=path: import_register_file(ASSESSMENT_SECTIONS, path, by="甲")
            for path in paths
        ]
    )
    assert sorted((len(one.new), one.unchanged) for one in reports) == [(0, 50), (50, 0)]  # type: ignore[attr-defined]
    assert len(register_contents(ASSESSMENT_SECTIONS)) == 50
    assert len(row_history(ASSESSMENT_SECTIONS, ["S7"])) == 1
    assert disagreements() == []
    assert verify_audit_chain() is None


def test_an_interrupted_import_leaves_the_register_as_it_was(
    prepared, contents, tmp_path: Path
) -> None:
    import_register_file(ASSESSMENT_SECTIONS, sections(tmp_path, section("S1")), by="甲")
    before = contents()
    path = sections(tmp_path, section("S1", "改"), *[section(f"N{one}") for one in range(200)])
    code = (
        "import os, sys; from pathlib import Path\n"
        "from yunzhu.workspace import open_workspace; from yunzhu.city.setup import open_city\n"
        "from yunzhu.city.registers import ASSESSMENT_SECTIONS\n"
        "open_city(open_workspace(Path(sys.argv[1])))\n"
        "from yunzhu.city.actions.recording import all_or_nothing\n"
        "from yunzhu.city.actions.register_rows import import_register_file\n"
        "with all_or_nothing():\n"
        "    done = import_register_file(ASSESSMENT_SECTIONS, Path(sys.argv[2]), by='甲')\n"
        "    assert len(done.new) == 200\n"
        "    os._exit(9)\n"
    )
    close_city()
    root = str(prepared.workspace.root)
    done = subprocess.run([sys.executable, "-c", code, root, str(path)], check=False, timeout=120)
    assert done.returncode == 9
    open_city(prepared.workspace)
    assert contents() == before
    assert len(import_register_file(ASSESSMENT_SECTIONS, path, by="甲").new) == 200


def test_a_large_register_is_imported_whole(prepared, tmp_path: Path) -> None:
    count = 1000
    first = date(2020, 1, 1)
    rows = [
        section(f"S{number:05}", since=str(first + timedelta(days=number % 300)))
        for number in range(count)
    ]
    path = sections(tmp_path, *rows)
    assert len(import_register_file(ASSESSMENT_SECTIONS, path, by="甲").new) == count
    path = sections(tmp_path, *(row.replace("断面,", "改,", 1) for row in rows))
    assert len(import_register_file(ASSESSMENT_SECTIONS, path, by="甲").changed) == count
    assert {row.name for row in register_contents(ASSESSMENT_SECTIONS)} == {"改"}
