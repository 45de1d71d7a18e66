"""Placeholder: the owner writes it."""

from __future__ import annotations

from typing import Any

from yunzhu.plan.verdicts import Finding


def judge_drinking_sources(*_: Any) -> tuple[Finding, ...]:
    """Judge."""
    raise NotImplementedError
