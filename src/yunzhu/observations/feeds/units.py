"""Units as tables write them, and the power of ten to the unit in which an item is stored."""

from __future__ import annotations

from yunzhu.observations.character_width import folded

# A stored unit to those that convert exactly into it: a number of theirs times 10**power.
_POWERS = {
    "µg/m³": {"ug/m3": 0, "mg/m3": 3},
    "mg/m³": {"ug/m3": -3, "mg/m3": 0},
    "mg/L": {"mg/l": 0, "g/m3": 0, "g/l": 3, "ug/l": -3, "mg/m3": -3, "ng/l": -6},
    "m³/s": {"m3/s": 0, "l/s": -3},
    "m": {"m": 0, "cm": -2, "mm": -3},
    "°C": {"°c": 0, "c": 0},
    "µS/cm": {"us/cm": 0, "ms/cm": 3, "ms/m": 1},
    "NTU": {"ntu": 0},
    "mV": {"mv": 0},
    "count/L": {
        **dict.fromkeys(("count/l", "个/l", "mpn/l", "cfu/l"), 0),
        **dict.fromkeys(("个/100ml", "mpn/100ml", "cfu/100ml"), 1),
        **dict.fromkeys(("个/ml", "mpn/ml", "cfu/ml"), 3),
    },
    "cells/L": {
        **dict.fromkeys(("cells/l", "个/l"), 0),
        **dict.fromkeys(("cells/ml", "个/ml"), 3),
        "万个/l": 4,
    },
    "": {"": 0, "1": 0, "无量纲": 0},
}


def power_to(stored: str, written: str) -> int | None:
    """Return the power of ten from a written unit to a stored one, None when there is none.

    Examples
    --------
    >>> power_to("mg/L", "μg/L"), power_to("count/L", "MPN/100mL"), power_to("mg/L", "ppm")
    (-3, 1, None)
    """
    plain = folded(written)
    return _POWERS.get(stored, {}).get(plain.replace("μ", "u"))


def units_of(stored: str) -> str:
    """Return the units that convert exactly into a stored one, for messages."""
    return " | ".join(unit or "无单位 no unit" for unit in _POWERS.get(stored, {}))
