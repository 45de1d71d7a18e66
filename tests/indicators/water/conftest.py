"""Water sites of every medium with samples written as rows, as a fixture."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from yunzhu.observations.sites import ControlLevel, Medium, Site, load_sites, save_sites
from yunzhu.standards.water_class import WaterBody
from yunzhu.values import Origin
from yunzhu.workspace import Workspace, init_workspace

Row = tuple[str, str, str, str]
PutSamples = Callable[..., None]


def section(name: str, area: str, body: WaterBody | None = WaterBody.RIVER) -> Site:
    """A section on surface water."""
    level = ControlLevel.MUNICIPAL
    return Site(name, name, area, level, medium=Medium.SURFACE_WATER, water_body=body)


def site(name: str, medium: Medium, body: WaterBody | None) -> Site:
    """A water site of another medium, in no area."""
    return Site(name, name, "", ControlLevel.MUNICIPAL, medium=medium, water_body=body)


def others() -> list[Row]:
    """A reservoir that is a source, a well that is one, a sea site and a well."""
    clean = {
        **{"pH": "7.1", "DO": "8", "CODMn": "2", "COD": "9", "BOD5": "1", "NH3N": "0.1"},
        **{"TP": "0.02", "Cu": "<0.001", "Zn": "0.01", "F": "0.2", "Se": "<0.0004"},
        **{"As": "0.001", "Hg": "<0.00004", "Cd": "<0.0001", "Cr6": "<0.004", "Pb": "<0.001"},
        **{"CN": "<0.001", "phenol": "<0.0003", "oil": "<0.01", "LAS": "<0.05", "S": "<0.003"},
        **{"SO4": "20", "Cl": "10", "NO3N": "1", "Fe": "0.02", "Mn": "0.01"},
    }
    reservoir = [
        ("库", item, f"2020-0{month}-08 10:00", text)
        for month in (1, 2, 3)
        for item, text in clean.items()
        if (month, item) != (3, "Mn")
    ]
    return [
        *reservoir,
        ("库", "Mn", "2020-02-20 10:00", "0.12"),
        ("库", "TN", "2020-01-08 10:00", "9"),
        ("库", "chl_a", "2020-01-08 10:00", "0.001"),
        ("库", "transparency", "2020-01-08 10:00", "1"),
        ("井源", "NH3N", "2020-01-08 10:00", "0.1"),
        ("海", "DO", "2020-01-08 10:00", "5.5"),
        ("海", "Cu", "2020-01-08 10:00", "0.008"),
        ("海", "Hg", "2020-01-08 10:00", "0.00005"),
        ("井", "pH", "2020-01-08 10:00", "6.2"),
        ("井", "NO3N", "2020-01-08 10:00", "21"),
        ("井", "Fe", "2020-01-08 10:00", "0.1"),
    ]


@pytest.fixture(scope="session")
def rivers(tmp_path_factory: pytest.TempPathFactory, put_samples: PutSamples) -> Workspace:
    """Two areas with a few sections, two months of five items, and a stopped station."""
    workspace = init_workspace(tmp_path_factory.mktemp("rivers") / "w", origin=Origin.SIMULATED)
    sites = [
        section("甲", "990101"),
        section("乙", "990101"),
        section("湖", "990102", WaterBody.LAKE),
        section("疑", "990102", None),
        site("库", Medium.DRINKING_SOURCE, WaterBody.LAKE),
        site("井源", Medium.DRINKING_SOURCE, None),
        site("海", Medium.SEA, None),
        site("井", Medium.GROUNDWATER, None),
    ]
    save_sites(workspace, load_sites(workspace).with_sites(sites))
    april, may = "2020-04-10 09:30", "2020-05-10 09:30"
    put_samples(
        workspace,
        [
            ("甲", "pH", april, "6.5"),
            ("甲", "pH", may, "6.5"),
            ("甲", "DO", april, "4.90"),
            ("甲", "DO", may, "5.00"),
            ("甲", "CODMn", april, "5.0"),
            ("甲", "CODMn", may, "7.1"),
            ("甲", "NH3N", april, "1.20"),
            ("甲", "NH3N", "2020-04-20 09:30", "1.60"),
            ("甲", "NH3N", may, "1.30"),
            ("甲", "TP", april, "<0.02"),
            ("甲", "TP", may, "0.15"),
            ("甲", "TN", may, "3.3"),
            ("乙", "pH", may, "7.2"),
            ("乙", "DO", may, "8.1"),
            ("乙", "CODMn", may, "3.9"),
            ("乙", "NH3N", may, "0.3"),
            ("乙", "TP", may, "0.06"),
            ("湖", "pH", may, "8"),
            ("湖", "DO", may, "9"),
            ("湖", "CODMn", may, "2"),
            ("湖", "NH3N", may, "0.1"),
            ("湖", "TP", may, "0.06"),
            ("疑", "DO", may, "9"),
            ("疑", "TP", may, "0.06"),
        ],
    )
    put_samples(workspace, others())
    put_samples(workspace, [("乙", "NH3N", "2020-05-20 09:30", "9")], state="停站")
    return workspace
