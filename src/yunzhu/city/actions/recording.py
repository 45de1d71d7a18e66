"""The frame of every action: one transaction, the city's lock, and the audit entry."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import OperationalError, transaction
from django.db.models import Max, Model

from yunzhu.city.audit_hash import entry_hash
from yunzhu.city.canonical import canonical_json
from yunzhu.city.clock import is_simulated, recording_time, stored, wall_clock
from yunzhu.city.models import Account, AuditEntry, City
from yunzhu.errors import UsageError, WorkspaceError
from yunzhu.values import Origin

# Whoever runs the program on the city's own machine; may set things up, never judges work.
LOCAL_OPERATOR = "本机 local operator"


@dataclass
class Action:
    """An action under way, inside its transaction.

    Attributes
    ----------
    city : the locked row of the city.
    actor : name of the account. happened, recorded : the city's wall clock.
    """

    city: City
    actor: str
    happened: datetime
    recorded: datetime
    logged: int = 0

    @property
    def happened_at(self) -> datetime:
        """When it happened, as the database keeps it."""
        return stored(self.happened)

    @property
    def recorded_at(self) -> datetime:
        """When it is recorded, as the database keeps it."""
        return stored(self.recorded)

    def log(
        self, action: str, subject_kind: str, subject_id: int | None, detail: Mapping[str, Any]
    ) -> None:
        """Append one audit entry to the chain."""
        sequence = self.city.audit_length + 1
        text = canonical_json(detail)
        digest = entry_hash(
            sequence=sequence,
            recorded=self.recorded,
            happened=self.happened,
            actor=self.actor,
            action=action,
            subject_kind=subject_kind,
            subject_id=subject_id,
            detail=text,
            previous=self.city.audit_head,
        )
        AuditEntry.objects.create(
            sequence=sequence,
            recorded_at=self.recorded_at,
            happened_at=self.happened_at,
            actor=self.actor,
            action=action,
            subject_kind=subject_kind,
            subject_id=subject_id,
            detail=text,
            previous=self.city.audit_head,
            sha256=digest,
        )
        self.city.audit_length, self.city.audit_head = sequence, digest
        self.city.save(update_fields=["audit_length", "audit_head"])
        self.logged += 1


@contextmanager
def _whole_transaction() -> Iterator[None]:
    """Open a transaction; a database that cannot write, as on a full disk, is told as such.

    Raises
    ------
    WorkspaceError : it cannot; nothing was stored.
    """
    try:
        with transaction.atomic():
            yield
    except OperationalError as error:
        raise WorkspaceError(
            "数据库未能写入，未存入任何内容 the database could not write; nothing was stored",
            found=str(error).splitlines()[0],
            action="检查磁盘空间、权限与其他写入者 check space, permissions and other writers",
        ) from error


@contextmanager
def all_or_nothing() -> Iterator[None]:
    """Let several actions pass together or not at all, and be committed once.

    Other writers wait until the block ends, so it holds an import, not a person's pause.
    """
    with _whole_transaction():
        yield


@contextmanager
def acting(by: str, at: datetime | None) -> Iterator[Action]:
    """Open the transaction of an action by an account or by the local operator.

    Raises
    ------
    UsageError : no such active account, or ``at`` lies in the future.
    WorkspaceError : no city is open, a measured city is asked to record at a simulated time, or
        the database cannot write.
    """
    with _whole_transaction():
        city = City.objects.select_for_update().first()
        if city is None:
            raise WorkspaceError("没有打开的城市 no city is open", action="yunzhu city prepare")
        if is_simulated() and city.origin != Origin.SIMULATED.value:
            raise WorkspaceError(
                "实测城市不接受模拟时间 a measured city records at the true time only",
                found=recording_time(),
                expected="不用 no simulated_time",
            )
        if by != LOCAL_OPERATOR:
            _require_account(by)
        recorded = recording_time()
        if at is not None and at.tzinfo is not None:
            raise UsageError(
                "时间带有时区 the time has a zone",
                field="at",
                found=at,
                expected="城市钟点 the city's clock, UTC+8",
            )
        happened = recorded if at is None else at
        if happened > recorded:
            raise UsageError(
                "发生时间在将来 it would have happened in the future",
                field="at",
                found=str(happened),
                expected=f"不晚于 not after {recorded}",
            )
        action = Action(city, by, happened, recorded)
        yield action
        if not action.logged:
            raise AssertionError("an action that logs nothing")


def require_text(field: str, text: str, *, longest: int) -> str:
    """Return a text without surrounding blanks.

    Raises
    ------
    UsageError : it is empty or longer than its column; SQLite would not notice the latter.
    """
    kept = text.strip()
    if not kept:
        raise UsageError(
            "不能为空 must not be empty", field=field, found=text, expected="文字 text"
        )
    if len(kept) > longest:
        raise UsageError(
            "文字过长 too long",
            field=field,
            found=kept[:20] + "…",
            expected=f"≤ {longest} 字 characters",
        )
    return kept


def require_person(action: Action) -> None:
    """Refuse the local operator, who has no account and judges nothing.

    Raises
    ------
    UsageError : it is the one who acts.
    """
    if action.actor == LOCAL_OPERATOR:
        raise UsageError(
            "须由账号办理 an account has to do this", field="by", found=action.actor,
            expected="账号 an account",
        )  # fmt: skip


def require_later(action: Action, kind: str, number: int) -> None:
    """Refuse an act that would have happened before the last one on the same thing.

    Raises
    ------
    UsageError : it would.
    """
    entries = AuditEntry.objects.filter(subject_kind=kind, subject_id=number)
    latest = entries.aggregate(latest=Max("happened_at"))["latest"]
    if latest is not None and action.happened_at < latest:
        raise UsageError(
            "早于上一步 earlier than the last step of the same work",
            field="at",
            found=str(action.happened),
            expected=f"不早于 not before {wall_clock(latest)}",
        )


def no_such(model: type[Model], what: str, field: str, number: int, command: str) -> UsageError:
    """Return what is told of a number that no row of a table has.

    Parameters
    ----------
    model : of the table. what : is absent. field, number : as given.
    command : of ``yunzhu city`` that lists them.
    """
    highest = model._default_manager.aggregate(highest=Max("pk"))["highest"]
    return UsageError(
        what,
        field=field,
        found=number,
        expected="（空）none there yet" if highest is None else f"1..{highest}",
        action=f"yunzhu city {command}",
    )


def _require_account(name: str) -> None:
    account = Account.objects.filter(name=name).first()
    if account is None or not account.is_active:
        raise UsageError(
            "没有此账号或已停用 no such account, or it is closed",
            field="by",
            found=name,
            expected="启用的账号 an active account",
        )
