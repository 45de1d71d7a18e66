"""The register of declared figures, the newest version of each."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from decimal import Decimal

from yunzhu.city.clock import wall_clock
from yunzhu.city.models import DeclaredFigure
from yunzhu.city.queries.received import received_by
from yunzhu.city.records import FigureRecord
from yunzhu.values import EvidenceKind


def figure_records(
    as_of: date, known_at: date | None, indicators: Collection[str] | None
) -> list[FigureRecord]:
    """Return the newest version of every figure about a day up to ``as_of``, by day."""
    rows = received_by(DeclaredFigure.objects.filter(day__lte=as_of), known_at)
    if indicators is not None:
        rows = rows.filter(indicator__in=set(indicators))
    newest: dict[tuple[str, str, date, EvidenceKind], FigureRecord] = {}
    for row in rows.order_by("version").values_list(
        "pk",
        "indicator",
        "object_name",
        "day",
        "value",
        "unit",
        "kind",
        "version",
        "source",
        "recorded_by",
        "received_at",
    ):
        number, indicator, name, day, value, unit, word, version, source, by, received = row
        kind = EvidenceKind(word)
        newest[indicator, name, day, kind] = FigureRecord(
            id=number,
            indicator=indicator,
            object_name=name,
            day=day,
            value=Decimal(value),
            unit=unit,
            kind=kind,
            version=version,
            source=source,
            recorded_by=by,
            received=wall_clock(received),
        )
    return sorted(newest.values(), key=lambda one: (one.day, one.id))
