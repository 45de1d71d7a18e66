"""A register whose key has a choice: the rows of one firm on several lists of a year."""

from __future__ import annotations

from pathlib import Path

import pytest

from yunzhu.city.actions.areas import register_areas
from yunzhu.city.actions.recording import LOCAL_OPERATOR
from yunzhu.city.actions.register_rows import import_register_file, withdraw_register_row
from yunzhu.city.evidence import (
    check_register_file,
    disagreements,
    register_contents,
    row_history,
)
from yunzhu.city.records import AreaRecord
from yunzhu.city.registers import ENTERPRISE_LISTINGS, ENTERPRISES
from yunzhu.errors import UsageError

FIRM = "91440101MA5AAAAA7W"
LISTED = "企业编码,名录种类,年份,列入日期,移出日期,依据文件"


@pytest.fixture
def listed(city, tmp_path: Path) -> Path:
    """A firm on two lists of 2020; the file that said so."""
    register_areas([AreaRecord("990101", "甲区", "district", "")], by=LOCAL_OPERATOR)
    columns = ENTERPRISES.row.columns()
    told = {"code": FIRM, "name": "甲厂", "area": "990101"}
    firms = tmp_path / "firms.csv"
    firms.write_text(
        ",".join(columns) + "\n" + ",".join(told.get(one, "") for one in columns) + "\n",
        encoding="utf-8",
    )
    import_register_file(ENTERPRISES, firms, by="甲")
    path = tmp_path / "listings.csv"
    lines = (f"{FIRM},重点排污单位,2020,,,甲", f"{FIRM},环境风险企业,2020,,,乙")
    path.write_text("\n".join((LISTED, *lines)) + "\n", encoding="utf-8")
    report = import_register_file(ENTERPRISE_LISTINGS, path, by="甲")
    assert report.new == (f"{FIRM}/key_discharger/2020", f"{FIRM}/risk_firm/2020")
    return path


def test_rows_that_differ_in_the_choice_only_stand_in_its_order(listed: Path) -> None:
    rows = register_contents(ENTERPRISE_LISTINGS)
    assert [row.enterprise_list.value for row in rows] == ["key_discharger", "risk_firm"]
    assert disagreements() == []


def test_a_row_is_changed_withdrawn_and_followed_by_the_value_of_the_choice(listed: Path) -> None:
    listed.write_text(listed.read_text("utf-8").replace(",乙", ",丙"), encoding="utf-8")
    report = import_register_file(ENTERPRISE_LISTINGS, listed, by="乙")
    assert (report.changed, report.unchanged) == ((f"{FIRM}/risk_firm/2020",), 1)
    key = [FIRM, "risk_firm", "2020"]
    withdraw_register_row(ENTERPRISE_LISTINGS, key, reason="误", by="乙")
    assert [one.change.split()[1] for one in row_history(ENTERPRISE_LISTINGS, key)] == [
        "new", "changed", "withdrawn",
    ]  # fmt: skip
    assert disagreements() == []
    with pytest.raises(UsageError, match="not in the register") as caught:
        row_history(ENTERPRISE_LISTINGS, [FIRM, "key_dischargr", "2020"])
    assert caught.value.expected == f"{FIRM}/key_discharger/2020"


def test_the_same_choice_in_another_spelling_is_the_same_key(listed: Path) -> None:
    lines = (f"{FIRM},重点排污单位,2020,,,甲", f"{FIRM},key_discharger,2020,,,乙")
    listed.write_text("\n".join((LISTED, *lines)) + "\n", encoding="utf-8")
    (fault,) = check_register_file(ENTERPRISE_LISTINGS, listed).faults
    assert "第 2 行重复" in fault.what
    assert fault.found == f"{FIRM}/key_discharger/2020"
