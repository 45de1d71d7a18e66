"""The interval of a share, against the values that Newcombe published."""

from __future__ import annotations

import pytest

from yunzhu.plan.counted.proportions import wilson_interval


@pytest.mark.parametrize(
    ("successes", "trials", "low", "high"),
    [
        # R. G. Newcombe, Statistics in Medicine 17 (1998) 857-872, table I, method 3.
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0000, 0.1611),
        (1, 29, 0.0061, 0.1718),
        # The mirror of 0 of 20: 1 - 0.1611.
        (20, 20, 0.8389, 1.0000),
    ],
)
def test_the_interval_is_the_published_one(successes, trials, low, high) -> None:
    found = wilson_interval(successes, trials)
    assert found == pytest.approx((low, high), abs=5e-5)
