"""The words by which the audit log names what was done to a ledger."""

from __future__ import annotations

IMPORT, WITHDRAW = "ledger.import", "ledger.withdraw"
