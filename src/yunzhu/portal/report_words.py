"""The words of a plan report: how each enum is shown, Chinese first with English beside."""

from __future__ import annotations

from html import escape

from yunzhu.plan.odds import METHOD
from yunzhu.plan.outlook import COUNTING_RULE
from yunzhu.plan.schema import Cuts, Plan
from yunzhu.plan.status import Status
from yunzhu.plan.words import Term, evidence_words, words_of
from yunzhu.values import EvidenceKind, Origin, SourceMark

_KIND_MEANINGS = {
    EvidenceKind.CONFIRMED: ("上级核定的数字", "a figure confirmed by the authority above"),
    EvidenceKind.MEASURED: (
        "监测记录按标准算出",
        "computed from monitoring records by the standard",
    ),
    EvidenceKind.PUBLISHED: (
        "公开发布的数字，无原始记录",
        "a published figure, without its records",
    ),
    EvidenceKind.DECLARED: ("责任单位自报", "reported by whoever owes the work"),
    EvidenceKind.DOCUMENT: ("文件与验收记录", "documents and dated acts of acceptance"),
    EvidenceKind.SIMULATED: (
        "模拟城市的记录，不是实测",
        "records of a simulated city, never measured",
    ),
}
_MARK_MEANINGS = {
    SourceMark.SEEN: ("已见原文", "read in the source"),
    SourceMark.UNVERIFIED: ("未核对原文", "not checked against the source"),
    SourceMark.CONFLICT: ("来源不一致", "sources differ"),
}


def english(text: str) -> str:
    """Return English text marked as such."""
    return f'<span lang="en">{escape(text)}</span>'


def both(chinese: str, other: str) -> str:
    """Return a Chinese text with the English beside it."""
    return f"{escape(chinese)} {english(other)}"


def badge(status: Status) -> str:
    """Return a status as its word; colour and border only repeat it."""
    name = status.name.lower().replace("_", "-")
    return f'<span class="badge {name}"><b>{status.value}</b> {english(status.english)}</span>'


def kind_words(kind: EvidenceKind | None) -> str:
    """Return the kind of evidence in words."""
    return both(*evidence_words(kind))


def term_words(term: Term) -> str:
    """Return a term of the plan in words."""
    return both(*words_of(term))


def kinds_of(origin: Origin) -> tuple[EvidenceKind, ...]:
    """Return the kinds that may stand in a report: measured and simulated records never mix."""
    if origin is Origin.SIMULATED:
        return tuple(EvidenceKind)
    return tuple(kind for kind in EvidenceKind if kind is not EvidenceKind.SIMULATED)


def how_to_read(plan: Plan, origin: Origin) -> str:
    """Return the foot of a report: words, kinds, marks and counting rules.

    Parameters
    ----------
    plan : its cuts are printed.
    origin : a measured report does not speak of simulated evidence.
    """
    words = "".join(
        f"<div><dt>{badge(status)}</dt><dd>{both(*meaning)}</dd></div>"
        for status, meaning in _status_meanings(plan.cuts).items()
    )
    kinds = "".join(
        f"<div><dt>{kind_words(kind)}</dt><dd>{both(*_KIND_MEANINGS[kind])}</dd></div>"
        for kind in kinds_of(origin)
    )
    marks = "".join(
        f"<div><dt><code>{mark.value}</code></dt><dd>{both(*meaning)}</dd></div>"
        for mark, meaning in _MARK_MEANINGS.items()
    )
    rules = "".join(f"<li>{line}</li>" for line in _rules())
    return (
        f'<h3>{both("六个状态词", "The six words")}</h3><dl class="legend">{words}</dl>'
        f"<h3>{both('证据种类，由强到弱', 'Kinds of evidence, the strongest first')}</h3>"
        f'<dl class="legend">{kinds}</dl>'
        f'<h3>{both("来源标记", "Source marks")}</h3><dl class="legend">{marks}</dl>'
        f"<h3>{both('口径', 'Counting rules')}</h3><ul>{rules}</ul>"
    )


def _status_meanings(cuts: Cuts) -> dict[Status, tuple[str, str]]:
    sure, even, pace = cuts.on_track_odds, cuts.at_risk_odds, cuts.at_risk_pace
    return {
        Status.ACHIEVED: (
            "期满且达到，或累计数已过目标",
            "the period is over and the mark was met, or a growing count has passed its mark",
        ),
        Status.ON_TRACK: (
            f"达标概率 ≥ {sure}；无概率时进度不落后于已过工作日；单件到期前",
            f"odds ≥ {sure}; without odds the pace keeps up with the working days passed; "
            "a single deliverable before it is due",
        ),
        Status.INSUFFICIENT: (
            "缺记录、阈值、覆盖或往年，所缺已写明",
            "a record, threshold, coverage or history is lacking, and named",
        ),
        Status.AT_RISK: (
            f"达标概率 {even}—{sure}；无概率时进度不低于应有的 {pace}",
            f"odds {even}–{sure}; without odds the pace is at least {pace} of what it should be",
        ),
        Status.OFF_TRACK: (
            f"达标概率 < {even}；无概率时进度更低",
            f"odds < {even}; without odds a slower pace",
        ),
        Status.MISSED: (
            "期满未达到，或已无法挽回",
            "the period is over without it, or arithmetic leaves no way back",
        ),
    }


def _rules() -> tuple[str, ...]:
    order = "、".join(status.value for status in Status)
    english_order = ", ".join(status.english for status in Status)
    strength = "最弱的一项决定证据种类"
    return (
        both(
            f"任务取其承诺中最差的词，次序：{order}",
            f"a task shows the worst word of its commitments, in the order: {english_order}",
        ),
        both(strength, "the weakest input decides the kind of evidence"),
        both(
            "督促的条款评判本局所做的工作；力争、约束、无数字按原文保留",
            "under 督促 (urge) what the bureau did is judged; strive, binding and no number are "
            "kept as the text has them",
        ),
        both("以下、以上均包含本数", "以下 (at most) and 以上 (at least) include the number"),
        escape(COUNTING_RULE),
        escape(METHOD),
        both(
            "替代站点只用于达标概率，从不用于城市值",
            "a proxy site serves the odds alone, never the city's value",
        ),
        both(
            "每个数可重算：yunzhu explain 加其编号",
            "every number opens and recomputes: yunzhu explain with its lineage id",
        ),
    )
