"""Outlines of areas, as they came in; the newest of an area counts."""

from __future__ import annotations

from django.db import models

from yunzhu.city.coordinates import CoordinateSystem
from yunzhu.city.models.areas import Area
from yunzhu.city.models.frozen import FrozenRecord


class AreaOutline(FrozenRecord):
    """An area's outline in CGCS2000, with the file that it came from and what that was in."""

    area = models.ForeignKey(
        Area, models.PROTECT, to_field="code", db_column="area", related_name="+",
        verbose_name="区域 area",
    )  # fmt: skip
    outline = models.TextField("边界 outline, WKT, CGCS2000")
    coordinate_system = models.CharField(
        "文件坐标系 coordinate system of the file",
        max_length=12,
        choices=[(one.value, one.value) for one in CoordinateSystem],
    )
    file_name = models.CharField("文件名 file", max_length=255)
    sha256 = models.CharField("SHA-256", max_length=64)
    received_at = models.DateTimeField("收到时间 received at")
    recorded_by = models.CharField("登记者 recorded by", max_length=60)

    class Meta:
        verbose_name = "区域边界 outline of an area"
        verbose_name_plural = "区域边界 outlines of areas"
        ordering = ("id",)

    def __str__(self) -> str:
        return str(self.area_id)
