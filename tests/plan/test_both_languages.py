"""Both languages: what every row of every packaged plan measures, and the words of its terms."""

from __future__ import annotations

import re

import pytest

from yunzhu.plan.loading import load_plan, packaged_plans
from yunzhu.plan.schema import Commitment, CommitmentKind, Force, Owes, Role
from yunzhu.plan.words import Term, evidence_label, label_of
from yunzhu.values import EvidenceKind, SourceMark

CHINESE = re.compile(r"[\u4e00-\u9fff]")
CHINESE_OR_ITS_PUNCTUATION = re.compile(r"[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]")
NUMBER = re.compile(r"\d+(?:\.\d+)?")
PLANS = {name: load_plan(name) for name in packaged_plans()}
ROWS = [(f"{name} {one.id}", one) for name, plan in PLANS.items() for one in plan.commitments]


def test_the_packaged_plans_are_all_looked_at() -> None:
    assert set(PLANS) == {"guangzhou-2020", "yunzhu-2020"}
    assert len(PLANS["guangzhou-2020"].commitments) == 168


@pytest.mark.parametrize("row", [one for _, one in ROWS], ids=[name for name, _ in ROWS])
def test_what_is_measured_is_said_in_both_languages(row: Commitment) -> None:
    assert CHINESE.search(row.measured)
    assert row.measured_english
    assert not CHINESE_OR_ITS_PUNCTUATION.search(row.measured_english)


@pytest.mark.parametrize("row", [one for _, one in ROWS], ids=[name for name, _ in ROWS])
def test_both_languages_name_the_same_numbers_and_as_many_ratios(row: Commitment) -> None:
    assert sorted(NUMBER.findall(row.measured)) == sorted(NUMBER.findall(row.measured_english))
    assert row.measured.count("÷") == row.measured_english.count("÷")


@pytest.mark.parametrize("name", PLANS)
def test_every_task_has_its_title_in_both_languages(name: str) -> None:
    tasks = PLANS[name].tasks
    assert len(tasks) == 34 or name != "guangzhou-2020"
    assert len({one.english for one in tasks}) == len(tasks)
    for one in tasks:
        assert CHINESE.search(one.title)
        assert re.match(r"[A-Z][a-z]+ ", one.english)
        assert not CHINESE_OR_ITS_PUNCTUATION.search(one.english)


@pytest.mark.parametrize("term", [*Force, *Role, *Owes, *CommitmentKind])
def test_every_term_has_a_word_in_both_languages(term: Term) -> None:
    assert re.fullmatch(r"[\u4e00-\u9fff]+ [a-z]+( [a-z]+)*", label_of(term))


def test_kinds_and_marks_have_the_words_of_the_glossary() -> None:
    assert [evidence_label(kind) for kind in (*EvidenceKind, None)] == [
        "核定 confirmed", "实测 measured", "公开 published", "自报 declared", "凭文件 document",
        "模拟 simulated", "无 none",
    ]  # fmt: skip
    assert [mark.label for mark in SourceMark] == [
        "已见原文 seen", "未核对原文 unverified", "来源不一致 conflict",
    ]  # fmt: skip
