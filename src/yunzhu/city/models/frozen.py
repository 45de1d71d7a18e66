"""Rows that are added once and never changed or deleted."""

from __future__ import annotations

from typing import Any, NoReturn

from django.db import models

from yunzhu.errors import UsageError


def _refuse(what: str) -> NoReturn:
    raise UsageError(
        "只增不改的记录不得修改或删除 append-only records are never changed or deleted",
        found=what,
        expected="新增一条 add a new record",
    )


class FrozenQuerySet(models.QuerySet[Any]):
    """Reads and adds; every other write is refused (the database's triggers refuse it too)."""

    def update(self, **values: Any) -> NoReturn:
        """Refuse."""
        _refuse("update")

    def delete(self) -> NoReturn:
        """Refuse."""
        _refuse("delete")

    def bulk_update(self, *_: Any, **__: Any) -> NoReturn:
        """Refuse."""
        _refuse("bulk_update")

    def bulk_create(self, objs: Any, *args: Any, **options: Any) -> list[Any]:
        """Add rows; never over existing ones."""
        if args or options:
            _refuse("bulk_create with options")
        return super().bulk_create(objs)


class FrozenRecord(models.Model):
    """Base of the append-only tables."""

    objects = FrozenQuerySet.as_manager()

    class Meta:
        abstract = True

    def save(self, *args: Any, **options: Any) -> None:
        """Add the row; an existing one is refused."""
        if not self._state.adding:
            _refuse("save")
        options["force_insert"] = True
        super().save(*args, **options)

    def delete(self, *_: Any, **__: Any) -> NoReturn:
        """Refuse."""
        _refuse("delete")
