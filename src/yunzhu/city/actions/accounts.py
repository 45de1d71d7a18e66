"""Accounts are opened and closed; their names stay."""

from __future__ import annotations

from datetime import datetime

from yunzhu.city.actions.recording import LOCAL_OPERATOR, acting, require_text
from yunzhu.city.models import Account
from yunzhu.errors import UsageError


def open_account(name: str, *, organisation: str, by: str, at: datetime | None = None) -> int:
    """Open an account without a password and return its number.

    Raises
    ------
    UsageError : the name is taken, now or by a closed account.
    """
    with acting(by, at) as action:
        name = require_text("name", name, longest=60)
        organisation = require_text("organisation", organisation, longest=120)
        if name == LOCAL_OPERATOR or Account.objects.filter(name=name).exists():
            raise UsageError(
                "账号已存在 the account exists",
                field="name",
                found=name,
                expected="新的 a new name",
            )
        account = Account(name=name, organisation=organisation)
        account.set_unusable_password()
        account.save()
        action.log(
            "account.open", "account", account.pk, {"name": name, "organisation": organisation}
        )
        return account.pk


def close_account(name: str, *, reason: str, by: str, at: datetime | None = None) -> None:
    """Close an account; what it did stays under its name.

    Raises
    ------
    UsageError : there is no such active account.
    """
    with acting(by, at) as action:
        reason = require_text("reason", reason, longest=500)
        account = Account.objects.filter(name=name, is_active=True).first()
        if account is None:
            raise UsageError(
                "没有启用的账号 no such active account",
                field="name",
                found=name,
                expected="启用的账号 an active account",
                action="yunzhu city accounts",
            )
        account.is_active = False
        account.save(update_fields=["is_active"])
        action.log("account.close", "account", account.pk, {"name": name, "reason": reason})
