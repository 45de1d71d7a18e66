"""The plan report: one HTML text, whole without its script, that opens offline and fits A4."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from html import escape

from yunzhu.errors import UsageError
from yunzhu.indicators.air.calendar import CalendarDay
from yunzhu.indicators.air.daily import MEANS
from yunzhu.indicators.air.running import running_means
from yunzhu.periods import Period
from yunzhu.plan.assessment import PlanAssessment
from yunzhu.plan.schema import GOALS, TARGETS, Force, Role, Task
from yunzhu.plan.status import Status
from yunzhu.plan.threshold import KnownThreshold
from yunzhu.plan.verdicts import PROXY_ODDS, Finding, GroupVerdict, Verdict, status_counts
from yunzhu.portal.calendar_picture import calendar_picture
from yunzhu.portal.report_pictures import (
    Bullet,
    MeanToDate,
    bullet_of,
    bullet_picture,
    mean_to_date_picture,
)
from yunzhu.portal.report_rows import commitment_table, marks_of, row_anchor, value_text
from yunzhu.portal.report_script import SCRIPT, script_source
from yunzhu.portal.report_style import STYLE
from yunzhu.portal.report_words import (
    badge,
    both,
    english,
    how_to_read,
    kind_words,
    kinds_of,
)
from yunzhu.values import Origin

_DAILY_ITEMS = {indicator: item for item, indicator in MEANS.items()}
_POLICY = (
    f"default-src 'none'; script-src {script_source()}; style-src 'unsafe-inline'; img-src data:"
)
_SECTIONS = (
    ("overview", "总览", "Overview"),
    ("pictures", "图", "Pictures"),
    ("targets", "目标", "Targets"),
    ("goals", "总目标", "Goals without a number"),
    ("tasks", "任务", "Tasks"),
    ("reading", "怎样读", "How to read this report"),
)


def plan_report(assessment: PlanAssessment, days: Sequence[CalendarDay], *, taken: datetime) -> str:
    """Return a plan's assessment as one HTML text, pictures included.

    Parameters
    ----------
    assessment : from `assess_plan`.
    days : from `air_calendar`, of the plan's area and year up to the as-of day, under the same
        rule and ``known_at``; empty where there are no records.
    taken : when the report was taken, printed to the minute.

    Returns
    -------
    HTML without any reference to another file; its one script only unfolds what a link points
    at, and its policy allows no other. The same input gives the same text. Folded parts are open
    on paper in browsers that know ``::details-content``; others say in print what has to be
    opened first.

    Raises
    ------
    UsageError : a day lies outside the plan's year or after the as-of day.
    """
    _require_days_that_count(assessment, days)
    plan, origin = assessment.plan, assessment.origin
    title = f"{plan.title} {plan.english}"
    label = f"【{origin.label}】" if origin is Origin.SIMULATED else ""
    sections = {
        "overview": _overview(assessment),
        "pictures": _pictures(assessment, days),
        "targets": _group_table(assessment, TARGETS, ("目标逐条", "targets one by one")),
        "goals": _group_table(assessment, GOALS, ("总目标逐条", "goals one by one")),
        "tasks": _tasks(assessment),
        "reading": how_to_read(plan, origin),
    }
    shown = [one for one in _SECTIONS if sections[one[0]]]
    links = "".join(f'<li><a href="#{key}">{both(*words)}</a></li>' for key, *words in shown)
    body = "".join(
        f'<section aria-labelledby="{key}"><h2 id="{key}">{label}{both(*words)}</h2>'
        f"{sections[key]}</section>"
        for key, *words in shown
    )
    return (
        '<!DOCTYPE html>\n<html lang="zh-CN"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{escape(_POLICY)}">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        '<link rel="icon" href="data:,">'
        f"<title>{label}{escape(title)} {assessment.as_of}</title><style>{STYLE}</style></head>"
        f'<body><div class="sheet">{_running(assessment)}<main>{_head(assessment, taken)}'
        f'<nav aria-label="目录 contents"><ul>{links}</ul></nav>{body}</main></div>'
        f"<script>{SCRIPT}</script></body></html>\n"
    )


def _require_days_that_count(assessment: PlanAssessment, days: Sequence[CalendarDay]) -> None:
    first = Period.of_year(assessment.plan.year).first
    outside = [day.day for day in days if not first <= day.day <= assessment.as_of]
    if outside:
        raise UsageError(
            "日历含计划年外或截至日后的日子 the calendar has days that do not count",
            found=str(outside[0]),
            expected=f"{first}..{assessment.as_of}",
        )


def _running(assessment: PlanAssessment) -> str:
    """Return the band on top of the screen and of every printed page."""
    origin = assessment.origin
    style = "running simulated" if origin is Origin.SIMULATED else "running"
    return (
        f'<div class="{style}"><p><b>{both(*origin.label.split(" "))}</b> '
        f"{escape(assessment.plan.title)} · {both('截至', 'as of')} {assessment.as_of}</p></div>"
    )


def _head(assessment: PlanAssessment, taken: datetime) -> str:
    plan = assessment.plan
    known = str(assessment.known_at or "")
    facts = (
        (both("计划", "plan"), f"<code>{escape(plan.id)}</code>"),
        (both("区域", "area"), escape(plan.area)),
        (both("截至", "as of"), str(assessment.as_of)),
        (both("截至某日所知", "known at"), known or both("全部已收到的", "all that was received")),
        (both("来源", "origin"), both(*assessment.origin.label.split(" "))),
        (both("出具", "taken"), f"{taken:%Y-%m-%d %H:%M}"),
    )
    pairs = "".join(f"<div><dt>{name}</dt><dd>{value}</dd></div>" for name, value in facts)
    return (
        f'<header><h1>{escape(plan.title)}</h1><p class="subtitle">{english(plan.english)}</p>'
        f'<dl class="facts head">{pairs}</dl></header>'
    )


def _members(assessment: PlanAssessment, group: str) -> list[Verdict]:
    return [one for one in assessment.verdicts if one.commitment.group == group]


def _overview(assessment: PlanAssessment) -> str:
    parts = [
        f"<h3>{both('各状态的条数', 'How many stand at each word')}</h3>",
        _count_table(assessment),
        f"<h3>{both('各种证据的条数', 'How many rest on each kind of evidence')}</h3>",
        _kind_table(assessment),
    ]
    single = [*_members(assessment, TARGETS), *_members(assessment, GOALS)]
    if single:
        name = both("目标与总目标一览", "Targets and goals at a glance")
        parts.append(f"<h3>{name}</h3>{_target_list(single)}")
    tasks = _task_groups(assessment)
    if tasks:
        name = both("任务一览", "Tasks at a glance")
        parts.append(f"<h3>{name}</h3>{_task_list(tasks)}")
    return "".join(parts)


def _scrolled(name: tuple[str, str], inside: str) -> str:
    """Return something wide that scrolls by itself on a narrow screen."""
    return (
        f'<div class="scroll" tabindex="0" role="region" aria-label="{escape(" ".join(name))}">'
        f"{inside}</div>"
    )


def _count_cells(counts: Mapping[Status, int]) -> str:
    return "".join(
        f'<td class="number{"" if counts[status] else " none"}">{counts[status]}</td>'
        for status in Status
    )


def _status_heads() -> str:
    return "".join(
        f'<th scope="col" class="number">{both(status.value, status.english)}</th>'
        for status in Status
    )


def _count_table(assessment: PlanAssessment) -> str:
    of_tasks = [one for group in _task_groups(assessment) for one in group.verdicts]
    rows = (
        (("目标", "targets"), _members(assessment, TARGETS)),
        (("总目标", "goals"), _members(assessment, GOALS)),
        (("任务的承诺", "commitments of tasks"), of_tasks),
        (("全部", "all"), list(assessment.verdicts)),
    )
    lines = "".join(
        f'<tr><th scope="row">{both(*name)}</th>{_count_cells(status_counts(members))}'
        f'<td class="number">{len(members)}</td></tr>'
        for name, members in rows
        if members
    )
    table = (
        f'<table class="counted"><thead><tr><th scope="col">{both("条", "rows")}</th>'
        f"{_status_heads()}"
        f'<th scope="col" class="number">{both("共", "total")}</th></tr></thead>'
        f"<tbody>{lines}</tbody></table>"
    )
    return _scrolled(("各状态的条数", "counts per word"), table)


def _kind_table(assessment: PlanAssessment) -> str:
    counts = assessment.kinds()
    shown = (*kinds_of(assessment.origin), None)
    heads = "".join(f'<th scope="col" class="number">{kind_words(kind)}</th>' for kind in shown)
    cells = "".join(f'<td class="number">{counts[kind]}</td>' for kind in shown)
    table = (
        f'<table class="counted"><thead><tr><th scope="col">{both("证据", "evidence")}</th>'
        f"{heads}</tr></thead>"
        f'<tbody><tr><th scope="row">{both("条数", "rows")}</th>{cells}</tr></tbody></table>'
    )
    return _scrolled(("各种证据的条数", "counts per kind of evidence"), table)


def _target_list(verdicts: Sequence[Verdict]) -> str:
    names = (
        ("编号", "id"),
        ("状态", "status"),
        ("条款", "clause"),
        ("值与阈值", "value and threshold"),
        ("证据", "evidence"),
    )
    heads = "".join(f'<th scope="col">{both(*name)}</th>' for name in names)
    rows = "".join(_target_line(one) for one in verdicts)
    table = (
        f'<table class="at-a-glance"><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>'
    )
    return _scrolled(("目标与总目标一览", "targets and goals at a glance"), table)


def _target_line(verdict: Verdict) -> str:
    one = verdict.commitment
    is_marked = one.force is Force.STRIVE or one.role is not Role.LEAD
    marks = marks_of(one) if is_marked else ""
    proxy = f"<br>{both(*PROXY_ODDS)}" if verdict.odds_come_from_proxy else ""
    findings = "<br>".join(
        f"{escape(finding.label)}: <b>{value_text(finding)}</b>, {escape(finding.threshold_text)}"
        for finding in verdict.findings
    )
    return (
        f'<tr><th scope="row"><a href="#{escape(row_anchor(one.id))}">{escape(one.id)}</a></th>'
        f"<td>{badge(verdict.status)}</td>"
        f"<td>{both(one.clause, one.english)}{marks}</td>"
        f"<td>{findings}</td>"
        f"<td>{kind_words(verdict.kind)}{proxy}</td></tr>"
    )


def _task_groups(assessment: PlanAssessment) -> list[GroupVerdict]:
    numbers = {task.number for task in assessment.plan.tasks}
    return [group for group in assessment.groups if group.id in numbers]


def _task_anchor(number: str) -> str:
    return f"task-{number}"


def _task_list(groups: Sequence[GroupVerdict]) -> str:
    rows = "".join(
        f'<tr><th scope="row"><a href="#{escape(_task_anchor(group.id))}">{escape(group.id)} '
        f"{both(group.title, group.english)}</a></th><td>{badge(group.status)}</td>"
        f"<td>{kind_words(group.kind)}</td>"
        f'{_count_cells(group.counts)}<td class="number">{len(group.verdicts)}</td></tr>'
        for group in groups
    )
    table = (
        f'<table class="counted of-tasks"><thead><tr><th scope="col">{both("任务", "task")}</th>'
        f'<th scope="col">{both("最差", "worst")}</th>'
        f'<th scope="col">{both("最弱证据", "weakest evidence")}</th>{_status_heads()}'
        f'<th scope="col" class="number">{both("共", "total")}</th></tr></thead>'
        f"<tbody>{rows}</tbody></table>"
    )
    return _scrolled(("任务一览", "tasks at a glance"), table)


def _pictures(assessment: PlanAssessment, days: Sequence[CalendarDay]) -> str:
    origin = assessment.origin
    single = [*_members(assessment, TARGETS), *_members(assessment, GOALS)]
    findings = [finding for one in single for finding in one.findings]
    figures = [_mean_figure(one, assessment, days) for one in findings] if days else []
    if days:
        title = f"{assessment.plan.title}: AQI, {days[0].day}..{days[-1].day}"
        figures.append(
            _figure(
                ("空气质量日历", "air quality calendar"),
                calendar_picture(days, title, origin),
                both(
                    "每格一日，色为当日施行版本的类别，数为 AQI",
                    "one square per day, the class by the edition of its date, the number is AQI",
                ),
            )
        )
    else:
        text = both(
            "没有逐日记录，故无均值图与日历",
            "no daily records, hence neither a picture of the mean nor a calendar",
        )
        figures.append(f"<p>{text}</p>")
    pairs = [(one, bullet_of(one.commitment.id, finding)) for one in single
             for finding in one.findings]  # fmt: skip
    figures.append(_bullet_figure([bar for _, bar in pairs if bar is not None], single, origin))
    return "".join(figures)


def _figure(name: tuple[str, str], picture: str, caption: str) -> str:
    return f"<figure>{_scrolled(name, picture)}<figcaption>{caption}</figcaption></figure>"


def _mean_figure(finding: Finding, assessment: PlanAssessment, days: Sequence[CalendarDay]) -> str:
    """Return the picture of a mean that must stay at or below a number, else nothing."""
    result, threshold = finding.result, finding.threshold
    if result is None or not isinstance(threshold, KnownThreshold):
        return ""
    item = _DAILY_ITEMS.get(result.indicator)
    if item is None or result.statistic != "mean" or threshold.compare != "at_most":
        return ""
    running = running_means(days, item)
    shown = MeanToDate(
        label=finding.label,
        unit=finding.unit,
        year=Period.of_year(assessment.plan.year),
        days=running,
        value=finding.value,
        threshold=threshold,
        cap=finding.cap,
    )
    told = (
        f"{both('至', 'up to')} {running[-1].day}: {both('均值', 'mean')} {value_text(finding)} "
        f"({both('有效日', 'valid days')} {running[-1].valid_days} / {len(running)}), "
        f"{both('目标', 'target')} {escape(finding.threshold_text)}"
    )
    if finding.cap is not None and finding.cap.cap < 0:
        told += f"; {both('其余各日已无余地', 'nothing is left for the remaining days')}"
    elif finding.cap is not None:
        told += (
            f"; {both('其余', 'the remaining')} {finding.cap.remaining_days} "
            f"{both('天的均值至多', 'days may average at most')} {finding.cap.shown} "
            f"{escape(finding.unit)} ({both('取整', 'whole')} {finding.cap.whole})"
        )
    name = (f"{finding.label} 至今", "mean to date")
    return _figure(name, mean_to_date_picture(shown, assessment.origin), told)


def _bullet_figure(bars: Sequence[Bullet], single: Sequence[Verdict], origin: Origin) -> str:
    drawn = {bar.id for bar in bars}
    absent = [one.commitment.id for one in single if one.commitment.id not in drawn]
    note = both("没有可比的两个数，未画", "no two numbers to compare, not drawn")
    caption = f"{note}: {escape(', '.join(absent))}" if absent else ""
    if not bars:
        return f"<p>{caption}</p>" if caption else ""
    name = ("值与阈值", "values against thresholds")
    return _figure(name, bullet_picture(bars, " ".join(name), origin), caption)


def _group_table(assessment: PlanAssessment, group: str, name: tuple[str, str]) -> str:
    members = _members(assessment, group)
    return commitment_table(members, _labelled(assessment.origin, both(*name))) if members else ""


def _labelled(origin: Origin, inside: str) -> str:
    """Return a caption that says so when what stands below is simulated."""
    return f"【{escape(origin.label)}】{inside}" if origin is Origin.SIMULATED else inside


def _tasks(assessment: PlanAssessment) -> str:
    tasks = {task.number: task for task in assessment.plan.tasks}
    parts, part = [], None
    for group in _task_groups(assessment):
        task = tasks[group.id]
        if task.part != part:
            part = task.part
            parts.append(f"<h3>{escape(part)}</h3>")
        parts.append(_task(group, task, assessment.origin))
    return "".join(parts)


def _task(group: GroupVerdict, task: Task, origin: Origin) -> str:
    counts = " · ".join(
        f"{both(status.value, status.english)} {count}"
        for status, count in group.counts.items()
        if count
    )
    kinds = " · ".join(
        f"{kind_words(kind)} {count}" for kind, count in group.kinds.items() if count
    )
    caption = _labelled(origin, f"{escape(task.number)} {both('的承诺', 'commitments')}")
    return (
        f'<details class="task" id="{escape(_task_anchor(task.number))}"><summary>'
        f"<h4>{escape(task.number)} {both(task.title, task.english)}</h4>{badge(group.status)}"
        f'<span class="counts">{counts}</span>'
        f'<span class="counts">{both("证据", "evidence")}: {kinds}</span></summary>'
        f"{commitment_table(group.verdicts, caption)}</details>"
    )
