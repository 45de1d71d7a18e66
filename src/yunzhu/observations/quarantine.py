"""The list of rejected cells and rows of one import, kept on disk so that it may be long."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

from yunzhu.observations.feeds.records import Rejected
from yunzhu.observations.import_report import SHOWN_REJECTED, rejected_as_dict

LINES_PER_PART = 100_000
MOST_LINES = 1_000_000


class Quarantine:
    """Collects rejections: counts all, shows the first, writes them as JSON lines.

    Beyond `MOST_LINES` they are only counted: a file that is wrong throughout must not fill
    the disk with its own account.

    Parameters
    ----------
    folder : scratch folder of the import.
    file : name of the imported file, repeated in each line.
    """

    def __init__(self, folder: Path, file: str) -> None:
        self._path = folder / "quarantined.jsonl"
        self._file = file
        self.rejections = 0
        self.cells = 0
        self.reasons: Counter[str] = Counter()
        self._shown: list[Rejected] = []

    @property
    def shown(self) -> tuple[Rejected, ...]:
        """The first rejections, in the order in which they were found."""
        return tuple(self._shown)

    @property
    def notes(self) -> tuple[str, ...]:
        """What a reader of the list must know: how many rejections are counted but not listed."""
        beyond = self.rejections - MOST_LINES
        if beyond <= 0:
            return ()
        return (
            f"隔离清单过长, 其余 {beyond} 条只计数 the other {beyond} rejections are only counted",
        )

    def add(self, rejected: Iterable[Rejected]) -> None:
        """Take rejections in."""
        lines = []
        for one in rejected:
            self.rejections += 1
            self.cells += one.cells
            self.reasons[one.reason] += 1
            if len(self._shown) < SHOWN_REJECTED:
                self._shown.append(one)
            if self.rejections <= MOST_LINES:
                lines.append(json.dumps(rejected_as_dict(one, self._file), ensure_ascii=False))
        if lines:
            with self._path.open("a", encoding="utf-8") as stream:
                stream.write("\n".join(lines) + "\n")

    def parts(self) -> Iterator[str]:
        """Yield the JSON lines in texts of bounded length."""
        if not self._path.exists():
            return
        lines: list[str] = []
        with self._path.open(encoding="utf-8") as stream:
            for line in stream:
                lines.append(line)
                if len(lines) == LINES_PER_PART:
                    yield "".join(lines)
                    lines = []
        if lines:
            yield "".join(lines)
