"""``yunzhu ledger``: templates, checks, imports, exports and receipts of the ledgers."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from yunzhu.cli.city_options import LOCAL, ByOption, opened_city, print_done, print_register
from yunzhu.cli.options import FormatOption, OutputFormat, WorkspaceOption
from yunzhu.cli.output import progress_bar
from yunzhu.cli.register_template import print_or_write_template

if TYPE_CHECKING:
    from yunzhu.errors import FileFault

app = typer.Typer(
    help="台账的模板、核对、导入、导出、回执 ledgers: template, check, import, export, receipts. "
    "例 example: yunzhu ledger list",
    no_args_is_help=True,
)

NameArgument = Annotated[str, typer.Argument(help="台账 ledger: vehicle_tests; 见 see ledger list")]
FileArgument = Annotated[Path, typer.Argument(help="文件 file: .csv, .csv.gz, .xlsx")]
EncodingOption = Annotated[str, typer.Option("--encoding", help="CSV 编码 encoding: gb18030")]

_FAULT_HEADINGS = {
    "row": "行 row",
    "column": "列 column",
    "what": "说明 what",
    "found": "现值 found",
    "expected": "应为 expected",
    "action": "处理 action",
}


@app.command("list")
def list_ledgers(
    form: FormatOption = OutputFormat.TABLE, workspace: WorkspaceOption = None
) -> None:
    """列出台账 List the ledgers and how many rows each has.

    例 example: yunzhu ledger list
    """
    opened = opened_city(workspace)
    from yunzhu.city.evidence import ledger_sizes
    from yunzhu.city.ledgers import LEDGERS

    sizes = ledger_sizes()
    rows = [
        {
            "name": one.name,
            "title": one.chinese,
            "rows": sizes.get(one.name, 0),
            "key": ", ".join(one.key),
        }
        for one in LEDGERS
    ]
    headings = {
        "name": "台账 ledger",
        "title": "名称 title",
        "rows": "条数 rows",
        "key": "主键 key",
    }
    print_register(rows, form, opened, title="台账 ledgers", columns=headings)


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

    例 example: yunzhu ledger template vehicle_tests tests.csv
    """
    from yunzhu.city.ledgers import ledger_named

    print_or_write_template(ledger_named(name), file, form)


@app.command("check")
def check(
    name: NameArgument,
    file: FileArgument,
    encoding: EncodingOption = "utf-8",
    form: FormatOption = OutputFormat.TABLE,
    workspace: WorkspaceOption = None,
) -> None:
    """核对文件 Tell what an import would add and every fault; nothing is stored.

    有错误时退出码为 1。Exit code 1 when there are faults.

    例 example: yunzhu ledger check vehicle_tests tests.csv.gz
    """
    opened = opened_city(workspace)
    from yunzhu.city.evidence import check_ledger_file
    from yunzhu.city.ledgers import ledger_named

    ledger = ledger_named(name)
    with progress_bar(f"核对 check {file.name}") as progress:
        report = check_ledger_file(ledger, file, encoding=encoding, progress=progress)
    print_register(
        [_fault_row(fault) for fault in report.faults],
        form,
        opened,
        title=f"核对 check {ledger.label}: {report.file}",
        columns=_FAULT_HEADINGS,
        notes=(report.counts,),
    )
    raise typer.Exit(1 if report.faults else 0)


@app.command("import")
def import_file(
    name: NameArgument,
    file: FileArgument,
    encoding: EncodingOption = "utf-8",
    by: ByOption = LOCAL,
    workspace: WorkspaceOption = None,
) -> None:
    """导入文件 Import a file: all of it, or nothing when any row is wrong (exit code 2).

    只增不改；同一主键内容不同则拒绝。Rows are added and never changed; a key that is there with
    other content is refused.

    例 example: yunzhu ledger import vehicle_tests tests.csv.gz
    """
    opened = opened_city(workspace)
    from yunzhu.city.actions.ledgers import import_ledger_file
    from yunzhu.city.ledgers import ledger_named
    from yunzhu.errors import RowsRefused

    ledger = ledger_named(name)
    try:
        with progress_bar(f"导入 import {file.name}") as progress:
            report = import_ledger_file(ledger, file, by=by, encoding=encoding, progress=progress)
    except RowsRefused as refused:
        title = f"未导入 not imported: {file.name}"
        rows = [_fault_row(fault) for fault in refused.faults]
        print_register(rows, OutputFormat.TABLE, opened, title=title, columns=_FAULT_HEADINGS)
        raise
    receipt = "" if report.receipt is None else f", 回执 receipt {report.receipt}"
    print_done(opened, f"已导入 imported {ledger.label}: {report.counts}{receipt}")


@app.command("export")
def export(
    name: NameArgument,
    file: Annotated[Path, typer.Argument(help="写到 write to: .csv, .xlsx")],
    workspace: WorkspaceOption = None,
) -> None:
    """导出台账 Write all rows to a file that can be imported again.

    例 example: yunzhu ledger export vehicle_tests tests.csv
    """
    opened = opened_city(workspace)
    from yunzhu.city.evidence import ledger_rows
    from yunzhu.city.ledgers import ledger_named
    from yunzhu.city.ledgers.writing import write_ledger

    ledger = ledger_named(name)
    with progress_bar(f"导出 export {file.name}"):
        count = write_ledger(ledger, ledger_rows(ledger), file, origin=opened.origin)
    print_done(opened, f"已导出 exported {ledger.label}: {count} 行 rows, {file}")


@app.command("receipts")
def receipts(
    name: NameArgument,
    form: FormatOption = OutputFormat.TABLE,
    workspace: WorkspaceOption = None,
) -> None:
    """列出回执 List every file that came into a ledger, withdrawn ones too.

    例 example: yunzhu ledger receipts vehicle_tests
    """
    opened = opened_city(workspace)
    from yunzhu.city.evidence import ledger_receipts
    from yunzhu.city.ledgers import ledger_named

    ledger = ledger_named(name)
    rows = [
        {
            "receipt": one.number,
            "file": one.file,
            "sha256": one.sha256,
            "recorded": f"{one.recorded:%Y-%m-%d %H:%M:%S}",
            "by": one.recorded_by,
            "new": one.new,
            "unchanged": one.unchanged,
            "withdrawn": one.withdrawn and f"{one.withdrawn:%Y-%m-%d %H:%M:%S}",
            "reason": " ".join((one.withdrawn_by, one.reason)).strip(),
        }
        for one in ledger_receipts(ledger)
    ]
    headings = {
        "receipt": "回执 receipt",
        "file": "文件 file",
        "sha256": "SHA-256",
        "recorded": "登记时间 recorded",
        "by": "登记者 by",
        "new": "新增 new",
        "unchanged": "不变 unchanged",
        "withdrawn": "撤销时间 withdrawn",
        "reason": "撤销者与理由 by, reason",
    }
    title = f"回执 receipts {ledger.label}"
    print_register(rows, form, opened, title=title, columns=headings)


@app.command("withdraw")
def withdraw(
    name: NameArgument,
    receipt: Annotated[int, typer.Argument(help="回执 receipt; 见 see ledger receipts")],
    reason: Annotated[str, typer.Option(help="理由 reason")],
    by: ByOption = LOCAL,
    workspace: WorkspaceOption = None,
) -> None:
    """撤销回执 Take out all rows that a file brought; they stay known as they were.

    例 example: yunzhu ledger withdraw vehicle_tests 1 --reason 重复报送
    """
    opened = opened_city(workspace)
    from yunzhu.city.actions.ledgers import withdraw_ledger_receipt
    from yunzhu.city.ledgers import ledger_named

    ledger = ledger_named(name)
    count = withdraw_ledger_receipt(ledger, receipt, reason=reason, by=by)
    told = f"回执 receipt {receipt}, {count} 行 rows"
    print_done(opened, f"已撤销 withdrawn {ledger.label}: {told}")


def _fault_row(fault: FileFault) -> dict[str, Any]:
    return {
        "row": fault.row,
        "column": fault.field,
        "what": fault.what,
        "found": fault.found,
        "expected": fault.expected,
        "action": fault.action,
    }
