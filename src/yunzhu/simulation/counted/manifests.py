"""Manifests of hazardous waste in 云珠市(模拟): one lighter, one never confirmed, one late."""

from __future__ import annotations

from datetime import date, timedelta

from yunzhu.simulation.counted.firms import firm_code, firm_row
from yunzhu.simulation.register_files import RegisterRows

MANIFESTS = 40
LIGHTER, UNCONFIRMED, LATE = "L0014", "L0030", "L0033"
"""Planted: arrives with a fifth less, never arrives, is confirmed after three weeks."""

_DISTRICT = "990104"
_PRODUCER, _CARRIER, _RECEIVER = 801, 802, 803
_STEP, _ON_THE_WAY, _LATE = timedelta(days=9), timedelta(days=2), timedelta(days=21)


def rows_of(year: int) -> dict[str, RegisterRows]:
    """Return three firms, and a manifest every nine days from 7 January on.

    Parameters
    ----------
    year : of the plan, in which the waste is sent.
    """
    names = {_PRODUCER: "电镀厂", _CARRIER: "危废运输队", _RECEIVER: "危废处置厂"}
    return {
        "enterprises": tuple(firm_row(_DISTRICT, n, f"丁区{name}") for n, name in names.items()),
        "waste_manifests": tuple(
            _manifest(f"L{number:04}", date(year, 1, 7) + number * _STEP)
            for number in range(MANIFESTS)
        ),
    }


def _manifest(code: str, sent: date) -> dict[str, str]:
    is_there = code != UNCONFIRMED
    received = sent + (_LATE if code == LATE else _ON_THE_WAY)
    return {
        "code": code,
        "producer": firm_code(_DISTRICT, _PRODUCER),
        "carrier": firm_code(_DISTRICT, _CARRIER),
        "receiver": firm_code(_DISTRICT, _RECEIVER),
        "waste_code": "HW17 336-054-17",
        "sent_t": "5",
        "received_t": ("4" if code == LIGHTER else "5") if is_there else "",
        "sent_on": sent.isoformat(),
        "received_on": received.isoformat() if is_there else "",
    }
