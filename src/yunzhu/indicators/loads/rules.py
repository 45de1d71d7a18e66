"""The named rule of a load: the method and every setting that is not the default."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import Any, Self

from yunzhu.errors import UsageError
from yunzhu.indicators.loads.gap_uncertainty import NO_ERRORS, InstrumentErrors
from yunzhu.indicators.rule_text import known_at_of, known_at_text, unknown_setting

RULE_PREFIX = "load"
LONGEST_GAP = 3
"""Our choice: hours without a reading [h] that a straight line bridges; four-hourly readings
leave gaps of three."""
MOST_BRIDGED = 72


class LoadMethod(Enum):
    """How a load is found."""

    FLOW_TIMES_CONCENTRATION = "flow_times_concentration"
    TIDAL_FLOW = "tidal_flow"
    REGRESSION = "regression"
    WEIGHTED_REGRESSION = "weighted_regression"

    @property
    def is_hourly(self) -> bool:
        """Whether it needs a concentration for every hour."""
        return self in (LoadMethod.FLOW_TIMES_CONCENTRATION, LoadMethod.TIDAL_FLOW)

    @property
    def label(self) -> str:
        """The words shown to users."""
        return _LABELS[self]


_LABELS = {
    LoadMethod.FLOW_TIMES_CONCENTRATION: "流量×浓度 flow times concentration",
    LoadMethod.TIDAL_FLOW: "双向潮流净通量 net load of tidal flow",
    LoadMethod.REGRESSION: "七参数对数回归 log regression, seven parameters",
    LoadMethod.WEIGHTED_REGRESSION: "加权回归 (WRTDS) weighted regression",
}
_NUMBER = r"(\d+(?:\.\d+)?)"
_PARTS = {
    "longest_gap": re.compile(r"gap_(\d+)h"),
    "flow_site": re.compile(r"flow_at_([^+]+)"),
    "flow_percent": re.compile(rf"flow_error_{_NUMBER}%"),
    "concentration_percent": re.compile(rf"concentration_error_{_NUMBER}%"),
    "flow_zero": re.compile(rf"flow_zero_{_NUMBER}"),
}


@dataclass(frozen=True)
class LoadRule:
    """Method and settings; its text is the ``rule`` of every row of a load and holds no slash.

    Attributes
    ----------
    method : how.
    longest_gap : hours without a reading that are bridged [h].
    flow_site : where the flow is measured, empty for the site itself.
    errors : standard uncertainties of the instruments.
    known_at : ignore what was received after that day.

    Examples
    --------
    >>> str(LoadRule(LoadMethod.TIDAL_FLOW, longest_gap=1))
    'load+tidal_flow+gap_1h'
    >>> LoadRule.parse("load+regression+flow_at_B7").flow_site
    'B7'
    """

    method: LoadMethod
    longest_gap: int = LONGEST_GAP
    flow_site: str = ""
    errors: InstrumentErrors = NO_ERRORS
    known_at: date | None = None

    def __post_init__(self) -> None:
        if not 0 <= self.longest_gap <= MOST_BRIDGED:
            raise UsageError(
                "可内插的缺口超出范围 the gap to bridge is out of range",
                field="longest_gap",
                found=self.longest_gap,
                expected=f"0..{MOST_BRIDGED} h",
            )
        if "+" in self.flow_site:
            raise UsageError(
                "流量站编号中有加号 a plus sign in the id of the flow's site",
                field="flow_site",
                found=self.flow_site,
                expected="不含 + 的编号 an id without +",
            )
        errors = {
            "flow_error": (self.errors.flow_percent, "%"),
            "concentration_error": (self.errors.concentration_percent, "%"),
            "flow_zero": (self.errors.flow_zero, "m³/s"),
        }
        for field, (found, unit) in errors.items():
            if not (math.isfinite(found) and found >= 0):
                raise UsageError(
                    "标准不确定度不能为负 a standard uncertainty is not negative",
                    field=field,
                    found=found,
                    expected=f">= 0 {unit}",
                )

    def __str__(self) -> str:
        errors = self.errors
        parts = [RULE_PREFIX, self.method.value]
        if self.longest_gap != LONGEST_GAP:
            parts.append(f"gap_{self.longest_gap}h")
        if self.flow_site:
            parts.append(f"flow_at_{self.flow_site}")
        if errors.flow_percent:
            parts.append(f"flow_error_{errors.flow_percent:g}%")
        if errors.concentration_percent:
            parts.append(f"concentration_error_{errors.concentration_percent:g}%")
        if errors.flow_zero:
            parts.append(f"flow_zero_{errors.flow_zero:g}")
        if self.known_at is not None:
            parts.append(known_at_text(self.known_at))
        return "+".join(parts)

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read a rule's text; raise `UsageError` when it is not one of a load."""
        prefix, *parts = text.split("+")
        methods = {one.value: one for one in LoadMethod}
        if prefix != RULE_PREFIX or not parts or parts[0] not in methods:
            raise UsageError(
                "不是通量的规则 not a rule of a load",
                field="rule",
                found=text,
                expected=f"{RULE_PREFIX}+METHOD[+SETTING...]: {', '.join(methods)}",
            )
        found: dict[str, str] = {}
        chosen: dict[str, Any] = {}
        for part in parts[1:]:
            if (day := known_at_of(part)) is not None:
                chosen["known_at"] = day
                continue
            matches = {name: one.fullmatch(part) for name, one in _PARTS.items()}
            setting = next(((name, one[1]) for name, one in matches.items() if one), None)
            if setting is None:
                raise unknown_setting(part, (*_PARTS, "known_at"))
            found[setting[0]] = setting[1]
        if "longest_gap" in found:
            chosen["longest_gap"] = int(found["longest_gap"])
        errors = {
            name: float(found[name])
            for name in ("flow_percent", "concentration_percent", "flow_zero")
            if name in found
        }
        return cls(
            methods[parts[0]],
            flow_site=found.get("flow_site", ""),
            errors=InstrumentErrors(**errors),
            **chosen,
        )
