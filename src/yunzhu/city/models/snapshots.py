"""Frozen assessments of plans."""

from __future__ import annotations

from django.db import models

from yunzhu.city.models.frozen import FrozenRecord
from yunzhu.values import Origin


class PlanSnapshot(FrozenRecord):
    """What was said of a plan on a day, exactly as it was said."""

    plan = models.CharField("计划 plan", max_length=60, db_index=True)
    as_of = models.DateField("截至 as of")
    known_at = models.DateField("已知截至 known at", null=True)
    taken_at = models.DateTimeField("留存时间 taken at")
    taken_by = models.CharField("留存者 taken by", max_length=60)
    # Text, not a JSON column: the hash is of these very characters.
    content = models.TextField("内容 content")
    sha256 = models.CharField("SHA-256", max_length=64)
    origin = models.CharField(
        "来源 origin", max_length=12, choices=[(origin.value, origin.label) for origin in Origin]
    )

    class Meta:
        verbose_name = "计划快照 plan snapshot"
        verbose_name_plural = "计划快照 plan snapshots"
        ordering = ("id",)

    def __str__(self) -> str:
        return f"{self.plan} {self.as_of}"
