"""The Django app ``city``."""

from __future__ import annotations

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class CityConfig(AppConfig):
    """The city's records."""

    name = "yunzhu.city"
    verbose_name = "城市记录 city records"

    def ready(self) -> None:
        """Keep the append-only tables protected whoever runs the migrations."""
        from yunzhu.city.protection import protect_append_only_tables  # noqa: PLC0415

        post_migrate.connect(protect_append_only_tables, sender=self)
