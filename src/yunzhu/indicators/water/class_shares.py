"""How many sections are good and how many worse than class V, with the list of the rest."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from yunzhu.standards.water_class import WaterClass


@dataclass(frozen=True)
class ClassShares:
    """Sections of an area by class; those without a class stand apart and are never counted.

    Attributes
    ----------
    by_class : sections of each class.
    unclassed : sections without a class: without samples, or undetermined.

    Examples
    --------
    >>> shares = class_shares({"A": WaterClass.II, "B": WaterClass.IV, "C": None})
    >>> shares.good, shares.classed, shares.unclassed
    (('A',), ('A', 'B'), ('C',))
    >>> shares.share(shares.good)
    Fraction(1, 2)
    """

    by_class: Mapping[WaterClass, tuple[str, ...]]
    unclassed: tuple[str, ...]

    @property
    def classed(self) -> tuple[str, ...]:
        """Sections with a class."""
        return tuple(sorted(site for sites in self.by_class.values() for site in sites))

    @property
    def good(self) -> tuple[str, ...]:
        """Sections of class I to III (优良)."""
        return self._sites(WaterClass.I, WaterClass.II, WaterClass.III)

    @property
    def worse_than_v(self) -> tuple[str, ...]:
        """Sections worse than class V (劣Ⅴ)."""
        return self._sites(WaterClass.WORSE_THAN_V)

    def share(self, sites: tuple[str, ...]) -> Fraction | None:
        """Return the share of some sections among those with a class, None without any."""
        return Fraction(len(sites), len(self.classed)) if self.classed else None

    def _sites(self, *classes: WaterClass) -> tuple[str, ...]:
        return tuple(sorted(site for one in classes for site in self.by_class[one]))


def class_shares(classes: Mapping[str, WaterClass | None]) -> ClassShares:
    """Return the sections by class.

    Parameters
    ----------
    classes : section to its class, None where there is none.

    Source: 环办〔2011〕22号: shares are of the assessed sections.
    """
    return ClassShares(
        {
            one: tuple(sorted(site for site, found in classes.items() if found is one))
            for one in WaterClass
        },
        tuple(sorted(site for site, found in classes.items() if found is None)),
    )


def target_met(water_class: WaterClass | None, target: WaterClass | None) -> bool | None:
    """Return whether a section's class is no worse than its own target; None where unknown.

    Examples
    --------
    >>> target_met(WaterClass.III, WaterClass.IV), target_met(WaterClass.IV, WaterClass.III)
    (True, False)
    """
    if water_class is None or target is None:
        return None
    return water_class <= target
