"""The simulated waters brought into a workspace by the importers that a user's files take."""

from __future__ import annotations

from typing import TYPE_CHECKING

from yunzhu.cli.output import print_line, progress_bar

if TYPE_CHECKING:
    from yunzhu.simulation.water import SimulatedWater
    from yunzhu.workspace import Workspace

YEAR = 2020


def import_simulated_water(workspace: Workspace, seed: int) -> None:
    """Simulate the waters, write them as files and import all but the registers.

    Two years of water, and before them two of which only the laboratory's sections are known.
    """
    from yunzhu.observations.datasets import WATER_HOURLY
    from yunzhu.observations.importing import ImportOptions, import_hourly
    from yunzhu.observations.sample_importing import SampleImportOptions, import_samples
    from yunzhu.observations.site_table import import_sites
    from yunzhu.observations.water_feeds import LABORATORY, national_feed_of
    from yunzhu.periods import city_now
    from yunzhu.simulation.water import simulate_earlier_water, simulate_water
    from yunzhu.simulation.water_feeds import write_simulated_water

    with progress_bar("模拟水 simulating water"):
        water = simulate_water(seed, YEAR)
        earlier = simulate_earlier_water(seed, YEAR)
        feeds = write_simulated_water(water, earlier, workspace.root / "feeds")
    import_sites(workspace, feeds.sites)
    now = city_now()
    reports = []
    for file in (*feeds.stations, *feeds.laboratory):
        feed = LABORATORY if file in feeds.laboratory else national_feed_of(file)
        options = SampleImportOptions(feed=feed)
        with progress_bar(file.name) as progress:
            reports.append(import_samples(workspace, file, options, now=now, progress=progress))
    hourly = ImportOptions(mapping=feeds.flow_mapping, dataset=WATER_HOURLY)
    with progress_bar(feeds.flow.name) as progress:
        reports.append(import_hourly(workspace, feeds.flow, hourly, now=now, progress=progress))
    read, new, rejected = (
        sum(getattr(one, field) for one in reports) for field in ("read", "new", "quarantined")
    )
    print_line(
        f"【模拟 simulated】水 water: {len(reports)} 个文件 files, 读到 read {read}, "
        f"新增 new {new}, 隔离 quarantined {rejected}"
    )
    _print_false_alarms(water)


def _print_false_alarms(water: SimulatedWater) -> None:
    """Print how often the warnings were wrong in the quarter in which nothing happened."""
    from yunzhu.indicators.water.warning_settings import default_warning_settings
    from yunzhu.simulation.false_alarms import false_alarms

    found = false_alarms(water, default_warning_settings())
    kinds = ", ".join(f"{kind.label} {count}" for kind, count in found.by_kind.items())
    print_line(
        f"【模拟 simulated】平静季度 quiet quarter {found.period}: {found.sections} 个断面误报 "
        f"false alarms {found.count} ({kinds or '无 none'}), "
        f"每断面每 30 天 per section and 30 days "
        f"{found.count}×30/({found.sections}×{found.period.days}) = {float(found.rate):.2f}"
    )
