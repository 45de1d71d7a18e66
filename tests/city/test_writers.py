"""Nothing but the actions writes, so the audit log is complete by construction."""

from __future__ import annotations

import ast
from pathlib import Path

import yunzhu

PACKAGE = Path(yunzhu.__file__).parent
WRITING = {"save", "create", "bulk_create", "bulk_update", "get_or_create", "update_or_create"}
# The refusals of the append-only tables are spelled with these words, too.
FROZEN = PACKAGE / "city" / "models" / "frozen.py"


def writes(path: Path) -> list[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return [
        f"{path.name}:{node.lineno} {node.func.attr}"
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in WRITING
    ]


def test_only_actions_write_to_the_tables() -> None:
    paths = [
        path
        for room in ("city", "plan", "portal")
        for path in (PACKAGE / room).rglob("*.py")
        if not path.is_relative_to(PACKAGE / "city" / "actions") and path != FROZEN
    ]
    assert [found for path in paths for found in writes(path)] == []


def test_every_module_of_the_actions_that_writes_also_logs() -> None:
    for path in (PACKAGE / "city" / "actions").glob("*.py"):
        if writes(path):
            assert "action.log(" in path.read_text(encoding="utf-8") or path.name == "recording.py"
