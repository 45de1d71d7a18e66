"""Answers about one subject: every official statistic of a period, each row open to inspection."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from yunzhu.errors import EvidenceError
from yunzhu.indicators.air.published_days import PublishedDays, joined_days
from yunzhu.indicators.air.rows import attainment_rows, composite_rows, rows_of_columns
from yunzhu.indicators.air.rules import (
    AirRule,
    CityOzone,
    CompositeForm,
    DailyItems,
    GasState,
    SeriesKind,
    Source,
)
from yunzhu.indicators.air.sources import (
    published_days_of_city,
    published_days_of_sites,
)
from yunzhu.indicators.air.statistics import index_columns, period_statistics
from yunzhu.indicators.air.subjects import Subject
from yunzhu.observations.exclusions import read_exclusions
from yunzhu.observations.lake import Lake
from yunzhu.observations.sites import load_sites
from yunzhu.periods import Period
from yunzhu.standards import REFERENCE_STATE_CHANGE, AirEdition, air_edition, air_editions
from yunzhu.values import Result

BY_DATE = "by_date"


@dataclass(frozen=True)
class RuleChoice:
    """What a user fixes of the rule; None leaves it to the dates and the records.

    Attributes
    ----------
    edition : key of the editions that judge (``2012``, ``2026``, ``2026-final``).
    source : stations or city series of an area.
    daily_items, city_ozone, composite : settings where readings conflict.
    gas_state : state of gas volumes, for a period that is compared with another.
    known_at : ignore what was received after that day.
    """

    edition: str | None = None
    source: Source | None = None
    daily_items: DailyItems = DailyItems.SIX_ITEMS
    city_ozone: CityOzone = CityOzone.STATIONS_MDA8
    composite: CompositeForm = CompositeForm.ROUNDED
    gas_state: GasState | None = None
    known_at: date | None = None


@dataclass(frozen=True)
class AirAnswer:
    """Rows about one subject, the default rule's first, and what a reader must know."""

    subject: Subject
    rows: tuple[Result, ...]
    notes: tuple[str, ...]


def editions_of_period(period: Period) -> tuple[AirEdition, ...]:
    """Return the editions in force during a period, the one of its last day first.

    Raises
    ------
    EvidenceError : no edition is known for some of its days.
    """
    found = [
        edition
        for edition in air_editions()
        if edition.effective <= period.last
        and (edition.until is None or edition.until >= period.first)
    ]
    if not found or found[0].effective > period.first:
        raise EvidenceError(
            "该时段没有已知的施行版本 no edition is known to be in force",
            field="period",
            found=str(period),
            expected=f">= {air_editions()[0].effective}",
            action="用 --edition 指定版本 name an edition: "
            + ", ".join(edition.key for edition in air_editions()),
        )
    return tuple(reversed(found))


def rules_of(period: Period, choice: RuleChoice, source: Source) -> list[AirRule]:
    """Return the rules under which a period is judged, the default one first.

    A period that straddles a change of edition is judged under each of them; one that straddles
    the change of the gas reference state is expressed in each of the states.
    """
    editions = (air_edition(choice.edition),) if choice.edition else editions_of_period(period)
    return [
        AirRule(
            edition=edition.key,
            source=source,
            daily_items=choice.daily_items
            if len(edition.index.daily) > 1
            else DailyItems.SIX_ITEMS,
            city_ozone=choice.city_ozone if source is Source.STATIONS else CityOzone.STATIONS_MDA8,
            composite=choice.composite,
            gas_state=state,
            known_at=choice.known_at,
        )
        for edition in editions
        for state in ((choice.gas_state,) if choice.gas_state else _gas_states(edition, period))
    ]


def _gas_states(edition: AirEdition, period: Period) -> tuple[GasState, ...]:
    if period.first >= REFERENCE_STATE_CHANGE:
        return (GasState.OF_LAST_DAY,)
    if edition.effective >= REFERENCE_STATE_CHANGE:
        return (GasState.STATE_2018,)
    if period.last < REFERENCE_STATE_CHANGE:
        return (GasState.OF_LAST_DAY,)
    return (GasState.STATE_2018, GasState.STATE_2012)


def choose_source(
    lake: Lake, subject: Subject, period: Period, choice: RuleChoice
) -> tuple[Source, str]:
    """Return the source of a subject's daily values and a note when there was a choice.

    When an area has both stations and a series of city means, the one with more valid days of
    the period counts (the stations, when equal); the note names the other if it has any.

    Raises
    ------
    EvidenceError : the wanted source has no records.
    """
    if choice.source is not None:
        if choice.source not in subject.sources:
            raise EvidenceError(
                "没有该来源的记录 no records from this source",
                field="source",
                found=choice.source.value,
                expected=", ".join(source.value for source in subject.sources),
            )
        return choice.source, ""
    if len(subject.sources) == 1:
        return subject.sources[0], ""
    days = {}
    for source in subject.sources:
        rule = rules_of(period, choice, source)[0]
        published = published_days(lake, subject, period, rule)
        days[source] = int(published.valid.sum())
    best = max(subject.sources, key=lambda source: days[source])
    others = [
        f"{source.value} {count} d"
        for source, count in days.items()
        if source is not best and count > 0
    ]
    if not others:
        return best, ""
    return best, (
        f"来源 source: {best.value} ({days[best]} 有效日 valid days); "
        f"另有 also recorded: {', '.join(others)} (--source)"
    )


def published_days(lake: Lake, subject: Subject, period: Period, rule: AirRule) -> PublishedDays:
    """Return the published days of one subject under one rule; the subject names the row."""
    if rule.source is Source.STATIONS:
        register = load_sites(lake.workspace, known_at=rule.known_at)
        return published_days_of_city(lake, register, subject.stations, subject.id, period, rule)
    site = subject.site if rule.source is Source.SITE else subject.city_series
    if site is None:
        raise EvidenceError(
            "没有该来源的记录 no records from this source",
            found=rule.source.value,
            expected=", ".join(source.value for source in subject.sources),
        )
    return published_days_of_sites(lake, (site,), period, rule)


def days_by_own_date(
    lake: Lake,
    subject: Subject,
    period: Period,
    choice: RuleChoice,
    source: Source,
    series: SeriesKind = SeriesKind.FULL,
) -> PublishedDays:
    """Return the published days, each as recorded and judged by the edition of its own date.

    With an edition chosen, all days are judged by that one.
    """
    if choice.edition:
        rule = replace(rules_of(period, choice, source)[0], series=series)
        return published_days(lake, subject, period, rule)
    parts = []
    for edition in reversed(editions_of_period(period)):
        first = max(period.first, edition.effective)
        last = min(period.last, edition.until or period.last)
        span = Period(first, last)
        rule = replace(
            rules_of(span, choice, source)[0], gas_state=GasState.OF_LAST_DAY, series=series
        )
        parts.append(published_days(lake, subject, span, rule))
    return joined_days(parts)


def air_statistics(
    lake: Lake,
    subject: Subject,
    period: Period,
    choice: RuleChoice,
) -> AirAnswer:
    """Return every official statistic of a subject over a period.

    Parameters
    ----------
    lake : opened lake of the workspace.
    subject : from `find_subject`.
    period : whole days.
    choice : what the user fixes of the rule.

    Raises
    ------
    EvidenceError : no edition is known for the period, or the source has no records.
    """
    source, source_note = choose_source(lake, subject, period, choice)
    rules = rules_of(period, choice, source)
    straddle_note = _straddle_note(rules)
    rows: list[Result] = []
    every_series = _series_kinds(lake, subject, period, source, choice.known_at)
    for rule in rules:
        for series in every_series:
            one = replace(rule, series=series)
            rows += _rows_under(lake, subject, period, one, straddle_note)
    if len({rule.edition for rule in rules}) > 1:
        for series in every_series:
            rows += _rows_by_date(lake, subject, period, choice, source, series)
    empty_note = (
        "" if any(row.n_valid for row in rows) else _empty_note(lake, subject, period, source)
    )
    every = (empty_note, source_note, straddle_note, *_edition_notes(rules))
    notes = tuple(note for note in every if note)
    return AirAnswer(subject, tuple(rows), notes)


def _empty_note(lake: Lake, subject: Subject, period: Period, source: Source) -> str:
    """Say that a period has no valid day, and when no station is evaluated, that too."""
    note = f"该时段没有有效日 no valid day in this period: {period}"
    if source is not Source.STATIONS:
        return note
    register = load_sites(lake.workspace)
    statuses = [register.sites[site].status_on(period.last) for site in subject.stations]
    evaluated = sum(1 for status in statuses if status.is_evaluated)
    return (
        f"{note}; 参加评价的站点 stations evaluated: {evaluated}/{len(statuses)} "
        "(国控、非背景、在用 national, not background, open)"
    )


def _rows_under(
    lake: Lake, subject: Subject, period: Period, rule: AirRule, note: str
) -> list[Result]:
    edition = air_edition(rule.edition)
    days = published_days(lake, subject, period, rule)
    columns = period_statistics(days, period, edition)
    rows = rows_of_columns(
        columns, (subject.id,), period, rule, edition, lake.workspace.origin, note
    )
    return rows + attainment_rows(rows, note) + composite_rows(rows, rule, edition, note)


def _rows_by_date(
    lake: Lake,
    subject: Subject,
    period: Period,
    choice: RuleChoice,
    source: Source,
    series: SeriesKind,
) -> list[Result]:
    """Return the index statistics with each day judged by its own date."""
    days = days_by_own_date(lake, subject, period, choice, source, series)
    edition = editions_of_period(period)[0]
    rule = AirRule(
        edition=BY_DATE,
        source=source,
        daily_items=choice.daily_items,
        city_ozone=choice.city_ozone if source is Source.STATIONS else CityOzone.STATIONS_MDA8,
        series=series,
        known_at=choice.known_at,
    )
    rows = rows_of_columns(
        index_columns(days, period, edition),
        (subject.id,),
        period,
        rule,
        edition,
        lake.workspace.origin,
        "各日按当日施行版本判定 each day judged by the edition of its own date",
    )
    return [replace(row, edition="HJ 633 (by date)") for row in rows]


def _series_kinds(
    lake: Lake, subject: Subject, period: Period, source: Source, known_at: date | None
) -> tuple[SeriesKind, ...]:
    """Return the full series, and the one without events when some are recorded."""
    sites = {
        Source.STATIONS: subject.stations,
        Source.CITY_SERIES: (subject.city_series,),
        Source.SITE: (subject.site,),
    }[source]
    touched = any(
        one.in_force(known_at)
        and one.start_hour < period.stop_hour
        and one.stop_hour > period.first_hour
        and (one.sites == ("*",) or set(one.sites) & set(sites))
        for one in read_exclusions(lake.workspace)
    )
    return (SeriesKind.FULL, SeriesKind.EXCLUDING_EVENTS) if touched else (SeriesKind.FULL,)


def _straddle_note(rules: Iterable[AirRule]) -> str:
    editions = list(dict.fromkeys(rule.edition for rule in rules))
    states = list(dict.fromkeys(rule.gas_state.value for rule in rules))
    parts = []
    if len(editions) > 1:
        parts.append(
            f"时段跨标准更替，各版并列 the period straddles editions: {', '.join(editions)}"
        )
    if states == [GasState.STATE_2018.value]:
        parts.append(
            f"{REFERENCE_STATE_CHANGE} 之前的气体浓度换算到 298.15 K "
            f"gases before {REFERENCE_STATE_CHANGE} are converted to 298.15 K"
        )
    if len(states) > 1:
        parts.append(
            f"时段跨 {REFERENCE_STATE_CHANGE} 参比状态变更，两种状态并列，颗粒物未换算 "
            f"the period straddles the change of gas reference state: {', '.join(states)}; "
            "particles are as recorded"
        )
    return "; ".join(parts)


def _edition_notes(rules: Iterable[AirRule]) -> list[str]:
    notes = []
    for key in dict.fromkeys(rule.edition for rule in rules):
        for absent in air_edition(key).assessment.unknown:
            notes.append(
                f"{air_edition(key).assessment.name}: 未知 not known: "
                f"{absent.chinese} {absent.english}"
            )
    return notes
