"""Registers of what was issued, held and organised."""

from __future__ import annotations

from django.db import models

_FILE_NAME, _SHA256 = 255, 64


class Document(models.Model):
    """A document with its number (文号), date of issue and file."""

    number = models.CharField("文号 number", max_length=80, blank=True)
    title = models.CharField("标题 title", max_length=300)
    kind = models.CharField("种类 kind", max_length=60)
    issuer = models.CharField("发文机关 issuer", max_length=120)
    issued_on = models.DateField("印发日期 issued on")
    file_name = models.CharField("文件名 file", max_length=_FILE_NAME, blank=True)
    sha256 = models.CharField("SHA-256", max_length=_SHA256, blank=True)
    received_at = models.DateTimeField("收到时间 received at")

    class Meta:
        verbose_name = "文件 document"
        verbose_name_plural = "文件 documents"
        constraints = (
            models.UniqueConstraint(
                fields=("issuer", "number"),
                condition=~models.Q(number=""),
                name="one_document_per_number",
            ),
        )

    def __str__(self) -> str:
        return f"{self.title} {self.number}".strip()


class Meeting(models.Model):
    """A meeting that was held, with its minutes."""

    kind = models.CharField("种类 kind", max_length=60, db_index=True)
    title = models.CharField("名称 title", max_length=300)
    held_on = models.DateField("召开日期 held on")
    minutes = models.ForeignKey(
        Document, models.PROTECT, verbose_name="纪要 minutes", null=True, blank=True
    )
    received_at = models.DateTimeField("收到时间 received at")

    class Meta:
        verbose_name = "会议 meeting"
        verbose_name_plural = "会议 meetings"

    def __str__(self) -> str:
        return f"{self.held_on} {self.title}"


class Activity(models.Model):
    """An activity, such as a publicity event or a training."""

    kind = models.CharField("种类 kind", max_length=60, db_index=True)
    title = models.CharField("名称 title", max_length=300)
    first_day = models.DateField("开始 first day")
    last_day = models.DateField("结束 last day")
    people = models.PositiveIntegerField("人次 people", null=True, blank=True)
    document = models.ForeignKey(
        Document, models.PROTECT, verbose_name="材料 document", null=True, blank=True
    )
    received_at = models.DateTimeField("收到时间 received at")

    class Meta:
        verbose_name = "活动 activity"
        verbose_name_plural = "活动 activities"
        constraints = (
            models.CheckConstraint(
                condition=models.Q(last_day__gte=models.F("first_day")),
                name="activity_ends_after_it_begins",
            ),
        )

    def __str__(self) -> str:
        return f"{self.first_day} {self.title}"
