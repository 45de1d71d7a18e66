"""An empty table of a register or ledger, printed column by column or written as a file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from yunzhu.cli.options import OutputFormat
from yunzhu.cli.output import print_line, print_rows
from yunzhu.values import Origin

if TYPE_CHECKING:
    from yunzhu.city.registers.register import Register


def print_or_write_template(register: Register[Any], file: Path | None, form: OutputFormat) -> None:
    """Write an empty file, or print what each column must hold when none is named.

    Parameters
    ----------
    register : or a ledger. file : where the template goes. form : of what is printed.
    """
    from yunzhu.city.registers.register import explanation_of
    from yunzhu.city.registers.writing import NOTE_HEADINGS, write_register

    if file is None:
        rows = [explanation_of(register, field) for field in register.row.columns()]
        print_rows(rows, form, title=register.label, origin=Origin.MEASURED, columns=NOTE_HEADINGS)
        return
    write_register(register, (), file, origin=Origin.MEASURED)
    print_line(f"模板已写出 template written: {file}")
