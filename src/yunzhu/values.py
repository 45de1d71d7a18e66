"""The result row that every indicator returns, and where evidence comes from."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from typing import Any


class Origin(Enum):
    """Whether records describe the world or a simulated city; the two never mix."""

    MEASURED = "measured"
    SIMULATED = "simulated"

    @property
    def label(self) -> str:
        """The word shown to users."""
        return "模拟 simulated" if self is Origin.SIMULATED else "实测 measured"


class EvidenceKind(Enum):
    """What a verdict rests on, strongest first; the weakest input wins."""

    CONFIRMED = "核定"
    MEASURED = "实测"
    PUBLISHED = "公开"
    DECLARED = "自报"
    DOCUMENT = "凭文件"
    SIMULATED = "模拟"

    @property
    def english(self) -> str:
        """The English word."""
        return self.name.lower()


class SourceMark(Enum):
    """How well a number of a standard is known; travels from the YAML into every result."""

    SEEN = "seen"
    UNVERIFIED = "unverified"
    CONFLICT = "conflict"

    @property
    def label(self) -> str:
        """The words shown to users."""
        chinese = {"seen": "已见原文", "unverified": "未核对原文", "conflict": "来源不一致"}
        return f"{chinese[self.value]} {self.value}"

    @property
    def rank(self) -> int:
        """0 is best; a result carries the worst mark of the rules it used."""
        return list(SourceMark).index(self)


def worst_mark(*marks: SourceMark) -> SourceMark:
    """Return the least certain of some marks.

    Examples
    --------
    >>> worst_mark(SourceMark.SEEN, SourceMark.UNVERIFIED).value
    'unverified'
    """
    return max(marks, key=lambda mark: mark.rank, default=SourceMark.SEEN)


@dataclass(frozen=True, slots=True)
class Result:
    """One number and all that is needed to judge it.

    Attributes
    ----------
    subject : area code or site id.
    indicator : ``PM2.5``, ``AQI``, ``composite_index`` ...
    statistic : ``mean``, ``p90``, ``good_days`` ...
    period : ``2020-01-01..2020-06-30``.
    value : the published number, rounded once; None when it cannot be given.
    unit : ``µg/m³``, ``mg/m³``, ``d``, ``%`` or empty.
    n_valid, n_expected : coverage, in the statistic's own inputs (days of a period, hours of
        a day, stations of a city).
    valid : the standard's validity; None where the standard defines none for this period.
    edition : the edition that judged, e.g. ``HJ 663-2013``.
    rule : the named rule with every setting that is not the default, no slash.
    exact : the number before rounding.
    mark : the worst source mark among the rules used.
    origin : measured or simulated.
    note : what a reader must know, Chinese with English beside.
    """

    subject: str
    indicator: str
    statistic: str
    period: str
    value: Decimal | None
    unit: str
    n_valid: int
    n_expected: int
    valid: bool | None
    edition: str
    rule: str
    exact: Fraction | None = None
    mark: SourceMark = SourceMark.SEEN
    origin: Origin = Origin.MEASURED
    note: str = ""

    @property
    def lineage_id(self) -> str:
        """The stable id that ``yunzhu explain`` opens."""
        return "/".join((self.subject, self.indicator, self.statistic, self.period, self.rule))

    @property
    def exact_text(self) -> str | None:
        """The number before rounding as decimal text of at most six places."""
        return None if self.exact is None else decimal_text(self.exact)

    def as_dict(self) -> dict[str, Any]:
        """Return the row for JSON: numbers as numbers, enums as their words."""
        return {
            "subject": self.subject,
            "indicator": self.indicator,
            "statistic": self.statistic,
            "period": self.period,
            "value": plain_number(self.value),
            "unit": self.unit,
            "n_valid": self.n_valid,
            "n_expected": self.n_expected,
            "valid": self.valid,
            "edition": self.edition,
            "rule": self.rule,
            "lineage_id": self.lineage_id,
            "exact": self.exact_text,
            "mark": self.mark.value,
            "origin": self.origin.value,
            "origin_label": self.origin.label,
            "note": self.note,
        }


def decimal_text(value: Fraction) -> str:
    """Return a ratio for reading, as decimal text of at most six places.

    Examples
    --------
    >>> decimal_text(Fraction(3957, 181)), decimal_text(Fraction(22))
    ('21.861878', '22')
    """
    return f"{float(value):.6f}".rstrip("0").rstrip(".")


def plain_number(value: Decimal | None) -> int | float | None:
    """Return a decimal as the JSON number that prints the same digits.

    Examples
    --------
    >>> plain_number(Decimal("3.36")), plain_number(Decimal("22"))
    (3.36, 22)
    """
    if value is None:
        return None
    return int(value) if value == value.to_integral_value() else float(value)
