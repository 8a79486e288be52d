"""`deskhand serve`: schedules and triggers by themselves, on several hosts, through restarts."""

import json
import os
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from runner.store.store import open_store
from tests.acceptance.conftest import ROOT, Deskhand, waited_for
from tests.acceptance.test_batch import BOT, book, feed

pytestmark = [pytest.mark.slow, pytest.mark.timeout(240)]

SCHEDULES = """
version: 1
zone: Europe/Berlin
schedules:
  often: {bot: enter_line, feed: lines.json, when: "* * * * *"}
  then: {bot: enter_line, set: {number: last}, after: often}
triggers:
  inbox: {folder: dropped, bot: enter_line, settle: 1s, poll: 1s}
"""

Serve = Callable[..., "subprocess.Popen[str]"]


@pytest.fixture
def workspace(tmp_path: Path, deskhand: Deskhand) -> Path:
    folder = tmp_path / "workspace"
    assert deskhand("new", "workspace", str(folder)).code == 0
    (folder / "bots" / "enter_line.py").write_text(BOT)
    # Made once: several processes at once at a new store are another test's.
    open_store("store/deskhand.db", folder, folder / "evidence").close()
    (folder / "schedules.yaml").write_text(SCHEDULES)
    (folder / "dropped").mkdir()
    feed(folder, "a", "b")
    return folder


@pytest.fixture
def serve(workspace: Path) -> Iterator[Serve]:
    running: list[subprocess.Popen[str]] = []

    def start(*words: str) -> "subprocess.Popen[str]":
        log = (workspace.parent / f"service{len(running)}.txt").open("w")
        process = subprocess.Popen(
            [sys.executable, "-P", "-m", "runner", "serve", *words, "--workspace", str(workspace)],
            cwd="/",
            env={"PYTHONPATH": str(ROOT), "DESKHAND_LOOK_SECONDS": "1"},
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        log.close()
        running.append(process)
        return process

    yield start
    for process in running:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def said(workspace: Path, number: int = 0) -> str:
    return (workspace.parent / f"service{number}.txt").read_text()


def schedules(deskhand: Deskhand, workspace: Path) -> list[dict[str, object]]:
    found: list[dict[str, object]] = deskhand(
        "schedules", "--json", "--workspace", str(workspace), DESKHAND_STORE="store/deskhand.db"
    ).json
    return found


def test_two_hosts_begin_each_due_time_and_each_file_once(workspace: Path, serve: Serve) -> None:
    hosts = [serve("--slots", "1"), serve("--slots", "1")]
    waited_for(lambda: all("Ctrl-C stops." in said(workspace, each) for each in (0, 1)))
    (workspace / "dropped" / "x.json").write_text(json.dumps([{"number": "dropped"}]))
    waited_for(lambda: set(book(workspace)) >= {"a", "b", "last", "dropped"}, 100)
    for host in hosts:
        host.send_signal(signal.SIGTERM)

    assert [host.wait(60) for host in hosts] == [0, 0]
    assert book(workspace) == Counter(["a", "b", "last", "dropped"])
    assert (workspace / "dropped" / "done" / "x.json").exists()
    both = said(workspace, 0) + said(workspace, 1)
    assert "Traceback" not in both
    begun = [line.split(" often, due ")[1].split(":")[:2] for line in both.splitlines()
             if " often, due " in line and "has begun" in line]  # fmt: skip
    assert len(begun) == len({tuple(each) for each in begun}) >= 1


def test_a_changed_file_is_read_again_and_a_wrong_one_changes_nothing(
    workspace: Path, serve: Serve, deskhand: Deskhand
) -> None:
    file = workspace / "schedules.yaml"
    file.write_text("version: 1\nzone: Europe/Berlin\n")
    serve("--no-work")
    waited_for(lambda: "Ctrl-C stops." in said(workspace))
    file.write_text("version: 1\nzone: Europe/Berln\n")
    waited_for(lambda: "Did you mean 'Europe/Berlin'" in said(workspace))
    file.write_text(SCHEDULES)
    waited_for(lambda: "schedules.yaml was read again." in said(workspace))
    waited_for(lambda: " often, due " in said(workspace), 90)

    assert "has begun" in said(workspace)
    (often, _) = schedules(deskhand, workspace)
    assert often["last"] is not None


def test_what_cannot_be_begun_is_said_once(workspace: Path, serve: Serve) -> None:
    (workspace / "lines.json").unlink()
    (workspace / "schedules.yaml").write_text(
        SCHEDULES.replace("bot: enter_line, settle", "bot: enter_lines, settle")
    )
    host = serve("--no-work")
    waited_for(lambda: "There is no file" in said(workspace), 90)
    host.send_signal(signal.SIGTERM)

    assert host.wait(60) == 0
    assert said(workspace).count("There is no bot 'enter_lines'") == 1
    assert "Did you mean 'enter_line'?" in said(workspace)
    assert "Traceback" not in said(workspace)


def test_a_service_that_was_killed_goes_on_where_it_was(workspace: Path, serve: Serve) -> None:
    (workspace / "slow").write_text("1")
    feed(workspace, *(f"n{number}" for number in range(8)))
    first = serve("--slots", "1")
    waited_for(lambda: len(book(workspace)) >= 2, 100)
    os.killpg(first.pid, signal.SIGKILL)
    first.wait()
    (workspace / "slow").unlink()
    second = serve("--slots", "1")
    waited_for(lambda: len(book(workspace)) == 9, 100)
    second.send_signal(signal.SIGTERM)

    assert second.wait(60) == 0
    assert book(workspace) == Counter([*(f"n{number}" for number in range(8)), "last"])
