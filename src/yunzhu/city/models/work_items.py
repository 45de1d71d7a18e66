"""Work items: what a commitment asks to be done, by whom, by when, and what proves it."""

from __future__ import annotations

from django.db import models

from yunzhu.city.models.areas import Area
from yunzhu.city.models.frozen import FrozenRecord
from yunzhu.city.models.registers import Meeting
from yunzhu.city.records import PeriodRule, WorkItemState

_IDENTITY, _TITLE, _OWNER = 60, 300, 120


class WorkItemSeries(models.Model):
    """A duty that comes round: its occurrences are work items."""

    plan = models.CharField("计划 plan", max_length=_IDENTITY)
    commitment = models.CharField("承诺 commitment", max_length=_IDENTITY)
    component = models.CharField("组成部分 component", max_length=_IDENTITY, blank=True)
    title = models.CharField("名称 title", max_length=_TITLE)
    owner = models.CharField("责任单位 owner", max_length=_OWNER)
    rule = models.CharField(
        "周期 rule", max_length=20, choices=[(rule.value, rule.label) for rule in PeriodRule]
    )
    meeting_kind = models.CharField("会议种类 kind of meeting", max_length=60, blank=True)
    first_day = models.DateField("开始 first day")
    last_day = models.DateField("结束 last day")
    days_to_due = models.PositiveIntegerField("期限（天）days to due")

    class Meta:
        verbose_name = "周期工作 work item series"
        verbose_name_plural = "周期工作 work item series"

    def __str__(self) -> str:
        return self.title


class WorkItem(models.Model):
    """One thing to be done for a commitment.

    ``state`` is the state now; the state of any other day is read from the audit log.
    """

    plan = models.CharField("计划 plan", max_length=_IDENTITY)
    commitment = models.CharField("承诺 commitment", max_length=_IDENTITY)
    component = models.CharField("组成部分 component", max_length=_IDENTITY, blank=True)
    title = models.CharField("名称 title", max_length=_TITLE)
    owner = models.CharField("责任单位 owner", max_length=_OWNER)
    area = models.ForeignKey(Area, models.PROTECT, verbose_name="区域 area", null=True, blank=True)
    series = models.ForeignKey(
        WorkItemSeries, models.PROTECT, verbose_name="周期工作 series", null=True, blank=True
    )
    meeting = models.ForeignKey(
        Meeting, models.PROTECT, verbose_name="会议 meeting", null=True, blank=True
    )
    first_day = models.DateField("所属期开始 first day of the period", null=True, blank=True)
    last_day = models.DateField("所属期结束 last day of the period", null=True, blank=True)
    due = models.DateField("期限 due")
    state = models.CharField(
        "状态 state",
        max_length=12,
        choices=[(state.value, state.label) for state in WorkItemState],
        default=WorkItemState.DRAFT.value,
    )

    class Meta:
        verbose_name = "工作项 work item"
        verbose_name_plural = "工作项 work items"
        indexes = (models.Index(fields=("plan", "commitment"), name="work_item_by_commitment"),)
        constraints = (
            models.UniqueConstraint(
                fields=("series", "first_day"),
                condition=models.Q(meeting=None, series__isnull=False),
                name="one_work_item_per_period",
            ),
            models.UniqueConstraint(
                fields=("series", "meeting"),
                condition=models.Q(meeting__isnull=False),
                name="one_work_item_per_meeting",
            ),
        )

    def __str__(self) -> str:
        return f"{self.commitment} {self.title}"


class Evidence(FrozenRecord):
    """A file handed in for a work item; the file itself lies in the workspace by its hash."""

    work_item = models.ForeignKey(
        WorkItem, models.PROTECT, verbose_name="工作项 work item", related_name="+"
    )
    name = models.CharField("文件名 file", max_length=255)
    sha256 = models.CharField("SHA-256", max_length=64)
    size = models.PositiveBigIntegerField("大小（字节）size [bytes]")
    dated_at = models.DateTimeField("提交时间 handed in at")
    received_at = models.DateTimeField("收到时间 received at")

    class Meta:
        verbose_name = "证据 evidence"
        verbose_name_plural = "证据 evidence"
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(
                fields=("work_item", "sha256"), name="one_file_once_per_work_item"
            ),
        )

    def __str__(self) -> str:
        return self.name
