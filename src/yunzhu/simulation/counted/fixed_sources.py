"""Fixed sources of 云珠市(模拟): permits, reports, monitors and returns, with planted truths."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from yunzhu.simulation.city import DISTRICTS
from yunzhu.simulation.counted.firms import firm_code, firm_row
from yunzhu.simulation.register_files import RegisterRows

EXPIRED, REVOKED, WRONG_CLASS, CLOSED = "990102", "990103", "990104", "990105"
"""Planted: the district of the permit that runs out on 31 May, of the one revoked on 15 August,
of the registration where a permit is needed, of the source closed on 31 March with a document."""

LATE_REPORT, EXEMPT_REPORT = "990106", "990107"
"""Planted: the report of the first quarter that comes six days late; the permit issued on 10
March, whose first quarter is exempt."""

CONFLICT, WITHOUT_COUNTERPART, ABOVE_LIMIT = "990104", "990108", "990105"
"""Planted: who reports 0.13 t where the monitor says 0.43 t; who has no figure to compare; whose
monthly means lie above the limit."""

ACCEPTED_LATE = "990107"
"""Planted: the facility that is accepted on 8 October."""

_KEY, _SIMPLIFIED, _REGISTRATION = 501, 502, 503
_CLASSES = {_KEY: "key", _SIMPLIFIED: "simplified", _REGISTRATION: "registration"}
_TERMS = {_KEY: "化工厂", _SIMPLIFIED: "印刷厂", _REGISTRATION: "五金厂"}
_MONTHLY = ("0.14", "0.15", "0.14")
_QUARTER_SUM, _FALSE_SUM = "0.43", "0.13"
_YES = {True: "是", False: "否"}


def rows_of(year: int) -> dict[str, RegisterRows]:
    """Return the rows of the registers of fixed sources.

    Parameters
    ----------
    year : of the plan.
    """
    return {
        "enterprises": tuple(_firms(year)),
        "enterprise_listings": tuple(_listings(year)),
        "permits": tuple(_permits(year)),
        "permit_reports": tuple(_reports(year)),
        "permit_report_emissions": tuple(_emissions(year)),
        "discharge_outlets": tuple(_outlets()),
        "outlet_limits": tuple(_limits()),
        "online_monitors": tuple(_monitors(year)),
        "monitor_readings": tuple(_readings(year)),
        "voc_firms": tuple(_voc_firms(year)),
        "statistical_returns": tuple(_returns(year)),
        "statistical_return_emissions": tuple(
            {
                "survey": "statistics",
                "year": str(year - 1),
                "unit": _unit(district),
                "item": "NOx",
                "tonnes": "1.6",
            }
            for district in DISTRICTS
        ),
    }


def key_firm(district: str) -> str:
    """Return the code of a district's firm under key management.

    Examples
    --------
    >>> key_firm("990101")
    '91990101MA0000501B'
    """
    return firm_code(district, _KEY)


def permit_of(district: str, number: int = _KEY) -> str:
    """Return the number of a firm's permit or registration.

    Examples
    --------
    >>> permit_of("990101")
    '91990101MA0000501B001P'
    """
    letter = "X" if number == _REGISTRATION or (district, number) == _misfit() else "P"
    return f"{firm_code(district, number)}001{letter}"


def _misfit() -> tuple[str, int]:
    return WRONG_CLASS, _SIMPLIFIED


def _firms(year: int) -> Iterator[Mapping[str, str]]:
    for district, name in DISTRICTS.items():
        for number, term in _TERMS.items():
            is_closed = (district, number) == (CLOSED, _REGISTRATION)
            yield firm_row(
                district,
                number,
                f"{name[0]}区{term}",
                management_class=_CLASSES[number],
                industry=term.removesuffix("厂"),
                in_operation_to=f"{year}-03-31" if is_closed else "",
                closure_evidence=f"模拟关〔{year}〕1号" if is_closed else "",
            )


def _listings(year: int) -> Iterator[Mapping[str, str]]:
    lists = {
        "fixed_source": tuple(_CLASSES),
        "key_discharger": (_KEY,),
        "statistics_respondent": (_KEY,),
        "voc_key_firm": (_SIMPLIFIED,),
    }
    for which, numbers in lists.items():
        for district in DISTRICTS:
            for number in numbers:
                yield {
                    "enterprise": firm_code(district, number),
                    "enterprise_list": which,
                    "year": str(year),
                    "listed_on": f"{year}-01-02",
                    "removed_on": "",
                    "document": f"模拟名录〔{year}〕1号",
                }


def _permits(year: int) -> Iterator[Mapping[str, str]]:
    for district in DISTRICTS:
        for number, own_class in _CLASSES.items():
            is_misfit = (district, number) == _misfit()
            is_key = number == _KEY
            is_revoked = is_key and district == REVOKED
            yield {
                "code": permit_of(district, number),
                "enterprise": firm_code(district, number),
                "management_class": "registration" if is_misfit else own_class,
                "valid_from": f"{year}-03-10"
                if is_key and district == EXEMPT_REPORT
                else f"{year - 2}-01-01",
                "valid_to": f"{year}-05-31"
                if is_key and district == EXPIRED
                else f"{year + 2}-12-31",
                "state": "revoked" if is_revoked else "valid",
                "state_on": f"{year}-08-15" if is_revoked else "",
                "state_document": f"模拟撤〔{year}〕1号" if is_revoked else "",
                "has_month_reports": "否",
                "has_quarter_reports": _YES[is_key],
                "has_half_year_reports": "否",
                "has_year_reports": _YES[is_key],
                "year_report_day": "31" if is_key else "",
            }


def _kept(year: int) -> Iterator[tuple[str, str, str, str]]:
    """Give district, kind, first day and day of submission of every report that came."""
    for district in DISTRICTS:
        if district != EXEMPT_REPORT:
            yield district, "quarter", f"{year - 1}-10-01", f"{year}-01-10"
            yield district, "year", f"{year - 1}-01-01", f"{year}-01-25"
            day = "21" if district == LATE_REPORT else "10"
            yield district, "quarter", f"{year}-01-01", f"{year}-04-{day}"
        yield district, "quarter", f"{year}-04-01", f"{year}-07-10"
        # One permit has expired by then, one is revoked and its report never comes.
        if district not in (EXPIRED, REVOKED):
            yield district, "quarter", f"{year}-07-01", f"{year}-10-12"


def _reports(year: int) -> Iterator[Mapping[str, str]]:
    for district, kind, first, submitted_on in _kept(year):
        yield {
            "permit": permit_of(district),
            "kind": kind,
            "period_start": first,
            "due_on": "",
            "submitted_on": submitted_on,
            "exemption": "",
            "exemption_text": "",
        }


def _emissions(year: int) -> Iterator[Mapping[str, str]]:
    """The last quarter of the year before has no figure: no monitor tells of it."""
    for district, kind, first, _ in _kept(year):
        is_false = (district, first) == (CONFLICT, f"{year}-04-01")
        if kind == "year" or first.startswith(str(year)):
            own = _FALSE_SUM if is_false else _QUARTER_SUM
            yield {
                "permit": permit_of(district),
                "kind": kind,
                "period_start": first,
                "item": "NOx",
                "tonnes": "1.6" if kind == "year" else own,
            }


def _outlet(district: str) -> str:
    return f"DA{district[-1]}01"


def _outlets() -> Iterator[Mapping[str, str]]:
    for district, name in DISTRICTS.items():
        yield {
            "code": _outlet(district),
            "name": f"{name[0]}区化工厂1号排气筒(模拟)",
            "enterprise": key_firm(district),
            "permit": permit_of(district),
            "medium": "air",
            "longitude": "",
            "latitude": "",
        }


def _limits() -> Iterator[Mapping[str, str]]:
    for district in DISTRICTS:
        yield {
            "outlet": _outlet(district),
            "item": "NOx",
            "valid_from": "2018-01-01",
            "valid_to": "",
            "limit": "50",
            "bound": "most",
            "unit": "mg/m3",
            "document": "许可证副本(模拟)",
        }


def _monitors(year: int) -> Iterator[Mapping[str, str]]:
    for district in DISTRICTS:
        yield {
            "code": f"YZSIM{district}0001",
            "enterprise": key_firm(district),
            "outlet": _outlet(district),
            "kind": "flue_gas",
            "required_by": str(year),
            "installed_on": f"{year}-02-20",
            "connected_on": f"{year}-03-16",
            "accepted_on": f"{year}-10-08" if district == ACCEPTED_LATE else f"{year}-05-18",
            "last_sent_on": f"{year}-12-31",
        }


def _readings(year: int) -> Iterator[Mapping[str, str]]:
    for district in DISTRICTS:
        if district != WITHOUT_COUNTERPART:
            for month in range(1, 13):
                yield {
                    "outlet": _outlet(district),
                    "item": "NOx",
                    "year": str(year),
                    "month": str(month),
                    "mean": "62" if district == ABOVE_LIMIT else "38",
                    "unit": "mg/m3",
                    "tonnes": _MONTHLY[(month - 1) % len(_MONTHLY)],
                    "valid_hours_percent": "97.5",
                }


def _voc_firms(year: int) -> Iterator[Mapping[str, str]]:
    """Four measures are accepted in May, one in September, three not at all."""
    days = (*[date(year, 5, 12)] * 4, date(year, 9, 20), *[None] * 3)
    for district, day in zip(DISTRICTS, days, strict=True):
        yield {
            "enterprise": firm_code(district, _SIMPLIFIED),
            "list_year": str(year),
            "industry": "包装印刷",
            "measure": "改用水性油墨(模拟)",
            "accepted_on": "" if day is None else day.isoformat(),
            "evidence": "" if day is None else f"模拟验〔{year}〕{district[-1]}号",
        }


def _unit(district: str) -> str:
    return f"U{district}"


def _returns(year: int) -> Iterator[Mapping[str, str]]:
    """One return is handed in late and never accepted."""
    for district, name in DISTRICTS.items():
        is_open = district == WITHOUT_COUNTERPART
        yield {
            "survey": "statistics",
            "year": str(year - 1),
            "unit": _unit(district),
            "name": f"{name[0]}区化工厂(模拟)",
            "enterprise": key_firm(district),
            "due_on": f"{year}-03-31",
            "submitted_on": f"{year}-04-20" if is_open else f"{year}-03-20",
            "accepted_on": "" if is_open else f"{year}-04-10",
            "archived_on": "",
            "handed_over_on": "",
        }
