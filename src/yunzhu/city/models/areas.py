"""Administrative areas."""

from __future__ import annotations

from django.db import models

from yunzhu.city.area_table import AreaLevel

_LEVELS = [(level.value, level.label) for level in AreaLevel]


class Area(models.Model):
    """An administrative area and the one it lies in."""

    code = models.CharField("代码 code", max_length=12, unique=True)
    name = models.CharField("名称 name", max_length=60)
    level = models.CharField("级别 level", max_length=12, choices=_LEVELS)
    parent = models.ForeignKey(
        "self", models.PROTECT, verbose_name="上级 parent", null=True, blank=True
    )

    class Meta:
        verbose_name = "区域 area"
        verbose_name_plural = "区域 areas"
        ordering = ("code",)

    def __str__(self) -> str:
        return self.name
