"""The admin's pages: they show registers and alarms, give workbooks, and change nothing."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import datetime
from io import StringIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.conf import settings
from django.core.management import call_command
from django.test import Client, override_settings

from yunzhu.city.actions.alarms import raise_alarms
from yunzhu.city.actions.areas import register_areas
from yunzhu.city.actions.ledgers import import_ledger_file
from yunzhu.city.actions.recording import LOCAL_OPERATOR
from yunzhu.city.actions.register_rows import import_register_file
from yunzhu.city.ledgers import LEDGERS, VEHICLE_TESTS
from yunzhu.city.ledgers.ledger import Ledger
from yunzhu.city.models import Account, ledger_model_of, model_of
from yunzhu.city.records import Alarmed, AreaRecord
from yunzhu.city.registers import OUTFALLS, REGISTERS
from yunzhu.city.registers.register import Register

OK, REFUSED, ELSEWHERE = 200, 403, 302


@pytest.fixture
def secret() -> Iterator[None]:
    """A secret, without which Django has no sessions."""
    settings.SECRET_KEY = "a test"
    yield
    settings.SECRET_KEY = ""


@pytest.fixture
def client(city, secret) -> Iterator[Client]:
    """A browser in which an account with all rights is logged in."""
    account = Account.objects.get(name="甲")
    account.is_superuser = True
    account.save()
    with override_settings(ALLOWED_HOSTS=["testserver"]):
        browser = Client()
        browser.force_login(account)
        yield browser


@pytest.fixture
def outfall(client, tmp_path: Path) -> Any:
    register_areas([AreaRecord("990101", "甲区", "district", "")], by=LOCAL_OPERATOR)
    columns = OUTFALLS.row.columns()
    content = dict.fromkeys(columns, "") | {
        "code": "P01",
        "name": "=排污口",
        "kind": "入河",
        "receiving_water": "云溪",
        "area": "990101",
    }
    path = tmp_path / "outfalls.csv"
    lines = [columns, content.values(), (content | {"code": "P02"}).values()]
    path.write_text("".join(",".join(line) + "\n" for line in lines), encoding="utf-8")
    import_register_file(OUTFALLS, path, by="乙")
    return model_of(OUTFALLS).objects.get(code="P01")


def address(register: Register[Any], *parts: object) -> str:
    name = register.row.__name__.lower()
    return f"/admin/city/{name}/" + "".join(f"{part}/" for part in parts)


@pytest.mark.parametrize("register", REGISTERS, ids=lambda one: one.name)
def test_every_register_is_listed_and_cannot_be_added_to(client, register: Register[Any]) -> None:
    listed = client.get(address(register))
    assert listed.status_code == OK
    assert register.label in listed.content.decode()
    assert "模拟 simulated" in listed.content.decode()
    assert client.get(address(register, "add")).status_code == REFUSED


def test_a_row_is_shown_with_its_history_and_not_changed(client, outfall, contents) -> None:
    before = contents()["Outfall"]
    page = client.get(address(OUTFALLS, outfall.pk, "change"))
    assert "=排污口" in page.content.decode()
    history = client.get(address(OUTFALLS, outfall.pk, "history")).content.decode()
    assert "outfalls.csv" in history
    assert client.post(address(OUTFALLS, outfall.pk, "change"), {"name": "x"}).status_code == (
        REFUSED
    )
    assert client.post(address(OUTFALLS, outfall.pk, "delete")).status_code == REFUSED
    assert contents()["Outfall"] == before


def test_chosen_rows_are_given_as_a_workbook(client, outfall) -> None:
    chosen = {"action": "export_workbook", "_selected_action": [outfall.pk]}
    given = client.post(address(OUTFALLS), chosen)
    table = openpyxl.load_workbook(io.BytesIO(given.content)).worksheets[0]
    assert [cell.value for cell in table[2]][:2] == ["P01", "=排污口"]
    assert table.max_row == 2
    assert "模拟" in table.title


@pytest.mark.parametrize("ledger", LEDGERS, ids=lambda one: one.name)
def test_every_ledger_is_listed_and_cannot_be_added_to(client, ledger: Ledger[Any]) -> None:
    listed = client.get(address(ledger))
    assert listed.status_code == OK
    assert ledger.label in listed.content.decode()
    assert client.get(address(ledger, "add")).status_code == REFUSED


def test_a_test_of_a_vehicle_is_shown_with_its_receipt(client, tmp_path: Path) -> None:
    register_areas([AreaRecord("990101", "甲区", "district", "")], by=LOCAL_OPERATOR)
    examples = {name: column.example for name, column in VEHICLE_TESTS.row.columns().items()}
    path = tmp_path / "tests.csv"
    lines = (",".join(examples), ",".join(examples.values()))
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    import_ledger_file(VEHICLE_TESTS, path, by="乙")
    row = ledger_model_of(VEHICLE_TESTS).objects.get()
    listed = client.get(address(VEHICLE_TESTS), {"q": examples["code"]}).content.decode()
    assert examples["plate"] in listed
    assert "tests.csv" in listed
    assert client.post(address(VEHICLE_TESTS, row.pk, "change"), {"plate": "x"}).status_code == (
        REFUSED
    )
    assert client.post(address(VEHICLE_TESTS, row.pk, "delete")).status_code == REFUSED
    assert "tests.csv" in client.get("/admin/city/ledgerreceipt/").content.decode()


def test_alarms_are_listed(client) -> None:
    alarm = Alarmed("某省·甲桥", "TP", "jump", datetime(2020, 6, 1), "1", "mg/L", "高", "查")
    raise_alarms([alarm], by=LOCAL_OPERATOR)
    assert "某省·甲桥" in client.get("/admin/city/alarm/").content.decode()


def test_accounts_without_all_rights_are_kept_out(client) -> None:
    client.force_login(Account.objects.get(name="乙"))
    assert client.get("/admin/").status_code == ELSEWHERE


def test_django_finds_no_fault_with_the_project(city, secret) -> None:
    told = StringIO()
    call_command("check", fail_level="WARNING", stdout=told)
    assert told.getvalue().startswith("System check identified no issues (0 silenced)")
