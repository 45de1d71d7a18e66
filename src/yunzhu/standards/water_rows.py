"""The water standards of a day as rows, for reading and for comparing two days."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from pydantic import BaseModel

from yunzhu.standards.black_odorous import BlackOdorousRule, black_odorous_rule
from yunzhu.standards.city_water_index import city_water_index_edition
from yunzhu.standards.comparison import StandardRow, rule_rows, setting_rows, unknown_rows
from yunzhu.standards.documents import PACKAGED_WATER, Folders, Sourced
from yunzhu.standards.groundwater import all_groundwater_limits
from yunzhu.standards.sea_water import sea_water_limits
from yunzhu.standards.source_compliance import DrinkingSourceRules, drinking_source_rules
from yunzhu.standards.trophic_index import TrophicRule, trophic_rule
from yunzhu.standards.water_assessment import WaterAssessment, water_assessment
from yunzhu.standards.water_limits import ItemLimit, surface_water_limits
from yunzhu.standards.water_rounding import WaterRounding, water_rounding

_SIGNS = {"at_most": "≤ ", "at_least": "≥ "}


def water_standard_rows(on: date, folders: Folders = PACKAGED_WATER) -> list[StandardRow]:
    """Return everything the water standards in force on a day say.

    Documents whose days in force are not known are shown on every day.

    Raises
    ------
    StandardError : the limits of surface water on that day are not known.

    Examples
    --------
    >>> rows = water_standard_rows(date(2020, 6, 30))
    >>> next(row.value for row in rows if row.key == "NH3N 氨氮")
    '≤ 0.15 / 0.5 / 1.0 / 1.5 / 2.0'
    """
    return list(_rows(on, folders))


def _rows(on: date, folders: Folders) -> Iterator[StandardRow]:
    surface = surface_water_limits(on, folders)
    name, days = surface.name, surface.in_force
    yield StandardRow("施行 in force", "surface", str(days), "", name, days.mark, days.reference)
    for part, rows in (
        ("地表水限值 surface water", surface.basic),
        ("水源补充项目 supplementary source items", surface.supplementary),
        ("水源特定项目 specific source items", surface.specific),
    ):
        yield from _limit_rows(part, rows, name)
    yield from _number_rows("溶解氧饱和率 saturation", surface.saturation, name)
    yield from rule_rows("surface", surface.rules, name)
    sea = sea_water_limits(folders=folders)
    yield from _limit_rows("海水限值 sea water", sea.limits, sea.name)
    yield from unknown_rows("sea", sea.unknown, sea.name)
    for ground in all_groundwater_limits(folders).values():
        if on in ground.in_force:
            days = ground.in_force
            yield StandardRow(
                "施行 in force", "ground", str(days), "", ground.name, days.mark, days.reference
            )
            yield from _limit_rows("地下水限值 groundwater", ground.limits, ground.name)
            yield from unknown_rows("ground", ground.unknown, ground.name)
    yield from _decimal_rows(water_rounding(folders=folders))
    yield from _assessment_rows(water_assessment(folders=folders))
    index = city_water_index_edition(folders=folders)
    yield from _number_rows("城市水质指数 city water index", index, index.name)
    yield from rule_rows("city index", index.rules, index.name)
    yield from unknown_rows("city index", index.unknown, index.name)
    yield from _trophic_rows(trophic_rule(folders=folders))
    yield from _black_odorous_rows(black_odorous_rule(folders=folders))
    yield from _source_rows(drinking_source_rules(folders=folders))


def _limit_rows(topic: str, limits: Iterable[ItemLimit], name: str) -> Iterator[StandardRow]:
    for row in limits:
        label = row.item if row.item == row.chinese else f"{row.item} {row.chinese}"
        key = label if row.body is None else f"{label} {row.body.label}"
        numbers = [
            *("-" if value is None else f"{value:f}" for value in row.limits),
            *(f"{low:f}-{high:f}" for low, high in row.ranges),
        ]
        value = _SIGNS.get(row.rule, "") + " / ".join(numbers) if numbers else "无限值 no limit"
        yield StandardRow(topic, key, value, row.unit, name, row.mark, row.reference)


def _number_rows(topic: str, document: BaseModel, name: str) -> Iterator[StandardRow]:
    for field in type(document).model_fields:
        number = getattr(document, field)
        if isinstance(number, Sourced):
            value = number.value
            text = ", ".join(value) if isinstance(value, tuple) else str(value)
            yield StandardRow(
                topic, field.replace("_", " "), text, "", name, number.mark, number.reference
            )


def _decimal_rows(rounding: WaterRounding) -> Iterator[StandardRow]:
    for row in rounding.decimals:
        for stage, places in (("hourly", row.hourly), ("assessment", row.assessment)):
            if places is not None:
                yield StandardRow(
                    "修约位数 decimals",
                    f"{stage} {row.item}",
                    str(places),
                    "",
                    rounding.name,
                    row.mark,
                    row.reference,
                )
    yield from rule_rows("decimals", rounding.rules, rounding.name)
    yield from unknown_rows("decimals", rounding.unknown, rounding.name)


def _assessment_rows(method: WaterAssessment) -> Iterator[StandardRow]:
    name = method.name
    for row in method.statuses:
        classes = ", ".join(str(number) for number in row.classes)
        value = f"{row.status} {row.english}"
        topic = "断面定性 section status"
        yield StandardRow(topic, f"class {classes}", value, "", name, row.mark, row.reference)
        yield StandardRow(
            topic, f"colour of {classes}", row.colour, "", name, row.colour_mark, row.reference
        )
    for basin in method.basin_statuses:
        bounds = (
            ("Ⅰ-Ⅲ ≥", basin.good_at_least),
            ("Ⅰ-Ⅲ <", basin.good_below),
            ("劣Ⅴ ≥", basin.worse_at_least),
            ("劣Ⅴ <", basin.worse_below),
        )
        value = ", ".join(f"{sign} {bound}" for sign, bound in bounds if bound is not None)
        yield StandardRow(
            "流域定性 basin status", basin.status, value, "%", name, basin.mark, basin.reference
        )
    yield from _number_rows("评价 assessment", method, name)
    for critical in method.trend_critical:
        yield StandardRow(
            "趋势临界值 critical correlation",
            f"{critical.periods} periods",
            str(critical.value),
            "",
            name,
            critical.mark,
            critical.reference,
        )
    yield from setting_rows(method.settings, name)
    yield from rule_rows("assessment", method.rules, name)
    yield from unknown_rows("assessment", method.unknown, name)


def _trophic_rows(rule: TrophicRule) -> Iterator[StandardRow]:
    topic = "营养状态指数 trophic index"
    yield from _number_rows(topic, rule, rule.name)
    for term in rule.terms:
        sign = "-" if term.slope < 0 else "+"
        value = f"{term.constant} {sign} {abs(term.slope)} ln, weight {term.weight}"
        yield StandardRow(topic, term.item, value, term.unit, rule.name, term.mark, term.reference)
    for state in rule.states:
        bound = "∞" if state.bound is None else str(state.bound)
        yield StandardRow(
            "营养状态 trophic state",
            f"{state.state} {state.english}",
            bound,
            "",
            rule.name,
            state.mark,
            state.reference,
        )


def _black_odorous_rows(rule: BlackOdorousRule) -> Iterator[StandardRow]:
    for row in rule.criteria:
        sign = "<" if row.direction == "below" else ">"
        value = f"{sign} {row.light}, 重度 heavy {sign} {row.heavy}"
        topic = "黑臭水体 black-odorous water"
        yield StandardRow(topic, row.item, value, row.unit, rule.name, row.mark, row.reference)
    yield from rule_rows("black-odorous", rule.rules, rule.name)


def _source_rows(rules: DrinkingSourceRules) -> Iterator[StandardRow]:
    yield from _number_rows("饮用水水源 drinking-water sources", rules, rules.name)
    for row in rules.preferred_items:
        yield StandardRow(
            "优选项目 preferred item", row.item, "monthly", "", rules.name, row.mark, row.reference
        )
    yield from rule_rows("sources", rules.rules, rules.name)
    yield from unknown_rows("sources", rules.unknown, rules.name)
