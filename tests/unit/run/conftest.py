"""A journal, an app and an attempt that live in memory and in one SQLite file."""

import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel

from runner.bots import bot
from runner.errors import TechnicalError
from runner.item import Draft, Source
from runner.run.failpoint import Failpoints
from runner.run.journaling import StepJournal
from runner.steps import Verdict, step
from runner.store.items import Claim
from runner.store.runs import RunRecord, RunState
from runner.store.step_state import StepState
from runner.store.store import Store, open_store


class FakeApp:
    """An app without a screen: what it was told to save, and whether it says so."""

    app_kind = "fake"

    def __init__(self) -> None:
        self.saved: list[str] = []
        self.recorder: Any = None

    def press_save(self, value: str, *, lose: bool = False) -> None:
        if self.recorder is not None:
            self.recorder.before_press("form.save", writes=True)
        if not lose:
            self.saved.append(value)


@dataclass
class FakeSurroundings:
    apps: Mapping[str, Any]
    dry_run: bool = False
    stop_asked: bool = False
    looks_only: bool = False
    told: list[tuple[str, str]] = field(default_factory=list)
    sign_ins: int = 0
    resets: int = 0

    def step_begins(self, name: str, seconds: float) -> None:
        self.told.append(("begins", name))

    def step_ended(self, name: str, state: StepState) -> None:
        self.told.append((state.value, name))

    def take_picture(self, name: str) -> None:
        self.told.append(("picture", name))

    def sign_in_again(self) -> None:
        self.sign_ins += 1

    def start_screens_over(self) -> None:
        self.resets += 1


AT_ONCE = timedelta(0)


class Value(BaseModel):
    value: str


@bot(key="value")
def a_bot(value: Value) -> str:
    return value.value


def a_step(function, **rules):
    """A step of the bot's module, where a later attempt finds it by its name."""
    made = step(**{"settle": AT_ONCE, **rules})(function)
    setattr(sys.modules[a_bot.__module__], f"entered_{made.name}", made)
    return made


def is_saved(crm: FakeApp, value: Value) -> Verdict:
    return Verdict.of(value.value in crm.saved)


def save(crm: FakeApp, value: Value) -> str:
    crm.press_save(value.value)
    return f"record {value.value}"


def save_and_fail(crm: FakeApp, value: Value) -> str:
    crm.press_save(value.value)
    raise TechnicalError("the connection was cut")


def enter(steps: StepJournal, entered, app: FakeApp, value: str = "v"):
    return steps.enter(entered, {"crm": app, "value": Value(value=value)})


def states(store: Store, claim: Claim) -> list[tuple[str, str]]:
    return [(each.name, each.state) for each in store.outcomes.one(str(claim.item)).steps]


def a_run(name: str = "r1", bot: str = "save") -> RunRecord:
    return RunRecord(
        id=name,
        bot=bot,
        origin="attended",
        state=RunState.RUNNING,
        feed="a.xlsx",
        plan={},
        started_by="me",
        started_at=datetime.now(UTC),
        ended_at=None,
        exit_code=None,
        message="",
    )


@pytest.fixture
def store(tmp_path: Path):
    opened = open_store("store.db", tmp_path, tmp_path / "evidence")
    yield opened
    opened.close()


@pytest.fixture
def app() -> FakeApp:
    return FakeApp()


@pytest.fixture
def claim(store: Store) -> Claim:
    store.runs.begin(a_run(), [Draft(Source("a.xlsx", "S", 2), "k", {"value": "v"})])
    claimed = store.items.claim("r1", "w1")
    assert claimed is not None
    return claimed


@pytest.fixture
def surroundings(app: FakeApp) -> FakeSurroundings:
    return FakeSurroundings({"crm": app})


@pytest.fixture
def steps(claim: Claim, store: Store, surroundings: FakeSurroundings, app: FakeApp) -> StepJournal:
    return make_steps(claim, store, surroundings, app)


def make_steps(
    claim: Claim, store: Store, surroundings: FakeSurroundings, app: FakeApp
) -> StepJournal:
    made = StepJournal(claim, store.journal, surroundings, Failpoints("none"))
    app.recorder = made
    return made
