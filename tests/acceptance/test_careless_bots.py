"""Bots that print, ask, exit, sleep, leave threads or change: real runs without a browser."""

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.acceptance.conftest import Deskhand, Done

pytestmark = pytest.mark.timeout(120)

HEAD = """
import os, sys, threading, time
from datetime import timedelta
from pydantic import BaseModel, Field
from runner import BusinessError, bot, step

class Case(BaseModel):
    name: str
    secret_birthday: str = Field("1.2.1903", json_schema_extra={"personal": True})
"""


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    root = tmp_path / "workspace"
    for name in ("bots", "selectors"):
        (root / name).mkdir(parents=True)
    return root


@pytest.fixture
def work(deskhand: Deskhand, workspace: Path):
    """Run a bot of these lines over cases of these names."""

    def call(*lines: str, names: tuple[str, ...] = ("a",), rules: str = "", more: str = "") -> Done:
        write_bot(workspace, *lines, rules=rules, more=more)
        feed = workspace / "cases.json"
        feed.write_text(json.dumps([{"name": name} for name in names]), encoding="utf-8")
        return deskhand("run", "careless", "--from", str(feed), "--json", cwd=workspace)

    return call


def write_bot(workspace: Path, *lines: str, rules: str = "", more: str = "") -> None:
    body = "".join(f"    {line}\n" for line in lines)
    text = f'{HEAD}\n{more}\n@bot(key="name"{rules})\ndef careless(case: Case) -> object:\n'
    (workspace / "bots" / "careless.py").write_text(f'{text}    """Do it."""\n{body}')


def the_item(deskhand: Deskhand, workspace: Path, key: str = "a") -> dict:
    return deskhand("items", "--key", key, "--json", cwd=workspace).json[0]


def test_bot_may_print_and_what_it_prints_is_masked(work, workspace, places) -> None:
    done = work("print('born', case.secret_birthday)", "print('x', file=sys.stderr)", "return 1")
    kept = [path for path in Path(places["DESKHAND_EVIDENCE"]).rglob("*") if path.is_file()]
    said = b"".join(path.read_bytes() for path in kept)

    assert done.code == 0
    assert b"born" in said
    assert b"1.2.1903" not in said


def test_bot_that_asks_finds_nobody(work, deskhand, workspace) -> None:
    done = work("return input('name? ')", rules=", tries=1")

    assert done.code == 1
    assert "EOFError" in the_item(deskhand, workspace)["message"]


def test_bot_that_leaves_a_thread_behind_does_not_keep_the_run(work) -> None:
    done = work("threading.Thread(target=time.sleep, args=(600,)).start()", "return 1")

    assert done.json["items"]["done"] == 1


def test_bot_that_exits_has_failed_like_any_other(work, deskhand, workspace) -> None:
    done = work("sys.exit('enough')", rules=", tries=1")

    assert done.json["items"]["failed"] == 1
    assert "SystemExit: enough" in the_item(deskhand, workspace)["message"]


def test_item_that_kills_its_worker_is_set_aside_and_the_others_go_on(
    work, deskhand, workspace
) -> None:
    done = work("if case.name == 'a': os._exit(0)", "return 1", names=("a", "b", "c"))

    assert (done.code, done.json["message"]) == (1, "")
    assert (done.json["items"]["failed"], done.json["items"]["done"]) == (1, 2)
    assert "worker died" in the_item(deskhand, workspace)["message"]


def test_bot_that_kills_every_worker_ends_the_run(work) -> None:
    done = work("os._exit(3)", names=("a", "b", "c", "d", "e"))

    assert done.code == 4
    assert "No worker could be kept alive" in done.json["message"]
    assert done.json["items"]["new"] == 2


def test_bot_that_sleeps_past_its_deadline_is_ended(work, deskhand, workspace) -> None:
    rules = ", tries=1, deadline=timedelta(seconds=1)"
    done = work("time.sleep(600)", rules=rules)

    assert done.json["items"]["failed"] == 1
    assert "took longer than 1 s" in the_item(deskhand, workspace)["message"]


HANGING = """
def is_there(case: Case) -> bool:
    return os.path.exists(f"there-{case.name}")

@step(verify=is_there, deadline=timedelta(seconds=2), settle=timedelta(0))
def put(case: Case) -> None:
    with open("entered", "a") as file:
        file.write(case.name)
    if case.name == "b":
        open(f"there-{case.name}", "w").close()
    time.sleep(600)
"""


def test_step_that_hangs_for_the_last_time_is_looked_at_before_anything_is_said(
    work, deskhand, workspace
) -> None:
    done = work("put(case)", "return 'R7'", names=("a", "b"), rules=", tries=2", more=HANGING)
    lost, there = (the_item(deskhand, workspace, name) for name in "ab")

    assert (lost["state"], there["state"]) == ("failed", "done")
    assert "tries are used up" in lost["message"]
    assert there["record"] == "R7"
    assert (workspace / "entered").read_text() == "aab"
    assert (done.code, done.json["message"]) == (1, "")


def test_step_without_verify_that_hangs_for_the_last_time_is_in_doubt(
    work, deskhand, workspace
) -> None:
    blind = HANGING.replace("verify=is_there, ", "")
    done = work("put(case)", rules=", tries=1", more=blind)

    assert done.code == 3
    assert "it has no verify" in the_item(deskhand, workspace)["message"]
    assert (workspace / "entered").read_text() == "a"


def test_huge_and_strange_texts_are_kept_as_far_as_they_go(work, deskhand, workspace) -> None:
    work("if case.name == 'a': return '\\ud800\\0' + 'x' * 10**7",
         "raise BusinessError('\\udfff' + 'y' * 10**7)", names=("a", "b"))  # fmt: skip
    record, message = (the_item(deskhand, workspace, name) for name in "ab")

    assert (record["state"], message["state"]) == ("done", "rejected")
    assert len(record["record"]) == len(message["message"]) == 10_000


def test_key_of_half_a_character_is_an_item_like_any_other(work) -> None:
    done = work("return 1", names=("\ud800", "nul\0"))

    assert done.json["items"]["done"] + done.json["items"]["rejected"] == 2


def test_item_that_fits_the_bot_no_longer_fails_once_with_a_sentence(
    work, deskhand, workspace
) -> None:
    stopped = work("os._exit(3)", names=("a", "b", "c", "d"))
    write_bot(workspace, "return 1", more="class Case(BaseModel):\n    name: int\n")
    began = time.monotonic()
    resumed = deskhand("resume", "--json", cwd=workspace)
    message = the_item(deskhand, workspace, "d")["message"]

    assert stopped.json["items"]["new"] == 1
    assert resumed.json[0]["items"]["failed"] == 4
    assert "does not fit bot 'careless' any more" in message
    assert "name: " in message
    assert time.monotonic() - began < 30


def test_run_whose_bot_is_gone_is_said_and_the_other_runs_go_on(work, deskhand, workspace) -> None:
    work("os._exit(3)", names=("a", "b", "c", "d"))
    bots = workspace / "bots"
    text = (bots / "careless.py").read_text().replace("def careless", "def other")
    (bots / "other.py").write_text(text.replace("os._exit(3)", "os._exit(4)"))
    feed = workspace / "others.json"
    feed.write_text(json.dumps([{"name": name} for name in "ABCD"]))
    deskhand("run", "other", "--from", str(feed), cwd=workspace)
    (bots / "other.py").write_text(text.replace("os._exit(3)", "return 1"))
    (bots / "careless.py").unlink()
    done = deskhand("resume", "--json", cwd=workspace)

    assert done.code == 2
    assert "There is no bot 'careless'" in done.err
    assert [run["items"]["done"] for run in done.json] == [1]


def test_run_that_died_is_taken_over_by_the_same_file(work, deskhand, workspace, places) -> None:
    write_bot(workspace, "open('begun', 'w').close()", "time.sleep(600)")
    feed = workspace / "cases.json"
    feed.write_text('[{"name": "a"}]')
    words = [sys.executable, "-m", "runner", "run", "careless", "--from", str(feed)]
    run = subprocess.Popen(words, cwd=workspace, env=os.environ | places,
                           stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)  # fmt: skip
    ends = time.monotonic() + 60
    while not (workspace / "begun").exists() and time.monotonic() < ends:
        time.sleep(0.05)  # noqa: TID251 - the file does not call
    run.kill()
    run.wait()
    time.sleep(1)  # noqa: TID251 - its worker ends itself
    again = work("return 1")

    assert again.json["items"] == again.json["items"] | {"done": 1, "new": 0, "working": 0}
