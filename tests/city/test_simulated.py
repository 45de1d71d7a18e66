"""The simulated city's records go through the same actions, on both databases."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from yunzhu.city.evidence import (
    area_records,
    disagreements,
    document_records,
    figure_records,
    verify_audit_chain,
    work_item_records,
    working_days,
)
from yunzhu.city.models import AuditEntry
from yunzhu.city.records import WorkItemState
from yunzhu.city.setup import open_city, prepare_city
from yunzhu.city.simulated import fill_simulated_city
from yunzhu.errors import UsageError, WorkspaceError
from yunzhu.simulation.plan_evidence import PLAN
from yunzhu.values import Origin
from yunzhu.workspace import Workspace, init_workspace


@pytest.fixture
def filled(engine: str, tmp_path: Path) -> Workspace:
    workspace = init_workspace(tmp_path / "w", origin=Origin.SIMULATED, area="990100")
    prepare_city(workspace)
    fill_simulated_city(workspace)
    open_city(workspace)
    return workspace


def test_the_records_are_there_and_agree_with_the_log(filled, contents) -> None:
    end = date(2021, 12, 31)
    items = work_item_records(["01.2", "01.3", "02.1", "02.2", "02.3", "02.4"], end, plan=PLAN)
    # 12 patrols, 12 reports, 4 letters, and one each of 02.1, 02.2, 02.4 twice.
    assert len(items) == 12 + 12 + 4 + 4
    assert sum(one.state is WorkItemState.ACCEPTED for one in items) == 12 + 12 + 4 + 2
    assert len(document_records(end)) == 2
    # 3 sections x 12 months and 3 confirmed, 2 plants twice, 130 outfalls.
    assert len(figure_records(end)) == 36 + 3 + 4 + 130
    assert len(area_records()) == 1 + 8 + 8 * 3
    # 366 days from Wednesday, 1 January: 52 weeks of five days, then a Wednesday and a Thursday.
    assert working_days(date(2020, 1, 1), date(2020, 12, 31)).count == 52 * 5 + 2
    assert verify_audit_chain() is None
    assert disagreements() == []
    # Filling again changes nothing.
    before = contents()
    with pytest.raises(UsageError, match="账号已存在"):
        fill_simulated_city(filled)
    assert contents() == before


def test_every_act_is_recorded_at_its_own_moment(filled) -> None:
    moments = list(
        AuditEntry.objects.exclude(actor="本机 local operator")
        .order_by("sequence")
        .values_list("recorded_at", flat=True)
    )
    assert moments == sorted(moments)
    assert moments[0].date() == date(2020, 1, 2)
    assert moments[-1].date() == date(2021, 1, 20)
    assert figure_records(date(2020, 12, 31), date(2020, 1, 1)) == []


def test_a_measured_workspace_is_refused(engine, tmp_path: Path, contents) -> None:
    workspace = init_workspace(tmp_path / "measured", origin=Origin.MEASURED)
    prepare_city(workspace)
    before = contents()
    with pytest.raises(WorkspaceError, match="simulated"):
        fill_simulated_city(workspace)
    assert contents() == before


def test_a_workspace_without_a_city_is_told_to_prepare_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("YUNZHU_DATABASE_URL", raising=False)
    workspace = init_workspace(tmp_path / "w", origin=Origin.SIMULATED)
    with pytest.raises(WorkspaceError, match="no city yet"):
        fill_simulated_city(workspace)
