"""The calendar of working days, a table that a city imports."""

from __future__ import annotations

from django.db import models


class CalendarDate(models.Model):
    """Whether a date is a working day, as told at a moment; the latest word on a date counts.

    A date without a row is not known.
    """

    day = models.DateField("日期 date", db_index=True)
    is_workday = models.BooleanField("工作日 working day")
    source = models.CharField("依据 source", max_length=200)
    received_at = models.DateTimeField("收到时间 received at")

    class Meta:
        verbose_name = "工作日历 calendar date"
        verbose_name_plural = "工作日历 calendar dates"
        ordering = ("day", "id")

    def __str__(self) -> str:
        return f"{self.day} {'工作日' if self.is_workday else '休息日'}"
