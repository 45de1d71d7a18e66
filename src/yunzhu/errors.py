"""The exception tree: every failure a user can meet, with one readable message.

    YunzhuError
    ├── UsageError       the call or the command line is wrong
    ├── FileFault        a file as a whole cannot be used; nothing of it was stored
    │   └── RowsRefused  because of some of its rows, each with its own message
    ├── WorkspaceError   the workspace is absent, foreign, locked or of another origin
    ├── StandardError    a standard's YAML is wrong, or what was asked of it is not known
    ├── PlanError        a plan's YAML is wrong
    └── EvidenceError    the stored evidence cannot answer what was asked

All of them end a command with exit code 2. What a check *found* (rejected cells, flagged hours,
a number that does not recompute) is a result with exit code 1, never an exception.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path


class YunzhuError(Exception):
    """A failure told to a user: what, where, the value found, what was expected, what to do.

    Parameters
    ----------
    what : what went wrong, Chinese first with English beside.
    file, row, field : where; ``row`` counts lines of the file from 1, the header included.
    found, expected : the value met and what should have stood there.
    action : what the user can do about it.

    Examples
    --------
    >>> print(FileFault("缺少列 missing column", file="a.csv", row=1, expected="PM2.5"))
    缺少列 missing column | 文件 file: a.csv | 行 row: 1 | 应为 expected: PM2.5
    """

    exit_code = 2

    def __init__(
        self,
        what: str,
        *,
        file: str | Path | None = None,
        row: int | None = None,
        field: str | None = None,
        found: object = None,
        expected: str | None = None,
        action: str | None = None,
    ) -> None:
        self.what = what
        self.file = None if file is None else str(file)
        self.row = row
        self.field = field
        self.found = found
        self.expected = expected
        self.action = action
        super().__init__(str(self))

    def __str__(self) -> str:
        places: list[tuple[str, object]] = [
            ("文件 file", self.file),
            ("行 row", self.row),
            ("字段 field", self.field),
            ("值 found", None if self.found is None else repr(self.found)),
            ("应为 expected", self.expected),
            ("处理 action", self.action),
        ]
        parts = [self.what, *(f"{label}: {text}" for label, text in places if text is not None)]
        return " | ".join(parts)


class UsageError(YunzhuError):
    """The call or the command line is wrong."""


class FileFault(YunzhuError):
    """A file as a whole cannot be used; nothing of it was stored."""


class RowsRefused(FileFault):
    """Rows of a file cannot be taken, so none of it was; every fault has its own message.

    Parameters
    ----------
    faults : at least one, in the order of the file.
    """

    def __init__(self, faults: Sequence[FileFault]) -> None:
        self.faults = tuple(faults)
        first = self.faults[0]
        super().__init__(
            f"{len(self.faults)} 处有误，未存入任何一行 faults, not one row was stored",
            file=first.file,
            row=first.row,
            field=first.field,
            found=f"{first.what}: {first.found}",
            expected=first.expected,
        )


class WorkspaceError(YunzhuError):
    """The workspace is absent, not ours, locked by another import, or of another origin."""


class StandardError(YunzhuError):
    """A standard's YAML is wrong, or what was asked of it is not known."""


class PlanError(YunzhuError):
    """A plan's YAML is wrong."""


class EvidenceError(YunzhuError):
    """The stored evidence cannot answer what was asked."""
