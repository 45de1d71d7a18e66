"""A migration's operation that makes many new tables and renders their models once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.migrations.operations import CreateModel
from django.db.migrations.operations.base import Operation


class CreateAtOnce(Operation):
    """Make the tables of new models that refer to each other.

    Django renders all related models anew after each of its operations. Seventy registers that
    refer to the same few make that quadratic: a minute of work for what takes a second.

    Parameters
    ----------
    operations : as `makemigrations` writes them: new models, and what it adds to them afterwards
        because they refer to each other. Nothing in them may touch a table that exists already.
    """

    def __init__(self, operations: Sequence[Operation]) -> None:
        self.operations = tuple(operations)

    def state_forwards(self, app_label: str, state: Any) -> None:
        """Add all models to the state, which renders them when they are next asked for."""
        state.__dict__.pop("apps", None)
        for one in self.operations:
            one.state_forwards(app_label, state)

    def database_forwards(
        self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any
    ) -> None:
        """Make each table as it is in the end, with what was added to it afterwards."""
        apps = to_state.apps
        for one in self.operations:
            if isinstance(one, CreateModel):
                model = apps.get_model(app_label, one.name)
                if self.allow_migrate_model(schema_editor.connection.alias, model):
                    schema_editor.create_model(model)

    def database_backwards(
        self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any
    ) -> None:
        """Drop the tables, those that refer to others first."""
        apps = from_state.apps
        for one in reversed(self.operations):
            if isinstance(one, CreateModel):
                model = apps.get_model(app_label, one.name)
                if self.allow_migrate_model(schema_editor.connection.alias, model):
                    schema_editor.delete_model(model)

    def describe(self) -> str:
        """Return what is shown while it runs."""
        made = sum(isinstance(one, CreateModel) for one in self.operations)
        return f"Create {made} models at once"
