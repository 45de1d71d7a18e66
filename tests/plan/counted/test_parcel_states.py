"""The legal order of a parcel: its state on a day, steps out of order, any sequence at all."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from yunzhu.city.registers.parcels import ParcelStep, ParcelStepRecord
from yunzhu.plan.counted.parcel_states import ParcelStanding, ParcelState, standing_on

END = date(2020, 12, 31)
WHOLE = (
    ("survey", "2019-01-10", "否"),
    ("detailed_survey", "2019-03-10", "否"),
    ("risk_assessment", "2019-05-10", "否"),
    ("listed", "2019-06-10", None),
    ("remediation", "2019-12-10", None),
    ("effect_evaluation", "2020-03-10", "是"),
    ("removed", "2020-04-10", None),
)
STATES = (
    ParcelState.SUSPECTED,
    ParcelState.SURVEYED,
    ParcelState.SURVEYED_IN_DETAIL,
    ParcelState.ASSESSED,
    ParcelState.LISTED,
    ParcelState.TREATED,
    ParcelState.EVALUATED,
    ParcelState.REMOVED,
)


def step(name: str, day: str, within: str | None = None) -> ParcelStepRecord:
    return ParcelStepRecord.model_validate(
        {"parcel": "K1", "step": name, "day": day, "is_within_limits": within, "document": None}
    )


def standing(*steps: tuple[str, str, str | None], day: date = END) -> ParcelStanding:
    return standing_on([step(*one) for one in steps], day)


def test_the_whole_order_leads_from_suspected_to_removed() -> None:
    for length, state in enumerate(STATES):
        found = standing(*WHOLE[:length])
        assert found.state is state
        assert found.faults == ()
    assert standing(*WHOLE).released_on == date(2020, 4, 10)
    assert standing(*WHOLE).polluted_on == date(2019, 1, 10)


def test_a_step_counts_from_its_day_on() -> None:
    assert standing(*WHOLE, day=date(2020, 4, 9)).state is ParcelState.EVALUATED
    assert standing(*WHOLE, day=date(2020, 4, 9)).released_on is None
    assert standing(*WHOLE, day=date(2020, 4, 10)).state is ParcelState.REMOVED


@pytest.mark.parametrize("length", [1, 2, 3])
def test_a_finding_within_the_limits_releases_without_a_list(length: int) -> None:
    name, day, _ = WHOLE[length - 1]
    found = standing(*WHOLE[: length - 1], (name, day, "是"))
    assert found.state is ParcelState.NOT_POLLUTED
    assert found.released_on == date.fromisoformat(day)
    assert found.faults == ()
    # The exit recorded later is legal and does not move the day of the release.
    left = standing(*WHOLE[: length - 1], (name, day, "是"), ("removed", "2020-06-01", None))
    assert (left.state, left.faults) == (ParcelState.REMOVED, ())
    assert left.released_on == date.fromisoformat(day)


def test_a_step_before_the_one_it_needs_is_told_with_both_dates() -> None:
    found = standing(
        ("survey", "2019-01-10", "否"),
        ("risk_assessment", "2019-02-10", "否"),
        ("detailed_survey", "2019-03-10", "否"),
    )
    assert found.state is ParcelState.SURVEYED_IN_DETAIL
    (fault,) = found.faults
    assert fault.text == (
        "风险评估 risk assessment 2019-02-10 次序不合法 out of order (初查超标 surveyed), "
        "须先 first needed: 详细调查 detailed survey 2019-03-10"
    )


def test_a_removal_without_an_evaluation_releases_nothing() -> None:
    found = standing(*WHOLE[:5], ("removed", "2020-04-10", None))
    assert (found.state, found.released_on) == (ParcelState.TREATED, None)
    assert "效果评估 effect evaluation 未做 not done" in found.faults[0].text


def test_a_failed_evaluation_sends_back_to_remediation() -> None:
    failed = (*WHOLE[:5], ("effect_evaluation", "2020-01-10", "否"))
    assert standing(*failed).state is ParcelState.LISTED
    again = standing(*failed, ("effect_evaluation", "2020-02-10", "是"))
    assert again.state is ParcelState.LISTED
    assert len(again.faults) == 1
    treated = (*failed, ("remediation", "2020-02-01", None))
    assert standing(*treated, ("effect_evaluation", "2020-02-10", "是")).faults == ()


def test_a_survey_of_released_land_begins_a_new_round() -> None:
    found = standing(*WHOLE, ("survey", "2020-09-01", "否"))
    assert (found.state, found.released_on) == (ParcelState.SURVEYED, None)
    assert found.faults == ()


def test_an_exceedance_is_not_undone_by_another_survey() -> None:
    found = standing(("survey", "2019-01-10", "否"), ("survey", "2019-02-10", "是"))
    assert (found.state, found.released_on, len(found.faults)) == (ParcelState.SURVEYED, None, 1)


def test_steps_of_one_day_are_taken_in_the_legal_order() -> None:
    same = [step(name, "2020-04-10", within) for name, _, within in reversed(WHOLE)]
    assert standing_on(same, END).state is ParcelState.REMOVED
    assert standing_on(same, END).faults == ()


def test_remediation_alone_shows_pollution() -> None:
    found = standing(("remediation", "2020-01-10", None))
    assert (found.polluted_on, found.state) == (date(2020, 1, 10), ParcelState.SUSPECTED)


NEEDS = {"survey", "detailed_survey", "risk_assessment", "effect_evaluation"}
STEPS = st.sampled_from([one.value for one in ParcelStep])


@given(st.lists(st.tuples(STEPS, st.integers(0, 400), st.booleans()), max_size=20))
def test_any_records_at_all_give_a_standing_and_no_release_without_its_ground(records) -> None:
    rows = [
        step(
            name,
            (date(2019, 1, 1) + timedelta(days=days)).isoformat(),
            "是" if within and name in NEEDS else "否" if name in NEEDS else None,
        )
        for name, days, within in records
    ]
    found = standing_on(rows, END)
    assert found == standing_on(list(reversed(rows)), END) or len(
        {(row.step, row.day) for row in rows}
    ) < len(rows)
    assert (found.released_on is not None) is found.state.is_released
    if found.released_on is not None:
        grounds = [row for row in rows if row.day <= found.released_on and row.is_within_limits]
        assert grounds, "nothing is released without a finding within the limits"
    if not any(row.step is ParcelStep.SURVEY for row in rows):
        assert found.state is ParcelState.SUSPECTED


class LegalOrder(RuleBasedStateMachine):
    """Only legal steps, one a day: the order that the law writes, kept here as words."""

    def __init__(self) -> None:
        super().__init__()
        self.day = date(2019, 1, 1)
        self.state = "suspected"
        self.steps: list[ParcelStepRecord] = []

    def take(self, name: str, within: bool | None, state: str) -> None:
        self.day += timedelta(days=1)
        answer = None if within is None else "是" if within else "否"
        self.steps.append(step(name, self.day.isoformat(), answer))
        self.state = state

    @precondition(lambda self: self.state in ("suspected", "not_polluted", "removed"))
    @rule(within=st.booleans())
    def survey(self, within: bool) -> None:
        self.take("survey", within, "not_polluted" if within else "surveyed")

    @precondition(lambda self: self.state == "surveyed")
    @rule(within=st.booleans())
    def survey_in_detail(self, within: bool) -> None:
        self.take("detailed_survey", within, "not_polluted" if within else "surveyed_in_detail")

    @precondition(lambda self: self.state == "surveyed_in_detail")
    @rule(within=st.booleans())
    def assess(self, within: bool) -> None:
        self.take("risk_assessment", within, "not_polluted" if within else "assessed")

    @precondition(lambda self: self.state == "assessed")
    @rule()
    def enter_list(self) -> None:
        self.take("listed", None, "listed")

    @precondition(lambda self: self.state in ("listed", "treated"))
    @rule(name=st.sampled_from(["control", "remediation"]))
    def treat(self, name: str) -> None:
        self.take(name, None, "treated")

    @precondition(lambda self: self.state == "treated")
    @rule(within=st.booleans())
    def evaluate(self, within: bool) -> None:
        self.take("effect_evaluation", within, "evaluated" if within else "listed")

    @precondition(lambda self: self.state in ("evaluated", "not_polluted"))
    @rule()
    def remove(self) -> None:
        self.take("removed", None, "removed")

    @invariant()
    def stands_where_the_law_says(self) -> None:
        found = standing_on(self.steps, self.day)
        assert found.state.value == self.state
        assert found.faults == ()
        assert (found.released_on is not None) is (self.state in ("not_polluted", "removed"))

    @precondition(lambda self: self.state not in ("treated",))
    @rule()
    def an_evaluation_out_of_turn_moves_nothing(self) -> None:
        wrong = step("effect_evaluation", (self.day + timedelta(days=1)).isoformat(), "是")
        found = standing_on([*self.steps, wrong], self.day + timedelta(days=1))
        assert found.state.value == self.state
        assert [fault.step.value for fault in found.faults] == ["effect_evaluation"]


TestLegalOrder = LegalOrder.TestCase
