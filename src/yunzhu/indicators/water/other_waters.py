"""Lakes by their trophic state, sea sites and wells by their own classes, from period means."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, localcontext
from fractions import Fraction

from yunzhu.indicators.water.section_assessment import AssessedSection
from yunzhu.observations.feeds.units import power_to
from yunzhu.observations.water_items import WATER_ITEMS
from yunzhu.standards.groundwater import GroundwaterClass, groundwater_limits
from yunzhu.standards.sea_water import SeaClass, sea_water_limits
from yunzhu.standards.trophic_index import TrophicIndex, trophic_index, trophic_rule
from yunzhu.standards.water_limits import ItemLimit
from yunzhu.values import SourceMark, worst_mark

_DIGITS = 40


@dataclass(frozen=True)
class SingleFactor:
    """A site judged by its worst item.

    Attributes
    ----------
    edition : the standard.
    classes : item to its class number, in the order of the standard.
    worst : the site's class number, None without an item that is judged.
    label : the class as reports print it.
    not_judged : items with samples that the standard, as known, does not hold.
    mark : worst mark of the limits used.
    """

    edition: str
    classes: Mapping[str, int]
    worst: int | None
    label: str
    not_judged: tuple[str, ...]
    mark: SourceMark

    @property
    def driving(self) -> tuple[str, ...]:
        """Items of the worst class."""
        return tuple(item for item, one in self.classes.items() if one == self.worst)


def means_of(section: AssessedSection) -> dict[str, Fraction]:
    """Return the unrounded mean of each item with samples."""
    return {one.item: one.mean.exact for one in section.items if one.mean.exact is not None}


def in_unit(value: Fraction, item: str, unit: str) -> Fraction | None:
    """Return a stored number in the unit of a rule; None where no conversion is known.

    Examples
    --------
    >>> in_unit(Fraction(1, 100), "chl_a", "mg/m³")
    Fraction(10, 1)
    """
    power = power_to(WATER_ITEMS[item].unit, unit)
    return None if power is None else value / Fraction(10) ** power


def sea_class(means: Mapping[str, Fraction]) -> SingleFactor:
    """Return the class of a sea site by GB 3097 from unrounded means [stored units]."""
    edition = sea_water_limits()
    found = _single_factor(edition.name, edition.limits, means)
    label = "" if found.worst is None else SeaClass(found.worst).chinese
    return SingleFactor(**{**vars(found), "label": label})


def well_class(means: Mapping[str, Fraction], on: date) -> SingleFactor:
    """Return the class of a well by GB/T 14848 in force on a day, from unrounded means."""
    edition = groundwater_limits(on)
    found = _single_factor(edition.name, edition.limits, means)
    label = "" if found.worst is None else GroundwaterClass(found.worst).chinese
    return SingleFactor(**{**vars(found), "label": label})


def lake_trophic_index(means: Mapping[str, Fraction]) -> TrophicIndex:
    """Return the trophic level index of a lake from unrounded means [stored units].

    A mean of zero or less has no logarithm and counts as absent.
    """
    rule = trophic_rule()
    values: dict[str, Decimal] = {}
    for term in rule.terms:
        if term.item in means:
            converted = in_unit(means[term.item], term.item, term.unit)
            if converted is not None and converted > 0:
                with localcontext() as context:
                    context.prec = _DIGITS
                    values[term.item] = Decimal(converted.numerator) / converted.denominator
    return trophic_index(values, rule)


def _single_factor(
    name: str, limits: Sequence[ItemLimit], means: Mapping[str, Fraction]
) -> SingleFactor:
    classes, marks = {}, []
    for limit in limits:
        if limit.item not in means:
            continue
        value = in_unit(means[limit.item], limit.item, limit.unit)
        if value is not None:
            classes[limit.item] = _first_class_met(value, limit)
            marks.append(limit.mark)
    not_judged = tuple(item for item in means if item not in classes)
    worst = max(classes.values(), default=None)
    return SingleFactor(name, classes, worst, "", not_judged, worst_mark(*marks))


def _first_class_met(value: Fraction, limit: ItemLimit) -> int:
    """Return the first class whose limit a value meets, or the one after the last."""
    for place in range(1, limit.class_count + 1):
        if limit.meets(value, place):
            return place
    return limit.class_count + 1
