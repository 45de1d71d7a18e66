"""The city's tables, split by subject."""

from yunzhu.city.models.accounts import Account
from yunzhu.city.models.alarms import Alarm
from yunzhu.city.models.areas import Area
from yunzhu.city.models.audit import AuditEntry, City
from yunzhu.city.models.calendar import CalendarDate
from yunzhu.city.models.figures import DeclaredFigure
from yunzhu.city.models.ledger_tables import LedgerReceipt, ledger_model_of
from yunzhu.city.models.outlines import AreaOutline
from yunzhu.city.models.register_tables import column_of, history_table_of, model_of
from yunzhu.city.models.registers import Activity, Document, Meeting
from yunzhu.city.models.snapshots import PlanSnapshot
from yunzhu.city.models.work_items import Evidence, WorkItem, WorkItemSeries

__all__ = [
    "Account",
    "Activity",
    "Alarm",
    "Area",
    "AreaOutline",
    "AuditEntry",
    "CalendarDate",
    "City",
    "DeclaredFigure",
    "Document",
    "Evidence",
    "LedgerReceipt",
    "Meeting",
    "PlanSnapshot",
    "WorkItem",
    "WorkItemSeries",
    "column_of",
    "history_table_of",
    "ledger_model_of",
    "model_of",
]
