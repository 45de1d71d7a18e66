"""Firms of 云珠市(模拟); their codes name a registering authority that does not exist."""

from __future__ import annotations

from collections.abc import Mapping

# The digits and capitals of GB 32100-2015, and its weights.
_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_MODULUS = 31


def firm_code(district: str, number: int) -> str:
    """Return the unified credit code of a simulated firm; its check character fits.

    Examples
    --------
    >>> firm_code("990101", 1)
    '91990101MA0000001Y'
    """
    body = f"91{district}MA{number:07}"
    total = sum(pow(3, n, _MODULUS) * _ALPHABET.index(one) for n, one in enumerate(body))
    return body + _ALPHABET[-total % _MODULUS]


def firm_row(district: str, number: int, name: str, **changes: str) -> Mapping[str, str]:
    """Return a firm as registered; ``number`` is unique in its district.

    Parameters
    ----------
    district : code. number : its number there. name : what it is called, without the mark.
    changes : cells that are otherwise.
    """
    code = firm_code(district, number)
    row = {
        "code": code,
        "name": f"{name}(模拟)",
        "credit_code": code,
        "area": district,
        "street": f"{district}00{1 + number % 3}",
        "address": "",
        "longitude": "",
        "latitude": "",
        "industry_code": "",
        "industry": "",
        "management_class": "",
        "legal_person": "",
        "contact": "",
        "telephone": "",
        "employees": "",
        "is_industrial": "是",
        "park": "",
        "in_operation_from": "2012-01-01",
        "in_operation_to": "",
        "closure_evidence": "",
    }
    return row | changes
