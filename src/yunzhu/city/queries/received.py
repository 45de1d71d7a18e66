"""What had been received by the end of a day."""

from __future__ import annotations

from datetime import date
from typing import TypeVar

from django.db.models import Model, QuerySet

from yunzhu.city.clock import end_of

Row = TypeVar("Row", bound=Model)


def received_by(rows: QuerySet[Row], known_at: date | None) -> QuerySet[Row]:
    """Return the rows received by the end of ``known_at``; all of them when it is None."""
    return rows if known_at is None else rows.filter(received_at__lt=end_of(known_at))
