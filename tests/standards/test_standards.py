"""The room's public face: cheap to import, names in one place."""

import subprocess
import sys

import pytest

import yunzhu.standards


def test_importing_the_room_loads_nothing_heavy() -> None:
    code = (
        "import sys, yunzhu.standards\n"
        "print([name for name in ('numpy', 'yaml', 'pydantic', 'pandas') if name in sys.modules])"
    )
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[]"


def test_every_public_name_is_there() -> None:
    for name in yunzhu.standards.__all__:
        assert getattr(yunzhu.standards, name) is not None
    assert set(yunzhu.standards.__all__) <= set(dir(yunzhu.standards))


def test_another_name_is_not() -> None:
    with pytest.raises(AttributeError, match="no attribute"):
        _ = yunzhu.standards.absent
