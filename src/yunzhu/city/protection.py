"""Database triggers that refuse to change or delete what may only be added."""

from __future__ import annotations

from typing import Any

from django.apps import AppConfig
from django.db import connections

from yunzhu.city.registers import REGISTERS

# The histories of the registers are so, too; they are named by their descriptions.
APPEND_ONLY_TABLES = (
    "city_areaoutline",
    "city_auditentry",
    "city_declaredfigure",
    "city_evidence",
    "city_plansnapshot",
)
_REFUSAL = "append-only: entries are never changed or deleted"

_POSTGRESQL_FUNCTION = f"""
CREATE OR REPLACE FUNCTION yunzhu_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '{_REFUSAL}' USING ERRCODE = 'restrict_violation';
END $$
"""
_POSTGRESQL_TRIGGERS = """
DROP TRIGGER IF EXISTS {table}_rows_stay ON {table};
CREATE TRIGGER {table}_rows_stay BEFORE UPDATE OR DELETE ON {table}
    FOR EACH ROW EXECUTE FUNCTION yunzhu_refuse_change();
DROP TRIGGER IF EXISTS {table}_table_stays ON {table};
CREATE TRIGGER {table}_table_stays BEFORE TRUNCATE ON {table}
    FOR EACH STATEMENT EXECUTE FUNCTION yunzhu_refuse_change();
"""
# INSERT OR REPLACE deletes without firing a delete trigger, so it is refused on its own.
_SQLITE_TRIGGERS = (
    "CREATE TRIGGER IF NOT EXISTS {table}_no_update BEFORE UPDATE ON {table}"
    " BEGIN SELECT RAISE(ABORT, '{refusal}'); END",
    "CREATE TRIGGER IF NOT EXISTS {table}_no_delete BEFORE DELETE ON {table}"
    " BEGIN SELECT RAISE(ABORT, '{refusal}'); END",
    "CREATE TRIGGER IF NOT EXISTS {table}_no_replace BEFORE INSERT ON {table}"
    " WHEN EXISTS (SELECT 1 FROM {table} WHERE {key} = NEW.{key})"
    " BEGIN SELECT RAISE(ABORT, '{refusal}'); END",
)


def protect_append_only_tables(sender: AppConfig, using: str = "default", **_: Any) -> None:
    """Put the triggers in place after migrations; SQLite drops them when it rebuilds a table."""
    # The models are there once the apps are.
    from yunzhu.city.models import history_table_of  # noqa: PLC0415

    connection = connections[using]
    present = set(connection.introspection.table_names())
    histories = (history_table_of(register) for register in REGISTERS)
    tables = [table for table in (*APPEND_ONLY_TABLES, *histories) if table in present]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(_POSTGRESQL_FUNCTION)
            for table in tables:
                cursor.execute(_POSTGRESQL_TRIGGERS.format(table=table))
            return
        for table in tables:
            key = connection.introspection.get_primary_key_column(cursor, table)
            for statement in _SQLITE_TRIGGERS:
                cursor.execute(statement.format(table=table, key=key, refusal=_REFUSAL))
