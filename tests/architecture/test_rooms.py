"""The house: rooms before `city` work without the web stack and without data frames."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

import yunzhu

PACKAGE = Path(yunzhu.__file__).parent
# house.md, "Rooms, from the ground up": everything before `city`.
ROOT_MODULES = ("errors", "periods", "values", "files", "workspace")
ROOMS_BEFORE_CITY = (
    "standards", "observations", "telemetry", "indicators", "diagnosis", "forecast", "evaluation",
    "simulation",
)  # fmt: skip
STILL_TO_COME = {"telemetry", "forecast", "evaluation"}

IMPORTER = """\
import importlib, json, sys
from importlib.abc import MetaPathFinder

class Blocked(MetaPathFinder):
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in {blocked!r}:
            raise ModuleNotFoundError(f"{{name}} is blocked", name=name)
        return None

sys.meta_path.insert(0, Blocked())
for name in {modules!r}:
    importlib.import_module(name)
print(json.dumps(sorted(sys.modules)))
"""


def modules_of(room: str) -> list[str]:
    folder = PACKAGE / room
    if folder.is_dir():
        paths = sorted(folder.rglob("*.py"))
    else:
        paths = [PACKAGE / f"{room}.py"] if (PACKAGE / f"{room}.py").exists() else []
    names = [
        ".".join(("yunzhu", *path.relative_to(PACKAGE).with_suffix("").parts)) for path in paths
    ]
    return [name.removesuffix(".__init__") for name in names]


def loaded_by(modules: list[str], *blocked: str) -> set[str]:
    code = IMPORTER.format(blocked=blocked, modules=modules)
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return set(json.loads(done.stdout))


def test_the_rooms_of_the_house_are_there() -> None:
    for room in (*ROOT_MODULES, *ROOMS_BEFORE_CITY):
        assert modules_of(room) or room in STILL_TO_COME, room


@pytest.mark.parametrize(
    "room", [room for room in (*ROOT_MODULES, *ROOMS_BEFORE_CITY) if modules_of(room)]
)
def test_a_room_before_city_imports_without_django_and_pandas(room: str) -> None:
    modules = modules_of(room)
    loaded = loaded_by(modules, "django", "pandas")
    assert {"yunzhu", *modules} <= loaded


def test_the_blocker_blocks() -> None:
    with pytest.raises(AssertionError, match=r"json\.tool is blocked"):
        loaded_by(["json.tool"], "json")


LAYERS = (
    *ROOT_MODULES,
    "arrays",
    "yaml_documents",
    *ROOMS_BEFORE_CITY,
    "settings",
    "city",
    "plan",
    "portal",
    "cli",
)


@pytest.mark.parametrize(
    "room", ["standards", "observations", "indicators", "diagnosis", "simulation", "plan"]
)
def test_importing_a_room_loads_only_rooms_below_it(room: str) -> None:
    above = {f"yunzhu.{other}" for other in LAYERS[LAYERS.index(room) + 1 :]}
    if room == "simulation":
        above.discard("yunzhu.city")
    loaded = loaded_by(modules_of(room), "django")
    assert not {name for name in loaded if name in above or name.rpartition(".")[0] in above}


def test_standards_read_their_yaml_without_observations_or_arrow() -> None:
    loaded = loaded_by(modules_of("standards"), "django", "pandas", "pyarrow")
    assert "yunzhu.observations" not in loaded
