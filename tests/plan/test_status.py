"""House rule 7: the six words and the order of a roll-up."""

from __future__ import annotations

from itertools import combinations

import pytest

from yunzhu.plan.status import Status, worst_status

ORDER = ["未达成", "难以达成", "有风险", "证据不足", "有望", "已达成"]


def test_the_order_of_the_roll_up() -> None:
    assert [status.value for status in Status] == ORDER


@pytest.mark.parametrize(("worse", "better"), list(combinations(ORDER, 2)))
def test_the_worse_of_two_words_is_shown(worse: str, better: str) -> None:
    pair = [Status(better), Status(worse)]
    assert worst_status(pair) is worst_status(reversed(pair)) is Status(worse)


def test_settled_words_and_labels() -> None:
    assert [status.value for status in Status if status.is_settled] == ["未达成", "已达成"]
    assert Status.INSUFFICIENT.label == "证据不足 insufficient evidence"
