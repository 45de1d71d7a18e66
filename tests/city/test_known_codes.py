"""A wrong code is told with the one that was meant, however many codes there are."""

from __future__ import annotations

import time

import pytest

from yunzhu.city.registers.known_codes import KnownCodes

MANY = KnownCodes({f"91440101MA{number:07d}" for number in range(50_000)})


@pytest.mark.parametrize(
    "written",
    ["91440101MA0O42130", "91440101MA0042X130", "9144010MA0042130", "91440101AM0042130"],
    ids=["another character", "one more", "one less", "two exchanged"],
)
def test_a_code_with_one_slip_is_found_among_many(written: str) -> None:
    assert MANY.suggested(written) == "91440101MA0042130"


def test_a_file_full_of_wrong_codes_is_told_in_time() -> None:
    # Each of them compared with all 50,000 codes would take hours.
    begun = time.perf_counter()
    told = {MANY.suggested(f"X{number}") for number in range(2_000)}
    assert time.perf_counter() - begun < 20
    assert told == {" | ".join(f"91440101MA{number:07d}" for number in range(10))}


def test_among_few_the_nearest_is_told_and_of_none_that_there_is_none() -> None:
    assert KnownCodes({"990101", "990102"}).suggested("990109").startswith("99010")
    assert KnownCodes({"S01"}).suggested("Q") == "S01"
    assert "nothing there yet" in KnownCodes(()).suggested("S01")
