"""Published facts beside work items: they stand in where nothing was handed in.

The facts are those of Guangzhou: 13 assessment sections attained (Guangzhou Daily 2021-01-15), and
heavy metals of 2020, where two sources differ (-37.8 % and -20.20 %).
"""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import pytest

from yunzhu.city.records import EvidenceFile, WorkingDays, WorkItemRecord, WorkItemState
from yunzhu.plan.assessment import assess_plan
from yunzhu.plan.city_evidence import CityEvidence
from yunzhu.plan.status import Status
from yunzhu.plan.verdicts import Verdict
from yunzhu.plan.work_item_metric import WorkEvidence
from yunzhu.values import EvidenceKind, Origin
from yunzhu.workspace import Workspace, init_workspace

FIRST, LAST = date(2020, 1, 1), date(2020, 12, 31)
BEFORE, AFTER = date(2021, 1, 14), date(2021, 1, 15)
FILE = EvidenceFile("纪要.pdf", "0" * 64, datetime(2020, 6, 1, 9))


def sections(value: int) -> dict[str, object]:
    return {
        "indicator": "assessment_section",
        "statistic": "attained_sections",
        "threshold": {"compare": "equal", "value": value, "unit": ""},
    }


METALS = {
    "indicator": "heavy_metal_emission",
    "statistic": "change_from_2013",
    "threshold": {"compare": "at_most", "value": -12, "unit": "%"},
}


def item(*evidence: EvidenceFile, due: date = LAST, component: str = "") -> WorkItemRecord:
    return WorkItemRecord(
        id=1,
        plan="guangzhou",
        commitment="05.1",
        component=component,
        title="断面整治",
        owner="水处",
        period=None,
        due=due,
        state=WorkItemState.DRAFT,
        accepted_on=None,
        evidence=evidence,
    )


@pytest.fixture
def measured(tmp_path: Path) -> Workspace:
    return init_workspace(tmp_path / "measured", origin=Origin.MEASURED, area="440100")


@pytest.fixture
def judged(measured: Workspace, plan_of, write):
    def of(as_of: date, published: dict[str, object], *items: WorkItemRecord) -> Verdict:
        components = [one.component for one in items if one.component]
        entry = write.work("05.1", *components, published=[published])
        plan = plan_of(entry, id="guangzhou", area="440100", origin="measured")
        days = WorkingDays(FIRST, LAST, (date(2020, 1, 2), date(2020, 12, 30)), ())
        work = WorkEvidence({"05.1": items}, days, EvidenceKind.DOCUMENT)
        (verdict,) = assess_plan(measured, plan, as_of, evidence=CityEvidence(work, {})).verdicts
        return verdict

    return of


@pytest.mark.parametrize(("value", "word"), [(13, Status.ACHIEVED), (12, Status.MISSED)])
def test_a_fact_stands_in_for_items_without_a_file_and_the_rest_stays_listed(
    judged, value: int, word: Status
) -> None:
    verdict = judged(AFTER, sections(value), item())
    assert (verdict.status, verdict.kind) == (word, EvidenceKind.PUBLISHED)
    (finding,) = verdict.findings
    assert finding.value == 13
    assert finding.rest == ("断面整治 (水处, 2020-12-31, 草稿 draft, 逾期 overdue)",)


def test_without_a_fact_overdue_work_stays_missed_on_no_evidence(judged) -> None:
    # The day before the publication.
    verdict = judged(BEFORE, sections(13), item())
    assert (verdict.status, verdict.kind) == (Status.MISSED, None)
    assert verdict.missing == ("无证据 without evidence: 断面整治",)


def test_what_is_not_yet_due_is_on_track_on_no_evidence(judged) -> None:
    verdict = judged(date(2020, 6, 30), sections(13), item())
    assert (verdict.status, verdict.kind) == (Status.ON_TRACK, None)


def test_a_file_of_one_item_is_evidence_and_the_fact_steps_back(judged) -> None:
    items = (item(FILE, component="整治"), item(component="验收"))
    verdict = judged(AFTER, sections(13), *items)
    assert (verdict.status, verdict.kind) == (Status.MISSED, EvidenceKind.DOCUMENT)
    assert [one.kind for one in verdict.findings] == [EvidenceKind.DOCUMENT, None]
    assert all(one.fact is None for one in verdict.findings)


def test_facts_that_conflict_leave_a_miss_standing_and_are_shown_where_nothing_is_said(
    judged,
) -> None:
    missed = judged(AFTER, METALS, item())
    assert (missed.status, missed.kind) == (Status.MISSED, None)
    nothing = judged(AFTER, METALS)
    assert (nothing.status, nothing.kind) == (Status.INSUFFICIENT, EvidenceKind.PUBLISHED)
    assert nothing.missing == ("来源不一致 sources conflict: -37.8, -20.20",)
