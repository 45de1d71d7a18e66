"""The air standards of a day as rows, and what differs between two days."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from yunzhu.standards.air_assessment import AssessmentEdition
from yunzhu.standards.air_index_edition import IndexEdition
from yunzhu.standards.air_limits import AirLimits
from yunzhu.standards.composite_index import CompositeEdition
from yunzhu.standards.documents import PACKAGED_AIR, Folders, Rule, Setting, Unknown
from yunzhu.standards.editions import AirEdition, air_edition_on
from yunzhu.values import SourceMark


@dataclass(frozen=True)
class StandardRow:
    """One value or rule of a standard.

    Attributes
    ----------
    topic : what kind of row, Chinese with English beside.
    key : what it is about, e.g. ``PM2.5 24h grade2``; unique within a topic.
    value : as the standard writes it.
    unit : of the value, empty where it has none.
    edition : the document's name.
    mark : how well it is known; None for what is only known to exist.
    reference : where it is written.
    """

    topic: str
    key: str
    value: str
    unit: str
    edition: str
    mark: SourceMark | None
    reference: str


@dataclass(frozen=True)
class StandardDifference:
    """A row that differs between two days; None on the side that has no such row."""

    topic: str
    key: str
    first: StandardRow | None
    second: StandardRow | None


def standard_rows(on: date, folders: Folders = PACKAGED_AIR) -> list[StandardRow]:
    """Return everything the air standards in force on a day say.

    Raises
    ------
    StandardError : the standards in force on that day are not known.

    Examples
    --------
    >>> rows = standard_rows(date(2026, 3, 1))
    >>> next(row.value for row in rows if row.key == "PM2.5 24h grade2")
    '60'
    """
    return list(_rows(air_edition_on(on, folders), on))


def standard_differences(
    first: date, second: date, folders: Folders = PACKAGED_AIR
) -> list[StandardDifference]:
    """Return the rows whose value or unit differs between two days, in the order of the rows.

    Raises
    ------
    StandardError : the standards in force on one of the days are not known.

    Examples
    --------
    >>> found = standard_differences(date(2026, 2, 28), date(2026, 3, 1))
    >>> next(row.second.value for row in found if row.key == "PM10 year grade2")
    '60'
    """
    return row_differences(standard_rows(first, folders), standard_rows(second, folders))


def row_differences(
    first: Iterable[StandardRow], second: Iterable[StandardRow]
) -> list[StandardDifference]:
    """Return the rows whose value or unit differs between two lists, in the order of the rows."""
    before = {(row.topic, row.key): row for row in first}
    after = {(row.topic, row.key): row for row in second}
    differences = []
    for topic, key in dict.fromkeys((*before, *after)):
        old, new = before.get((topic, key)), after.get((topic, key))
        if old is None or new is None or (old.value, old.unit) != (new.value, new.unit):
            differences.append(StandardDifference(topic, key, old, new))
    return differences


def _rows(edition: AirEdition, on: date) -> Iterator[StandardRow]:
    yield from _edition_rows(edition)
    yield from _limit_rows(edition.limits, on)
    yield from _index_rows(edition.index)
    yield from _assessment_rows(edition.assessment)
    yield from _composite_rows(edition.composite)


def _edition_rows(edition: AirEdition) -> Iterator[StandardRow]:
    topic = "版本 edition"
    links = edition.links
    named = (
        ("limits", links.limits),
        ("index", links.index),
        ("assessment", links.assessment),
        ("composite index", links.composite),
    )
    for key, link in named:
        yield StandardRow(topic, key, link.name, "", link.name, link.mark, link.reference)
    for document, in_force in (
        (edition.limits.edition, edition.limits.in_force),
        (edition.index.name, edition.index.in_force),
    ):
        yield StandardRow(
            "施行 in force",
            "limits" if document == edition.limits.edition else "index",
            str(in_force),
            "",
            document,
            in_force.mark,
            in_force.reference,
        )


def _limit_rows(limits: AirLimits, on: date) -> Iterator[StandardRow]:
    name = limits.edition
    for row in limits.limits:
        for grade, value in (("grade1", row.grade1), ("grade2", row.grade2)):
            key = f"{row.pollutant} {row.averaging} {grade}"
            yield StandardRow(
                "限值 limit", key, str(value), row.unit, name, row.mark, row.reference
            )
    for other in limits.reference_concentrations:
        yield StandardRow(
            "参考浓度 reference concentration",
            f"{other.pollutant} {other.averaging}",
            " / ".join(f"{value:f}" for value in other.values),
            other.unit,
            name,
            other.mark,
            other.reference,
        )
    state = limits.reference_state(on)
    topic = "参比状态 reference state"
    for key, text, unit in (
        ("gas temperature", str(state.gas_temperature_kelvin), "K"),
        ("gas pressure", str(state.gas_pressure_hectopascal), "hPa"),
        ("particles", state.particles, ""),
    ):
        yield StandardRow(topic, key, text, unit, name, state.mark, state.reference)
    yield from rule_rows("limits", limits.rules, name)


def _index_rows(index: IndexEdition) -> Iterator[StandardRow]:
    name = index.name
    levels = index.index_levels.values
    for row in index.break_points:
        for level, value in zip(levels, row.concentrations, strict=False):
            yield StandardRow(
                "分级浓度 break point",
                f"{row.item} IAQI {level}",
                str(value),
                row.unit,
                name,
                row.mark,
                row.reference,
            )
    topic = "指数规则 index rule"
    for over in index.over_range:
        what = f"= {over.index}" if over.take is None else f"= IAQI {over.take}"
        key = f"{over.item} > {over.above}"
        yield StandardRow(topic, key, what, "", name, over.mark, over.reference)
    single = [
        ("above the top break point", index.above_top),
        ("primary pollutant above", index.primary_above),
        ("good day up to", index.good_day_up_to),
    ]
    if index.exceed_above is not None:
        single.append(("exceed pollutant above", index.exceed_above))
    for key, number in single:
        yield StandardRow(topic, key, str(number.value), "", name, number.mark, number.reference)
    missing = index.missing_item
    text = missing.rule.value if missing.above is None else f"{missing.rule.value} {missing.above}"
    yield StandardRow(topic, "missing item", text, "", name, missing.mark, missing.reference)
    for kind, default, sets in (
        ("daily", index.daily_default, index.daily),
        ("hourly", index.hourly_default, index.hourly),
    ):
        for each in sets:
            key = f"{kind} items {each.name}" + (" (默认 default)" if each.name == default else "")
            yield StandardRow(
                topic, key, ", ".join(each.items), "", name, each.mark, each.reference
            )
    for decimal in index.concentration_decimals:
        yield StandardRow(
            "修约位数 decimals",
            f"concentration before the index, {decimal.unit}",
            str(decimal.decimals),
            "",
            name,
            decimal.mark,
            decimal.reference,
        )
    for each_class in index.categories:
        yield StandardRow(
            "级别 class",
            f"{each_class.level} {each_class.name} {each_class.english}",
            f"{each_class.low}-{each_class.high}, RGB {each_class.rgb}",
            "",
            name,
            each_class.mark,
            each_class.reference,
        )
    yield from rule_rows("index", index.rules, name)


def _assessment_rows(assessment: AssessmentEdition) -> Iterator[StandardRow]:
    name = assessment.name
    for row in assessment.decimals:
        yield StandardRow(
            "修约位数 decimals",
            f"{row.stage} {row.subject}",
            str(row.decimals),
            "",
            name,
            row.mark,
            row.reference,
        )
    for each in assessment.statistics:
        yield StandardRow(
            "年度统计 yearly statistics",
            each.pollutant,
            f"mean, P{each.percent}" if each.annual_mean else f"P{each.percent}",
            "",
            name,
            each.mark,
            each.reference,
        )
    for number in assessment.validity_numbers:
        yield StandardRow(
            "有效性 validity",
            number.name,
            str(number.value),
            number.unit,
            name,
            number.mark,
            number.reference,
        )
    yield from setting_rows(assessment.settings, name)
    yield from rule_rows("assessment", assessment.rules, name)
    yield from unknown_rows("assessment", assessment.unknown, name)


def _composite_rows(composite: CompositeEdition) -> Iterator[StandardRow]:
    name = composite.name
    topic = "综合指数 composite index"
    for term in composite.terms:
        weight = "" if term.weight == 1 else f", weight {term.weight}"
        value = f"{term.statistic} / {term.divisor}{weight}"
        yield StandardRow(topic, term.pollutant, value, term.unit, name, term.mark, term.reference)
    for key, decimals in (
        ("sub-index decimals", composite.sub_index_decimals),
        ("total decimals", composite.total_decimals),
    ):
        yield StandardRow(
            topic, key, str(decimals.value), "", name, decimals.mark, decimals.reference
        )
    yield from setting_rows(composite.settings, name)
    yield from rule_rows("composite index", composite.rules, name)


def setting_rows(settings: tuple[Setting, ...], name: str) -> Iterator[StandardRow]:
    """Return a row per reading of each setting of a document."""
    for setting in settings:
        for option in setting.options:
            default = " (默认 default)" if option.name == setting.default else ""
            yield StandardRow(
                "设置 setting",
                f"{setting.name} {option.name}{default}",
                f"{option.chinese} {option.english}",
                "",
                name,
                option.mark,
                option.reference,
            )


def rule_rows(part: str, rules: tuple[Rule, ...], name: str) -> Iterator[StandardRow]:
    """Return a row per rule in words of a part of the standards."""
    for rule in rules:
        text = f"{rule.chinese} {rule.english}"
        yield StandardRow(
            "规则 rule", f"{part} {rule.topic}", text, "", name, rule.mark, rule.reference
        )


def unknown_rows(part: str, unknown: tuple[Unknown, ...], name: str) -> Iterator[StandardRow]:
    """Return a row per thing a document is known to hold but that was not obtained."""
    for absent in unknown:
        value = f"未知 not known: {absent.chinese} {absent.english}"
        yield StandardRow(
            "规则 rule", f"{part} {absent.topic}", value, "", name, None, absent.reference
        )
