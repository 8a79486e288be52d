"""What one bot has done is what another one gets, each item once."""

import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from runner.feeds import draft_from_values
from runner.item import ItemState
from runner.run.engine import Engine
from runner.store.items import Ending
from runner.store.store import Store
from runner.triggers import finished as finished_module
from runner.triggers.finished import FinishedTrigger, OwnItemsError
from runner.triggers.mapping import NothingGivenError, UnknownPartError
from runner.triggers.trigger import Problem
from tests.unit.triggers.conftest import items_of, starter

STOP = threading.Event()

CHECK = '''
"""Check an amount."""
from pydantic import BaseModel
from runner import bot

class Refund(BaseModel):
    account: str
    amount: str
    sure: bool = False

@bot(key="account")
def check_refund(refund: Refund) -> str:
    """Check an amount."""
    return refund.amount
'''


@pytest.fixture(autouse=True)
def _bots(made_workspace: Path) -> None:
    (made_workspace / "bots" / "check_refund.py").write_text(CHECK)


def trigger(engine: Engine, told: list[Problem], **entry: Any) -> FinishedTrigger:
    values = {"finished": "check_refund", "map": {"record": "value"}} | entry
    return FinishedTrigger("pay", engine, starter(engine, "pay", **values), told.append)


def do(engine: Engine, store: Store, *accounts: str) -> None:
    """Have items of the first bot done."""
    begins = starter(engine, "feed", folder="in", bot="check_refund")
    prepared = begins.prepared()
    bot = prepared.bot
    drafts = [
        draft_from_values(bot.parameters.model, bot.key, {"account": one, "amount": "5"}, "x")
        for one in accounts
    ]
    run = begins.begin_drafts(store, drafts, [], "x")
    while (claim := store.items.claim(run, "w")) is not None:
        record = f"R{claim.payload['account']}"
        store.items.finish(claim, Ending("done", ItemState.DONE, record=record))


def paid(store: Store) -> list[str]:
    return [key for key in items_of(store) if key.startswith("R")]


def test_done_items_become_items_once_and_nothing_from_before(engine, store, told) -> None:
    do(engine, store, "old")
    made = trigger(engine, told)
    store.lookouts.hold("pay", made.worker)
    do(engine, store, "1", "2")
    for _ in range(2):
        made.look(store, STOP)
    do(engine, store, "3")
    made.look(store, STOP)
    trigger(engine, told).look(store, STOP)

    assert paid(store) == ["R1", "R2", "R3"]
    assert store.runs.get("last").feed == "item 6 of check_refund"


def test_with_past_what_was_done_before_counts_too(engine, store, told, monkeypatch) -> None:
    monkeypatch.setattr(finished_module, "AT_ONCE", 2)
    do(engine, store, *map(str, range(5)))

    trigger(engine, told, past=True).look(store, STOP)

    assert paid(store) == [f"R{number}" for number in range(5)]


def test_what_is_given_goes_where_the_file_says(engine, store, told) -> None:
    do(engine, store, "7")
    trigger(engine, told, past=True, map={"account": "value", "sure": "subject"}).look(store, STOP)

    claim = store.items.claim(store.runs.get("last").id, "w")
    assert claim is not None
    assert (claim.payload["value"], claim.payload["subject"]) == ("7", "false")


def test_what_a_clock_that_was_set_has_hidden_is_found_later(
    engine, store, told, monkeypatch
) -> None:
    made = trigger(engine, told, past=True)
    made.look(store, STOP)
    made._since = datetime.now(UTC) + timedelta(days=1)
    do(engine, store, "1")
    made.look(store, STOP)
    assert paid(store) == []
    monkeypatch.setattr(finished_module, "WHOLE_SECONDS", 0.0)
    made.look(store, STOP)

    assert paid(store) == ["R1"]


@pytest.mark.parametrize(
    ("entry", "kind", "said"),
    [
        ({"map": {}}, NothingGivenError, "nothing fits. Say with `map:`"),
        ({"map": {"sum": "value"}}, UnknownPartError, "'sum', which is no part of what arrives"),
        ({"map": {"amount": "worth"}}, UnknownPartError, "no field of 'keep_value'"),
        ({"bot": "check_refund"}, OwnItemsError, "would be started by its own items"),
    ],
)
def test_what_cannot_fit_is_said_at_once(engine, told, entry, kind, said) -> None:
    with pytest.raises(kind) as caught:
        trigger(engine, told, **entry)

    assert said in caught.value.sentence()
