"""Areas or sections ranked by the city water index, and by its change against a base period."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from yunzhu.errors import EvidenceError
from yunzhu.indicators.water.areas import AreaIndex, area_change, area_index, area_status
from yunzhu.indicators.water.class_shares import class_shares
from yunzhu.indicators.water.results import assessed_sections, row_source
from yunzhu.indicators.water.rows import RowSource, class_words, make_row
from yunzhu.indicators.water.rules import WaterRule
from yunzhu.indicators.water.section_assessment import AssessedSection
from yunzhu.indicators.water.subjects import WaterSubject
from yunzhu.observations.sample_lake import SampleLake
from yunzhu.periods import Period
from yunzhu.standards.city_water_index import city_water_index_edition, index_change_percent
from yunzhu.standards.rounding import round_half_even
from yunzhu.standards.water_assessment import Change, basin_change, section_change
from yunzhu.values import Origin, Result, SourceMark, plain_number

INDEX = "index_of_"
WATER_INDEX = "water_index"
INDEX_DECIMALS, CHANGE_DECIMALS = 4, 1
"""How the index and its change are shown; no text of their decimals was read."""


@dataclass(frozen=True)
class RankedWater:
    """One area or section of a ranking.

    Attributes
    ----------
    subject : whom.
    rank : 1 is best, equal indices share a rank; None without an index.
    index, base : result rows of both periods; the base is None without samples.
    change : of the index, per cent, negative is better.
    change_rank : 1 improved most.
    class_change : what became of the class, or of the shares of classes of an area from five
        sections on; None where unknown, and where only one of the periods has five.
    standing : class of a section; good sections of an area, and the class of the mean
        concentrations where its sections are fewer than five.
    """

    subject: WaterSubject
    rank: int | None
    index: Result
    base: Result | None
    change: Decimal | None
    change_rank: int | None
    class_change: Change | None
    standing: str

    def as_dict(self, origin: Origin) -> dict[str, Any]:
        """Return the row for JSON."""
        return {
            "rank": self.rank,
            "subject": self.subject.id,
            "name": self.subject.name,
            "index": plain_number(self.index.value),
            "base_index": None if self.base is None else plain_number(self.base.value),
            "change_percent": plain_number(self.change),
            "change_rank": self.change_rank,
            "standing": self.standing,
            "class_change": None if self.class_change is None else self.class_change.label,
            "n_valid": self.index.n_valid,
            "n_expected": self.index.n_expected,
            "edition": self.index.edition,
            "mark": self.index.mark.value,
            "lineage_id": self.index.lineage_id,
            "note": self.index.note,
            "origin": origin.value,
            "origin_label": origin.label,
        }


def index_items(statistic: str) -> tuple[str, ...]:
    """Return the items that a statistic of the index adds up.

    Examples
    --------
    >>> index_items("index_of_pH.DO.TP")
    ('pH', 'DO', 'TP')
    """
    return tuple(statistic.removeprefix(INDEX).split("."))


def index_row(
    lake: SampleLake,
    subject: WaterSubject,
    period: Period,
    rule: WaterRule,
    items: Sequence[str],
) -> Result:
    """Return the index of a subject over some items."""
    source = row_source(lake, period, rule)
    sections = assessed_sections(lake, subject.sites, period, rule)
    return _row(subject, sections, items, source)


def water_ranking(
    lake: SampleLake,
    subjects: Sequence[WaterSubject],
    period: Period,
    base: Period,
    rule: WaterRule,
) -> list[RankedWater]:
    """Rank areas or sections by the city water index, lowest first.

    The index adds up the items that all who can have an index have in common, in the base period
    too, so that like is compared with like. One without an index (no samples, or a section whose
    water body is not known) comes last, unranked.

    Parameters
    ----------
    lake : opened lake of samples.
    subjects : whom to rank.
    period : ranked period.
    base : period that the change refers to.
    rule : settings of the assessment.

    Raises
    ------
    EvidenceError : nobody to rank, or no item that all have.

    Source: trial rule of 2017; with fewer than its 21 items the order holds among the ranked.
    """
    now = [assessed_sections(lake, one.sites, period, rule) for one in subjects]
    before = [assessed_sections(lake, one.sites, base, rule) for one in subjects]
    source, base_source = row_source(lake, period, rule), row_source(lake, base, rule)
    items = _common_items([*now, *before], source)
    if not items:
        raise EvidenceError(
            "没有可排名的断面或共有项目 nobody to rank, or no item that all have",
            found=f"{len(subjects)} subjects",
            expected="同一组项目的水样 samples of the same items",
        )
    rows = [_row(one, part, items, source) for one, part in zip(subjects, now, strict=True)]
    bases = [
        _row(one, part, items, base_source) if any(each.items for each in part) else None
        for one, part in zip(subjects, before, strict=True)
    ]
    changes = [_change(one, other) for one, other in zip(rows, bases, strict=True)]
    ranks = _ranks([row.exact for row in rows])
    change_ranks = _ranks(changes)
    ranked = [
        RankedWater(
            subject=subject,
            rank=ranks[place],
            index=rows[place],
            base=bases[place],
            change=_shown_change(changes[place]),
            change_rank=change_ranks[place],
            class_change=_class_change(subject, before[place], now[place], source),
            standing=_standing(subject, now[place], source),
        )
        for place, subject in enumerate(subjects)
    ]
    return sorted(ranked, key=lambda one: (one.rank is None, one.rank or 0, one.subject.id))


def _common_items(
    groups: Iterable[Sequence[AssessedSection]], source: RowSource
) -> tuple[str, ...]:
    indices = [area_index(one, source.limits, city_water_index_edition()) for one in groups]
    lists = [one.items for one in indices if one.value is not None]
    if not lists:
        return ()
    return tuple(item for item in lists[0] if all(item in one for one in lists))


def _row(
    subject: WaterSubject,
    sections: Sequence[AssessedSection],
    items: Sequence[str],
    source: RowSource,
) -> Result:
    edition = city_water_index_edition()
    found: AreaIndex = area_index(sections, source.limits, edition, items)
    value = found.value if set(found.items) == set(items) else None
    whole = not found.missing
    sampled = [one for one in sections if one.items]
    notes = [
        f"河流 rivers {found.sections[0]}, 湖库 lakes {found.sections[1]}",
        ""
        if whole
        else f"只含共有的 {len(items)} 项 of the {len(items)} items in common: {', '.join(items)}",
    ]
    if any(one.body is None for one in sampled):
        notes.append("有断面未登记水体类型 a section without a water body")
    return make_row(
        source,
        subject=subject.id,
        indicator=WATER_INDEX,
        statistic=f"{INDEX}{'.'.join(items)}",
        value=None if value is None else round_half_even(value, INDEX_DECIMALS),
        exact=value,
        n_valid=len(sampled),
        n_expected=len(sections),
        edition=edition.name,
        mark=SourceMark.UNVERIFIED,
        notes=notes,
    )


def _change(index: Result, base: Result | None) -> Fraction | None:
    if index.exact is None or base is None or base.exact is None or base.exact <= 0:
        return None
    return index_change_percent(base.exact, index.exact)


def _shown_change(change: Fraction | None) -> Decimal | None:
    return None if change is None else round_half_even(change, CHANGE_DECIMALS)


def _ranks(values: Sequence[Fraction | None]) -> list[int | None]:
    present = [value for value in values if value is not None]
    return [
        None if value is None else 1 + sum(1 for other in present if other < value)
        for value in values
    ]


def _class_change(
    subject: WaterSubject,
    before: Sequence[AssessedSection],
    now: Sequence[AssessedSection],
    source: RowSource,
) -> Change | None:
    if not subject.is_area:
        old, new = before[0].water_class, now[0].water_class
        if old is None or new is None:
            return None
        return section_change(old, new, source.method)
    shares = [
        class_shares({one.site: one.water_class for one in sections}) for sections in (before, now)
    ]
    old_status, new_status = (
        area_status(sections, one, source.limits, source.method, source.rule)
        for sections, one in zip((before, now), shares, strict=True)
    )
    if not (old_status.by_shares and new_status.by_shares):
        return area_change(old_status, new_status, source.method)
    good = [one.share(one.good) for one in shares]
    worse = [one.share(one.worse_than_v) for one in shares]
    if good[0] is None or good[1] is None or worse[0] is None or worse[1] is None:
        return None
    return basin_change((good[0], good[1]), (worse[0], worse[1]), source.method)


def _standing(subject: WaterSubject, sections: Sequence[AssessedSection], source: RowSource) -> str:
    if not subject.is_area:
        found = sections[0].water_class
        return "—" if found is None else class_words(found, source.method)
    classes: Mapping[str, Any] = {one.site: one.water_class for one in sections}
    shares = class_shares(classes)
    status = area_status(sections, shares, source.limits, source.method, source.rule)
    words = f"优良 good {len(shares.good)}/{len(shares.classed)}"
    if status.class_of_means is not None:
        words += f"; 平均浓度 of means {class_words(status.class_of_means, source.method)}"
    return words
