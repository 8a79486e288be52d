"""A workspace with a bot that works no screen, and triggers whose sentences are kept."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from runner.cli.main import main
from runner.run.engine import Engine
from runner.schedules.trigger_entries import TriggerEntry
from runner.settings import Settings
from runner.store.leases import new_worker_name
from runner.store.store import Store
from runner.triggers.starting import Starter
from runner.triggers.trigger import Problem
from runner.workspace import Workspace

BOT = '''
"""Keep a value."""
from pydantic import BaseModel
from runner import bot

class Value(BaseModel):
    value: str
    subject: str = ""
    message_id: str = ""

@bot(key="value")
def keep_value(value: Value) -> str:
    """Keep a value."""
    return value.value
'''


@pytest.fixture(scope="session")
def made_workspace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("made") / "mine"
    assert main(["new", "workspace", str(folder)]) == 0
    (folder / "bots" / "keep_value.py").write_text(BOT)
    return folder


@pytest.fixture
def engine(made_workspace: Path, tmp_path: Path) -> Engine:
    settings = Settings(store=str(tmp_path / "store.db"), evidence=str(tmp_path / "evidence"))
    return Engine(Workspace(made_workspace), settings)


@pytest.fixture
def store(engine: Engine) -> Iterator[Store]:
    opened = engine.store()
    yield opened
    opened.close()


@pytest.fixture
def told() -> list[Problem]:
    return []


def starter(engine: Engine, name: str, **entry: Any) -> Starter:
    made = TriggerEntry.model_validate({"bot": "keep_value"} | entry)
    return Starter(name, engine, made, new_worker_name())


def items_of(store: Store) -> list[str]:
    """The keys of all items, in the order in which they came."""
    return [
        item.key or ""
        for run in reversed(store.runs.recent(5000))
        for item in listed(store, run.id)
    ]


def listed(store: Store, run: str) -> list[Any]:
    return list(store.outcomes.of_run(run))
