"""Triggers as a file has them: built, or refused in a sentence with its line."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from runner.cli.main import main
from runner.run.engine import Engine
from runner.schedules.book import ScheduleBook, read_book
from runner.serve.checking import problems_with
from runner.store.deliveries import Arrival, DeliveryState
from runner.store.fleet import Pausable, Pause
from runner.triggers import assembly
from runner.triggers.assembly import NoMailExtraError, starter_of, triggers_of
from runner.triggers.folder import FolderTrigger
from runner.triggers.mailbox import MailboxTrigger
from runner.triggers.starting import TriggerPausedError
from runner.triggers.webhook import WebhookTrigger
from runner.workspace import Workspace
from tests.unit.triggers.conftest import starter

TOP = """\
version: 1
zone: Europe/Berlin
calendars:
  office: {hours: {monday-sunday: "00:00-24:00"}}
resources: {desktop: 2}
triggers:
"""


@pytest.fixture
def book(made_workspace: Path, tmp_path: Path):
    (made_workspace / "in").mkdir(exist_ok=True)

    def read(triggers: str) -> ScheduleBook:
        file = tmp_path / "schedules.yaml"
        file.write_text(TOP + triggers)
        return read_book(file)

    return read


def said(book: ScheduleBook, root: Path) -> list[str]:
    return [f"{one.line}: {one.message} {one.hint}" for one in problems_with(book, Workspace(root))]


def test_every_kind_is_built(book, engine: Engine, made_workspace: Path) -> None:
    found = book(
        "  inbox: {folder: in, bot: keep_value, needs: desktop, priority: 2}\n"
        "  mails: {mailbox: 'imaps://mail.example.org', credential: SUPPORT, bot: keep_value}\n"
        "  orders: {webhook: /orders, credential: ORDERS_SECRET, bot: keep_value}\n"
    )
    made = triggers_of(found, engine, lambda _: None)

    assert [type(one) for one in made] == [FolderTrigger, MailboxTrigger, WebhookTrigger]
    assert [one.name for one in made] == ["inbox", "mails", "orders"]
    assert said(found, made_workspace) == []


def test_what_a_trigger_names_is_in_the_plan_and_in_the_turn(book, engine: Engine, store) -> None:
    found = book(
        "  inbox: {folder: in, bot: keep_value, needs: desktop, priority: 2, tries: 7,\n"
        "    sla: {within: 8h, calendar: office, warn: 1h}}\n"
    )
    begins = starter_of("inbox", found.triggers["inbox"], found, engine)
    run = begins.begin_drafts(store, [], [Arrival("inbox", "a", "a")], "x")
    plan = store.runs.get(run).plan
    turn = begins._turn()

    assert (plan["needs"], plan["tries"], plan["promise"]["name"]) == ({"desktop": 2}, 7, "inbox")
    assert turn.priority == 2
    assert turn.due_at is not None
    assert abs(turn.due_at - datetime.now(UTC) - timedelta(hours=8)) < timedelta(minutes=5)


@pytest.mark.parametrize(
    ("trigger", "problem"),
    [
        ("{folder: in, bot: keep_values}", "Did you mean 'keep_value'?"),
        ("{folder: in, bot: keep_value, needs: desktops}", "which is not among `resources:`"),
        ("{folder: in, bot: keep_value, tell: [team]}", "which is not among `tell:`"),
        (
            "{folder: in, bot: keep_value, sla: {within: 8h, calendar: shop}}",
            "which is not among `calendars:`",
        ),
        ("{folder: nowhere, bot: keep_value}", "the folder 'nowhere' is not there."),
        ("{finished: keep_value, bot: keep_value}", "would be started by its own items"),
        ("{list: a.b.c, every: 5m, bot: keep_value}", "a.yaml"),
    ],
)
def test_what_is_not_there_is_said_with_its_line(
    book, made_workspace: Path, trigger: str, problem: str
) -> None:
    [sentence] = said(book(f"  inbox: {trigger}\n"), made_workspace)

    assert sentence.startswith("7: trigger 'inbox': ")
    assert problem in sentence


def test_two_triggers_at_one_door_are_refused(book, made_workspace: Path) -> None:
    orders = "{webhook: /orders, credential: X, bot: keep_value}"
    [sentence] = said(book(f"  a: {orders}\n  b: {orders}\n"), made_workspace)

    assert sentence.startswith(
        "8: trigger 'b': trigger 'a' waits for requests at /orders, too. Give one another path."
    )


def test_a_mailbox_needs_its_extra(book, engine: Engine, monkeypatch) -> None:
    monkeypatch.setattr(assembly, "find_spec", lambda _: None)
    found = book(
        "  mails: {mailbox: 'imaps://mail.example.org', credential: SUPPORT, bot: keep_value}\n"
    )
    with pytest.raises(NoMailExtraError) as caught:
        triggers_of(found, engine, lambda _: None)

    assert "pip install 'deskhand[mail]'" in caught.value.sentence()


def test_a_paused_trigger_begins_nothing(engine: Engine, store) -> None:
    store.fleet.pause(Pause(Pausable.SCHEDULE, "inbox", "me", datetime.now(UTC), "a move"))
    with pytest.raises(TriggerPausedError) as caught:
        starter(engine, "inbox", folder="in").begin_drafts(store, [], [], "x")

    assert caught.value.sentence() == (
        "Trigger 'inbox' is paused by me, because: a move. What arrives waits. "
        "Let it go on with `deskhand unpause schedule inbox`."
    )
    assert store.runs.recent(1) == []


def test_what_arrived_is_listed(engine: Engine, store, capsys, monkeypatch) -> None:
    arrival = Arrival("inbox", "a", "a.csv", 5)
    with store.database.writing() as connection:
        store.deliveries.begin(connection, [arrival], "20261122-101010-abcd", "w")
    store.deliveries.note(arrival, DeliveryState.REJECTED, "It is empty.", "w")
    monkeypatch.setenv("DESKHAND_STORE", engine.settings.store)
    place = ["--workspace", str(engine.workspace.root)]
    capsys.readouterr()

    assert main(["deliveries", *place]) == 0
    listed = capsys.readouterr().out
    assert main(["deliveries", "inbox", "--aside", "--json", *place]) == 0
    told = capsys.readouterr().out
    assert main(["deliveries", "other", *place]) == 0

    assert "20261122-101010-abcd" in listed
    assert "It is empty." in listed
    assert '"state": "rejected"' in told
    assert '"begun"' not in told
    assert "Nothing has arrived yet." in capsys.readouterr().out
