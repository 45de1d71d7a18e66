"""Declared and confirmed figures are entered into their register."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from yunzhu.city.actions.recording import acting, require_text
from yunzhu.city.models import DeclaredFigure
from yunzhu.errors import UsageError
from yunzhu.values import EvidenceKind, Origin

_LONGEST_VALUE = 40


def record_figure(
    *,
    indicator: str,
    object_name: str,
    day: date,
    value: Decimal,
    unit: str,
    kind: EvidenceKind,
    source: str,
    by: str,
    at: datetime | None = None,
) -> int:
    """Enter a figure about an object and return its number in the register.

    A further figure of the same indicator, object, day and kind is a new version: the old one
    stays readable, the newest counts.

    Parameters
    ----------
    indicator : what the figure says, e.g. ``断面水质类别``.
    object_name : what it is about, e.g. the name of an assessment section.
    day : the day that it is about; nothing dated in the future.
    value : exactly as it was declared.
    unit : empty where it has none.
    kind : declared 自报, confirmed 核定 ...; 模拟 in a simulated city only.
    source : the document, letter or form that it stands in.

    Raises
    ------
    UsageError : a text is missing or too long, the value is no number, the day lies in the
        future, or a simulated figure is entered in a measured city.
    """
    with acting(by, at) as action:
        if day > action.happened.date():
            raise UsageError(
                "日期在将来 the date lies in the future",
                field="day",
                found=str(day),
                expected=f"不晚于 not after {action.happened.date()}",
            )
        if kind is EvidenceKind.SIMULATED and action.city.origin != Origin.SIMULATED.value:
            raise UsageError(
                "实测城市不登记模拟数字 a measured city takes no simulated figure",
                field="kind",
                found=kind.value,
                expected=" | ".join(
                    one.value for one in EvidenceKind if one is not EvidenceKind.SIMULATED
                ),
            )
        figure = DeclaredFigure(
            indicator=require_text("indicator", indicator, longest=80),
            object_name=require_text("object_name", object_name, longest=120),
            day=day,
            value=_plain_text(value),
            unit=unit.strip() and require_text("unit", unit, longest=30),
            kind=kind.value,
            source=require_text("source", source, longest=300),
            recorded_by=action.actor,
            received_at=action.recorded_at,
        )
        earlier = DeclaredFigure.objects.filter(
            indicator=figure.indicator,
            object_name=figure.object_name,
            day=day,
            kind=figure.kind,
        )
        figure.version = earlier.count() + 1
        figure.save()
        detail = {
            "indicator": figure.indicator,
            "object_name": figure.object_name,
            "day": day.isoformat(),
            "value": figure.value,
            "unit": figure.unit,
            "kind": figure.kind,
            "version": figure.version,
            "source": figure.source,
        }
        action.log("figure.record", "figure", figure.pk, detail)
        return int(figure.pk)


def _plain_text(value: Decimal) -> str:
    """Return the digits of a decimal as they were given, without an exponent."""
    text = format(value, "f") if value.is_finite() else ""
    if not 0 < len(text) <= _LONGEST_VALUE:
        raise UsageError(
            "不是可登记的数 not a number that can be entered",
            field="value",
            found=str(value),
            expected=f"有限小数，至多 {_LONGEST_VALUE} 位 finite, at most {_LONGEST_VALUE} digits",
        )
    return text
