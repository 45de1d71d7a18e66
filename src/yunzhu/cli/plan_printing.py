"""How verdicts are printed on a terminal: one line per row, or one row opened whole."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from yunzhu.cli.options import OutputFormat
from yunzhu.cli.output import origin_label, print_line, print_rows
from yunzhu.values import Origin, plain_number

if TYPE_CHECKING:
    from yunzhu.plan.assessment import PlanAssessment
    from yunzhu.plan.odds import Odds
    from yunzhu.plan.verdicts import Finding, GroupVerdict, Verdict

_MOST_EVIDENCE = 12


def csv_row(verdict: Verdict, finding: Finding, origin: Origin) -> dict[str, Any]:
    """Return one finding as a flat row."""
    from yunzhu.plan.joint_counts import JointCount
    from yunzhu.plan.odds import Odds, shown_odds

    joint = finding.joint if isinstance(finding.joint, JointCount) else None
    odds = finding.odds if isinstance(finding.odds, Odds) else None
    shown = "" if odds is None else odds.shown
    if joint is not None:
        shown = shown_odds(joint.together.probability)
    return {
        "id": verdict.commitment.id,
        "clause": verdict.commitment.clause,
        "english": verdict.commitment.english,
        "status": verdict.status.value,
        "status_english": verdict.status.english,
        "label": finding.label,
        "finding_status": finding.status.value,
        "evidence_kind": "" if finding.kind is None else finding.kind.value,
        "evidence_kind_english": "" if finding.kind is None else finding.kind.english,
        "value": plain_number(finding.value),
        "unit": finding.unit,
        "numerator": finding.numerator,
        "denominator": finding.denominator,
        "threshold": finding.threshold_text,
        "odds": shown,
        "odds_from_proxy": "" if odds is None else odds.is_proxy,
        "missing": "; ".join(finding.missing),
        "mark": "" if finding.mark is None else finding.mark.value,
        "others": "; ".join(one.text for one in finding.others),
        "lineage_id": "" if finding.result is None else finding.result.lineage_id,
        "origin": origin.value,
        "origin_label": origin.label,
    }


def print_groups(assessment: PlanAssessment) -> None:
    """Print a line per target, goal and task, and the counts per word."""
    plan = assessment.plan
    rows = []
    for group in assessment.groups:
        counts = ", ".join(f"{one.label} {count}" for one, count in group.counts.items() if count)
        single = group.verdicts[0] if len(group.verdicts) == 1 else None
        findings = single.findings if single and single.commitment.id[0] in "TQ" else ()
        rows.append(
            {
                "id": group.id,
                "title": f"{group.title}\n{group.english}",
                "status": group.status.label,
                "kind": _kind_text(group),
                "counts": "" if findings else counts,
                "found": "; ".join(found_text(one) for one in findings),
                "missing": "; ".join(_most(one.missing) for one in group.verdicts[:1])
                if findings
                else "",
            }
        )
    headings = {
        "id": "编号 id",
        "title": "目标或任务 target or task",
        "status": "状态 status",
        "kind": "证据 kind",
        "counts": "各状态条数 counts",
        "found": "值 value",
        "missing": "缺什么 missing",
    }
    notes = list(dict.fromkeys(note for one in assessment.verdicts for note in one.notes))
    notes += [
        f"{one.commitment.id}: {finding.label} {other.text}"
        for one in assessment.verdicts
        for finding in one.findings
        for other in finding.disagreeing
    ]
    if any(finding.cap for one in assessment.verdicts for finding in one.findings):
        from yunzhu.plan.outlook import COUNTING_RULE

        notes.append(COUNTING_RULE)
    notes.append(f"打开一条 open a row: yunzhu plan show {plan.id} ID --as-of {assessment.as_of}")
    print_rows(
        rows,
        OutputFormat.TABLE,
        title=f"{plan.title} {plan.id}, 截至 as of {assessment.as_of}",
        origin=assessment.origin,
        columns=headings,
        notes=notes,
    )
    counts = ", ".join(
        f"{status.label} {count}" for status, count in assessment.counts().items() if count
    )
    print_line(f"合计 counts: {counts}; 共 total {len(assessment.verdicts)}")


def _kind_text(group: GroupVerdict) -> str:
    """Return a group's weakest kind; with the counts when its rows rest on several."""
    from yunzhu.plan.words import evidence_label

    kinds = {kind: count for kind, count in group.kinds.items() if count}
    if len(kinds) == 1:
        return evidence_label(group.kind)
    counts = ", ".join(f"{evidence_label(kind)} {count}" for kind, count in kinds.items())
    return f"{evidence_label(group.kind)} ({counts})"


def _most(lines: tuple[str, ...]) -> str:
    more = f" (+{len(lines) - 1})" if len(lines) > 1 else ""
    return f"{lines[0]}{more}" if lines else ""


def found_text(finding: Finding) -> str:
    """Return a finding on one line: value, coverage, threshold, outlook."""
    from yunzhu.plan.joint_counts import JointCount
    from yunzhu.plan.odds import Odds, shown_odds

    if finding.value is None:
        return f"{finding.label} — ({finding.threshold_text})"
    value = format(finding.value, "f")
    if finding.result is not None and finding.result.exact_text is not None:
        value += f" ({finding.result.exact_text})"
    parts = [f"{finding.label} {value} {finding.unit}".rstrip()]
    if finding.denominator is not None:
        parts.append(f"{finding.numerator}/{finding.denominator}")
    parts.append(finding.threshold_text)
    if finding.cap is not None:
        cap = finding.cap
        parts.append(
            f"剩余 remaining {cap.remaining_days} d, 日均最高 cap {cap.shown} "
            f"(取整 whole {cap.whole})"
        )
    if isinstance(finding.odds, Odds):
        parts.append(f"概率 odds {finding.odds.shown}{_proxy(finding.odds)}")
    if isinstance(finding.joint, JointCount):
        together, independent = finding.joint.together, finding.joint.independent
        parts.append(
            f"概率 odds {shown_odds(together.probability)} "
            f"(独立 independent {shown_odds(independent.probability)})"
        )
    if finding.budget is not None:
        parts.append(f"尚可 left {finding.budget.left} d")
    return ", ".join(parts)


def print_verdict(verdict: Verdict, origin: Origin) -> None:
    """Print everything known of one commitment."""
    from yunzhu.plan.words import label_of

    one = verdict.commitment
    print_line(f"{origin_label(origin)}{one.id} {verdict.status.label}")
    print_line(f"  条款 clause: {one.clause}")
    print_line(f"  {one.english}")
    print_line(
        f"  类别 kind {label_of(one.kind)}; 约束力 force {label_of(one.force)}; "
        f"职责 role {label_of(one.role)}; 应交 owes {label_of(one.owes)}; 期限 due {one.due}"
    )
    print_line(f"  测什么 measured: {one.measured} {one.measured_english}")
    print_line(
        f"  指标 metric: {one.metric.name}; 名录 registers: {', '.join(one.registers) or '—'}"
    )
    for reading in one.readings:
        print_line(f"  解读 reading: {reading}")
    for finding in verdict.findings:
        _print_finding(finding)
    for note in verdict.notes:
        print_line(f"  注 note: {note}")


def _print_finding(finding: Finding) -> None:
    from yunzhu.plan.words import evidence_label

    kind = f"证据 evidence {evidence_label(finding.kind)}"
    what = "他方结果 outcome of others" if finding.is_outcome_of_others else "所见 finding"
    print_line(f"  {what} [{finding.status.label}, {kind}]: {found_text(finding)}")
    _print_odds(finding)
    _print_joint(finding)
    if finding.oldest is not None:
        print_line(f"    最早的数字 oldest figure: {finding.oldest}")
    for note in finding.notes:
        print_line(f"    注 note: {note}")
    for heading, lines in (
        ("缺 missing:", finding.missing),
        ("已计入 counted:", finding.counted),
        ("其余 the rest:", finding.rest),
    ):
        _print_first(heading, lines)
    _print_first("证据 evidence:", finding.evidence)
    if finding.result is not None:
        mark = finding.result.mark.label
        print_line(f"    依据 rules: {finding.result.edition}, 标记 mark {mark}")
        print_line(f"    打开 open: yunzhu explain {finding.result.lineage_id}")
    for other in finding.others:
        print_line(f"    另一序列 another series: {other.text}")
    _print_first("打开 open: yunzhu explain", finding.lineage_ids)


def _print_first(heading: str, lines: Sequence[str]) -> None:
    """Print the first of many lines and how many there are besides."""
    for line in lines[:_MOST_EVIDENCE]:
        print_line(f"    {heading} {line}")
    if (hidden := len(lines) - _MOST_EVIDENCE) > 0:
        print_line(f"    另 {hidden} 条，用 --format json 看全 {hidden} more with --format json")


def _proxy(odds: Odds) -> str:
    return " (来自替代站点 from a proxy)" if odds.is_proxy else ""


def _print_odds(finding: Finding) -> None:
    from yunzhu.plan.odds import Odds

    if not isinstance(finding.odds, Odds):
        return
    odds = finding.odds
    print_line(
        f"    概率 odds: {odds.shown} = {odds.met}/{odds.draws}, 年份 years "
        f"{', '.join(map(str, odds.years))}, 序列 series {odds.series}{_proxy(odds)}, 块 block "
        f"{odds.block_days} d, 种子 seed {odds.seed}, "
        f"全年 final {odds.low}..{odds.middle}..{odds.high}"
    )


def _print_joint(finding: Finding) -> None:
    from yunzhu.plan.joint_counts import JointCount

    if not isinstance(finding.joint, JointCount):
        return
    joint = finding.joint
    print_line(f"    {joint.shown}")
    print_line(f"    {joint.shown_distribution}")
    print_line(f"    {joint.shown_draws}")
