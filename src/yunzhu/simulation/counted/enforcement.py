"""Firms visited and actions of 云珠市(模拟): a changed sample, one firm late, one kind late."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from yunzhu.simulation.counted.firms import firm_code, firm_row
from yunzhu.simulation.counted.officers import visit_row
from yunzhu.simulation.register_files import RegisterRows

_DISTRICT = "990104"
_WASTE, _RISK = range(701, 705), range(711, 715)

LATE_RISK_FIRM = firm_code(_DISTRICT, 714)
"""Planted: the firm of risk that is not searched for hazards before 20 November."""

LATE_KIND = "X7005"
"""Planted: the cross-border action, of 15 October; until then there are five of the six kinds."""

# Number of the visit, of the firm, day, item, whether it was met; by year from that of the plan.
_VISITS = (
    (1, 701, 0, "03-10", "waste_managed", True),
    (2, 702, 0, "05-20", "waste_managed", False),
    (3, 704, 0, "09-08", "waste_managed", True),
    (4, 701, -1, "04-09", "waste_managed", False),
    (5, 703, -1, "06-11", "waste_managed", True),
    (6, 711, 0, "02-18", "hazards_searched", True),
    (7, 712, 0, "04-14", "hazards_searched", True),
    (8, 713, 0, "05-26", "hazards_searched", True),
    (9, 714, 0, "11-20", "hazards_searched", True),
)
# Code, medium, kinds, departments, first and last day.
_ACTIONS = (
    ("X7001", "water", "special", "", "03-16", "03-27"),
    ("X7002", "air", "special joint", "public_security", "04-07", "04-17"),
    ("X7003", "soil", "special", "", "05-11", "05-15"),
    ("X7004", "solid_waste", "special", "", "06-08", "06-19"),
    (LATE_KIND, "", "cross_border", "other_city", "10-15", "10-16"),
    ("X7006", "air", "regional_joint", "other_city", "07-20", "07-24"),
    ("X7007", "", "joint", "port maritime", "04-21", "04-23"),
)


def rows_of(year: int) -> dict[str, RegisterRows]:
    """Return firms, their lists, visits with their answers, and actions, by register.

    Parameters
    ----------
    year : of the plan.
    """
    visits = tuple(_visits(year))
    return {
        "enterprises": tuple(
            firm_row(_DISTRICT, number, f"丁区{number}号{what}")
            for numbers, what in ((_WASTE, "产废单位"), (_RISK, "风险单位"))
            for number in numbers
        ),
        "enterprise_listings": tuple(_listings(year)),
        "inspections": tuple(row for row, _, _ in visits),
        "inspection_answers": tuple(
            {"inspection": row["code"], "item": item, "is_met": "是" if is_met else "否"}
            for row, item, is_met in visits
        ),
        **_actions(year),
    }


def _listings(year: int) -> Iterator[Mapping[str, str]]:
    """Give the lists: four key firms, three of them in the year before; four firms of risk."""
    for of, numbers, listed in (
        ("key_hazardous_waste", _WASTE, year),
        ("key_hazardous_waste", _WASTE[:3], year - 1),
        ("risk_firm", _RISK, year),
    ):
        for number in numbers:
            yield {
                "enterprise": firm_code(_DISTRICT, number),
                "enterprise_list": of,
                "year": str(listed),
                "listed_on": f"{listed}-01-02",
                "removed_on": "",
                "document": f"模拟环〔{listed}〕7号",
            }


def _visits(year: int) -> Iterator[tuple[Mapping[str, str], str, bool]]:
    for number, firm, shift, day, item, is_met in _VISITS:
        row = visit_row(
            f"J75{number:02}",
            "enterprise",
            firm_code(_DISTRICT, firm),
            f"{_DISTRICT}00{1 + firm % 3}",
            date.fromisoformat(f"{year + shift}-{day}"),
            result="passed" if is_met else "problem",
        )
        yield row, item, is_met


def _actions(year: int) -> dict[str, RegisterRows]:
    return {
        "actions": tuple(
            {
                "code": code,
                "name": f"{code[-1]}号行动(模拟)",
                "medium": medium,
                "area": "990100",
                "first_day": f"{year}-{first}",
                "last_day": f"{year}-{last}",
                "result": f"模拟通报〔{year}〕{code[-1]}号",
            }
            for code, medium, _, _, first, last in _ACTIONS
        ),
        "action_kinds": tuple(
            {"action": code, "kind": kind, "document": f"模拟环〔{year}〕7号"}
            for code, _, kinds, _, _, _ in _ACTIONS
            for kind in kinds.split()
        ),
        "action_departments": tuple(
            {"action": code, "department": name, "unit": ""}
            for code, _, _, departments, _, _ in _ACTIONS
            for name in departments.split()
        ),
    }
