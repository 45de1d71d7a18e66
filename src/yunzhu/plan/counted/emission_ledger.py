"""The reduction ledger of one pollutant and year: what counts, from which month, and only once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from math import ceil

from yunzhu.city.registers.emissions import (
    EmissionProject,
    MainPollutant,
    ProjectKind,
    Verification,
)
from yunzhu.plan.counted.year_figures import FIGURE_DECIMALS, shown

MONTHS_OF_A_YEAR = 12
MONTHS_AFTER_STABLE = 2
"""A project counts from the second month after the one in which it ran stably.

Accounting rules of the 12th five-year plan (2011), unverified: they may mean the next month.
"""


@dataclass(frozen=True)
class Claim:
    """What a project adds or cuts in a year.

    Attributes
    ----------
    row : the project. months : of its first twelve, how many lie in the year.
    tonnes : its full year's tonnes times months / 12 [t].
    note : why it counts from another month than claimed, or "".
    """

    row: EmissionProject
    months: int
    tonnes: Fraction
    note: str = ""

    @property
    def name(self) -> str:
        """Code and name of the project."""
        return f"{self.row.project} {self.row.name}"

    @property
    def start(self) -> str:
        """The first month claimed."""
        return f"{self.row.start_year}-{self.row.start_month:02}"

    @property
    def line(self) -> str:
        """The claim for reading."""
        text = (
            f"{self.name}: {shown(self.tonnes)} t = {self.row.tonnes} t/a × {self.months}/12, "
            f"起算 from {self.start}"
        )
        return f"{text}; {self.note}" if self.note else text


@dataclass(frozen=True)
class SetAside:
    """A claim that is not counted since another one has the same physical object.

    The other one may be of an earlier year: an object is reduced once.
    """

    claim: Claim
    kept: Claim

    @property
    def line(self) -> str:
        """The conflict for reading."""
        return (
            f"{self.claim.line}; 同一实物重复申报，不计 the same object, not counted: "
            f"{self.claim.row.physical_object} = {self.kept.name}, "
            f"起算 from {self.kept.start}"
        )


@dataclass
class YearLedger:
    """The projects of one pollutant in a year, by what becomes of their tonnes.

    Attributes
    ----------
    new_loads : all but rejected ones: a load that is only entered burdens already.
    verified, unverified : cuts, the largest first.
    set_aside : cuts of an object that another cut has. rejected : named, never counted.
    without_tonnes : on a list, but neither tonnes nor months are entered.
    """

    new_loads: list[Claim] = field(default_factory=list)
    verified: list[Claim] = field(default_factory=list)
    unverified: list[Claim] = field(default_factory=list)
    set_aside: list[SetAside] = field(default_factory=list)
    rejected: list[EmissionProject] = field(default_factory=list)
    without_tonnes: list[EmissionProject] = field(default_factory=list)


def ledger_of(
    projects: Iterable[EmissionProject], pollutant: MainPollutant, year: int, as_of: date
) -> YearLedger:
    """Return the ledger of a pollutant in a year, as it was decided on a day.

    Of cuts on one physical object, of this year and all before it, one counts: a verified one
    before an unverified one, then the one of the earlier year, then the larger. Verification is
    the accounting of a year and comes after it, so its date is held against the day of the
    assessment.

    Parameters
    ----------
    projects : of any pollutant. pollutant, year : whose ledger.
    as_of : what was decided later is not decided.
    """
    found = YearLedger()
    own = [row for row in projects if row.pollutant is pollutant]
    for row in own:
        if row.tonnes is None:
            if row.listed_year == year:
                found.without_tonnes.append(row)
            continue
        claim = claim_in(row, year)
        if claim.months:
            _enter(found, claim, verification_on(row, as_of))
    for claims in (found.new_loads, found.verified, found.unverified):
        claims.sort(key=_largest_first)
    _set_double_claims_aside(found, _holders(own, year, as_of), year)
    return found


def _enter(found: YearLedger, claim: Claim, verification: Verification) -> None:
    if verification is Verification.REJECTED:
        found.rejected.append(claim.row)
    elif claim.row.kind is ProjectKind.NEW_LOAD:
        found.new_loads.append(claim)
    elif verification is Verification.VERIFIED:
        found.verified.append(claim)
    else:
        found.unverified.append(claim)


def _largest_first(claim: Claim) -> tuple[Fraction, str]:
    return -claim.tonnes, claim.row.project


def _holders(
    projects: Iterable[EmissionProject], year: int, as_of: date
) -> Mapping[str, EmissionProject]:
    """Return for each physical object the cut that reduced it, of all years up to one."""
    best: dict[str, tuple[tuple[bool, int, Fraction, str], EmissionProject]] = {}
    for row in projects:
        if row.kind is not ProjectKind.CUT or row.tonnes is None or row.physical_object is None:
            continue
        verification = verification_on(row, as_of)
        began = _first_month(row) // MONTHS_OF_A_YEAR
        if verification is Verification.REJECTED or began > year:
            continue
        is_open = verification is not Verification.VERIFIED
        # The tonnes of its first year, so that every later year finds the same holder.
        rank = (is_open, began, *_largest_first(claim_in(row, began)))
        if row.physical_object not in best or rank < best[row.physical_object][0]:
            best[row.physical_object] = (rank, row)
    return {place: row for place, (_, row) in best.items()}


def _set_double_claims_aside(
    found: YearLedger, holders: Mapping[str, EmissionProject], year: int
) -> None:
    for claims in (found.verified, found.unverified):
        kept = []
        for claim in claims:
            holder = holders.get(claim.row.physical_object or "", claim.row)
            if holder is claim.row:
                kept.append(claim)
            else:
                found.set_aside.append(SetAside(claim, claim_in(holder, year)))
        claims[:] = kept


def verification_on(row: EmissionProject, as_of: date) -> Verification:
    """Return what had become of a project by a day."""
    if row.verified_on is not None and row.verified_on > as_of:
        return Verification.UNVERIFIED
    return row.verification


def claim_in(row: EmissionProject, year: int) -> Claim:
    """Return what a project with tonnes counts in a year.

    Its first twelve months count; those that lie in the next year are what it cuts there
    against the year before.

    Parameters
    ----------
    row : with tonnes and first month. year : of the ledger.
    """
    assert row.tonnes is not None
    first = _first_month(row)
    note = ""
    if first > _claimed_month(row):
        note = (
            f"稳定运行 stable {row.stable_on}，改自 {first // MONTHS_OF_A_YEAR}-"
            f"{first % MONTHS_OF_A_YEAR + 1:02} 起算 counted from then"
        )
    january = _month_number(year, 1)
    months = max(
        0,
        min(first + MONTHS_OF_A_YEAR, january + MONTHS_OF_A_YEAR) - max(first, january),
    )
    return Claim(row, months, Fraction(row.tonnes) * months / MONTHS_OF_A_YEAR, note)


def _claimed_month(row: EmissionProject) -> int:
    assert row.start_year is not None
    assert row.start_month is not None
    return _month_number(row.start_year, row.start_month)


def _first_month(row: EmissionProject) -> int:
    """Return the first month that counts: the claimed one, or later after it ran stably."""
    if row.stable_on is None:
        return _claimed_month(row)
    stable = _month_number(row.stable_on.year, row.stable_on.month)
    return max(_claimed_month(row), stable + MONTHS_AFTER_STABLE)


def _month_number(year: int, month: int) -> int:
    return year * MONTHS_OF_A_YEAR + month - 1


def total(claims: Iterable[Claim]) -> Fraction:
    """Return the tonnes of some claims [t]."""
    return sum((one.tonnes for one in claims), Fraction(0))


def closing_set(claims: Sequence[Claim], gap: Fraction) -> tuple[Claim, ...] | None:
    """Return the fewest claims that close a gap, taken by tonnes; None when all do not.

    Taking the largest first needs the fewest.

    Parameters
    ----------
    claims : in any order. gap : [t], above zero.
    """
    taken: list[Claim] = []
    left = gap
    for claim in sorted(claims, key=_largest_first):
        if left <= 0:
            break
        taken.append(claim)
        left -= claim.tonnes
    return tuple(taken) if left <= 0 else None


def rest_lines(ledger: YearLedger) -> tuple[str, ...]:
    """Return all that is not counted: unverified ones by tonnes, then why others are not."""
    lines = [f"未核定 unverified: {one.line}" for one in ledger.unverified]
    lines += [f"重复 double: {one.line}" for one in ledger.set_aside]
    lines += [
        f"不予认定 rejected {row.verified_on}: {row.project} {row.name} {row.tonnes} t/a"
        for row in ledger.rejected
    ]
    lines += [
        f"未入账 not in the ledger: {row.project} {row.name} ({row.listed_in})"
        for row in ledger.without_tonnes
    ]
    return tuple(lines)


def need_text(tonnes: Fraction) -> str:
    """Return tonnes that are still needed, rounded up [t]."""
    scale = 10**FIGURE_DECIMALS
    return str(shown(Fraction(ceil(tonnes * scale), scale)))
