"""EIA documents of 云珠市(模拟): a plan of a key area, a trial on commitment, re-checks."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from yunzhu.simulation.city import DISTRICTS
from yunzhu.simulation.counted.fixed_sources import WITHOUT_COUNTERPART, key_firm
from yunzhu.simulation.counted.officers import visit_row
from yunzhu.simulation.register_files import RegisterRows

PLAN, ON_COMMITMENT, FAULTY = "G01", "C01", "E02"
"""Planted: the plan received on 2 March, the project approved on commitment on 3 August and
checked on 10 November, the document whose re-check of 12 October found faults."""


def rows_of(year: int) -> dict[str, RegisterRows]:
    """Return the documents, what was promised in them, and the check of a commitment.

    Parameters
    ----------
    year : of the plan.
    """
    visit = visit_row("J0595", "eia_document", ON_COMMITMENT, "990101", date(year, 11, 10))
    old = {
        f"H0{district[-1]}": district for district in DISTRICTS if district != WITHOUT_COUNTERPART
    }
    return {
        "eia_documents": (
            _row(
                PLAN,
                "甲区产业园规划",
                kind="plan",
                is_key_area="是",
                received_on=f"{year}-03-02",
                approved_on=f"{year}-09-15",
            ),
            _row(ON_COMMITMENT, "甲区仓储项目", on_commitment="是", approved_on=f"{year}-08-03"),
            _row(
                "E01",
                "乙区印刷项目",
                approved_on=f"{year}-02-17",
                preparing_unit="甲环评所(模拟)",
                rechecked_on=f"{year}-06-10",
                recheck_result="passed",
            ),
            _row(
                FAULTY,
                "丙区印刷项目",
                approved_on=f"{year}-03-17",
                preparing_unit="乙环评所(模拟)",
                rechecked_on=f"{year}-10-12",
                recheck_result="faulty",
            ),
            _row("E03", "丁区印刷项目", approved_on=f"{year}-04-17"),
            *(
                _row(
                    code,
                    f"{DISTRICTS[district][0]}区化工厂项目",
                    enterprise=key_firm(district),
                    area=district,
                    approved_on="2012-05-08",
                )
                for code, district in old.items()
            ),
        ),
        "eia_promised_emissions": tuple(
            {"eia": code, "item": "NOx", "tonnes_per_year": "2"} for code in old
        ),
        "inspections": (visit,),
        "inspection_answers": (
            {"inspection": visit["code"], "item": "commitment_kept", "is_met": "是"},
        ),
    }


def _row(code: str, name: str, **changes: str) -> Mapping[str, str]:
    row = {
        "code": code,
        "name": f"{name}(模拟)",
        "kind": "project",
        "enterprise": "",
        "area": "990101",
        "industry": "",
        "is_key_area": "否",
        "is_major": "否",
        "on_commitment": "否",
        "received_on": "",
        "approved_on": "",
        "preparing_unit": "",
        "rechecked_on": "",
        "recheck_result": "",
    }
    return row | changes
