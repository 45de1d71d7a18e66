"""The audit log: every change of state, one entry each, chained by hashes."""

from __future__ import annotations

from django.db import models

from yunzhu.city.models.frozen import FrozenRecord
from yunzhu.values import Origin


class City(models.Model):
    """The one city of this database: its origin, and the head of its audit chain.

    Every action locks this row first, so entries are numbered without a gap and two actions on
    the same thing follow one another.
    """

    origin = models.CharField(
        "来源 origin", max_length=12, choices=[(origin.value, origin.label) for origin in Origin]
    )
    founded_at = models.DateTimeField("建立时间 founded at")
    audit_length = models.PositiveBigIntegerField("审计条数 audit entries", default=0)
    audit_head = models.CharField("链头 head of the chain", max_length=64, default="")

    class Meta:
        verbose_name = "城市 city"
        verbose_name_plural = "城市 cities"
        constraints = (
            models.CheckConstraint(condition=models.Q(id=1), name="city_is_the_only_one"),
        )

    def __str__(self) -> str:
        return Origin(self.origin).label


class AuditEntry(FrozenRecord):
    """Who did what to which record, when it happened and when it was recorded."""

    sequence = models.PositiveBigIntegerField("序号 number", primary_key=True)
    recorded_at = models.DateTimeField("登记时间 recorded at")
    happened_at = models.DateTimeField("发生时间 happened at")
    actor = models.CharField("账号 account", max_length=60)
    action = models.CharField("动作 action", max_length=60)
    subject_kind = models.CharField("对象 subject", max_length=40)
    subject_id = models.BigIntegerField("对象编号 number of the subject", null=True)
    # Text, not a JSON column: the hash is of these very characters.
    detail = models.TextField("内容 detail")
    previous = models.CharField("上一条的哈希 hash of the entry before", max_length=64, blank=True)
    sha256 = models.CharField("哈希 hash", max_length=64)

    class Meta:
        verbose_name = "审计记录 audit entry"
        verbose_name_plural = "审计记录 audit entries"
        ordering = ("sequence",)
        indexes = (models.Index(fields=("subject_kind", "subject_id"), name="audit_by_subject"),)

    def __str__(self) -> str:
        return f"{self.sequence} {self.actor} {self.action}"
