"""The tables of the ledgers, each made from its description, and the receipts of their files.

A row is never changed: it came with a receipt, and it goes when the receipt is withdrawn. Codes
are checked when a file comes in and no foreign key holds them, so a million rows come in quickly;
what refers to a register by its code stays readable when that row is withdrawn.
"""

from __future__ import annotations

from typing import Any

from django.db import models

from yunzhu.city.ledgers import LEDGERS
from yunzhu.city.ledgers.ledger import Ledger
from yunzhu.city.models.register_tables import plain_field

_NAME, _FILE_NAME, _SHA256, _ACTOR, _REASON = 60, 255, 64, 60, 500


class LedgerReceipt(models.Model):
    """That a file came into a ledger: which, when, by whom, and how many rows it brought."""

    ledger = models.CharField("台账 ledger", max_length=_NAME)
    file = models.CharField("文件 file", max_length=_FILE_NAME)
    sha256 = models.CharField("SHA-256", max_length=_SHA256)
    recorded_at = models.DateTimeField("登记时间 recorded at")
    recorded_by = models.CharField("登记者 recorded by", max_length=_ACTOR)
    new = models.PositiveIntegerField("新增 new", default=0)
    unchanged = models.PositiveIntegerField("不变 unchanged", default=0)
    content = models.CharField("内容摘要 digest of its rows", max_length=_SHA256)
    withdrawn_at = models.DateTimeField("撤销时间 withdrawn at", null=True, blank=True)
    withdrawn_by = models.CharField("撤销者 withdrawn by", max_length=_ACTOR, blank=True)
    reason = models.CharField("撤销理由 reason", max_length=_REASON, blank=True)

    class Meta:
        verbose_name = "台账回执 receipt of a ledger"
        verbose_name_plural = "台账回执 receipts of ledgers"
        ordering = ("pk",)

    def __str__(self) -> str:
        return f"{self.ledger} {self.pk}: {self.file}"


def ledger_model_of(ledger: Ledger[Any]) -> Any:
    """Return the model of a ledger's table."""
    return _MODELS[ledger.name]


def _told(self: Any) -> str:
    return str(getattr(self, self.ledger.key[0]))


def _made(ledger: Ledger[Any]) -> Any:
    (key,) = ledger.key
    names = {
        "verbose_name": ledger.label,
        "verbose_name_plural": ledger.label,
        "constraints": [
            models.UniqueConstraint(
                fields=(key,),
                condition=models.Q(is_current=True),
                name=f"one_current_row_{ledger.name}",
            )
        ],
        "indexes": [
            models.Index(
                fields=(ledger.day, *ledger.counted),
                condition=models.Q(is_current=True),
                name=f"counts_of_{ledger.name}",
            )
        ],
    }
    body = {
        "__module__": "yunzhu.city.models",
        "__doc__": ledger.row.__doc__,
        "__str__": _told,
        "ledger": ledger,
        # Few receipts, many rows: an index of theirs would cost more than a scan.
        "receipt": models.ForeignKey(
            LedgerReceipt, models.PROTECT, related_name="+", db_index=False
        ),
        "is_current": models.BooleanField("有效 current"),
        "Meta": type("Meta", (), names),
        **{name: plain_field(ledger, name, is_unique=False) for name in ledger.row.model_fields},
    }
    return type(ledger.row.__name__, (models.Model,), body)


_MODELS: dict[str, Any] = {ledger.name: _made(ledger) for ledger in LEDGERS}
