"""What several rooms' tests share: hours and samples by hand, a simulated city, PostgreSQL."""

from __future__ import annotations

import os
import shutil
import tempfile
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from itertools import count
from pathlib import Path
from urllib.parse import quote

import numpy as np
import psycopg
import pyarrow as pa
import pytest

from yunzhu.cli.demo_command import SEED, build_simulated_city
from yunzhu.observations.exclusions import add_exclusion
from yunzhu.observations.grid import Grid, Series
from yunzhu.observations.importing import ImportOptions, import_hourly
from yunzhu.observations.items import AIR_ITEMS
from yunzhu.observations.lake import Lake
from yunzhu.observations.manifest import Manifest, write_manifest
from yunzhu.observations.sample_lake import SampleLake
from yunzhu.observations.sample_segments import SAMPLE_SCHEMA
from yunzhu.observations.samples import NO_NUMBER, DetectionMark, Samples
from yunzhu.observations.site_table import import_sites
from yunzhu.observations.sites import Site, load_sites, save_sites
from yunzhu.periods import HOURS_PER_DAY, Period, day_index
from yunzhu.settings import DATABASE_VARIABLE
from yunzhu.simulation.air import simulate_air
from yunzhu.simulation.feeds import write_simulated_feeds
from yunzhu.values import Origin
from yunzhu.workspace import Workspace, init_workspace

MISSING = {np.dtype(np.int16): -(2**15), np.dtype(np.int32): -(2**31)}
Store = Callable[..., None]
MakeWorkspace = Callable[..., Workspace]
Row = tuple[str, str, str, str]
_databases = count(1)


def store(
    workspace: Workspace,
    sites: Sequence[str],
    first: date,
    hours: Mapping[str, np.ndarray],
    *,
    decimals: Mapping[str, int] | None = None,
    received: datetime | None = None,
) -> None:
    """Commit scaled hours [sites, whole days x 24] as one import, received when it is said."""
    lake = Lake(workspace)
    start = day_index(first) * HOURS_PER_DAY
    days = next(iter(hours.values())).shape[1] // HOURS_PER_DAY
    last = date.fromordinal(first.toordinal() + days - 1)
    series = {
        name: Series(
            values, (decimals or {}).get(name, AIR_ITEMS[name].decimals), AIR_ITEMS[name].unit
        )
        for name, values in hours.items()
    }
    grid = Grid(tuple(sites), start, series)
    with lake.writing() as transaction:
        for month in Period(first, last).months():
            part = grid.of_hours(month.first_hour, month.stop_hour)
            transaction.add_segment(f"{month.first:%Y-%m}", part)
        number = len(lake.manifest.imports) + 1
        transaction.commit(source=f"hours-{number}", digest=f"{number:08x}", feed="test", counts={})
        if received is not None:
            *before, newest = lake.manifest.imports
            records = (*before, replace(newest, received=received))
            write_manifest(
                lake.folder, Manifest(workspace.origin, records, lake.manifest.site_lists)
            )


def make_workspace(
    root: Path, sites: Sequence[Site], *, origin: Origin = Origin.SIMULATED, area: str = "990100"
) -> Workspace:
    """Make a workspace whose register holds these sites."""
    workspace = init_workspace(root, origin=origin, area=area)
    save_sites(workspace, load_sites(workspace).with_sites(sites))
    return workspace


def samples_of_rows(rows: Sequence[Row]) -> Samples:
    """Samples from (site, item, moment, text); a text begins with < or > or is - for no number."""
    sites = tuple(sorted({one[0] for one in rows}))
    items = tuple(dict.fromkeys(one[1] for one in rows))
    epoch = datetime(1970, 1, 1)
    marks = {"<": DetectionMark.BELOW, ">": DetectionMark.ABOVE}
    ordered = sorted(
        (
            sites.index(site),
            int((datetime.fromisoformat(moment) - epoch).total_seconds()) // 60,
            items.index(item),
            NO_NUMBER if text == "-" else int(Decimal(text.lstrip("<>")).scaleb(8)),
            int(marks.get(text[:1], DetectionMark.NONE)),
        )
        for site, item, moment, text in rows
    )
    columns = list(zip(*ordered, strict=True))
    return Samples(
        sites,
        items,
        np.array(columns[0], np.int32),
        np.array(columns[2], np.int16),
        np.array(columns[1], np.int32),
        np.array(columns[3], np.int64),
        np.array(columns[4], np.uint8),
    )


@pytest.fixture(scope="session")
def samples_of() -> Callable[[Sequence[Row]], Samples]:
    """How samples are written as rows."""
    return samples_of_rows


def put_samples(
    workspace: Workspace, rows: Sequence[Row], state: str = "正常", feed: str = "t"
) -> None:
    """Commit (site, item, moment, text) as one import of a feed."""
    lake = SampleLake(workspace)
    by_month: dict[str, list[Row]] = {}
    for row in rows:
        by_month.setdefault(row[2][:7], []).append(row)
    with lake.writing() as transaction:
        for month, some in by_month.items():
            samples = samples_of_rows(some)
            names = [samples.sites[place] for place in samples.site]
            items = [samples.items[place] for place in samples.item]
            count = len(samples)
            table = pa.table(
                {
                    "site": names,
                    "item": items,
                    "minutes": samples.minutes,
                    "number": samples.numbers,
                    "mark": samples.marks,
                    "text": [""] * count,
                    "shown": pa.nulls(count, pa.string()),
                    "state": [state] * count,
                    "method": [""] * count,
                    "laboratory": [""] * count,
                    "standing": ["final"] * count,
                    "polled": pa.nulls(count, pa.date32()),
                    "row": np.arange(2, count + 2, dtype=np.int32),
                }
            ).cast(SAMPLE_SCHEMA)
            transaction.add_samples(month, table)
        number = len(lake.manifest.imports) + 1
        transaction.commit(source=f"samples-{number}", digest=f"{number:08x}", feed=feed, counts={})


@pytest.fixture(scope="session")
def simulated_city(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """The workspace of `yunzhu simulate`, its city filled; read only."""
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv(DATABASE_VARIABLE, raising=False)
        return build_simulated_city(tmp_path_factory.mktemp("simulated-city") / "city", SEED)


@pytest.fixture(scope="session")
def put() -> Callable[[Workspace, Sequence[Row]], None]:
    return put_samples


@pytest.fixture(scope="session", name="put_samples")
def put_samples_fixture() -> Callable[..., None]:
    return put_samples


@pytest.fixture(scope="session", name="store")
def store_fixture() -> Store:
    return store


@pytest.fixture(scope="session", name="make_workspace")
def make_workspace_fixture() -> MakeWorkspace:
    return make_workspace


@pytest.fixture(scope="session")
def simulated(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """Three months of 云珠市(模拟) across 2026-03-01, imported from its feed files; read only."""
    folder = tmp_path_factory.mktemp("simulated")
    air = simulate_air(3, date(2026, 1, 15), date(2026, 4, 15))
    feeds = write_simulated_feeds(air, folder / "feeds")
    workspace = init_workspace(folder / "workspace", origin=Origin.SIMULATED, area="990100")
    import_sites(workspace, feeds.sites)
    for file in feeds.files:
        options = ImportOptions(origin=Origin.SIMULATED)
        import_hourly(workspace, file, options, now=datetime(2026, 5, 1))
    for event in air.exclusions:
        add_exclusion(workspace, **vars(event))
    return workspace


@dataclass(frozen=True)
class Server:
    """A PostgreSQL server of this test session."""

    host: str

    def address(self, database: str) -> str:
        return f"postgresql://postgres@/{database}?host={quote(self.host, safe='')}"

    def create(self, *, template: str | None = None) -> str:
        """Create a database and return its name."""
        name = f"city_{next(_databases)}"
        with psycopg.connect(self.address("postgres"), autocommit=True) as connection:
            connection.execute(
                f"CREATE DATABASE {name}" + (f" TEMPLATE {template}" if template else "")
            )
        return name


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    folder = Path(tempfile.mkdtemp(prefix="yunzhu-postgresql-"))
    # The server's package wants a private folder for its lock and warns where there is none.
    os.environ["XDG_RUNTIME_DIR"] = str(folder / "runtime")
    (folder / "runtime").mkdir(mode=0o700)
    data = folder / "data"
    data.mkdir()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import pgserver  # noqa: PLC0415

        running = pgserver.get_server(data, cleanup_mode="stop")
    running.psql("ALTER SYSTEM SET fsync = off; ")
    running.psql("SELECT pg_reload_conf();")
    yield Server(str(data))
    from yunzhu.city.setup import close_city  # noqa: PLC0415

    close_city()
    running.cleanup()
    shutil.rmtree(folder)
