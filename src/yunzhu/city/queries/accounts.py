"""The accounts, with the days on which they were opened and closed, from the audit log."""

from __future__ import annotations

from yunzhu.city.clock import wall_clock
from yunzhu.city.models import Account, AuditEntry
from yunzhu.city.records import AccountRecord


def account_records() -> list[AccountRecord]:
    """Return all accounts in the order of their opening; closed ones stay listed."""
    entries = AuditEntry.objects.filter(subject_kind="account").order_by("sequence")
    moments = {
        (number, action): wall_clock(happened)
        for number, action, happened in entries.values_list("subject_id", "action", "happened_at")
    }
    return [
        AccountRecord(
            name,
            organisation,
            moments[number, "account.open"],
            moments.get((number, "account.close")),
        )
        for number, name, organisation in Account.objects.order_by("pk").values_list(
            "pk", "name", "organisation"
        )
    ]
