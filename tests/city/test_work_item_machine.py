"""Any order of verbs by anybody: an independent model says which may pass."""

from __future__ import annotations

from collections.abc import Callable

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from yunzhu.city.actions.work_items import (
    accept_work_item,
    add_evidence,
    return_work_item,
    submit_work_item,
    verify_work_item,
)
from yunzhu.city.evidence import disagreements, verify_audit_chain, work_item_records
from yunzhu.city.models import AuditEntry, WorkItem
from yunzhu.errors import UsageError
from yunzhu.periods import city_now

people = st.sampled_from(["甲", "乙", "丙", "丁"])


def test_only_the_steps_of_the_model_pass(city) -> None:
    reached: set[str] = set()

    class Steps(RuleBasedStateMachine):
        """The model: a state, who stands on which side, how many files and entries there are."""

        @initialize()
        def begin(self) -> None:
            self.number = city.item()
            self.state = "draft"
            self.files = 0
            self.entries = 1
            self.sides: dict[str, str] = {}

        def attempt(self, by: str, side: str, possible: bool, do: Callable[[], object]) -> bool:
            allowed = possible and self.sides.get(by, side) == side
            try:
                do()
            except UsageError:
                assert not allowed
                return False
            assert allowed
            self.sides[by] = side
            self.entries += 1
            return True

        @rule(by=people)
        def prove(self, by: str) -> None:
            name = f"{self.number}-{self.files}.txt"
            file = city.file(name, name)
            open_state = self.state in {"draft", "returned"}
            done = self.attempt(
                by, "submitter", open_state, lambda: add_evidence(self.number, file, by=by)
            )
            self.files += done

        @rule(by=people)
        def submit(self, by: str) -> None:
            possible = self.state in {"draft", "returned"} and self.files > 0
            if self.attempt(
                by, "submitter", possible, lambda: submit_work_item(self.number, by=by)
            ):
                self.state = "submitted"

        @rule(by=people)
        def verify(self, by: str) -> None:
            possible = self.state == "submitted"
            if self.attempt(by, "verifier", possible, lambda: verify_work_item(self.number, by=by)):
                self.state = "verified"

        @rule(by=people)
        def accept(self, by: str) -> None:
            possible = self.state == "verified"
            if self.attempt(by, "accepter", possible, lambda: accept_work_item(self.number, by=by)):
                self.state = "accepted"

        @rule(by=people)
        def send_back(self, by: str) -> None:
            side = "accepter" if self.state == "verified" else "verifier"
            possible = self.state in {"submitted", "verified"}
            if self.attempt(
                by, side, possible, lambda: return_work_item(self.number, reason="否", by=by)
            ):
                self.state = "returned"

        @invariant()
        def stored_as_modelled(self) -> None:
            if not hasattr(self, "number"):
                return
            reached.add(self.state)
            assert WorkItem.objects.get(pk=self.number).state == self.state
            entries = AuditEntry.objects.filter(subject_kind="work_item", subject_id=self.number)
            assert entries.count() == self.entries
            records = work_item_records(["13.2"], city_now().date(), plan="plan-2020")
            (mine,) = (one for one in records if one.id == self.number)
            assert (mine.state.value, len(mine.evidence)) == (self.state, self.files)
            assert (mine.accepted_on is None) == (self.state != "accepted")

        def teardown(self) -> None:
            assert verify_audit_chain() is None

    run_state_machine_as_test(
        Steps,
        settings=settings(
            derandomize=True,
            max_examples=30,
            stateful_step_count=50,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
    assert disagreements() == []
    assert {"draft", "submitted", "verified", "returned"} <= reached
