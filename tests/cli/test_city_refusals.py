"""``yunzhu city`` done twice, out of order or by the wrong person: exit code 2, and why."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from yunzhu.periods import city_now

PLAN = "guangzhou-2020"
NEW_ITEM = ("add", PLAN, "05.1", "--title", "方案", "--owner", "大气处", "--due", "2020-06-30")
SERIES = ("add-series", PLAN, "05.1", "--title", "x", "--owner", "y", "--days-to-due", "9")
DOCUMENT = ("document", "方案", "--kind", "方案", "--issuer", "市政府")
MEETING = ("meeting", "x", "--kind", "x")
ACTIVITY = ("activity", "x", "--kind", "x")
FIGURE = ("figure", "x", "y", "--source", "z")
TODAY = str(city_now().date())
TOMORROW = str(city_now().date() + timedelta(days=1))
LABELS = {
    "draft": "草稿 draft",
    "submitted": "已提交 submitted",
    "verified": "已核实 verified",
    "accepted": "已验收 accepted",
    "returned": "已退回 returned",
}
# Which states each act is possible in, and who takes it here.
POSSIBLE = {
    "evidence": ("甲", ("draft", "returned")),
    "submit": ("甲", ("draft", "returned")),
    "verify": ("乙", ("submitted",)),
    "return": ("乙", ("submitted", "verified")),
    "accept": ("丙", ("verified",)),
}
THREE_PERSONS = "three different persons"


@pytest.fixture
def refused(yunzhu, in_city: Callable[..., str]) -> Callable[..., str]:
    """Run ``yunzhu city``, which must end with 2 and print nothing; return what it said."""

    def run(*words: str) -> str:
        ended = yunzhu("city", *words)
        assert (ended.code, ended.out) == (2, ""), (words, ended)
        assert ended.err.startswith("错误 error: ")
        assert "Traceback" not in ended.err
        return ended.err

    return run


@pytest.fixture
def item(in_city: Callable[..., str]) -> Callable[[str], str]:
    """Return the number of a work item in a state, with one file as evidence."""

    def make(state: str) -> str:
        number = in_city(*NEW_ITEM, "--on", "2020-01-02").strip().rsplit(" ", 1)[1]
        file = Path(f"{number}.txt")
        file.write_text(f"证据 {number}", encoding="utf-8")
        in_city("evidence", number, str(file), "--by", "甲")
        path = {
            "draft": (),
            "submitted": ("submit",),
            "returned": ("submit", "return"),
            "verified": ("submit", "verify"),
            "accepted": ("submit", "verify", "accept"),
        }[state]
        for verb in path:
            in_city(*act(verb, number, POSSIBLE[verb][0]))
        return number

    return make


def act(verb: str, number: str, by: str) -> tuple[str, ...]:
    more = {"evidence": (f"further-{number}.txt",), "return": ("--reason", "缺签字")}
    if verb == "evidence":
        Path(f"further-{number}.txt").write_text(f"更多证据 {number}", encoding="utf-8")
    return (verb, number, *more.get(verb, ()), "--by", by)


@pytest.mark.parametrize("state", LABELS)
def test_an_act_twice_or_out_of_order_names_the_state_and_the_states_it_needs(
    item, in_city, refused, state: str
) -> None:
    number = item(state)
    for verb, (by, states) in POSSIBLE.items():
        if state in states:
            continue
        told = refused(*act(verb, number, by))
        assert "not possible in this state" in told, verb
        assert f"方案: {LABELS[state]}" in told
        assert f"expected: {' | '.join(LABELS[one] for one in states)}" in told
    (row,) = json.loads(in_city("items", PLAN, "--as-of", TODAY, "--format", "json"))
    assert row["state"] == LABELS[state]
    assert "审计链完整" in in_city("audit")


@pytest.mark.parametrize(
    ("state", "verb", "by", "is_already", "side"),
    [
        ("submitted", "verify", "甲", "submitter", "verifier"),
        ("submitted", "return", "甲", "submitter", "verifier"),
        ("verified", "accept", "甲", "submitter", "accepter"),
        ("verified", "accept", "乙", "verifier", "accepter"),
        ("verified", "return", "甲", "submitter", "accepter"),
        ("verified", "return", "乙", "verifier", "accepter"),
        ("returned", "submit", "乙", "verifier", "submitter"),
        ("returned", "evidence", "乙", "verifier", "submitter"),
    ],
)
def test_the_wrong_person_is_told_which_side_they_are_on(
    item, in_city, refused, state: str, verb: str, by: str, is_already: str, side: str
) -> None:
    told = refused(*act(verb, item(state), by))
    assert THREE_PERSONS in told
    assert f"{by} 已是 is already" in told
    assert is_already in told.split("expected")[0]
    assert side in told.split("expected")[1]


@pytest.mark.parametrize("verb", POSSIBLE)
@pytest.mark.parametrize(
    ("by", "words"), [("某", "no such account"), ("本机 local operator", "an account has to do")]
)
def test_nobody_and_the_machine_judge_no_work(
    item, refused, verb: str, by: str, words: str
) -> None:
    state = POSSIBLE[verb][1][0]
    told = refused(*act(verb, item(state), by))
    assert words in told
    assert by in told


def test_acts_are_dated_in_order(item, in_city, refused) -> None:
    number = in_city(*NEW_ITEM, "--on", "2020-02-03").strip().rsplit(" ", 1)[1]
    proof = act("evidence", number, "甲")
    assert "earlier than the last step" in refused(*proof, "--on", "2020-02-02")
    in_city(*proof, "--on", "2020-03-02")
    submit = act("submit", number, "甲")
    told = refused(*submit, "--on", "2020-03-01")
    assert "not before 2020-03-02 23:59:59" in told
    assert "in the future" in refused(*submit, "--on", TOMORROW)
    in_city(*submit, "--on", "2020-03-02")
    in_city(*SERIES, "--rule", "monthly", "--on", "2020-02-03")
    assert "earlier than the last step" in refused("expand", "1", "--on", "2020-02-02")


TWICE = {
    "account": (("account", "甲", "--organisation", "x"), "the account exists"),
    "closed account again": (("close-account", "丁", "--reason", "x"), "no such active account"),
    "name of a closed account": (("account", "丁", "--organisation", "x"), "the account exists"),
    "act of a closed account": (("verify", "1", "--by", "丁"), "it is closed"),
    "same evidence": (("evidence", "1", "1.txt", "--by", "甲"), "evidence of this work item"),
    "document number": (
        (*DOCUMENT, "--issued", "2020-04-01", "--number", "1号"),
        "number is registered",
    ),
    "area as another": (("area", "440100", "别处", "--level", "city"), "stands for another area"),
}


@pytest.mark.parametrize("case", TWICE)
def test_what_is_there_is_not_made_again(item, in_city, refused, case: str) -> None:
    item("draft")
    in_city("close-account", "丁", "--reason", "调离")
    in_city(*DOCUMENT, "--issued", "2020-03-01", "--number", "1号")
    in_city("area", "440100", "广州市", "--level", "city")
    words, told = TWICE[case]
    assert told in refused(*words)


WRONG = {
    "document of the future": ((*DOCUMENT, "--issued", TOMORROW), "lies in the future"),
    "document without a file": (
        (*DOCUMENT, "--issued", "2020-01-01", "--file", "absent.pdf"),
        "absent.pdf",
    ),
    "document without a title": (
        ("document", " ", *DOCUMENT[2:], "--issued", "2020-01-01"),
        "title",
    ),
    "meeting of the future": ((*MEETING, "--held", TOMORROW), "lies in the future"),
    "minutes that are absent": (
        (*MEETING, "--held", "2020-01-01", "--minutes", "9"),
        "no such document",
    ),
    "activity that ends first": (
        (*ACTIVITY, "--first", "2020-06-05", "--last", "2020-06-04"),
        "ends before it begins",
    ),
    "fewer than no people": (
        (*ACTIVITY, "--first", "2020-06-05", "--people", "-1"),
        "0..2147483647",
    ),
    "more people than there can be": (
        (*ACTIVITY, "--first", "2020-06-05", "--people", "9999999999999999999999"),
        "0..2147483647",
    ),
    "material that is absent": (
        (*ACTIVITY, "--first", "2020-06-05", "--document", "9999999999999999999999"),
        "no such document",
    ),
    "figure that is no number": (
        (*FIGURE, "--value", "三", "--day", "2020-06-30"),
        "not a number",
    ),
    "figure without an end": (
        (*FIGURE, "--value", "NaN", "--day", "2020-06-30"),
        "not a number that can be entered",
    ),
    "figure of no kind": (
        (*FIGURE, "--value", "3", "--day", "2020-06-30", "--kind", "听说"),
        "自报 declared",
    ),
    "simulated figure": (
        (*FIGURE, "--value", "3", "--day", "2020-06-30", "--kind", "模拟"),
        "takes no simulated figure",
    ),
    "day that is none": ((*FIGURE, "--value", "3", "--day", "2020-06-31"), "YYYY-MM-DD"),
    "level that is none": (("area", "1", "x", "--level", "county"), "subdistrict"),
    "parent that is absent": (
        ("area", "1", "x", "--level", "district", "--parent", "9"),
        "not registered",
    ),
    "rule that is none": ((*SERIES, "--rule", "weekly"), "monthly | quarterly"),
    "meetings of no kind": ((*SERIES, "--rule", "every_meeting"), "does not fit the rule"),
    "kind without meetings": (
        (*SERIES, "--rule", "monthly", "--meeting-kind", "x"),
        "does not fit the rule",
    ),
    "span outside the plan": (
        (*SERIES, "--rule", "monthly", "--period", "2019-12-01..2020-06-30"),
        "2020-01-01..2020-12-31",
    ),
    "wait without end": (
        ("add-series", PLAN, "05.1", "--title", "x", "--owner", "y", "--rule", "monthly",
         "--days-to-due", "99999999999"),
        "0..366",
    ),
    "commitment that is none": (
        ("add-series", PLAN, "99.9", *SERIES[3:], "--rule", "monthly"),
        "no such commitment",
    ),
    "series that is absent": (("expand", "9"), "no such series"),
    "item that is absent": (
        ("verify", "9999999999999999999999", "--by", "乙"),
        "no such work item",
    ),
    "account that is absent": (("close-account", "某", "--reason", "x"), "no such active account"),
    "closing without a reason": (("close-account", "甲", "--reason", " "), "reason"),
}  # fmt: skip


@pytest.mark.parametrize("case", WRONG)
def test_what_cannot_be_is_refused(refused, case: str) -> None:
    words, told = WRONG[case]
    assert told in refused(*words)


@pytest.mark.parametrize(
    "words",
    [
        ("items", "yunzhu-2020"),
        ("series", "yunzhu-2020"),
        ("add", "yunzhu-2020", "01.1", "--title", "x", "--owner", "y", "--due", "2020-06-30"),
        ("add-series", "yunzhu-2020", *SERIES[2:], "--rule", "once"),
    ],
)
def test_a_simulated_plan_has_no_work_in_a_measured_city(refused, yunzhu, words) -> None:
    told = refused(*words)
    assert "never mix" in told
    assert yunzhu("assess", "yunzhu-2020").err == told
