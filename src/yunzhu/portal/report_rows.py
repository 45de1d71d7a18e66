"""The rows of a plan report: one commitment with its clause, its readings and what was found."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape

from yunzhu.plan.budgets import BadDayBudget, PercentileBudget
from yunzhu.plan.joint_counts import JointCount
from yunzhu.plan.metric_schema import AbsentMetric, AirMetric, Metric
from yunzhu.plan.odds import Odds
from yunzhu.plan.outlook import RemainingCap
from yunzhu.plan.published import PublishedFact
from yunzhu.plan.schema import Commitment, Force, Role
from yunzhu.plan.verdicts import PROXY_ODDS, Finding, Verdict
from yunzhu.portal.report_words import badge, both, english, kind_words, term_words
from yunzhu.values import Result

_ASIDE = "facts aside"
_FINDINGS_KEPT, _REST_KEPT = 3, 25


def commitment_table(verdicts: Sequence[Verdict], caption: str) -> str:
    """Return a table with a row per commitment; its head repeats on every printed page.

    Parameters
    ----------
    verdicts : of one group or task, in the plan's order.
    caption : what the table is about, as HTML.
    """
    rows = "".join(_row(one) for one in verdicts)
    heads = "".join(
        f'<th scope="col">{both(*name)}</th>'
        for name in (("承诺", "commitment"), ("条款", "clause"), ("所见", "findings"))
    )
    return (
        f'<table class="commitments"><caption>{caption}</caption>'
        f"<thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>"
    )


def row_anchor(identity: str) -> str:
    """Return the id of a commitment's row within the page."""
    return f"c-{identity}"


def marks_of(commitment: Commitment) -> str:
    """Return force and role; 力争, 督促 and 配合 stand out since they change what is owed."""
    chips = []
    for term, is_plain in (
        (commitment.force, commitment.force is not Force.STRIVE),
        (commitment.role, commitment.role is Role.LEAD),
    ):
        chips.append(f'<span class="chip{"" if is_plain else " strong"}">{term_words(term)}</span>')
    return "".join(chips)


def value_text(finding: Finding) -> str:
    """Return the published value with its unit, a dash without one."""
    if finding.value is None:
        return "—"
    return escape(f"{finding.value:f} {finding.unit}".rstrip())


def _row(verdict: Verdict) -> str:
    one = verdict.commitment
    found = "".join(_finding(finding, len(verdict.findings) > 1) for finding in verdict.findings)
    proofs = dict.fromkeys(line for finding in verdict.findings for line in finding.evidence)
    found += _lines(both("依据", "evidence"), tuple(proofs))
    notes = _lines(both("注", "notes"), verdict.notes)
    proxy = f"; {both(*PROXY_ODDS)}" if verdict.odds_come_from_proxy else ""
    style = ' class="long"' if _is_long(verdict) else ""
    return (
        f'<tr{style} id="{escape(row_anchor(one.id))}"><th scope="row">'
        f'<span class="id">{escape(one.id)}</span>'
        f"{badge(verdict.status)}"
        f'<span class="small">{both("证据", "evidence")}: {kind_words(verdict.kind)}{proxy}</span>'
        f"{marks_of(one)}</th>"
        f'<td><p class="clause">{escape(one.clause)}</p><p>{english(one.english)}</p>'
        f"{_basis(one)}</td><td>{found}{notes}</td></tr>"
    )


def _is_long(verdict: Verdict) -> bool:
    """Tell whether a row may need most of a page, so that it may be cut between its findings."""
    rest = max(len((*one.counted, *one.rest, *one.lineage_ids)) for one in verdict.findings)
    return len(verdict.findings) > _FINDINGS_KEPT or rest > _REST_KEPT


def _basis(one: Commitment) -> str:
    """Return what the verdict is taken to mean; folded on a screen, open on paper."""
    facts = [
        (both("期限", "due"), escape(one.due.isoformat())),
        (both("类别", "kind"), term_words(one.kind)),
        (both("应交", "owes"), term_words(one.owes)),
        (both("测什么", "measured"), both(one.measured, one.measured_english)),
        (both("指标", "metric"), _metric(one.metric)),
        (both("名录", "registers"), escape(", ".join(one.registers)) or "—"),
    ]
    return (
        f'<details class="basis"><summary>{both("口径与解读", "basis and readings")}</summary>'
        f"{_facts(facts, _ASIDE)}{_lines(both('解读', 'readings'), one.readings)}</details>"
    )


def _metric(metric: Metric) -> str:
    if isinstance(metric, AbsentMetric):
        return f"<code>{escape(metric.wanted)}</code> {both('尚未实现', 'not available yet')}"
    if isinstance(metric, AirMetric):
        settings = [f"{one.indicator} {one.statistic}" for one in metric.measures]
    else:
        given = metric.model_dump(mode="json", exclude={"name"})
        settings = [f"{name}: {_plain(value)}" for name, value in given.items() if value]
    return f"<code>{escape(metric.name)}</code> {escape('; '.join(settings))}".rstrip()


def _plain(value: object) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def _finding(finding: Finding, is_one_of_several: bool) -> str:
    facts = [
        (both("值", "value"), f"<b>{value_text(finding)}</b>{_before_rounding(finding.result)}"),
        (both("阈值", "threshold"), escape(finding.threshold_text)),
    ]
    if finding.numerator is not None and finding.denominator is not None:
        name = ("分子/分母", "numerator/denominator")
        if finding.result is not None:
            name = ("有效/应有", "valid/expected")
        facts.append((both(*name), f"{finding.numerator} / {finding.denominator}"))
    if finding.oldest is not None:
        facts.append((both("最早的数字", "oldest figure"), finding.oldest.isoformat()))
    if finding.cap is not None:
        facts.append((both("其余各日均值", "mean of the rest"), _cap(finding.cap, finding.unit)))
    if isinstance(finding.odds, Odds):
        facts.append((both("达标概率", "odds"), _odds(finding.odds, finding.unit)))
    if isinstance(finding.joint, JointCount):
        joint = finding.joint
        lines = (joint.shown, joint.shown_distribution, joint.shown_draws)
        facts.append((both("联合概率", "joint odds"), "<br>".join(map(escape, lines))))
    if finding.budget is not None:
        facts.append((both("天数余地", "budget of days"), _budget(finding.budget)))
    if finding.fact is not None:
        facts.append((both("公开数字", "published"), _fact(finding.fact)))
    aside = "" if finding.result is None else _facts(_result(finding.result), _ASIDE)
    state = f" {badge(finding.status)}" if is_one_of_several else ""
    return (
        f'<div class="finding"><p class="label">{escape(finding.label)}{state}</p>'
        + _facts(facts)
        + aside
        + _lines(both("缺", "missing"), finding.missing, "missing")
        + _lines(both("注", "note"), finding.notes)
        + _lines(both("另一序列", "another series"), [one.text for one in finding.others])
        + _lines(both("已计入", "counted"), finding.counted)
        + _lines(both("其余", "the rest"), finding.rest)
        + _lines(both("打开", "open: yunzhu explain"), finding.lineage_ids)
        + "</div>"
    )


def _before_rounding(result: Result | None) -> str:
    if result is None or result.exact_text is None:
        return ""
    return f" ({both('修约前', 'before rounding')} {escape(result.exact_text)})"


def _cap(cap: RemainingCap, unit: str) -> str:
    days = f"{cap.remaining_days} d"
    if cap.cap < 0:
        return both(f"{days}: 已无余地", "nothing is left")
    return (
        f"{days}: ≤ <b>{cap.shown}</b> {escape(unit)} "
        f"({both('取整', 'whole')} {cap.whole}; {both('已计有效日', 'valid days so far')} "
        f"{cap.counted_days})"
    )


def _odds(odds: Odds, unit: str) -> str:
    series = escape(odds.series) or "—"
    if odds.is_proxy:
        series += f" {both('替代站点，不是城市值', 'a proxy, not the value of the city')}"
    years = ", ".join(map(str, odds.years))
    lines = [
        f"<b>{escape(odds.shown)}</b> ({odds.met} / {odds.draws} {both('次抽取', 'draws')})",
        f"{both('往年', 'years')}: {years}",
        f"{both('序列', 'series')}: {series}",
        f"{both('种子', 'seed')}: {odds.seed}; {both('块长', 'block')}: {odds.block_days} d",
        f"{both('终值 5 %、50 %、95 %', 'final value')}: {odds.low:f}, {odds.middle:f}, "
        f"{odds.high:f} {escape(unit)}",
    ]
    if odds.left_out:
        lines.append(
            f"{both('有效日不足而未用', 'left out, too few valid days')}: "
            + ", ".join(map(str, odds.left_out))
        )
    return "<br>".join(lines)


def _budget(budget: BadDayBudget | PercentileBudget) -> str:
    if isinstance(budget, BadDayBudget):
        allowed, used = budget.allowed, budget.bad_days
        name = ("非优良天", "days that are not good")
    else:
        allowed, used = budget.borne, budget.above_days
        name = ("高于阈值的天", "days above the threshold")
    return (
        f"{both(*name)}: {both('全年可有', 'allowed')} {allowed}, {both('已有', 'so far')} {used}, "
        f"<b>{both('尚余', 'left')} {budget.left}</b>; "
        f"{both('剩余', 'remaining')} {budget.remaining_days} d"
    )


def _fact(fact: PublishedFact) -> str:
    text = f"{fact.reference}; {fact.publication}; {fact.source.value}; {fact.period}"
    if fact.note:
        text += f"; {fact.note}"
    return escape(text)


def _result(result: Result) -> list[tuple[str, str]]:
    facts = [
        (both("时段", "period"), escape(result.period)),
        (both("版本", "edition"), escape(result.edition)),
        (both("标记", "mark"), escape(result.mark.label)),
        (both("打开", "open"), f"<code>yunzhu explain {escape(result.lineage_id)}</code>"),
    ]
    if result.note:
        facts.append((both("注", "note"), escape(result.note)))
    return facts


def _facts(facts: Iterable[tuple[str, str]], style: str = "facts") -> str:
    pairs = "".join(f"<div><dt>{name}</dt><dd>{value}</dd></div>" for name, value in facts)
    return f'<dl class="{style}">{pairs}</dl>'


def _lines(name: str, lines: Sequence[str], style: str = "lines") -> str:
    if not lines:
        return ""
    if len(lines) == 1:
        return f'<div class="{style}"><p><b>{name}:</b> {escape(lines[0])}</p></div>'
    items = "".join(f"<li>{escape(line)}</li>" for line in lines)
    return f'<div class="{style}"><p><b>{name} ({len(lines)})</b></p><ul>{items}</ul></div>'
