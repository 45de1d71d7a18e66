"""The firms that stand on a list of the plan's year, and which of them have left."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from yunzhu.city.registers.enterprises import (
    ENTERPRISE_LISTINGS,
    ENTERPRISES,
    Enterprise,
    EnterpriseList,
    EnterpriseListing,
)
from yunzhu.plan.counted.facts import Facts
from yunzhu.plan.members import Member, MemberState


@dataclass(frozen=True)
class ListedFirm:
    """A firm on a list.

    Attributes
    ----------
    firm : as registered. left : why it is no longer owed anything, with its document, or "".
    """

    firm: Enterprise
    left: str = ""

    @property
    def name(self) -> str:
        """Its code and name."""
        return f"{self.firm.code} {self.firm.name}"

    @property
    def area(self) -> str:
        """Code of the street where it lies, or of the district."""
        return self.firm.street or self.firm.area

    def member(self, state: MemberState, text: str, done_on: date | None = None) -> Member:
        """Return it as a member of what is counted."""
        return Member(self.name, self.area, state, text, done_on)

    @property
    def as_left(self) -> Member:
        """The firm as one that is in no denominator."""
        return self.member(MemberState.LEFT, self.left)


def listed_firms(facts: Facts, which: EnterpriseList) -> list[ListedFirm]:
    """Return the firms on a list of the plan's year; a firm leaves only with a dated document."""
    year, day = facts.year.first.year, facts.day
    firms = {row.code: row for row in facts.registers.all(ENTERPRISES)}
    return [
        ListedFirm(firms[row.enterprise], _left(row, firms[row.enterprise], day))
        for row in facts.registers.all(ENTERPRISE_LISTINGS)
        if row.enterprise_list is which
        and row.year == year
        and (row.listed_on is None or row.listed_on <= day)
    ]


def closed(firm: Enterprise, day: date) -> str:
    """Return that a firm was closed before a day, with its document; "" without one."""
    ended = firm.in_operation_to
    if ended is None or ended >= day or firm.closure_evidence is None:
        return ""
    return f"{ended} 关停 closed, {firm.closure_evidence}"


def _left(listing: EnterpriseListing, firm: Enterprise, day: date) -> str:
    removed = listing.removed_on
    if removed is not None and removed <= day and listing.document is not None:
        return f"{removed} 移出名单 off the list, {listing.document}"
    return closed(firm, day)
