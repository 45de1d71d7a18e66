"""What permits, reports, monitors and their kin refuse, row by row. Needs no database."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from yunzhu.city.registers.cell_text import read_choice
from yunzhu.city.registers.eia_documents import EIA_DOCUMENTS
from yunzhu.city.registers.online_monitors import GAS_STATIONS, ONLINE_MONITORS
from yunzhu.city.registers.permits import PERMIT_REPORTS, PERMITS
from yunzhu.city.registers.pollutants import Pollutant
from yunzhu.city.registers.register import Register
from yunzhu.city.registers.statistical_returns import STATISTICAL_RETURNS
from yunzhu.city.registers.voc_firms import VOC_FIRMS


def row(register: Register[Any], **changes: str) -> Any:
    """The row of the examples, with some cells changed."""
    examples = {name: column.example for name, column in register.row.columns().items()}
    return register.row.model_validate(examples | changes)


@pytest.mark.parametrize(
    ("register", "changes", "told"),
    [
        (PERMITS, {"code": "91440101MA5AAAAA7W001"}, "不是许可证编号"),
        (PERMITS, {"code": "91440101MA5AAAAA7W00AP"}, "不是许可证编号"),
        (PERMITS, {"valid_to": "2019-12-19"}, "结束早于开始"),
        (PERMITS, {"state": "有效"}, "状态与日期不符"),
        (PERMITS, {"state_on": ""}, "状态与日期不符"),
        (PERMITS, {"year_report_day": "20"}, "年报期限日不符"),
        (PERMITS, {"year_report_day": "14"}, "超出范围"),
        (PERMIT_REPORTS, {"period_start": "2020-02-01"}, "不是报告期首日"),
        (PERMIT_REPORTS, {"period_start": "2020-01-02"}, "不是报告期首日"),
        (PERMIT_REPORTS, {"kind": "半年报", "period_start": "2020-04-01"}, "不是报告期首日"),
        (PERMIT_REPORTS, {"exemption_text": ""}, "两项须同时填写"),
        (ONLINE_MONITORS, {"code": "MN00000000001"}, "不是 MN 号"),
        (ONLINE_MONITORS, {"code": "MN0000000000-001"}, "不是 MN 号"),
        (ONLINE_MONITORS, {"connected_on": "2020-04-09"}, "结束早于开始"),
        (GAS_STATIONS, {"closure_evidence": ""}, "停用无依据"),
        (VOC_FIRMS, {"evidence": ""}, "两项须同时填写"),
        (EIA_DOCUMENTS, {"recheck_result": ""}, "两项须同时填写"),
        (EIA_DOCUMENTS, {"approved_on": "2020-02-09"}, "结束早于开始"),
        (STATISTICAL_RETURNS, {"accepted_on": "2020-03-19"}, "结束早于开始"),
    ],
)
def test_a_row_that_cannot_be_is_refused(
    register: Register[Any], changes: dict[str, str], told: str
) -> None:
    row(register)
    with pytest.raises(ValidationError, match=told):
        row(register, **changes)


def test_registrations_and_firms_without_a_credit_code_have_other_numbers() -> None:
    assert row(PERMITS, management_class="登记管理", code="D-1").code == "D-1"
    assert row(PERMITS, enterprise="甲-1", code="甲证-1").code == "甲证-1"


@pytest.mark.parametrize("written", ["氮氧化物", "NOx", "nox", "氮氧化物 NOx", "NITROGEN_OXIDES"])
def test_a_pollutant_is_known_by_its_name_and_its_sign(written: str) -> None:
    assert read_choice(written, Pollutant) is Pollutant.NITROGEN_OXIDES


def test_no_two_pollutants_are_written_alike() -> None:
    halves = [half for one in Pollutant for half in one.label.split(" ", 1)]
    assert len({half.casefold() for half in halves}) == len(halves)
