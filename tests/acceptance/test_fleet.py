"""Queued runs are worked by `deskhand workers`, on SQLite by one host and on PostgreSQL by several."""

import json
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from runner.store.store import open_store
from tests.acceptance.conftest import ROOT, Deskhand, waited_for
from tests.postgresql import running_server

pytestmark = [pytest.mark.slow, pytest.mark.timeout(240)]

BOT = '''
"""Write a line into a book: a screen without a browser."""

import os
from pathlib import Path

from pydantic import BaseModel

from runner import BusinessError, Verdict, bot, pause, step


class Line(BaseModel):
    number: str
    customer: str


def there(line: Line) -> Verdict:
    """Look into the book."""
    book = Path(os.environ["BOOK"])
    return Verdict.of(book.exists() and line.number in book.read_text().split())


@step(verify=there)
def write(line: Line) -> None:
    with Path(os.environ["BOOK"]).open("a") as book:
        book.write(f"{line.number}\\n")
        book.flush()
        os.fsync(book.fileno())


@bot(key="number", serial="customer")
def enter_line(line: Line) -> str:
    """Write one line."""
    pause(float(os.environ.get("SLOW", "0.01")), because="entering a line takes a while")
    if line.customer == "nobody":
        raise BusinessError("there is no such customer")
    write(line)
    return line.number
'''

Start = Callable[..., "subprocess.Popen[str]"]


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def store(request: pytest.FixtureRequest, places: dict[str, str]) -> Iterator[str]:
    if request.param == "sqlite":
        yield places["DESKHAND_STORE"]
        return
    with running_server() as server:
        places["DESKHAND_STORE"] = server.fresh_database()
        yield places["DESKHAND_STORE"]


@pytest.fixture
def workspace(tmp_path: Path, deskhand: Deskhand, places: dict[str, str], store: str) -> Path:
    folder = tmp_path / "workspace"
    assert deskhand("new", "workspace", str(folder)).code == 0
    (folder / "bots" / "enter_line.py").write_text(BOT)
    places["BOOK"] = str(tmp_path / "book")
    places["DESKHAND_WORKSPACE"] = str(folder)
    return folder


@pytest.fixture
def start(places: dict[str, str]) -> Iterator[Start]:
    """Start `deskhand …` and let it run; ended with the test."""
    running: list[subprocess.Popen[str]] = []

    def call(*words: str, **variables: str) -> "subprocess.Popen[str]":
        process = subprocess.Popen(
            [sys.executable, "-m", "runner", *words],
            cwd=ROOT,
            env=os.environ | places | variables,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        running.append(process)
        return process

    yield call
    for process in running:
        process.kill()
        process.wait()
        if process.stdout is not None:
            process.stdout.close()


def rows(folder: Path, count: int, *, name: str = "lines", customers: int = 5) -> str:
    file = folder / f"{name}.json"
    lines = [{"number": f"{name}{n}", "customer": f"c{n % customers}"} for n in range(count)]
    file.write_text(json.dumps(lines))
    return str(file)


def book(places: dict[str, str]) -> Counter[str]:
    file = Path(places["BOOK"])
    return Counter(file.read_text().split() if file.exists() else [])


def test_hosts_share_what_was_queued_and_nothing_is_entered_twice(
    workspace: Path, deskhand: Deskhand, start: Start, places: dict[str, str]
) -> None:
    queued = deskhand("run", "enter_line", "--from", rows(workspace, 24), "--queue", "--json")
    assert queued.json["items"]["new"] == 24
    hosts = [start("workers", "--slots", "2", "--until-idle") for _ in range(2)]
    said = [host.communicate(timeout=120)[0] for host in hosts]

    assert [host.returncode for host in hosts] == [0, 0], said
    assert set(book(places).values()) == {1}
    assert len(book(places)) == 24
    (run,) = deskhand("runs", "--json").json
    assert (run["state"], run["items"]["done"]) == ("ended", 24)
    shown = deskhand("show", run["run"])
    assert "results.xlsx" in shown.out
    assert deskhand("fleet").said.startswith("No host serves.")


def test_a_host_that_is_killed_loses_nothing_and_doubles_nothing(
    workspace: Path, deskhand: Deskhand, start: Start, places: dict[str, str]
) -> None:
    file = rows(workspace, 16)
    assert deskhand("run", "enter_line", "--from", file, "--queue").code == 0
    first = start("workers", "--slots", "2", SLOW="0.3")
    waited_for(lambda: len(book(places)) >= 3)
    first.kill()
    first.wait()
    assert deskhand("workers", "--slots", "2", "--until-idle").code == 0

    assert book(places) == Counter({f"lines{n}": 1 for n in range(16)})
    assert deskhand("runs", "--json").json[0]["items"]["done"] == 16


def test_a_paused_bot_rests_and_goes_on(
    workspace: Path, deskhand: Deskhand, places: dict[str, str]
) -> None:
    deskhand("run", "enter_line", "--from", rows(workspace, 3), "--queue")
    paused = deskhand("pause", "bot", "enter_line", "--reason", "month end")
    assert paused.said == "Paused. Let it go on with: deskhand unpause bot enter_line"
    assert "Paused: bot enter_line" in deskhand("fleet").out
    assert deskhand("workers", "--until-idle").code == 0
    assert not book(places)
    assert deskhand("unpause", "bot", "enter_line").code == 0
    assert deskhand("workers", "--until-idle").code == 0
    assert len(book(places)) == 3
    wrong = deskhand("pause", "bot", "enter_lines")
    assert (wrong.code, "There is no bot 'enter_lines'" in wrong.said) == (2, True)
    nobody = deskhand("pause", "host", "nobody")
    assert (nobody.code, "There is no host 'nobody'" in nobody.said) == (2, True)
    again = deskhand("unpause", "bot", "enter_line")
    assert (again.code, "is not paused" in again.said) == (2, True)


def test_urgent_work_goes_first_and_failed_work_can_be_tried_again(
    workspace: Path, deskhand: Deskhand, places: dict[str, str]
) -> None:
    deskhand("run", "enter_line", "--from", rows(workspace, 3, name="usual"), "--queue")
    urgent = rows(workspace, 2, name="urgent")
    deskhand("run", "enter_line", "--from", urgent, "--queue", "--priority", "1")
    assert deskhand("workers", "--until-idle").code == 0
    order = Path(places["BOOK"]).read_text().split()
    assert [number.rstrip("0123456789") for number in order] == ["urgent"] * 2 + ["usual"] * 3

    nobody = workspace / "nobody.json"
    nobody.write_text(json.dumps([{"number": "x1", "customer": "nobody"}]))
    deskhand("run", "enter_line", "--from", str(nobody), "--queue")
    deskhand("workers", "--until-idle")
    counted = deskhand("items", "retry", "--key", "x1", "--dry-run")
    assert counted.said == "1 would be changed (retry)."
    assert deskhand("items", "retry", "--key", "x1").code == 0
    assert deskhand("items", "--key", "x1", "--json").json[0]["state"] == "new"
    everything = deskhand("items", "retry")
    assert (everything.code, "every run and bot" in everything.said) == (2, True)


def test_what_makes_no_sense_in_a_queue_is_said(workspace: Path, deskhand: Deskhand) -> None:
    file = rows(workspace, 1)
    dry = deskhand("run", "enter_line", "--from", file, "--queue", "--dry-run")
    assert (dry.code, "cannot be queued" in dry.said) == (2, True)
    ordered = deskhand("run", "enter_line", "--from", file, "--priority", "1")
    assert (ordered.code, "wait for their turn" in ordered.said) == (2, True)
    high = deskhand("run", "enter_line", "--from", file, "--queue", "--priority", "10")
    assert (high.code, "It may be 9 at most" in high.said) == (2, True)


def test_when_one_item_after_another_fails_the_rest_is_left_alone(
    workspace: Path, deskhand: Deskhand
) -> None:
    bot = workspace / "bots" / "enter_line.py"
    broken = BOT.replace("    write(line)", "    raise RuntimeError('no such button')")
    bot.write_text(broken.replace('serial="customer"', "tries=1, breaker=4"))
    stopped = deskhand("run", "enter_line", "--from", rows(workspace, 9), "--json")
    failed, new = (stopped.json["items"][state] for state in ("failed", "new"))
    assert (stopped.code, failed + new) == (1, 9)
    assert 4 <= failed <= 6  # a worker may have begun the next one before it hears of it
    assert "4 items in a row could not be worked" in stopped.json["message"]

    queued = rows(workspace, 9, name="queued")
    deskhand("run", "enter_line", "--from", queued, "--queue")
    deskhand("workers", "--until-idle")
    paused = deskhand("fleet").out
    assert "Paused: bot enter_line by breaker on" in paused
    assert "no such button" in paused


def test_a_pause_with_an_end_says_it_and_is_over_by_itself(
    workspace: Path, deskhand: Deskhand, start: Start, places: dict[str, str]
) -> None:
    deskhand("run", "enter_line", "--from", rows(workspace, 3), "--queue")
    paused = deskhand("pause", "bot", "enter_line", "--until", "+8s", "--reason", "down")
    assert paused.said.startswith("Paused until 20")
    assert "Let it go on sooner with: deskhand unpause bot enter_line" in paused.said
    assert " until " in deskhand("fleet").out
    refused = deskhand("run", "enter_line", "--set", "number=x", "--set", "customer=c")
    assert (refused.code, ", until 20" in refused.said) == (2, True)
    start("workers")
    waited_for(lambda: len(book(places)) == 3)
    assert len(book(places)) == 3


def test_a_host_that_is_drained_finishes_its_item_and_ends_well(
    workspace: Path, deskhand: Deskhand, start: Start, places: dict[str, str]
) -> None:
    places["DESKHAND_LEASE_SECONDS"] = "12"
    assert "No host serves on this machine." in deskhand("drain").said
    deskhand("run", "enter_line", "--from", rows(workspace, 200), "--queue")
    host = start("workers", SLOW="0.3")
    waited_for(lambda: len(book(places)) >= 2)
    drained = deskhand("drain", "--wait")
    assert (drained.code, drained.said) == (0, "1 host ended.")
    said, _ = host.communicate(timeout=60)
    assert host.returncode == 0
    assert "finishing what is in work" in said

    states = Counter(item["state"] for item in deskhand("items", "--limit", "0", "--json").json)
    assert set(states) == {"done", "new"}
    assert states["done"] == len(book(places)) < 200


def test_what_is_late_and_when_the_rest_will_be_done_is_listed(
    workspace: Path, deskhand: Deskhand
) -> None:
    late, usual = rows(workspace, 3, name="late"), rows(workspace, 2, name="usual")
    assert deskhand("run", "enter_line", "--from", late, "--queue", "--due", "2026-01-01").code == 0
    deskhand("run", "enter_line", "--from", usual, "--queue")
    assert {one["key"] for one in deskhand("items", "--late", "--json").json} == {
        "late0",
        "late1",
        "late2",
    }
    foreseen = deskhand("items", "forecast")
    assert "nothing moves" in foreseen.said
    assert [(one["left"], one["late"]) for one in deskhand("items", "forecast", "--json").json] == [
        (3, 3),
        (2, 0),
    ]
    assert deskhand("workers", "--until-idle").code == 0
    assert deskhand("items", "--late").said == "There is no such item."
    assert deskhand("items", "forecast").said == "Nothing is left to be done."


def test_a_run_that_was_replaced_is_let_go(
    workspace: Path, deskhand: Deskhand, start: Start, places: dict[str, str]
) -> None:
    file = rows(workspace, 300)
    assert deskhand("run", "enter_line", "--from", file, "--queue").code == 0
    host = start("workers", "--until-idle", SLOW="0.2")
    waited_for(lambda: len(book(places)) >= 2)
    (run,) = deskhand("runs", "--json").json
    store = open_store(places["DESKHAND_STORE"], workspace, workspace)
    try:
        store.runs.replace(run["run"], "The run was replaced.")
    finally:
        store.close()
    said = host.communicate(timeout=60)[0]

    assert host.returncode == 0, said
    assert len(book(places)) < 200
    (left,) = deskhand("runs", "--json").json
    assert left["state"] == "stopped"
    assert left["items"].get("working", 0) == 0
    assert deskhand("resume", run["run"], SLOW="0").code == 0
    assert set(book(places).values()) == {1}
    assert len(book(places)) == 300
