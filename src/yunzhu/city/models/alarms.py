"""Alarms that detectors raise and persons deal with."""

from __future__ import annotations

from django.db import models

from yunzhu.city.records import AlarmState


class Alarm(models.Model):
    """One alarm about a site.

    ``state`` is the state now; the state of any other day is read from the audit log.
    """

    site = models.CharField("站点 site", max_length=120)
    item = models.CharField("项目 item", max_length=40, blank=True)
    kind = models.CharField("种类 kind", max_length=40)
    started_at = models.DateTimeField("开始 start")
    value = models.CharField("值 value", max_length=40, blank=True)
    unit = models.CharField("单位 unit", max_length=30, blank=True)
    reason = models.TextField("原因 reason")
    advice = models.TextField("处置建议 advice")
    # Text, not a JSON column: the audit log holds these very characters.
    numbers = models.TextField("依据的数 numbers")
    state = models.CharField(
        "状态 state",
        max_length=12,
        default=AlarmState.RAISED.value,
        choices=[(state.value, state.label) for state in AlarmState],
    )

    class Meta:
        verbose_name = "报警 alarm"
        verbose_name_plural = "报警 alarms"
        ordering = ("started_at", "id")
        constraints = (
            models.UniqueConstraint(
                fields=("site", "item", "kind", "started_at"), name="one_alarm_per_event"
            ),
        )

    def __str__(self) -> str:
        return f"{self.site} {self.item} {self.kind} {self.started_at}"
