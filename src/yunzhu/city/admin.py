"""Django's admin shows registers, their histories and alarms; nothing is changed there."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from simple_history.admin import SimpleHistoryAdmin

from yunzhu.city.ledgers import LEDGERS
from yunzhu.city.models import (
    Alarm,
    City,
    LedgerReceipt,
    column_of,
    ledger_model_of,
    model_of,
)
from yunzhu.city.queries.register_rows import current_rows
from yunzhu.city.registers import REGISTERS
from yunzhu.city.registers.writing import workbook_of
from yunzhu.values import Origin

_WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_SHOWN_COLUMNS = 8


class ReadOnly:
    """Refuses every change: records change through actions, which log."""

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Refuse."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Refuse."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Refuse."""
        return False


class CityPages(admin.AdminSite):
    """The site of these pages; a simulated city says so at the head of each."""

    def each_context(self, request: HttpRequest) -> dict[str, Any]:
        """Return what every page is told, the city's origin in its head."""
        origin = Origin(City.objects.get().origin)
        head = f"云珠 Yunzhu: {origin.label}"
        return {**super().each_context(request), "site_header": head, "site_title": head}


class RegisterAdmin(ReadOnly, SimpleHistoryAdmin):  # type: ignore[misc]
    """A register: its rows, the history of each, and rows as a workbook."""

    actions = ("export_workbook",)

    @admin.action(description="导出为 XLSX export as XLSX", permissions=("view",))
    def export_workbook(self, request: HttpRequest, chosen: QuerySet[Any]) -> HttpResponse:
        """Return the chosen rows as a file that can be imported again."""
        register = self.model.register
        keys = set(chosen.values_list(*(column_of(register, field) for field in register.key)))
        rows = [row for key, row in sorted(current_rows(register).items()) if key in keys]
        content = workbook_of(register, rows, origin=Origin(City.objects.get().origin))
        name = f'attachment; filename="{register.name}.xlsx"'
        return HttpResponse(content, _WORKBOOK, headers={"Content-Disposition": name})


class LedgerAdmin(ReadOnly, admin.ModelAdmin):  # type: ignore[type-arg]
    """A ledger: its rows by day, each with the receipt that brought it; no count of all rows."""

    show_full_result_count = False
    list_select_related = ("receipt",)
    list_per_page = 50


class ReceiptAdmin(ReadOnly, admin.ModelAdmin):  # type: ignore[type-arg]
    """The receipts of files, withdrawn ones too."""

    list_display = (
        "ledger", "id", "file", "recorded_at", "recorded_by", "new", "unchanged", "withdrawn_at",
    )  # fmt: skip
    list_filter = ("ledger",)


class AlarmAdmin(ReadOnly, admin.ModelAdmin):  # type: ignore[type-arg]
    """The alarms with their states."""

    list_display = ("started_at", "site", "item", "kind", "value", "state")
    list_filter = ("state", "kind")


CITY_PAGES = CityPages(name="admin")
for _register in REGISTERS:
    _columns = tuple(_register.row.columns())[:_SHOWN_COLUMNS]
    _admin = type(
        f"{_register.row.__name__}Admin",
        (RegisterAdmin,),
        {"list_display": _columns},
    )
    CITY_PAGES.register(model_of(_register), _admin)
for _ledger in LEDGERS:
    _admin = type(
        f"{_ledger.row.__name__}Admin",
        (LedgerAdmin,),
        {
            "list_display": (*tuple(_ledger.row.columns())[:_SHOWN_COLUMNS], "receipt"),
            "date_hierarchy": _ledger.day,
            "search_fields": (f"{_ledger.key[0]}__exact",),
        },
    )
    CITY_PAGES.register(ledger_model_of(_ledger), _admin)
CITY_PAGES.register(LedgerReceipt, ReceiptAdmin)
CITY_PAGES.register(Alarm, AlarmAdmin)
