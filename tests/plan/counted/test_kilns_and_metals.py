"""Kilns that are classed, controlled and visited; firms with heavy metals that were surveyed."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from yunzhu.city.registers.boilers import Boiler
from yunzhu.city.registers.enterprises import Enterprise, EnterpriseListing
from yunzhu.city.registers.heavy_metals import HeavyMetalLoad
from yunzhu.city.registers.industrial_kilns import IndustrialKiln
from yunzhu.city.registers.inspections import Inspection, Officer

JUNE, END = date(2020, 6, 30), date(2020, 12, 31)


def visit(number: int, code: str, day: str, kind: str = "kiln", **changes: Any) -> dict[str, Any]:
    base = {
        "code": f"J{number:04}",
        "object_kind": kind,
        "object_code": code,
        "area": "1",
        "day": day,
        "kind": "targeted",
        "first_officer": "F01",
        "second_officer": "F02",
        "checklist": "检查表",
        "result": "passed",
        "evidence_sha256": "0" * 64,
    }
    return base | changes


@pytest.fixture
def visits(row_of):
    def rows(*found: dict[str, Any]) -> dict[str, Any]:
        officers = tuple(
            row_of(
                Officer,
                code=code,
                name=code,
                area="1",
                certificate=code,
                valid_from="2018-01-01",
                valid_to="2023-12-31",
            )
            for code in ("F01", "F02")
        )
        return {
            "officers": officers,
            "inspections": tuple(row_of(Inspection, **one) for one in found),
        }

    return rows


def kiln(code: str, **changes: Any) -> dict[str, Any]:
    base = {"code": code, "name": f"炉{code}", "enterprise": "甲", "area": "1", "kind": "melting"}
    controlled = {"control_class": "B", "measure": "改气", "measure_from": "2020-04-01"}
    return base | {"fuel": "gas"} | controlled | changes


def test_a_kiln_needs_class_measure_and_visit(judged, row_of, visits) -> None:
    gone = {"in_use_to": "2020-02-29", "removal_evidence": "拆1号"}
    kilns = (
        kiln("K1"),
        kiln("K2", control_class=None),
        kiln("K3", measure=None, measure_from=None),
        kiln("K4", measure_from="2020-07-01"),
        kiln("K5", measure_to="2020-06-29"),
        kiln("K6"),
        kiln("K7"),
        kiln("K8", **gone),
    )
    on = "2020-05-06"
    made = [visit(n, f"K{n}", on) for n in (1, 2, 3, 4, 5)]
    made += [visit(7, "K7", on, second_officer=None), visit(8, "K6", on, kind="boiler")]
    (found,) = judged(
        "13.6",
        industrial_kilns=tuple(row_of(IndustrialKiln, **one) for one in kilns),
        **visits(*made),
    )
    assert (found.numerator, found.denominator) == (1, 7)
    assert [line.split(": ", 1)[1][:9] for line in found.rest] == [
        "未分类 not c",
        "无管控措施 no ",
        "无管控措施 no ",
        "无管控措施 no ",
        "未检查 not v",
        "检查无效 no v",
    ]
    assert any("K8" in note and "拆1号" in note for note in found.notes)
    # An effort without a number: the one act of the year is judged, the share is shown.
    assert found.status.value == "有望"


def test_a_kiln_that_had_all_before_it_went_stays(judged, row_of, visits) -> None:
    gone = {"in_use_to": "2020-05-31", "removal_evidence": "拆1号"}
    kilns = (
        kiln("K1", measure_to="2020-05-31", **gone),
        kiln("K2", **gone),
        kiln("K3", measure_from="2020-06-01", **gone),
        kiln("K4"),
    )
    (found,) = judged(
        "13.6",
        industrial_kilns=tuple(row_of(IndustrialKiln, **one) for one in kilns),
        **visits(visit(1, "K1", "2020-05-06"), visit(3, "K3", "2020-05-06")),
    )
    # K1 had all three until it went; K2 was never visited, K3 had no measure: both left.
    assert (found.numerator, found.denominator) == (1, 2)
    assert sum("拆1号" in note for note in found.notes) == 2


def test_visits_of_ultra_low_boilers_stand_beside_those_of_last_year(
    judged, row_of, visits
) -> None:
    base = {"name": "炉", "enterprise": "甲", "area": "1", "fuel": "coal", "is_ultra_low": "是"}
    boilers = tuple(row_of(Boiler, **(base | {"code": code})) for code in ("B1", "B2"))
    made = [
        visit(1, "B1", "2020-03-01", "boiler"),
        visit(2, "B1", "2020-06-30", "boiler"),
        visit(3, "B1", "2020-07-01", "boiler"),
        visit(4, "B2", "2019-06-30", "boiler"),
        visit(5, "B2", "2019-07-01", "boiler"),
        visit(6, "B9", "2019-06-30", "boiler"),
        visit(7, "B1", "2019-06-30", "boiler", checklist=None),
    ]
    inspected, hours = judged("13.5", boilers=boilers, **visits(*made))
    assert (inspected.numerator, inspected.denominator) == (1, 2)
    assert inspected.notes[0].startswith("有效检查 valid visits 2019: 1, 2020: 2")
    assert "ultra_low_monitor_hours" in hours.missing[0]
    leap = judged("13.5", boilers=boilers, as_of=date(2020, 2, 29), **visits(*made))
    assert leap[0].notes[0].startswith("有效检查 valid visits 2019: 0, 2020: 0")


def listing(code: str, **changes: Any) -> dict[str, Any]:
    base = {"enterprise": code, "enterprise_list": "heavy_metal", "year": 2020}
    return base | changes


def load(code: str, metal: str, kilograms: str, **changes: Any) -> dict[str, Any]:
    base = {"enterprise": code, "metal": metal, "year": 2020, "load_kg": kilograms}
    return base | {"surveyed_on": "2020-05-06"} | changes


def test_listed_firms_are_surveyed_and_their_load_stands_beside(judged, row_of) -> None:
    listings = (
        listing("F1"),
        listing("F2"),
        listing("F3"),
        listing("F4", removed_on="2020-06-30", document="环〔2020〕2号"),
        listing("F5", year=2019),
        listing("F6", enterprise_list="risk_firm"),
        listing("F7", listed_on="2020-07-01"),
    )
    loads = (
        load("F1", "Pb", "1.5"),
        load("F1", "Cr", "0"),
        load("F2", "Pb", "2", surveyed_on="2020-07-01"),
        load("F3", "Pb", "4", year=2019),
        load("F9", "Pb", "0.25"),
    )
    firms = [row_of(Enterprise, code=f"F{n}", name=f"厂{n}", area="990101") for n in range(1, 8)]
    rows = {
        "enterprises": tuple(firms),
        "enterprise_listings": tuple(row_of(EnterpriseListing, **one) for one in listings),
        "heavy_metal_loads": tuple(row_of(HeavyMetalLoad, **one) for one in loads),
    }
    surveyed, report = judged("22.1", as_of=JUNE, **rows)
    assert (surveyed.numerator, surveyed.denominator) == (1, 3)
    assert [line[:5] for line in surveyed.rest] == ["F2 厂2", "F3 厂3"]
    assert surveyed.evidence[0].startswith("F1 厂1: 调查 surveyed 2020-05-06: 铅 Pb 1.5000 kg")
    # Without a document F4 has not left.
    undocumented = (*listings[:3], listing("F4", removed_on="2020-06-30"))
    changed = tuple(row_of(EnterpriseListing, **one) for one in undocumented)
    (stays, _) = judged("22.1", as_of=JUNE, **rows | {"enterprise_listings": changed})
    assert (stays.numerator, stays.denominator) == (1, 4)
    assert stays.rest[-1].endswith("2020-06-30 移出名单而无依据 off the list without a document")
    # F9 is not listed, yet its lead is in the city: 1.5 + 0.25.
    assert surveyed.notes[0] == "负荷清单 load inventory: 铅 Pb 1.7500 kg; 铬 Cr 0.0000 kg"
    assert any("F4 厂4: 2020-06-30 移出名单" in note for note in surveyed.notes)
    # Of half of the working days a third is behind.
    assert surveyed.status.value == "难以达成"
    assert "heavy_metal_report" in report.missing[0]
    (settled, _) = judged("22.1", as_of=END, **rows)
    assert (settled.status.value, settled.numerator, settled.denominator) == ("未达成", 2, 4)
