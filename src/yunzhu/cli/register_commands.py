"""``yunzhu register``: templates, checks, imports, exports and histories of the registers."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from yunzhu.cli.city_options import LOCAL, ByOption, opened_city, print_done, print_register
from yunzhu.cli.options import FormatOption, OutputFormat, WorkspaceOption
from yunzhu.cli.output import print_line, progress_bar
from yunzhu.cli.register_template import print_or_write_template

if TYPE_CHECKING:
    from yunzhu.city.registers.report import RegisterReport
    from yunzhu.errors import RowsRefused
    from yunzhu.workspace import Workspace

app = typer.Typer(
    help="名录的模板、核对、导入、导出、沿革 registers: template, check, import, export, history. "
    "例 example: yunzhu register list",
    no_args_is_help=True,
)

NameArgument = Annotated[str, typer.Argument(help="名录 register: outfalls; 见 see register list")]
FileArgument = Annotated[Path, typer.Argument(help="文件 file: .xlsx, .csv")]
KeyArgument = Annotated[list[str], typer.Argument(help="主键 key: S01; S01 2020")]
EncodingOption = Annotated[str, typer.Option("--encoding", help="CSV 编码 encoding: gb18030")]
ColumnsOption = Annotated[
    Path | None,
    typer.Option(
        "--columns", help="自有表头的列映射 mapping of own headings: .yaml", show_default=False
    ),
]

_REPORT_HEADINGS = {
    "result": "结果 result",
    "row": "行 row",
    "column": "列 column",
    "what": "说明 what",
    "found": "现值 found",
    "expected": "应为、改为 expected, new value",
}


@app.command("list")
def list_registers(
    form: FormatOption = OutputFormat.TABLE, workspace: WorkspaceOption = None
) -> None:
    """列出名录 List the registers and how many rows each has.

    例 example: yunzhu register list
    """
    opened = opened_city(workspace)
    from yunzhu.city.evidence import register_contents
    from yunzhu.city.registers import REGISTERS

    rows = [
        {
            "name": one.name,
            "title": one.chinese,
            "rows": len(register_contents(one)),
            "key": ", ".join(one.key),
        }
        for one in REGISTERS
    ]
    headings = {
        "name": "名录 register",
        "title": "名称 title",
        "rows": "条数 rows",
        "key": "主键 key",
    }
    print_register(rows, form, opened, title="名录 registers", columns=headings)


@app.command("template")
def template(
    name: NameArgument,
    file: Annotated[
        Path | None,
        typer.Argument(help="写到 write to: .xlsx, .csv; 不写则列出各列 or list the columns"),
    ] = None,
    form: FormatOption = OutputFormat.TABLE,
) -> None:
    """写出模板 Write an empty template, or print what each column must hold.

    例 example: yunzhu register template outfalls outfalls.xlsx
    """
    from yunzhu.city.registers import register_named

    print_or_write_template(register_named(name), file, form)


@app.command("check")
def check(
    name: NameArgument,
    file: FileArgument,
    encoding: EncodingOption = "utf-8",
    columns: ColumnsOption = None,
    form: FormatOption = OutputFormat.TABLE,
    workspace: WorkspaceOption = None,
) -> None:
    """核对文件 Tell what an import would change and every fault; nothing is stored.

    有错误时退出码为 1。Exit code 1 when there are faults.

    例 example: yunzhu register check outfalls outfalls.xlsx
    """
    opened = opened_city(workspace)
    from yunzhu.city.evidence import check_register_file
    from yunzhu.city.registers import register_named

    register = register_named(name)
    with progress_bar("核对 check"):
        report = check_register_file(register, file, encoding=encoding, columns=columns)
    title = f"核对 check {register.label}: {report.file}"
    _print_report(report, form, opened, title)
    raise typer.Exit(1 if report.faults else 0)


@app.command("import")
def import_file(
    name: NameArgument,
    file: FileArgument,
    encoding: EncodingOption = "utf-8",
    columns: ColumnsOption = None,
    by: ByOption = LOCAL,
    workspace: WorkspaceOption = None,
) -> None:
    """导入文件 Import a file: all of it, or nothing when any row is wrong (exit code 2).

    主键相同的行更新，其余不变。Rows with a known key are updated, rows not listed stay.

    例 example: yunzhu register import outfalls outfalls.xlsx
    """
    opened = opened_city(workspace)
    from yunzhu.city.actions.register_rows import import_register_file
    from yunzhu.city.registers import register_named
    from yunzhu.errors import RowsRefused

    register = register_named(name)
    try:
        with progress_bar("导入 import"):
            report = import_register_file(register, file, by=by, encoding=encoding, columns=columns)
    except RowsRefused as refused:
        print_faults(refused, opened, file)
        raise
    print_done(opened, f"已导入 imported {register.label}: {_counts(report)}")
    for warning in report.warnings:
        print_line(warning)


@app.command("export")
def export(
    name: NameArgument,
    file: FileArgument,
    workspace: WorkspaceOption = None,
) -> None:
    """导出名录 Write all rows to a file that can be imported again.

    例 example: yunzhu register export outfalls outfalls.xlsx
    """
    opened = opened_city(workspace)
    from yunzhu.city.evidence import register_contents
    from yunzhu.city.registers import register_named
    from yunzhu.city.registers.writing import write_register

    register = register_named(name)
    rows = register_contents(register)
    write_register(register, rows, file, origin=opened.origin)
    print_done(opened, f"已导出 exported {register.label}: {len(rows)} 行 rows, {file}")


@app.command("history")
def history(
    name: NameArgument,
    key: KeyArgument,
    form: FormatOption = OutputFormat.TABLE,
    workspace: WorkspaceOption = None,
) -> None:
    """列出沿革 List every recorded state of one row, the earliest first.

    例 example: yunzhu register history section_targets S01 2020
    """
    opened = opened_city(workspace)
    from yunzhu.city.evidence import row_history
    from yunzhu.city.registers import register_named

    register = register_named(name)
    rows = [
        {
            "recorded": f"{one.recorded:%Y-%m-%d %H:%M:%S}",
            "by": one.recorded_by,
            "change": one.change,
            "source": one.source,
            "differences": list(one.differences),
        }
        for one in row_history(register, key)
    ]
    headings = {
        "recorded": "登记时间 recorded",
        "by": "登记者 by",
        "change": "变化 change",
        "source": "来自 source",
        "differences": "内容 what differs",
    }
    title = f"沿革 history {register.label} {'/'.join(key)}"
    print_register(rows, form, opened, title=title, columns=headings)


@app.command("withdraw")
def withdraw(
    name: NameArgument,
    key: KeyArgument,
    reason: Annotated[str, typer.Option(help="理由 reason")],
    by: ByOption = LOCAL,
    workspace: WorkspaceOption = None,
) -> None:
    """撤销一行 Take out a row entered by mistake; its history stays.

    例 example: yunzhu register withdraw outfalls P09 --reason 编码有误
    """
    opened = opened_city(workspace)
    from yunzhu.city.actions.register_rows import withdraw_register_row
    from yunzhu.city.registers import register_named

    register = register_named(name)
    withdraw_register_row(register, key, reason=reason, by=by)
    print_done(opened, f"已撤销 withdrawn {register.label}: {'/'.join(key)}")


def print_faults(refused: RowsRefused, opened: Workspace, file: Path) -> None:
    """Print everything for which a file was refused."""
    title = f"未导入 not imported: {file.name}"
    rows = [_fault_row(fault) for fault in refused.faults]
    print_register(rows, OutputFormat.TABLE, opened, title=title, columns=_REPORT_HEADINGS)


def _print_report(
    report: RegisterReport, form: OutputFormat, opened: Workspace, title: str
) -> None:
    empty = dict.fromkeys(_REPORT_HEADINGS)
    rows: list[dict[str, Any]] = [_fault_row(fault) for fault in report.faults]
    rows += [{**empty, "result": "新增 new", "what": key} for key in report.new]
    rows += [
        {
            **empty,
            "result": "变更 changed",
            "column": one.heading,
            "what": one.key,
            "found": one.before,
            "expected": one.after,
        }
        for one in report.changes
    ]
    notes = (_counts(report), *report.warnings)
    print_register(rows, form, opened, title=title, columns=_REPORT_HEADINGS, notes=notes)


def _fault_row(fault: Any) -> dict[str, Any]:
    return {
        "result": "错误 fault",
        "row": fault.row,
        "column": fault.field,
        "what": fault.what,
        "found": fault.found,
        "expected": fault.expected,
    }


def _counts(report: RegisterReport) -> str:
    return (
        f"{report.rows} 行 rows: 新增 new {len(report.new)}, 变更 changed {len(report.changed)},"
        f" 不变 unchanged {report.unchanged}, 错误 faults {len(report.faults)}"
    )
