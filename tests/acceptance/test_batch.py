"""`deskhand batch` as cron starts it: an empty environment, no terminal, on several hosts at once."""

import json
import os
import signal
import subprocess
import sys
from collections import Counter
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from runner.store.store import open_store
from tests.acceptance.conftest import ROOT, Deskhand, Done, waited_for

pytestmark = [pytest.mark.slow, pytest.mark.timeout(240)]

BOT = '''
"""Write a line into a book: a screen without a browser."""

import os
from pathlib import Path

from pydantic import BaseModel

from runner import BusinessError, Verdict, bot, pause, step

BOOK = Path(__file__).parent.parent / "book"
SLOW = BOOK.with_name("slow")


class Line(BaseModel):
    number: str


def there(line: Line) -> Verdict:
    """Look into the book."""
    return Verdict.of(BOOK.exists() and line.number in BOOK.read_text().split())


@step(verify=there)
def write(line: Line) -> None:
    with BOOK.open("a") as book:
        book.write(f"{line.number}\\n")
        book.flush()
        os.fsync(book.fileno())


@bot(key="number")
def enter_line(line: Line) -> str:
    """Write one line."""
    if line.number == "nobody":
        raise BusinessError("there is no such customer")
    if SLOW.exists():
        pause(float(SLOW.read_text()), because="entering a line takes a while")
    write(line)
    return line.number
'''

SCHEDULES = """
version: 1
zone: Europe/Berlin
schedules:
  minutely: {{bot: enter_line, feed: lines.json, when: "* * * * *"{more}}}
  then: {{bot: enter_line, set: {{number: last}}, after: minutely}}
  asked: {{bot: enter_line, feed: "{{due:%Y}}.json"}}
"""


@pytest.fixture
def workspace(tmp_path: Path, deskhand: Deskhand) -> Path:
    folder = tmp_path / "workspace"
    assert deskhand("new", "workspace", str(folder)).code == 0
    (folder / "bots" / "enter_line.py").write_text(BOT)
    # Made once: several processes at once at a new store are another test's.
    open_store("store/deskhand.db", folder, folder / "evidence").close()
    plan(folder)
    feed(folder, "a", "b", "c")
    return folder


def plan(folder: Path, more: str = "") -> None:
    (folder / "schedules.yaml").write_text(SCHEDULES.format(more=more))


def feed(folder: Path, *numbers: str, name: str = "lines") -> None:
    (folder / f"{name}.json").write_text(json.dumps([{"number": each} for each in numbers]))


def book(folder: Path) -> Counter[str]:
    file = folder / "book"
    return Counter(file.read_text().split() if file.exists() else [])


def started(folder: Path, *words: str, **variables: str) -> "subprocess.Popen[str]":
    """The command with nothing in its environment, as the poorest cron starts it."""
    return subprocess.Popen(
        [sys.executable, "-P", "-m", "runner", *words, "--workspace", str(folder)],
        cwd="/",
        env={"PYTHONPATH": str(ROOT)} | variables,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        umask=0o077,
        start_new_session=True,
    )


def ended(process: "subprocess.Popen[str]") -> Done:
    out, err = process.communicate(timeout=120)
    return Done(process.returncode, out, err)


def cron(folder: Path, *words: str) -> Done:
    return ended(started(folder, *words))


def fires(folder: Path) -> list[dict[str, Any]]:
    return [each["last"] for each in cron(folder, "schedules", "--json").json]


def test_what_is_due_is_run_and_then_what_follows_and_nothing_is_said(workspace: Path) -> None:
    done = cron(workspace, "batch", "minutely")

    assert (done.code, done.out, done.err) == (0, "", "")
    assert book(workspace) == Counter(["a", "b", "c", "last"])
    told = cron(workspace, "schedules").out
    assert "ended: 3 done" in told
    assert "after minutely has ended well" in told


def test_what_is_not_well_is_said_and_what_follows_is_left_out(workspace: Path) -> None:
    (workspace / "lines.json").unlink()
    done = cron(workspace, "batch", "minutely")

    assert done.code == 2
    assert "There is no file" in done.err
    assert "minutely did not end well" in done.err
    assert "Traceback" not in done.err
    assert not book(workspace)
    assert "failed: " in cron(workspace, "schedules").out


def test_rejected_items_end_well_but_are_told(workspace: Path) -> None:
    feed(workspace, "a", "nobody")
    done = cron(workspace, "batch", "minutely")

    assert done.code == 1
    assert "1 rejected" in done.out
    assert book(workspace) == Counter(["a", "last"])


def test_started_on_many_hosts_at_once_it_runs_once(workspace: Path) -> None:
    (workspace / "slow").write_text("0.5")
    found = [started(workspace, "batch", "minutely", "--json") for _ in range(4)]
    runs = [run for each in found for run in ended(each).json["runs"]]

    # The four may fall into two minutes.
    of_minutely = [run for run in runs if run["schedule"] == "minutely"]
    assert len({run["due"] for run in of_minutely}) == len(of_minutely)
    assert set(book(workspace).values()) == {1}
    assert set(book(workspace)) >= {"a", "b", "c"}


def test_a_batch_that_was_killed_is_made_good_by_the_next(workspace: Path) -> None:
    (workspace / "slow").write_text("1.5")
    first = started(workspace, "batch", "minutely")
    waited_for(lambda: len(book(workspace)) >= 1)
    os.killpg(first.pid, signal.SIGKILL)
    first.communicate()
    (workspace / "slow").unlink()
    feed(workspace, "d", "e")
    done = cron(workspace, "batch", "minutely", "--now")

    assert done.code == 0, done.err
    assert book(workspace) == Counter(["a", "b", "c", "d", "e", "last"])


def test_a_batch_at_work_is_not_disturbed(workspace: Path) -> None:
    (workspace / "slow").write_text("2")
    first = started(workspace, "batch", "minutely")
    waited_for(lambda: len(book(workspace)) >= 1)
    done = cron(workspace, "batch", "minutely", "--now")
    assert (done.code, done.out) == (0, "")
    assert "skipped: an earlier run is still at work" in done.err
    assert ended(first).code == 0
    assert set(book(workspace).values()) == {1}


def test_a_later_one_takes_its_place_where_the_schedule_says_so(workspace: Path) -> None:
    plan(workspace, ", overlap: cancel")
    (workspace / "slow").write_text("2")
    feed(workspace, *(f"a{number}" for number in range(60)))
    often = {"DESKHAND_LEASE_SECONDS": "12"}  # a run looks every two seconds whether it is its own
    first = started(workspace, "batch", "minutely", **often)
    waited_for(lambda: len(book(workspace)) >= 1)
    (workspace / "slow").write_text("0.5")
    feed(workspace, "d")
    second = ended(started(workspace, "batch", "minutely", "--now", **often))
    gone = ended(first)

    assert second.code == 0, second.err
    assert gone.code != 0
    assert book(workspace)["d"] == 1
    runs = cron(workspace, "runs", "--json").json
    assert "stopped" in {run["state"] for run in runs}
    assert len(book(workspace)) < 50
    assert set(book(workspace).values()) == {1}


def test_nothing_due_is_no_work_and_no_error(workspace: Path) -> None:
    assert cron(workspace, "batch", "asked").code == 0
    assert not book(workspace)
    said = cron(workspace, "batch", "asked", "--verbose")
    assert "Nothing is due of asked." in said.out


def test_a_feed_may_have_the_day_it_is_due_in_its_name(workspace: Path) -> None:
    year = datetime.now(ZoneInfo("Europe/Berlin")).year
    for each in (year, year + 1):  # also on the last evening of one
        feed(workspace, "x", name=str(each))
    assert cron(workspace, "batch", "asked", "--now").code == 0
    assert book(workspace) == Counter(["x"])


def test_a_paused_schedule_says_so(workspace: Path) -> None:
    assert cron(workspace, "pause", "schedule", "minutely", "--reason", "inventory").code == 0
    done = cron(workspace, "batch", "minutely")
    assert (done.code, done.out) == (0, "")
    assert "the schedule is paused by" in done.err
    assert "because: inventory" in done.err
    assert not book(workspace)
    assert cron(workspace, "unpause", "schedule", "minutely").code == 0
    assert cron(workspace, "batch", "minutely", "--now").code == 0
    assert book(workspace)["a"] == 1


def test_wrong_use_is_one_sentence(workspace: Path) -> None:
    done = cron(workspace, "batch", "minutly")
    assert done.code == 2
    assert "Did you mean 'minutely'" in done.err
    (workspace / "schedules.yaml").write_text("schedules: 5")
    assert "needs the key 'version'" in cron(workspace, "batch", "minutely").err
