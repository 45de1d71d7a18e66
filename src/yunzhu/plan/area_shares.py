"""A finding's members by the district or the street where they lie."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from yunzhu.plan.members import Member, MemberState
from yunzhu.standards.air_assessment import PERCENT
from yunzhu.standards.rounding import round_half_even

if TYPE_CHECKING:
    from yunzhu.city.records import AreaRecord

DISTRICT, STREET = "district", "subdistrict"
_SHARE_DECIMALS = 1


@dataclass(frozen=True)
class AreaShare:
    """The members of a finding in one area.

    Attributes
    ----------
    code, name : of the area; "" for members whose area says nothing at this level.
    members : those that lie in it or in an area below it.
    """

    code: str
    name: str
    members: tuple[Member, ...]

    def count(self, state: MemberState) -> int:
        """Return how many of the members stand in a state."""
        return sum(one.state is state for one in self.members)

    @property
    def numerator(self) -> int:
        """Members that show what is asked."""
        return self.count(MemberState.COVERED)

    @property
    def denominator(self) -> int:
        """Members that have not left."""
        return len(self.members) - self.count(MemberState.LEFT)

    @property
    def percent(self) -> Decimal | None:
        """Share that shows what is asked [%], as it is shown; None without members."""
        if not self.denominator:
            return None
        return round_half_even(
            Decimal(self.numerator * PERCENT) / self.denominator, _SHARE_DECIMALS
        )

    def as_dict(self) -> dict[str, Any]:
        """Return the area's numbers for JSON and CSV."""
        return {
            "area": self.code,
            "name": self.name,
            "numerator": self.numerator,
            "denominator": self.denominator,
            "percent": None if self.percent is None else str(self.percent),
            "unknown": self.count(MemberState.UNKNOWN),
            "left": self.count(MemberState.LEFT),
        }


def shares_by_area(
    members: Sequence[Member], areas: Iterable[AreaRecord], level: str
) -> tuple[AreaShare, ...]:
    """Return the areas of a level with the members in them, the lowest share first.

    Areas without a member are left out. Members whose area lies above the level, or is not
    registered, stand together under no area, so that the parts always add up to the whole.

    Parameters
    ----------
    members : of a finding.
    areas : the registered ones.
    level : ``district`` or ``subdistrict``.

    Examples
    --------
    >>> from yunzhu.city.records import AreaRecord
    >>> areas = [
    ...     AreaRecord("990101", "甲区", "district", "990100"),
    ...     AreaRecord("990101001", "甲一街", "subdistrict", "990101"),
    ... ]
    >>> one = Member("B1", "990101001", MemberState.COVERED, "检查 visited")
    >>> two = Member("B2", "990101", MemberState.NOT_COVERED, "未检查 not visited")
    >>> [(s.name, s.numerator, s.denominator) for s in shares_by_area([one, two], areas, DISTRICT)]
    [('甲区', 1, 2)]
    >>> [(s.code, s.numerator, s.denominator) for s in shares_by_area([one, two], areas, STREET)]
    [('', 0, 1), ('990101001', 1, 1)]
    """
    known = {one.code: one for one in areas}
    above: dict[str, str] = {}
    grouped: dict[str, list[Member]] = {}
    for member in members:
        if member.area not in above:
            above[member.area] = _at_level(member.area, known, level)
        grouped.setdefault(above[member.area], []).append(member)
    shares = [
        AreaShare(code, known[code].name if code else "", tuple(of)) for code, of in grouped.items()
    ]
    return tuple(sorted(shares, key=_worst_first))


def _at_level(code: str, known: Mapping[str, AreaRecord], level: str) -> str:
    """Return the code of the area of a level in which an area lies, or ""."""
    passed: set[str] = set()
    while code in known and code not in passed:
        if known[code].level == level:
            return code
        passed.add(code)
        code = known[code].parent
    return ""


def _worst_first(share: AreaShare) -> tuple[Decimal, int, str]:
    percent = Decimal(PERCENT) if share.percent is None else share.percent
    return percent, -share.denominator, share.code
