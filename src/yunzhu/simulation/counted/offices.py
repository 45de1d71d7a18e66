"""What the offices of 云珠市(模拟) keep: posts, papers to answer, patrols, layers, indicators.

Planted: a post without measures and one reviewed in October; an answer that came late and one
that never came; two patrols proved by one picture; a layer without a coordinate system; a
district that lacks an indicator.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from hashlib import sha256

from yunzhu.simulation.city import DISTRICTS, STREETS
from yunzhu.simulation.counted.firms import firm_code, firm_row
from yunzhu.simulation.register_files import RegisterRows

UNMEASURED_POST, LATE_POST = "G07", "G12"
LATE_ANSWER, NO_ANSWER = "建议(模拟)-03", "建议(模拟)-05"
LAYER_WITHOUT_SYSTEM = "D04"
DISTRICT_WITHOUT_INDICATOR = "990108"
SAME_PICTURE = ("X0003", "X0004")
_POSTS, _PAPERS = 12, 10
_FIRM = 900


def rows_of(year: int) -> dict[str, RegisterRows]:
    """Return the rows of these registers.

    Parameters
    ----------
    year : of the plan.
    """
    return {
        "enterprises": tuple(
            firm_row(district, _FIRM, f"{name[0]}区印染厂") for district, name in DISTRICTS.items()
        ),
        "posts": tuple(_post(n, year) for n in range(1, _POSTS + 1)),
        "proposals": tuple(_paper(n, year) for n in range(1, _PAPERS + 1)),
        "data_assets": tuple(_layer(n, year) for n in range(1, 6)),
        "grid_staff": tuple(
            {
                "code": f"H{number:02}",
                "role": "environment_staff",
                "area": street,
                "since": "2019-01-01",
                "until": "",
            }
            for number, street in enumerate(STREETS, start=1)
        ),
        "patrols": _patrols(year),
        "district_indicators": _indicators(year),
    }


def _post(number: int, year: int) -> Mapping[str, str]:
    code = f"G{number:02}"
    reviewed = date(year, 10, 15) if code == LATE_POST else date(year, 3, number)
    return {
        "code": code,
        "name": f"岗位{number}(模拟)",
        "unit": f"科室{1 + number % 3}(模拟)",
        "level": "leader" if number <= _POSTS // 4 else "other",
        "is_filled": "是",
        "risk": "审批自由裁量",
        "measures": "" if code == UNMEASURED_POST else "双人复核",
        "review_due_on": f"{year}-09-30",
        "reviewed_on": reviewed.isoformat(),
    }


def _paper(number: int, year: int) -> Mapping[str, str]:
    code = f"建议(模拟)-{number:02}"
    answered = date(year, 9, 20) if code == LATE_ANSWER else date(year, 7, number)
    return {
        "code": code,
        "kind": "congress",
        "subject": f"第{number}件(模拟)",
        "received_on": f"{year}-03-10",
        "due_on": f"{year}-09-10",
        "answered_on": "" if code == NO_ANSWER else answered.isoformat(),
        "satisfaction": "" if code == NO_ANSWER else "satisfied",
    }


def _layer(number: int, year: int) -> Mapping[str, str]:
    code = f"D{number:02}"
    return {
        "code": code,
        "name": f"基础图层{number}(模拟)",
        "kind": "base_layer",
        "owner": "信息中心(模拟)",
        "share_scope": "市级部门(模拟)",
        "refreshed_on": f"{year}-03-01",
        "quality_score": "95",
        "coordinate_system": "" if code == LAYER_WITHOUT_SYSTEM else "CGCS2000",
        "published_on": f"{year}-0{number}-15",
        "user": "",
        "last_used_on": "",
        "records": "200",
        "records_matched": "190",
    }


def _patrols(year: int) -> RegisterRows:
    """Return one patrol a district and month for the first half of the year."""
    rows: list[Mapping[str, str]] = []
    for month in range(1, 7):
        for district in DISTRICTS:
            code = f"X{len(rows) + 1:04}"
            picture = SAME_PICTURE[0] if code in SAME_PICTURE else code
            due = date(year, month + 1, 1) - timedelta(days=1)
            rows.append(
                {
                    "code": code,
                    "staff": f"H{1 + 3 * (len(rows) % len(DISTRICTS)):02}",
                    "enterprise": firm_code(district, _FIRM),
                    "area": f"{district}001",
                    "due_on": due.isoformat(),
                    "done_on": f"{year}-{month:02}-15",
                    "photo_sha256": sha256(f"模拟 {picture}".encode()).hexdigest(),
                    "finding": "",
                }
            )
    return tuple(rows)


def _indicators(year: int) -> RegisterRows:
    return tuple(
        {
            "area": district,
            "year": str(year),
            "indicator": indicator,
            "value": value,
            "unit": unit,
            "direction": direction,
            "source": "统计公报(模拟)",
        }
        for district in DISTRICTS
        for indicator, value, unit, direction in (
            ("单位GDP能耗", "0.31", "tce/万元", "less"),
            ("森林覆盖率", "42.5", "%", "more"),
        )
        if not (district == DISTRICT_WITHOUT_INDICATOR and indicator == "森林覆盖率")
    )
