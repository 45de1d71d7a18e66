"""Declared figures: exact, dated, versioned, and never changed."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.db.utils import IntegrityError
from django.test.utils import CaptureQueriesContext

from yunzhu.city.actions.accounts import open_account
from yunzhu.city.actions.figures import record_figure
from yunzhu.city.actions.recording import LOCAL_OPERATOR
from yunzhu.city.clock import simulated_time
from yunzhu.city.evidence import disagreements, figure_records, verify_audit_chain
from yunzhu.city.models import AuditEntry, DeclaredFigure
from yunzhu.city.protection import APPEND_ONLY_TABLES
from yunzhu.city.setup import prepare_city
from yunzhu.errors import UsageError
from yunzhu.periods import city_now
from yunzhu.values import EvidenceKind, Origin
from yunzhu.workspace import init_workspace

TABLE = "city_declaredfigure"
WANTED = {
    "indicator": "断面水质类别",
    "object_name": "甲河口(模拟)",
    "day": date(2020, 3, 31),
    "value": Decimal(4),
    "unit": "类",
    "kind": EvidenceKind.DECLARED,
    "source": "水质月报(模拟) 2020-03",
    "by": "甲",
}


def record(**changes: object) -> int:
    return record_figure(**(WANTED | changes))


def execute(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


def test_a_figure_is_kept_as_it_was_declared(city) -> None:
    with simulated_time(datetime(2020, 4, 5, 9)):
        number = record(value=Decimal("3.50"))
    (figure,) = figure_records(date(2020, 3, 31))
    assert (figure.id, figure.version, str(figure.value)) == (number, 1, "3.50")
    assert (figure.indicator, figure.object_name, figure.unit) == (
        "断面水质类别",
        "甲河口(模拟)",
        "类",
    )
    assert (figure.kind, figure.recorded_by) == (EvidenceKind.DECLARED, "甲")
    assert figure.received == datetime(2020, 4, 5, 9)
    entry = AuditEntry.objects.get(subject_kind="figure", subject_id=number)
    assert (entry.action, entry.actor) == ("figure.record", "甲")
    assert verify_audit_chain() is None
    assert disagreements() == []


@pytest.mark.parametrize("text", ["0.1", "0.30000000000000004", "123456789012.345678", "-0.50"])
def test_a_value_keeps_every_digit(city, text: str) -> None:
    record(value=Decimal(text))
    (figure,) = figure_records(date(2020, 3, 31))
    assert str(figure.value) == text


def test_an_exponent_is_written_out(city) -> None:
    record(value=Decimal("1E+3"))
    assert str(figure_records(date(2020, 3, 31))[0].value) == "1000"


def test_a_figure_counts_from_the_day_that_it_is_about(city) -> None:
    record()
    assert figure_records(date(2020, 3, 30)) == []
    assert len(figure_records(date(2020, 3, 31))) == 1


def test_a_correction_is_a_new_version_and_the_old_one_stays_readable(city) -> None:
    with simulated_time(datetime(2020, 4, 5, 9)):
        record()
    with simulated_time(datetime(2020, 5, 6, 9)):
        record(value=Decimal(6), source="更正函(模拟)")
    (now,) = figure_records(date(2020, 12, 31))
    assert (now.version, now.value, now.source) == (2, Decimal(6), "更正函(模拟)")
    (then,) = figure_records(date(2020, 12, 31), date(2020, 5, 5))
    assert (then.version, then.value) == (1, Decimal(4))
    assert figure_records(date(2020, 12, 31), date(2020, 4, 4)) == []
    assert DeclaredFigure.objects.count() == 2


def test_a_confirmed_figure_stands_beside_the_declared_one(city) -> None:
    record()
    record(kind=EvidenceKind.CONFIRMED, value=Decimal(5))
    record(object_name="乙河桥(模拟)")
    record(day=date(2020, 2, 29))
    found = figure_records(date(2020, 12, 31))
    assert [one.version for one in found] == [1, 1, 1, 1]
    assert [one.day.month for one in found] == [2, 3, 3, 3]
    assert {one.kind for one in found} == {EvidenceKind.DECLARED, EvidenceKind.CONFIRMED}


def test_figures_can_be_asked_for_by_indicator_in_one_query(city) -> None:
    record()
    record(indicator="锅炉检查", object_name="锅炉一(模拟)", unit="台")
    with CaptureQueriesContext(connection) as queries:
        found = figure_records(date(2020, 12, 31), indicators=["锅炉检查"])
    assert len(queries) == 1
    assert [one.object_name for one in found] == ["锅炉一(模拟)"]
    assert figure_records(date(2020, 12, 31), indicators=[]) == []


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"indicator": " "}, "indicator"),
        ({"object_name": ""}, "object_name"),
        ({"object_name": "点" * 121}, "object_name"),
        ({"source": ""}, "source"),
        ({"unit": "类" * 31}, "unit"),
        ({"value": Decimal("NaN")}, "value"),
        ({"value": Decimal("Infinity")}, "value"),
        ({"value": Decimal("1E+50")}, "value"),
        ({"day": city_now().date() + timedelta(days=1)}, "day"),
        ({"by": "无此人"}, "by"),
    ],
)
def test_a_wrong_figure_is_refused(city, contents, wrong: dict[str, object], field: str) -> None:
    before = contents()
    with pytest.raises(UsageError) as caught:
        record(**wrong)
    assert caught.value.field == field
    assert contents() == before


def test_a_figure_may_be_of_the_day_it_is_declared_on_but_not_of_the_next(city) -> None:
    at = datetime(2020, 3, 31, 8)
    record(at=at)
    with pytest.raises(UsageError, match="将来"):
        record(day=date(2020, 4, 1), at=at)


def test_a_simulated_city_takes_simulated_figures(city) -> None:
    record(kind=EvidenceKind.SIMULATED)
    assert figure_records(date(2020, 3, 31))[0].kind is EvidenceKind.SIMULATED


def test_a_measured_city_takes_none(engine, tmp_path) -> None:
    prepare_city(init_workspace(tmp_path / "measured", origin=Origin.MEASURED))
    open_account("甲", organisation="测试单位", by=LOCAL_OPERATOR)
    with pytest.raises(UsageError, match="模拟数字"):
        record(kind=EvidenceKind.SIMULATED)
    record(kind=EvidenceKind.DECLARED)


def test_the_model_and_the_database_refuse_to_change_a_figure(city, contents) -> None:
    assert TABLE in APPEND_ONLY_TABLES
    record()
    before = contents()
    with pytest.raises(UsageError, match="append-only"):
        DeclaredFigure.objects.update(value="1")
    with pytest.raises(UsageError, match="append-only"):
        DeclaredFigure.objects.get().delete()
    statements = [f"UPDATE {TABLE} SET value = '1'", f"DELETE FROM {TABLE}"]
    if city.engine == "postgresql":
        statements.append(f"TRUNCATE {TABLE}")
    else:
        statements.append(f"INSERT OR REPLACE INTO {TABLE} SELECT * FROM {TABLE}")
    for statement in statements:
        with pytest.raises(IntegrityError, match="append-only"):
            execute(statement)
    assert contents() == before


@pytest.mark.parametrize("statement", [f"UPDATE {TABLE} SET value = '1'", f"DELETE FROM {TABLE}"])
def test_a_figure_changed_behind_the_log_shows(city, statement: str) -> None:
    record()
    if city.engine == "postgresql":
        execute(f"ALTER TABLE {TABLE} DISABLE TRIGGER USER")
    else:
        execute(f"DROP TRIGGER {TABLE}_no_update")
        execute(f"DROP TRIGGER {TABLE}_no_delete")
    execute(statement)
    assert verify_audit_chain() is None
    (found,) = disagreements()
    assert found.startswith("申报数字 figure")
