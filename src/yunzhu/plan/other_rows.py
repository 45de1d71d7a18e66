"""A judged statistic under the rules that do not judge it; the reader sees both."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from yunzhu.indicators.air.rules import SeriesKind
from yunzhu.plan.status import Status
from yunzhu.values import Result


@dataclass(frozen=True)
class OtherRow:
    """The statistic under a rule that does not judge: without excluded events, another edition.

    Attributes
    ----------
    result : its row. default : the row that judges.
    status : the word it would give; None where it settles none.
    """

    result: Result
    default: Result
    status: Status | None

    @property
    def text(self) -> str:
        """What differs, the value, its coverage, the word and the id, for reading."""
        result = self.result
        differing = set(result.rule.split("+")) - set(self.default.rule.split("+"))
        name = f"按 under {', '.join(sorted(differing))}"
        if differing == {SeriesKind.EXCLUDING_EVENTS.value}:
            name = "按剔除事件 excluding events"
        counted = f" ({result.note})" if result.note else ""
        value = f"{result.value} {result.unit}".rstrip()
        word = "" if self.status is None else f", 按此为 would be {self.status.label}"
        return (
            f"{name}: {value}, {result.n_valid}/{result.n_expected}{counted}{word}; "
            f"yunzhu explain {result.lineage_id}"
        )

    def as_dict(self) -> dict[str, Any]:
        """Return the row for JSON."""
        return {
            "text": self.text,
            "status": None if self.status is None else self.status.value,
            "status_english": None if self.status is None else self.status.english,
            "result": self.result.as_dict(),
        }
