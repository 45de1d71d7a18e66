"""Print rows as a table, JSON or CSV; simulated rows say 模拟 in each of them."""

from __future__ import annotations

import csv
import io
import json
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from yunzhu.cli.options import OutputFormat
from yunzhu.values import Origin

if TYPE_CHECKING:
    from collections.abc import Callable

_WIDE = 240


def print_rows(
    rows: Sequence[Mapping[str, Any]],
    form: OutputFormat,
    *,
    title: str,
    origin: Origin,
    columns: Mapping[str, str],
    notes: Iterable[str] = (),
) -> None:
    """Print rows in the format asked for; notes go under a table and to stderr otherwise.

    Parameters
    ----------
    rows : one mapping per row, all keys for JSON and CSV.
    form : table, json or csv.
    title : of the table.
    origin : of the records; simulated ones are said to be so.
    columns : key to heading, the columns of the table.
    notes : what a reader must know.
    """
    if form is OutputFormat.JSON:
        print_json(rows)
    elif form is OutputFormat.CSV:
        sys.stdout.write(_csv_text(rows, columns))
    else:
        _print_table(rows, title, origin, columns)
    for note in notes:
        stream = sys.stdout if form is OutputFormat.TABLE else sys.stderr
        stream.write(f"注 note: {note}\n")


def origin_label(origin: Origin) -> str:
    """Return what stands before a line or title about simulated records, else nothing."""
    return f"【{origin.label}】" if origin is Origin.SIMULATED else ""


def print_json(content: Any) -> None:
    """Print JSON with Chinese as it is."""
    sys.stdout.write(json.dumps(content, ensure_ascii=False, indent=2) + "\n")


def print_line(text: str = "") -> None:
    """Print one line of text."""
    sys.stdout.write(text + "\n")


def digits(value: Decimal | None) -> str | None:
    """Return a number with the digits it was rounded to."""
    return None if value is None else format(value, "f")


@contextmanager
def progress_bar(label: str) -> Iterator[Callable[[int, int], None]]:
    """Show progress on stderr when it is a terminal; yields ``update(done, total)``."""
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

    console = Console(stderr=True)
    with Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.percentage:>3.0f}%"),
        TimeRemainingColumn(),
        console=console,
        transient=True,
        disable=not console.is_terminal,
    ) as progress:
        task = progress.add_task(label, total=None)

        def update(done: int, total: int) -> None:
            progress.update(task, completed=done, total=total)

        yield update


def _csv_text(rows: Sequence[Mapping[str, Any]], columns: Mapping[str, str]) -> str:
    buffer = io.StringIO()
    writer = csv.DictWriter(
        buffer, fieldnames=list(rows[0] if rows else columns), lineterminator="\n"
    )
    writer.writeheader()
    for row in rows:
        writer.writerow({key: _cell(value) for key, value in row.items()})
    return buffer.getvalue()


def _cell(value: Any) -> Any:
    if isinstance(value, list | dict):
        return json.dumps(value, ensure_ascii=False)
    return value


def _print_table(
    rows: Sequence[Mapping[str, Any]], title: str, origin: Origin, columns: Mapping[str, str]
) -> None:
    from rich import box
    from rich.console import Console
    from rich.table import Table

    label = origin_label(origin)
    console = Console()
    if not console.is_terminal:
        console = Console(width=_WIDE)
    table = Table(title=f"{label}{title}", title_justify="left", box=box.SIMPLE_HEAD)
    for heading in columns.values():
        table.add_column(heading, overflow="fold")
    for row in rows:
        table.add_row(*(_shown(row[key]) for key in columns))
    console.print(table)


def _shown(value: Any) -> str:
    if value is None:
        return "—"
    if value is True:
        return "是 yes"
    if value is False:
        return "否 no"
    if isinstance(value, list | tuple):
        return ", ".join(str(one) for one in value)
    return str(value)
