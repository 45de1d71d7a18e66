"""The named rule of a water statistic: how values become a class, and the readings chosen."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import Self

from yunzhu.errors import UsageError
from yunzhu.indicators.rule_text import chosen_settings, known_at_text


class ClassRule(Enum):
    """How a class is formed: each moment from unrounded values, or a period from its means."""

    REALTIME_FEED = "realtime_feed"
    ASSESSMENT = "assessment"

    @property
    def label(self) -> str:
        """The words shown to users."""
        if self is ClassRule.REALTIME_FEED:
            return "实时发布：未修约值逐次定类 realtime feed: each moment from unrounded values"
        return "考核评价：先均值、再修约、后定类 assessment: mean, then rounding, then class"


class BelowDetection(Enum):
    """What a value below its detection limit counts as in a mean; no text of it was read."""

    HALF = "half"
    LIMIT = "limit"
    ZERO = "zero"


class PeriodMean(Enum):
    """What the mean of a period is a mean of; no text of it was read."""

    OF_MONTHLY_MEANS = "of_monthly_means"
    OF_SAMPLES = "of_samples"


class OxygenClassOne(Enum):
    """What makes dissolved oxygen class I: 7.5 mg/L alone, or 90 % saturation as well."""

    CONCENTRATION = "concentration"
    CONCENTRATION_OR_SATURATION = "concentration_or_saturation"


@dataclass(frozen=True)
class WaterRule:
    """Class rule and settings; its text is the ``rule`` of every result row.

    The text is ``water-`` and the class rule, then each setting that is not the default (the
    first of its choices), the edition of GB 3838 where one was asked for, and the day at which
    was known what counts, joined by ``+``.

    Attributes
    ----------
    edition : year of the edition of GB 3838 that judges; None: the one in force.
    known_at : ignore what was received after that day.

    Examples
    --------
    >>> str(WaterRule(ClassRule.ASSESSMENT))
    'water-assessment'
    >>> WaterRule.parse("water-assessment+below_detection=zero").below_detection
    <BelowDetection.ZERO: 'zero'>
    >>> WaterRule.parse("water-assessment+edition=2002").edition
    '2002'
    """

    class_rule: ClassRule
    below_detection: BelowDetection = BelowDetection.HALF
    period_mean: PeriodMean = PeriodMean.OF_MONTHLY_MEANS
    dissolved_oxygen_class_one: OxygenClassOne = OxygenClassOne.CONCENTRATION
    edition: str | None = None
    known_at: date | None = None

    def __post_init__(self) -> None:
        of_means = (self.period_mean, self.dissolved_oxygen_class_one)
        if self.class_rule is ClassRule.REALTIME_FEED and of_means != (
            PeriodMean.OF_MONTHLY_MEANS,
            OxygenClassOne.CONCENTRATION,
        ):
            raise UsageError(
                "实时规则没有这一设置 the realtime rule has no such setting",
                field="rule",
                found=", ".join(one.value for one in of_means),
                expected="below_detection",
            )

    def __str__(self) -> str:
        parts = [f"{PREFIX}{self.class_rule.value}"]
        for name, kind in _SETTINGS.items():
            chosen: Enum = getattr(self, name)
            if chosen is not next(iter(kind)):
                parts.append(f"{name}={chosen.value}")
        if self.edition is not None:
            parts.append(f"{_EDITION}{self.edition}")
        if self.known_at is not None:
            parts.append(known_at_text(self.known_at))
        return "+".join(parts)

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read a rule's text; raise `UsageError` on a part that is no setting."""
        first, *parts = text.split("+")
        rules = {f"{PREFIX}{one.value}": one for one in ClassRule}
        if first not in rules:
            raise UsageError(
                "无法识别的规则 not a rule of water statistics",
                field="rule",
                found=text,
                expected=" | ".join(rules),
            )
        known = {
            f"{name}={choice.value}": (name, choice)
            for name, kind in _SETTINGS.items()
            for choice in kind
        }
        editions = [part.removeprefix(_EDITION) for part in parts if part.startswith(_EDITION)]
        settings = [part for part in parts if not part.startswith(_EDITION)]
        edition = editions[-1] if editions else None
        return cls(rules[first], edition=edition, **chosen_settings(settings, known))


PREFIX = "water-"
_EDITION = "edition="
_SETTINGS: dict[str, type[Enum]] = {
    "below_detection": BelowDetection,
    "period_mean": PeriodMean,
    "dissolved_oxygen_class_one": OxygenClassOne,
}
