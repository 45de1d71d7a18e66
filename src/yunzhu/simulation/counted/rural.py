"""Villages, projects and problems of 云珠市(模拟), each with something that is not as it looks."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from yunzhu.simulation.counted.officers import visit_row
from yunzhu.simulation.register_files import RegisterRows

WITHOUT_DOCUMENT, SAME_VILLAGE = "V10", ("V01", "V11")
"""Planted: accepted without a document; one village on two lists under two names."""

GAP_WITHOUT_ACCEPTANCE = "V04"
"""Planted: its gap was closed on paper, its item never filed."""

ONE_PERSON, REOPENED = "ZC2", "ZC3"
"""Planted: a problem closed by one and the same person, and one that came back in November."""

FINISHED_NOT_OPERATING, FINISHED_LATE = "G03", "G04"
"""Planted: a plant that stands still since October, and one finished 20 days after its date."""

PLATFORM = "云珠市移动端平台"

_NORTH, _SOUTH = "990107", "990108"
_VILLAGES = {
    # Code: stem, area, year set, accepted on, in days of that or the plan's year.
    "V01": ("一", _NORTH, 2016, "2017-11-20"),
    "V02": ("二", _NORTH, 2016, "2017-11-20"),
    "V03": ("三", _NORTH, 2017, "2018-11-20"),
    "V04": ("四", _NORTH, 2017, "2018-11-20"),
    "V05": ("五", _NORTH, 2018, "2019-11-20"),
    "V06": ("六", _SOUTH, 2018, "2019-11-20"),
    "V07": ("七", _SOUTH, 2019, "{year}-03-10"),
    "V08": ("八", _SOUTH, 2019, "{year}-06-15"),
    "V09": ("九", _SOUTH, 2019, "{year}-11-20"),
    WITHOUT_DOCUMENT: ("十", _SOUTH, 2019, "{year}-09-01"),
    SAME_VILLAGE[1]: ("联", _NORTH, 2019, "2019-11-20"),
}
_GAPS = {
    "V02": ("{year}-03-01", "{year}-06-01"),
    GAP_WITHOUT_ACCEPTANCE: ("{year}-03-01", "{year}-06-10"),
    "V08": ("{year}-03-01", ""),
}
_FACILITIES = {"V01": "W01", "V02": "W02", "V03": "W03"}


def rows_of(year: int) -> dict[str, RegisterRows]:
    """Return villages with their visits, projects with their milestones, and problems.

    Parameters
    ----------
    year : of the plan.
    """
    return {
        "villages": tuple(_village(code, year) for code in _VILLAGES),
        "projects": _projects(year),
        "project_milestones": _milestones(year),
        "rectification_items": _items(year),
        "inspections": _visits(year),
        "inspection_answers": (_answer("JV11", "是"), _answer("JV12", "否")),
    }


def _village(code: str, year: int) -> Mapping[str, str]:
    stem, area, set_in, accepted = _VILLAGES[code]
    found, closed = _GAPS.get(code, ("", ""))
    same = SAME_VILLAGE[0] if code in SAME_VILLAGE else code
    return {
        "code": code,
        "name": f"{stem}村(模拟)",
        "village_code": f"{_NORTH if same == SAME_VILLAGE[0] else area}001{same[1:]:0>3}",
        "area": area,
        "set_in": str(set_in),
        "accepted_on": accepted.format(year=year),
        "evidence": "" if code == WITHOUT_DOCUMENT else f"模拟验{code}",
        "facility_code": _FACILITIES.get(code, ""),
        "gap_found_on": found.format(year=year),
        "gap_closed_on": closed.format(year=year),
    }


def _visits(year: int) -> RegisterRows:
    """Return four second looks of the city, one of which fails, and two looks at facilities."""
    resampled = [
        visit_row(f"JV0{n}", "village", f"V0{n}", _NORTH, date(year, 9, 10 + n))
        | {"kind": "resample", "result": "problem" if n == _FAILED else "passed"}
        for n in range(1, 5)
    ]
    working = visit_row("JV11", "village", "V01", _NORTH, date(year, 5, 20))
    still = visit_row("JV12", "village", "V02", _NORTH, date(year, 5, 21), result="problem")
    return (*resampled, working, still)


_FAILED = 3


def _answer(inspection: str, is_met: str) -> Mapping[str, str]:
    return {"inspection": inspection, "item": "facility_working", "is_met": is_met}


def _projects(year: int) -> RegisterRows:
    sewage = [
        # Code, planned, finished, in operation.
        ("G01", "05-31", "05-20", "06-15"),
        ("G02", "08-31", "08-20", "10-10"),
        (FINISHED_NOT_OPERATING, "10-31", "10-25", ""),
        (FINISHED_LATE, "11-30", "12-20", "12-28"),
    ]
    rows = [
        {
            "code": code,
            "name": f"{code}污水处理设施(模拟)",
            "kind": "sewage",
            "project_class": "town",
            "area": f"99010{number}",
            "owner": "",
            "named_in_plan": "",
            "planned_start": f"{year - 1}-06-01",
            "planned_finish": f"{year}-{planned}",
            "started_on": f"{year - 1}-06-01",
            "start_document": f"模拟批{code}",
            "finished_on": f"{year}-{finished}",
            "in_operation_on": operating and f"{year}-{operating}",
            "improved_on": "",
        }
        for number, (code, planned, finished, operating) in enumerate(sewage, start=1)
    ]
    platform = dict.fromkeys(rows[0], "") | {
        "code": "G09",
        "name": f"{PLATFORM}(模拟)",
        "kind": "system",
        "area": "990100",
        "named_in_plan": PLATFORM,
    }
    return (*rows, platform)


def _milestones(year: int) -> RegisterRows:
    return tuple(
        {
            "project": "G09",
            "milestone": milestone,
            "planned_on": f"{year}-{planned}",
            "reached_on": reached and f"{year}-{reached}",
            "document": f"模拟文{planned}",
        }
        for milestone, planned, reached in (
            ("立项批复", "03-31", "04-10"),
            ("签订合同", "08-31", "08-20"),
            ("上线", "12-20", ""),
        )
    )


_PEOPLE = ("甲员(模拟)", "乙员(模拟)", "丙员(模拟)")


def _items(year: int) -> RegisterRows:
    one = (_PEOPLE[0],) * len(_PEOPLE)
    return (
        _item(year, "ZC1", "central", "06-30", "06-20"),
        _item(year, ONE_PERSON, "central", "07-15", "07-10", people=one),
        _item(year, REOPENED, "central", "09-30", "09-10", reopened_on=f"{year}-11-05"),
        _item(year, "ZC4", "central", "", "", due_on=f"{year + 1}-06-30"),
        _item(year, "ZP1", "provincial", "05-31", "05-25"),
        _item(year, "ZP2", "provincial", "12-15", "12-10"),
        _item(year, "ZV02", "village_gap", "", "06-20", object_code="V02"),
        _item(
            year,
            "ZV04",
            "village_gap",
            "",
            "06-20",
            object_code=GAP_WITHOUT_ACCEPTANCE,
            publicised_on="",
            filed_on="",
        ),
        _item(year, "ZV08", "village_gap", "", "", object_code="V08"),
    )


def _item(
    year: int,
    code: str,
    kind: str,
    due: str,
    filed: str,
    people: tuple[str, ...] = _PEOPLE,
    **changes: str,
) -> Mapping[str, str]:
    """Return a problem; its acts stand on the first days of the month of the filing."""
    month = filed[:2]
    applicant, checker, signer = people if filed else ("", "", "")
    row = {
        "code": code,
        "kind": kind,
        "name": f"{code}号问题(模拟)",
        "object_code": "",
        "area": "990101",
        "found_on": f"{year}-01-10",
        "due_on": due and f"{year}-{due}",
        "measures": "",
        "applied_on": filed and f"{year}-{month}-01",
        "applicant": applicant,
        "checked_on": filed and f"{year}-{month}-02",
        "checker": checker,
        "signed_on": filed and f"{year}-{month}-03",
        "signer": signer,
        "publicised_on": filed and f"{year}-{month}-04",
        "filed_on": filed and f"{year}-{filed}",
        "photo_sha256": "",
        "reopened_on": "",
    }
    return row | changes
