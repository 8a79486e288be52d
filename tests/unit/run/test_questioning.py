"""Questioning: asked once, answered later, void when anything of it has changed."""

import threading
from dataclasses import dataclass, field
from datetime import timedelta

import pytest
from pydantic import BaseModel

from runner.asking import AskDefinitionError, Asking, ask, current
from runner.bots import Limits
from runner.item import ItemState
from runner.run.errors import (
    AskedAfterWriteError,
    AskedElsewhereError,
    DryRunQuestionError,
    QuestionAskedError,
    TriesUsedUpError,
)
from runner.run.journaling import StepJournal
from runner.run.outcome import ending_for
from runner.run.questioning import Questions
from runner.store.answering import Answerer
from runner.store.decision_state import DecisionState
from runner.store.items import Claim
from runner.store.store import Store
from tests.unit.run.conftest import a_step, enter, make_steps, save

OTTO = Answerer("otto")
TARGET = {"bot": "pay", "apps": {"crm": {"file": "crm", "address": None}}}


class Payment(BaseModel):
    amount: int
    note: str = ""


@dataclass
class FakeScene:
    dry_run: bool = False
    looks_only: bool = False
    pictured: int = 0
    events: list[str] = field(default_factory=list)

    def pictures_of(self, sessions) -> tuple[str, ...]:
        self.pictured += 1
        return ("r1/items/1/question.png",)

    def event(self, action: str, **details: object) -> None:
        self.events.append(action)


@pytest.fixture
def scene() -> FakeScene:
    return FakeScene()


@pytest.fixture
def asker(claim: Claim, store: Store, steps: StepJournal, scene: FakeScene):
    yield begin(claim, store, steps, scene)
    current.asker = None


def begin(claim: Claim, store: Store, steps: StepJournal, scene: FakeScene) -> Questions:
    def secret(text: str) -> bool:
        return "hunter2" in text

    current.asker = Questions(claim, TARGET, store.decisions, steps, scene, secret)
    return current.asker


def waits(store: Store, claim: Claim, asking) -> int:
    """The bot asks, and its attempt ends; returns the decision's number."""
    with pytest.raises(QuestionAskedError) as ended:
        asking()
    ending = ending_for(ended.value, claim, Limits())
    assert store.decisions.finish(claim, ending) is ItemState.WAITING
    return store.decisions.of_item(claim.item)[-1].id


def answer(store: Store, number: int, **given: object) -> None:
    seen = store.decisions.one(number).digest
    store.decisions.answer(number, given, OTTO, seen=seen)


def again(store: Store, scene: FakeScene, app, surroundings) -> Claim:
    """The item is taken up again, by a fresh attempt."""
    claim = store.items.claim("r1", "w2")
    assert claim is not None
    begin(claim, store, make_steps(claim, store, surroundings, app), scene)
    return claim


def approve(**others: object) -> str:
    return ask("Pay?", choices=["yes", "no"], facts={"amount": 120}, **others)


def test_the_bot_gets_the_answer_in_a_later_attempt_and_its_step_is_not_entered_again(
    asker, claim, store, steps, scene, app, surroundings
) -> None:
    saving = a_step(save)
    enter(steps, saving, app)
    number = waits(store, claim, approve)
    answer(store, number, choice="no")
    claim = again(store, scene, app, surroundings)
    later = make_steps(claim, store, surroundings, app)
    enter(later, saving, app)

    assert approve() == "no"
    assert app.saved == ["v"]
    assert scene.events == ["answered"]
    assert store.decisions.one(number).pictures == ["r1/items/1/question.png"]


def test_a_form_comes_back_typed_with_what_the_person_corrected(
    asker, claim, store, scene, app, surroundings
) -> None:
    def fill() -> Payment:
        return ask("Right so?", form=Payment, draft=Payment(amount=7, note="draft"))

    number = waits(store, claim, fill)
    answer(store, number, values={"amount": 9, "note": "草稿"})
    again(store, scene, app, surroundings)

    assert fill() == Payment(amount=9, note="草稿")


def test_the_second_question_is_another_one(asker, claim, store, scene, app, surroundings) -> None:
    first = waits(store, claim, approve)
    answer(store, first, choice="yes")
    claim = again(store, scene, app, surroundings)
    assert approve() == "yes"
    second = waits(store, claim, approve)
    answer(store, second, choice="no")
    again(store, scene, app, surroundings)

    assert [approve(), approve()] == ["yes", "no"]
    assert store.decisions.one(first).digest != store.decisions.one(second).digest


CHANGES = {
    "facts": {"facts": {"amount": 9120}},
    "question": {"question": "Pay it now?"},
    "choices": {"choices": ["yes", "no", "half"]},
    "recommended": {"recommend": "yes"},
    "of": {"of": "role:approver"},
    "four eyes": {"four_eyes": True},
}


@pytest.mark.parametrize("changed", CHANGES.values(), ids=CHANGES)
def test_when_anything_has_changed_the_answer_is_void_and_it_is_asked_anew(
    changed, asker, claim, store, scene, app, surroundings
) -> None:
    values = {"choices": ["yes", "no"], "facts": {"amount": 120}}
    first = waits(store, claim, lambda: ask("Pay?", **values))
    answer(store, first, choice="yes")
    claim = again(store, scene, app, surroundings)
    values |= {name: value for name, value in changed.items() if name != "question"}
    second = waits(store, claim, lambda: ask(changed.get("question", "Pay?"), **values))

    assert store.decisions.one(first).state is DecisionState.VOID
    assert store.decisions.one(second).state is DecisionState.OPEN


def test_an_answer_that_does_not_fit_the_form_any_more_is_not_used(
    asker, claim, store, scene, app, surroundings
) -> None:
    def fill() -> Payment:
        return ask("How much?", form=Payment)

    number = waits(store, claim, fill)
    answer(store, number, values={"amount": "much"})
    claim = again(store, scene, app, surroundings)
    assert waits(store, claim, fill) != number
    assert scene.events == ["answer unfit"]


def test_a_bot_that_swallows_the_question_enters_nothing_more(asker, steps, app) -> None:
    with pytest.raises(QuestionAskedError):
        approve()

    with pytest.raises(QuestionAskedError):
        enter(steps, a_step(save), app)
    with pytest.raises(QuestionAskedError):
        approve()
    with pytest.raises(QuestionAskedError):
        steps.finish()
    assert app.saved == []


def test_after_an_unmarked_write_nobody_is_asked(asker, steps, app, store, claim) -> None:
    app.press_save("v")

    with pytest.raises(AskedAfterWriteError, match="outside every step") as refused:
        approve()
    assert "@step" in refused.value.sentence()
    assert ending_for(refused.value, claim, Limits()).state is ItemState.FAILED
    assert store.decisions.open() == []


def test_nobody_is_asked_inside_a_step_or_in_another_thread(asker, steps, app) -> None:
    def asking(crm, value) -> None:
        approve()

    with pytest.raises(AskedElsewhereError, match="in asking"):
        enter(steps, a_step(asking), app)
    found: list[BaseException] = []

    def elsewhere() -> None:
        try:
            approve()
        except AskedElsewhereError as error:
            found.append(error)

    steps.last_word.error = None
    thread = threading.Thread(target=elsewhere)
    thread.start()
    thread.join()
    assert "another thread" in str(found[0])


def test_a_dry_run_and_a_last_look_ask_nobody(asker, scene) -> None:
    scene.dry_run = True
    with pytest.raises(DryRunQuestionError, match=r"test_questioning\.py, line"):
        approve()


def test_an_item_without_tries_asks_nobody(asker, scene) -> None:
    scene.looks_only = True
    with pytest.raises(TriesUsedUpError):
        approve()
    assert scene.pictured == 0


def test_what_a_screen_showed_of_a_secret_is_not_asked(asker) -> None:
    with pytest.raises(AskDefinitionError, match="holds a secret") as refused:
        ask("Pay?", choices=["yes"], facts={"read": "password hunter2"})
    assert "hunter2" not in refused.value.sentence()


def test_the_same_case_of_another_item_has_another_digest(
    asker, claim, store, scene, app, surroundings
) -> None:
    from dataclasses import replace

    one = Questions(claim, TARGET, store.decisions, None, scene, bool)
    two = Questions(replace(claim, item=99), TARGET, store.decisions, None, scene, bool)
    elsewhere = TARGET | {"apps": {"crm": {"file": "crm", "address": "https://test"}}}
    three = Questions(claim, elsewhere, store.decisions, None, scene, bool)
    asking = Asking("x.py, line 1", "Pay?", choices=("yes",))

    assert one._digest(asking, 1) != two._digest(asking, 1)
    assert one._digest(asking, 1) != one._digest(asking, 2)
    assert one._digest(asking, 1) != three._digest(asking, 1)


def test_within_and_then_are_kept(asker, claim, store) -> None:
    number = waits(
        store,
        claim,
        lambda: approve(within=timedelta(hours=4), then=["escalate:role:approver", "reject"]),
    )
    decision = store.decisions.one(number)

    assert (decision.within, decision.then) == (14400, ["escalate:role:approver", "reject"])
    assert decision.deadline is not None
