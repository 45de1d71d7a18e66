"""A finding's counts by the district or the street where what it counts lies."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from yunzhu.plan.members import AreaCount, Member, MemberState
from yunzhu.standards.air_assessment import PERCENT
from yunzhu.standards.rounding import round_half_even

if TYPE_CHECKING:
    from yunzhu.city.records import AreaRecord

DISTRICT, STREET = "district", "subdistrict"
_SHARE_DECIMALS = 1
_OUTSIDE = (MemberState.LEFT, MemberState.NOT_DUE)


@dataclass(frozen=True)
class AreaShare:
    """What a finding counts in one area and in the areas below it.

    Attributes
    ----------
    code, name : of the area; "" for what lies in none of this level.
    numerator, denominator : as of the finding; no denominator where it has none.
    unknown, left, not_due : members that cannot be judged, and those in no denominator.
    """

    code: str
    name: str
    numerator: int
    denominator: int | None
    unknown: int = 0
    left: int = 0
    not_due: int = 0

    @property
    def percent(self) -> Decimal | None:
        """Share [%] as it is shown; None without a denominator."""
        if not self.denominator:
            return None
        share = Fraction(self.numerator * PERCENT, self.denominator)
        return round_half_even(share, _SHARE_DECIMALS)

    def as_dict(self) -> dict[str, Any]:
        """Return the area's numbers for JSON and CSV."""
        return {
            "area": self.code,
            "name": self.name,
            "numerator": self.numerator,
            "denominator": self.denominator,
            "percent": None if self.percent is None else str(self.percent),
            "unknown": self.unknown,
            "left": self.left,
            "not_due": self.not_due,
        }


def shares_by_area(
    members: Sequence[Member],
    counts: Sequence[AreaCount],
    areas: Iterable[AreaRecord],
    level: str,
) -> tuple[AreaShare, ...]:
    """Return the areas of a level with what a finding counts in them, the lowest share first.

    Areas without anything are left out. What lies above the level, or in no registered area,
    stands together under no area, so that the parts of a count of members add up to the whole.
    Counts by area are added as they are: a vehicle tested in two districts stands in both.

    Parameters
    ----------
    members, counts : of a finding; where it has counts by area, its members are not counted.
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
    >>> [(s.name, s.numerator, s.denominator)
    ...  for s in shares_by_area([one, two], [], areas, DISTRICT)]
    [('甲区', 1, 2)]
    >>> [(s.code, s.numerator, s.denominator)
    ...  for s in shares_by_area([one, two], [], areas, STREET)]
    [('', 0, 1), ('990101001', 1, 1)]
    """
    known = {one.code: one for one in areas}
    shares = _of_counts(counts, known, level) if counts else _of_members(members, known, level)
    return tuple(sorted(shares, key=_worst_first))


def _of_members(
    members: Sequence[Member], known: Mapping[str, AreaRecord], level: str
) -> list[AreaShare]:
    grouped: dict[str, list[MemberState]] = {}
    above: dict[str, str] = {}
    for member in members:
        if member.area not in above:
            above[member.area] = _at_level(member.area, known, level)
        grouped.setdefault(above[member.area], []).append(member.state)
    return [
        AreaShare(
            code,
            known[code].name if code else "",
            states.count(MemberState.COVERED),
            sum(state not in _OUTSIDE for state in states),
            states.count(MemberState.UNKNOWN),
            states.count(MemberState.LEFT),
            states.count(MemberState.NOT_DUE),
        )
        for code, states in grouped.items()
    ]


def _of_counts(
    counts: Sequence[AreaCount], known: Mapping[str, AreaRecord], level: str
) -> list[AreaShare]:
    grouped: dict[str, list[AreaCount]] = {}
    for count in counts:
        grouped.setdefault(_at_level(count.area, known, level), []).append(count)
    return [
        AreaShare(
            code,
            known[code].name if code else "",
            sum(one.numerator for one in of_area),
            _sum_or_none([one.denominator for one in of_area]),
        )
        for code, of_area in grouped.items()
    ]


def _sum_or_none(numbers: Sequence[int | None]) -> int | None:
    present = [one for one in numbers if one is not None]
    return sum(present) if len(present) == len(numbers) else None


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
    return percent, -(share.denominator or 0), share.code
