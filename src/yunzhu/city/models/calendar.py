"""The calendar of working days, a table that a city imports."""

from __future__ import annotations

from django.db import models


class CalendarDate(models.Model):
    """Whether a date is a working day; a date without a row is not known."""

    day = models.DateField("日期 date", unique=True)
    is_workday = models.BooleanField("工作日 working day")
    source = models.CharField("依据 source", max_length=200)

    class Meta:
        verbose_name = "工作日历 calendar date"
        verbose_name_plural = "工作日历 calendar dates"
        ordering = ("day",)

    def __str__(self) -> str:
        return f"{self.day} {'工作日' if self.is_workday else '休息日'}"
