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
from yunzhu.plan.register_evidence import RegisterEvidence


@dataclass(frozen=True)
class ListedFirm:
    """A firm on a list.

    Attributes
    ----------
    firm : as registered. left : why it is no longer owed anything, with its document, or "".
    undocumented : what would let it leave if there were a document for it, or "".
    """

    firm: Enterprise
    left: str = ""
    undocumented: str = ""

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
        told = f"{text}; {self.undocumented}" if self.undocumented else text
        return Member(self.name, self.area, state, told, done_on)

    @property
    def as_left(self) -> Member:
        """The firm as one that is in no denominator."""
        return Member(self.name, self.area, MemberState.LEFT, self.left)

    def unless_left(self, member: Member) -> Member:
        """Return a member of it; what was done before it left still counts."""
        return self.as_left if self.left and member.state is not MemberState.COVERED else member


def listed_firms(facts: Facts, which: EnterpriseList) -> list[ListedFirm]:
    """Return the firms on a list of the plan's year; a firm leaves only with a dated document."""
    return listed_in(facts.registers, which, facts.year.first.year, facts.day)


def listed_in(
    registers: RegisterEvidence, which: EnterpriseList, year: int, day: date
) -> list[ListedFirm]:
    """Return the firms on a list of a year, as they stand on a day."""
    firms = {row.code: row for row in registers.all(ENTERPRISES)}
    return [
        standing(firms[row.enterprise], day, row)
        for row in registers.all(ENTERPRISE_LISTINGS)
        if row.enterprise_list is which
        and row.year == year
        and (row.listed_on is None or row.listed_on <= day)
    ]


def standing(firm: Enterprise, day: date, listing: EnterpriseListing | None = None) -> ListedFirm:
    """Return how a firm stands on a day: it stays without a document, and that is said."""
    left, undocumented = closed(firm, day), ""
    ended = firm.in_operation_to
    if not left and ended is not None and ended < day:
        undocumented = f"{ended} 关停而无依据 closed without a document"
    removed = None if listing is None else listing.removed_on
    if listing is not None and removed is not None and removed <= day:
        if listing.document is not None:
            left = f"{removed} 移出名单 off the list, {listing.document}"
        else:
            undocumented = f"{removed} 移出名单而无依据 off the list without a document"
    return ListedFirm(firm, left, undocumented)


def closed(firm: Enterprise, day: date) -> str:
    """Return that a firm was closed before a day, with its document; "" without one."""
    ended = firm.in_operation_to
    if ended is None or ended >= day or firm.closure_evidence is None:
        return ""
    return f"{ended} 关停 closed, {firm.closure_evidence}"
