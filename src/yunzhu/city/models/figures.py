"""Figures that somebody declares or confirms about something."""

from __future__ import annotations

from django.db import models

from yunzhu.city.models.frozen import FrozenRecord
from yunzhu.values import EvidenceKind


class DeclaredFigure(FrozenRecord):
    """One dated figure about one object; a correction is a further version of it."""

    indicator = models.CharField("指标 indicator", max_length=80, db_index=True)
    object_name = models.CharField("对象 object", max_length=120)
    day = models.DateField("所属日期 day")
    # Text, not a float or a rounded decimal: the figure stays exactly as it was declared.
    value = models.CharField("值 value", max_length=40)
    unit = models.CharField("单位 unit", max_length=30, blank=True)
    kind = models.CharField(
        "证据种类 kind", max_length=8, choices=[(kind.value, kind.value) for kind in EvidenceKind]
    )
    version = models.PositiveIntegerField("版本 version")
    source = models.CharField("依据 source", max_length=300)
    recorded_by = models.CharField("登记者 recorded by", max_length=60)
    received_at = models.DateTimeField("收到时间 received at")

    class Meta:
        verbose_name = "申报数字 declared figure"
        verbose_name_plural = "申报数字 declared figures"
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(
                fields=("indicator", "object_name", "day", "kind", "version"),
                name="one_figure_per_version",
            ),
        )

    def __str__(self) -> str:
        return f"{self.indicator} {self.object_name} {self.day}: {self.value} {self.unit}".rstrip()
