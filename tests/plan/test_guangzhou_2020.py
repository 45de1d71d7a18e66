"""Guangzhou's plan of 2020 as data: complete against its text, and nothing added to it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from functools import cache

import pytest

from yunzhu.plan.loading import load_plan, packaged_plans
from yunzhu.plan.metric_schema import AirMetric, WorkItemsMetric
from yunzhu.plan.published import published_facts
from yunzhu.plan.schema import Commitment, Force, KeptText, Owes, Plan, Role
from yunzhu.plan.threshold import KnownThreshold, NoThreshold, UnknownThreshold

PLAN_FILE = packaged_plans()["guangzhou-2020"]
PLAN = load_plan("guangzhou-2020")
TEXT = (PLAN_FILE.parent / PLAN.text_file).read_text(encoding="utf-8")
BY_ID = {one.id: one for one in PLAN.commitments}

CHINESE = re.compile(r"[\u4e00-\u9fff]")
TASK_HEAD = re.compile(r"(\d+)\.")
# A sentence ends at 。；or ; and a paragraph ends one too.
SENTENCE = re.compile(r"[^。；;]+")
PUNCTUATION = ",、。；;:()“”《》 "
# Words that join two pieces and say nothing themselves.
JOINING = {"", "和", "及"}


# The walk


@cache
def paragraphs(text: str) -> dict[str, str]:
    """Return the paragraphs: opening, targets, part titles by their line, tasks by number."""
    found: dict[str, str] = {}
    for number, line in enumerate(text.splitlines()):
        head = TASK_HEAD.match(line)
        if number < 2:
            found[("opening", "targets")[number]] = line
        elif head:
            found[head[1].zfill(2)] = line
        else:
            found[f"part {line[0]}"] = line
    return found


def paragraph_of(commitment: Commitment) -> str:
    """Return the paragraph that holds the clause; targets and goals share one."""
    return "targets" if commitment.id[0] in "TQ" else commitment.group


def pieces(clause: str) -> list[str]:
    return clause.split(" … ")


def spans(clause: str, paragraph: str) -> list[tuple[int, int]]:
    """Return where the pieces stand, one after the other; nothing when one is not there."""
    found, start = [], 0
    for piece in pieces(clause):
        begin = paragraph.find(piece, start)
        if begin < 0:
            return []
        start = begin + len(piece)
        found.append((begin, start))
    return found


def headings(plan: Plan) -> dict[str, str]:
    """Return the heading that opens each numbered paragraph."""
    return {task.number: f"{int(task.number)}.{task.title}" for task in plan.tasks}


def uncovered(plan: Plan, text: str) -> list[str]:
    """Return what no commitment, kept text or heading covers, with its sentence.

    The rule: every character of a sentence lies inside a piece of a clause of its own paragraph,
    inside a kept text, or in the heading, but for punctuation and the joining words 和 and 及.
    """
    left = []
    for name, paragraph in paragraphs(text).items():
        covers = [one.text for one in plan.kept_as_text if one.text in paragraph]
        covers += [one.clause for one in plan.commitments if paragraph_of(one) == name]
        covers += [head for number, head in headings(plan).items() if number == name]
        covers += [task.part for task in plan.tasks if task.part == paragraph]
        is_covered = [False] * len(paragraph)
        for cover in covers:
            for begin, end in spans(cover, paragraph):
                is_covered[begin:end] = [True] * (end - begin)
        left += [f"{name}: {words}" for words in gaps(paragraph, is_covered)]
    return left


def gaps(paragraph: str, is_covered: list[bool]) -> Iterator[str]:
    for sentence in SENTENCE.finditer(paragraph):
        shown = "".join(
            "\n" if is_covered[place] else paragraph[place] for place in range(*sentence.span())
        )
        for gap in shown.split("\n"):
            if gap.strip(PUNCTUATION) not in JOINING:
                yield f"{gap.strip(PUNCTUATION)} ({sentence[0]})"


def without(plan: Plan, *ids: str) -> Plan:
    kept = tuple(one for one in plan.commitments if one.id not in ids)
    assert len(kept) == len(plan.commitments) - len(ids)
    return plan.model_copy(update={"commitments": kept})


def test_no_sentence_of_the_text_is_left_out() -> None:
    assert uncovered(PLAN, TEXT) == []


# 05.2 and 05.3 quote the same words: 修订实施 has two verbs, the revising and the applying.
SAME_WORDS = {"05.2", "05.3"}


@pytest.mark.parametrize("gone", [one for one in BY_ID if one not in SAME_WORDS])
def test_the_walk_fails_when_a_commitment_is_taken_away(gone: str) -> None:
    left = set(uncovered(without(PLAN, gone), TEXT)) - set(uncovered(PLAN, TEXT))
    assert left
    name = paragraph_of(BY_ID[gone])
    assert all(words.startswith(f"{name}: ") for words in left)


def test_the_walk_fails_when_both_rows_on_the_three_rule_sets_are_taken_away() -> None:
    assert uncovered(without(PLAN, "05.2"), TEXT) == []
    assert uncovered(without(PLAN, *SAME_WORDS), TEXT)


def test_the_walk_fails_on_a_sentence_that_is_new() -> None:
    longer = TEXT.replace("完善工业窑炉管控。", "完善工业窑炉管控。淘汰燃煤锅炉10台。")
    assert [words.split(" ")[1] for words in uncovered(PLAN, longer)] == ["淘汰燃煤锅炉10台"]
    titles = ("三、突出精准治污", "四、坚持依法治污")
    kept = tuple(one for one in PLAN.kept_as_text if not one.text.startswith(titles))
    tasks = tuple(task for task in PLAN.tasks if not task.part.startswith(titles))
    bare = PLAN.model_copy(update={"kept_as_text": kept, "tasks": tasks})
    assert {"part 三", "part 四", "13", "24"} <= {w.split(":")[0] for w in uncovered(bare, TEXT)}


@pytest.mark.parametrize("kept", range(2))
def test_the_walk_fails_when_a_kept_text_that_is_no_heading_is_taken_away(kept: int) -> None:
    rest = tuple(one for place, one in enumerate(PLAN.kept_as_text) if place != kept)
    assert uncovered(PLAN.model_copy(update={"kept_as_text": rest}), TEXT)


# The text word by word


@pytest.mark.parametrize("one", PLAN.commitments, ids=lambda one: one.id)
def test_a_clause_is_quoted_from_its_own_paragraph(one: Commitment) -> None:
    assert spans(one.clause, paragraphs(TEXT)[paragraph_of(one)])


@pytest.mark.parametrize("kept", PLAN.kept_as_text, ids=lambda kept: kept.text[:8])
def test_a_kept_text_is_quoted_and_says_why(kept: KeptText) -> None:
    assert TEXT.count(kept.text) == 1
    assert kept.why


def test_the_tasks_are_the_34_headings_under_their_parts() -> None:
    assert [task.number for task in PLAN.tasks] == [f"{n:02d}" for n in range(1, 35)]
    for number, head in headings(PLAN).items():
        assert paragraphs(TEXT)[number].startswith(head + "。")
    parts = Counter(task.part for task in PLAN.tasks)
    assert list(parts.values()) == [3, 9, 11, 4, 7]
    assert all(TEXT.count(f"\n{part}\n") == 1 for part in parts)
    assert "".join(part[0] for part in parts) == "一二三四五"


def quoted_in(name: str) -> str:
    """Return all that is quoted from a paragraph."""
    said = [one.clause for one in PLAN.commitments if paragraph_of(one) == name]
    said += [one.text for one in PLAN.kept_as_text if one.text in paragraphs(TEXT)[name]]
    return "\n".join(said)


@pytest.mark.parametrize("name", paragraphs(TEXT))
def test_every_number_title_and_quotation_of_the_text_is_quoted(name: str) -> None:
    paragraph = TASK_HEAD.sub("", paragraphs(TEXT)[name], count=1)
    said = quoted_in(name)
    numbers = re.compile(r"\d+(?:\.\d+)?%?")
    assert set(numbers.findall(paragraph)) <= set(numbers.findall(said))
    for marked in (r"《[^》]+》", r"“[^”]+”"):
        assert set(re.findall(marked, paragraph)) <= set(re.findall(marked, said))


def test_the_text_has_the_numbers_and_titles_that_were_counted_in_it() -> None:
    body = "\n".join(TASK_HEAD.sub("", line, count=1) for line in TEXT.splitlines())
    assert len(re.findall(r"\d+\.\d+%|\d+%", body)) == 12
    assert len(set(re.findall(r"《[^》]+》", body))) == 21
    assert len(set(re.findall(r"“[^”]+”", body))) == 24
    assert len(TEXT.splitlines()) == 2 + 5 + 34


# Counts


def test_the_groups_are_counted() -> None:
    groups = Counter(one.group for one in PLAN.commitments)
    assert (groups.pop("targets"), groups.pop("goals")) == (14, 3)
    per_task = [2, 3, 2, 2, 5, 4, 6, 8, 3, 4, 2, 4, 6, 4, 10, 4, 6, 6, 4, 4, 6, 2, 2, 3, 6, 3, 5,
                8, 4, 5, 8, 4, 2, 4]  # fmt: skip
    assert [groups[f"{n:02d}"] for n in range(1, 35)] == per_task
    assert sum(per_task) == 151
    assert len(PLAN.commitments) == 168


def test_the_kinds_and_what_is_owed_are_counted() -> None:
    assert Counter(one.kind.value for one in PLAN.commitments) == {
        "coverage": 50, "programme": 29, "ratio": 28, "document_issued": 19, "count": 12,
        "network_built": 10, "mechanism": 9, "standing_duty": 8, "threshold": 3,
    }  # fmt: skip
    owed = Counter(one.owes for one in PLAN.commitments)
    assert owed == {Owes.RESULT: 72, Owes.EFFORT: 94, Owes.RESULT_AND_EFFORT: 2}
    both = [one.id for one in PLAN.commitments if one.owes is Owes.RESULT_AND_EFFORT]
    assert both == ["04.1", "18.4"]


def test_ids_are_text_in_the_order_of_the_plan() -> None:
    written = re.findall(r"^  - id: (.+)$", PLAN_FILE.read_text(encoding="utf-8"), re.MULTILINE)
    assert written == [f'"{one.id}"' for one in PLAN.commitments]
    assert len(BY_ID) == 168
    numbers: dict[str, int] = {}
    for one in PLAN.commitments:
        group, _, last = one.id.rpartition(".") if "." in one.id else (one.id[0], "", one.id[1:])
        numbers[group] = numbers.get(group, 0) + 1
        assert int(last) == numbers[group]


def test_seventy_two_registers_are_named() -> None:
    assert len({register for one in PLAN.commitments for register in one.registers}) == 72


# Thresholds

PRINTED = {
    "T01": ("at_most", "35", "µg/m³", "35微克/立方米以下"),
    "T04": ("equal", "100", "%", "100%"),
    "T05": ("equal", "13", "个", "13个"),
    "T06": ("at_least", "61.5", "%", "61.5%以上"),
    "T07": ("equal", "0", "%", "为0"),
    "T08": ("at_least", "90", "%", "90%以上"),
    "T09": ("at_least", "14.7", "%", "14.7%"),
    "T10": ("at_least", "18.4", "%", "18.4%"),
    "T11": ("at_least", "9.9", "%", "9.9%"),
    "T12": ("at_least", "9.5", "%", "9.5%"),
    "T13": ("at_least", "1.1", "%", "1.1%"),
    "T14": ("at_least", "23", "%", "23%"),
    "05.2": ("equal", "3", "项", "三项"),
    "13.2": ("equal", "1", "台", "六号"),
    "13.3": ("below", "0", "%", "负增长"),
    "13.4": ("equal", "135", "台", "135台"),
    "14.1": ("equal", "100", "%", "100%"),
    "15.3": ("equal", "100", "%", "全部"),
    "15.4": ("at_least", "90", "%", "不低于90%"),
    "15.7": ("at_least", "50", "%", "不低于保有量的50%"),
    "15.10": ("at_least", "1000", "艘次", "不低于1000艘次"),
}
OUTSIDE_THE_TEXT = {
    "T02", "T03", "T05", "T09", "T10", "T11", "T12", "08.7", "18.5", "33.1", "10.2", "14.1",
    "14.4", "15.7", "16.3", "17.4", "23.2", "24.1", "25.3", "28.1", "28.2", "28.3", "28.4",
    "28.5", "28.8", "32.1",
}  # fmt: skip


def test_the_thresholds_are_the_numbers_that_the_text_prints() -> None:
    known = {one.id for one in PLAN.commitments if isinstance(one.threshold, KnownThreshold)}
    assert known == set(PRINTED)
    for identity, (compare, value, unit, words) in PRINTED.items():
        one = BY_ID[identity]
        assert words in one.clause
        assert one.threshold == KnownThreshold(compare=compare, value=Decimal(value), unit=unit)


def test_what_is_left_to_others_is_unknown_and_what_no_one_prints_is_none() -> None:
    unknown = {one.id for one in PLAN.commitments if isinstance(one.threshold, UnknownThreshold)}
    assert unknown == OUTSIDE_THE_TEXT - set(PRINTED)
    for identity in OUTSIDE_THE_TEXT & set(PRINTED):
        # The number is printed, something that it needs is not: a reading names it.
        assert any(reading.startswith("文中未给") for reading in BY_ID[identity].readings)
    for one in PLAN.commitments:
        if isinstance(one.threshold, NoThreshold):
            assert re.match("[文本][中文]无数", one.threshold.none)
            assert one.threshold.english


def test_only_the_clause_decides_force_role_and_due_date() -> None:
    for one in PLAN.commitments:
        strives = "力争" in one.clause
        printed = isinstance(one.threshold, KnownThreshold)
        assert (one.force is Force.STRIVE) == strives
        assert (one.force is Force.BINDING) == (printed and not strives)
    urged = {one.id for one in PLAN.commitments if one.role is Role.URGE}
    # 15.7 stands in the sentence of 督促各区; 监督指导 in 23.2 is read as urging.
    assert urged == {one.id for one in PLAN.commitments if "督促" in one.clause} | {"15.7", "23.2"}
    joined = {one.id for one in PLAN.commitments if one.role is Role.JOIN}
    assert joined == {"04.2", "15.5", "19.4", "20.4", "24.3", "25.6", "31.6"}
    assert all(re.search("配合|联合|协调", BY_ID[identity].clause) for identity in joined)
    late = {one.id: one.due for one in PLAN.commitments if one.due != date(2020, 12, 31)}
    assert late == {"15.7": date(2021, 3, 31)}


def test_every_row_says_which_date_is_a_reading_and_reads_in_both_languages() -> None:
    for one in PLAN.commitments:
        assert any("截止日" in reading for reading in one.readings)
        for reading in one.readings:
            first_english = re.search(r"[a-z]{3}", reading)
            assert first_english
            assert CHINESE.search(reading[: first_english.start()])


# Metrics

FOR_WORK_ITEMS = {"published_documents", "meetings", "activities", "work_items"}


# Cases, petitions, credit, draws, leads, carbon accounts, new networks: documents until then.
WITHOUT_A_MECHANISM_YET = """
01.2 03.1 05.3 05.5 07.4 07.5 08.1 08.3 09.1 09.2 10.3 11.1 12.2 12.3 14.2 16.1 17.1 25.2 25.3
25.5 26.1 26.2 26.3 28.2 28.6 28.7 31.1 31.6 33.1 34.3
"""


def test_rows_on_documents_meetings_and_activities_alone_rest_on_work_items() -> None:
    resting = {
        one.id
        for one in PLAN.commitments
        if one.id[0].isdigit() and set(one.registers) <= FOR_WORK_ITEMS
    }
    assert len(resting) == 31
    # Periods of a ranking and listed tributaries are work items; a reading says so.
    bound = {one.id for one in PLAN.commitments if isinstance(one.metric, WorkItemsMetric)}
    assert bound == resting | {"17.2", "17.3"} | set(WITHOUT_A_MECHANISM_YET.split())
    for identity in resting:
        components = BY_ID[identity].metric.components
        assert len(components) != 1
        assert len(set(components)) == len(components)
    components = [len(BY_ID[row].metric.components) for row in ("01.1", "02.1", "02.2", "34.1")]
    assert components == [3, 4, 11, 6]
    assert len(BY_ID["05.2"].metric.components) == 3


def test_the_air_targets_are_official_statistics() -> None:
    air = {one.id for one in PLAN.commitments if isinstance(one.metric, AirMetric)}
    assert air == {"T01", "T02", "T03"}
    for identity in air:
        one = BY_ID[identity]
        assert [measure.model_dump() for measure in one.published] == [
            measure.model_dump() for measure in one.metric.measures
        ]


def test_the_rows_of_sources_outfalls_mouths_and_stations_have_their_metrics() -> None:
    named = {
        "drinking_sources": {"T04"},
        "register_coverage": {"17.6", "18.2", "18.4", "18.5", "18.6", "19.3"},
        "river_mouths": {"19.2"},
        "stations_sending": {"28.3", "28.4"},
    }
    for name, rows in named.items():
        assert {BY_ID[identity].metric.name for identity in rows} == {name}
    assert len(BY_ID["18.5"].metric.coverages) == 2
    # Filed, sampled and put right are three figures.
    assert len(BY_ID["19.3"].metric.coverages) == 3
    assert BY_ID["19.3"].metric.absent == ()


def test_the_rows_of_villages_problems_and_emergencies_have_their_metrics() -> None:
    named = {
        "register_coverage": {
            "17.4", "17.5", "19.1", "25.6", "27.1", "27.5", "28.1", "28.5", "31.3", "33.2", "Q2",
            "Q3",
        },
        "source_problems": {"18.3"},
        "village_treatment": {"23.2"},
        "rectification_due": {"24.1"},
        "assigned_cases": {"24.2"},
        "emergency_duty": {"27.2"},
        "register_count": {"27.4"},
        "district_trainings": {"09.3"},
        "project_milestones": {"21.3", "31.4", "31.5"},
        "projects_started": {"30.3"},
    }  # fmt: skip
    for name, rows in named.items():
        assert {BY_ID[identity].metric.name for identity in rows} == {name}
    # The projects are named as the text names them.
    for identity in ("21.3", "30.3", "31.4", "31.5"):
        for project in BY_ID[identity].metric.projects:
            assert project in TEXT


def test_the_rows_of_soil_and_waste_have_their_metrics() -> None:
    named = {
        "parcel_safe_use": {"T08"},
        "groundwater_work": {"20.4"},
        "waste_declaration_audit": {"21.6"},
        "radioactive_sources_checked": {"31.7"},
        "register_coverage": {"20.2", "20.3", "21.2", "21.5"},
    }
    for name, rows in named.items():
        assert {BY_ID[identity].metric.name for identity in rows} == {name}


def test_published_measures_are_in_the_unit_of_the_published_facts() -> None:
    units = {(fact.indicator, fact.statistic): fact.unit for fact in published_facts("guangzhou")}
    measures = [(one.id, measure) for one in PLAN.commitments for measure in one.published]
    assert {identity for identity, _ in measures} == {
        "T01", "T02", "T03", "T04", "T05", "T06", "T07",
    }  # fmt: skip
    for _, measure in measures:
        assert units[measure.indicator, measure.statistic] == measure.threshold.unit


def test_the_year_2020_ended_on_these_published_figures() -> None:
    whole = {
        (fact.indicator, fact.statistic): fact.value
        for fact in published_facts("guangzhou")
        if (fact.subject, fact.period) == ("440100", "2020-01-01..2020-12-31")
    }
    for identity, value in {"T01": "23", "T04": "100", "T05": "13", "T07": "0"}.items():
        (measure,) = BY_ID[identity].published
        assert whole[measure.indicator, measure.statistic] == Decimal(value)
