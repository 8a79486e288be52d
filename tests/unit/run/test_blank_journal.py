"""A first attempt does not look for what cannot be there; from its first intent on it does."""

from dataclasses import replace

import pytest

from runner.run.blank_journal import BlankJournal, journal_for
from runner.run.failpoint import Failpoints
from runner.run.journaling import StepJournal
from runner.store.items import Claim
from runner.store.step_state import StepState
from runner.store.store import Store
from tests.unit.run.conftest import FakeApp, FakeSurroundings, a_bot, a_step, enter, save


@pytest.fixture
def journal(store: Store, claim: Claim) -> BlankJournal:
    made = journal_for(claim, store.journal, store.database)
    assert isinstance(made, BlankJournal)
    return made


@pytest.fixture
def no_reading(store: Store, monkeypatch: pytest.MonkeyPatch):
    """The ledger may not be read."""

    def refuse(*_: object) -> None:
        pytest.fail("the journal was looked into")

    monkeypatch.setattr(store.database, "reading", refuse)


def test_before_the_first_intent_nothing_is_looked_up(
    journal: BlankJournal, claim: Claim, no_reading: None
) -> None:
    assert journal.open(claim.item) == []
    assert journal.last(claim.item, "save", 1) is None


def test_what_this_attempt_entered_is_found_when_the_bot_begins_again(
    journal: BlankJournal, claim: Claim, surroundings: FakeSurroundings, app: FakeApp
) -> None:
    steps = StepJournal(claim, journal, surroundings, Failpoints("none"))
    app.recorder = steps
    saved = a_step(save)
    steps.settle_open(a_bot)
    assert not steps.entered_as_a_whole
    enter(steps, saved, app)
    steps.start_over()
    assert enter(steps, saved, app) == "record v"
    assert app.saved == ["v"]


def test_an_intent_that_this_attempt_left_open_is_found(
    journal: BlankJournal, claim: Claim
) -> None:
    journal.intend(claim, "save", 1, "d", {})
    assert [entry.state for entry in journal.open(claim.item)] == [StepState.INTENT]


def test_a_later_attempt_looks_from_the_beginning(store: Store, claim: Claim) -> None:
    second = replace(claim, number=2)
    assert journal_for(second, store.journal, store.database) is store.journal
