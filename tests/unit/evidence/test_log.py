"""The run's log: one event a line, masked, whole."""

import json
import os
import sys
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from loguru import logger

from runner.errors import ExitCode
from runner.evidence.errors import NotWritableError
from runner.evidence.log import MAX_LINE, RunLog, read_log
from runner.evidence.mask import Masker
from runner.secret import Secret


@pytest.fixture
def masker() -> Masker:
    masker = Masker()
    masker.add_secret(Secret("hunter2"))
    return masker


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "log.jsonl"


def events(
    path: Path, write: Callable[[RunLog], object], masker: Masker
) -> list[dict[str, object]]:
    log = RunLog(path, masker, run="r1", worker="w1")
    write(log)
    log.close()
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def test_a_line_says_when_what_and_for_which_item(path: Path, masker: Masker) -> None:
    (event,) = events(
        path,
        lambda log: log.bound(item=17, attempt=2).event("item_done", level="WARNING", seconds=1.5),
        masker,
    )

    time = datetime.fromisoformat(str(event.pop("time")))
    assert time.utcoffset() == timedelta()
    assert event == {
        "level": "WARNING",
        "action": "item_done",
        "run": "r1",
        "worker": "w1",
        "item": 17,
        "attempt": 2,
        "details": {"seconds": 1.5},
    }


def test_secrets_are_masked_wherever_they_stand(path: Path, masker: Masker) -> None:
    events(
        path,
        lambda log: log.bound(item="hunter2").event(
            "signing in with hunter2", url="/?p=hunter%32", error=ValueError("hunter2")
        ),
        masker,
    )

    text = path.read_text(encoding="utf-8")
    assert "hunter" not in text
    assert text.count("•••") == 4


def test_masking_comes_before_shortening(path: Path, masker: Masker) -> None:
    (event,) = events(path, lambda log: log.event("a", text="x" * 3_996 + "hunter2"), masker)

    assert "hunt" not in str(event)


def test_no_event_forges_a_line_or_moves_a_terminal(path: Path, masker: Masker) -> None:
    hostile = 'a\r\n{"action":"forged"}\x1b[31m\u2028\u202e\x9b\ud800'

    (event,) = events(path, lambda log: log.event("a", text=hostile), masker)

    raw = path.read_bytes()
    assert raw.count(b"\n") == 1
    assert not {letter for letter in raw.decode() if not letter.isprintable()} - {"\n"}
    assert event["details"] == {"text": hostile}


@pytest.mark.parametrize(
    "details",
    [
        {"text": "x" * 1_000_000},
        {f"name{number}": "王" * 3_000 for number in range(50)},
        {"rows": [["x" * 100] * 100] * 1_000},
    ],
)
def test_a_line_is_bounded(path: Path, masker: Masker, details: dict[str, object]) -> None:
    (event,) = events(path, lambda log: log.event("big", level="INFO", **details), masker)

    assert path.stat().st_size <= MAX_LINE
    assert event["action"] == "big"


def test_nothing_reaches_the_global_logger(
    path: Path, masker: Masker, capsys: pytest.CaptureFixture[str]
) -> None:
    seen: list[str] = []
    handler = logger.add(lambda message: seen.append(str(message)))

    events(path, lambda log: log.event("a"), masker)

    logger.remove(handler)
    assert seen == []
    assert capsys.readouterr().err == ""


def test_a_bots_own_logging_does_not_reach_the_log(path: Path, masker: Masker) -> None:
    handler = logger.add(sys.__stdout__)  # type: ignore[arg-type]
    logger.remove(handler)

    assert events(path, lambda _: logger.debug("mine"), masker) == []


def test_several_writers_append_to_one_file(path: Path, masker: Masker) -> None:
    first, second = (RunLog(path, masker, run="r1", worker=name) for name in ("a", "b"))
    for number in range(20):
        (first if number % 2 else second).event(f"e{number}")
    first.close()
    second.close()

    assert [event["action"] for event in read_log(path)] == [f"e{number}" for number in range(20)]


def test_a_torn_line_is_skipped_and_does_not_swallow_the_next(path: Path, masker: Masker) -> None:
    path.write_bytes(b'{"action":"whole"}\n{"action":"to')
    log = RunLog(path, masker, run="r1")
    log.event("next")
    log.close()

    assert [event["action"] for event in read_log(path)] == ["whole", "next"]


def test_only_the_owner_reads_the_log(path: Path, masker: Masker) -> None:
    events(path, lambda log: log.event("a"), masker)

    assert path.stat().st_mode & 0o777 == 0o600


def test_a_full_disk_is_said_in_a_sentence(
    path: Path, masker: Masker, monkeypatch: pytest.MonkeyPatch
) -> None:
    log = RunLog(path, masker, run="r1")

    def full(*_: object) -> int:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "write", full)
    with pytest.raises(NotWritableError) as caught:
        log.event("a")
    monkeypatch.undo()
    log.close()

    assert caught.value.exit_code is ExitCode.ENVIRONMENT
    assert caught.value.sentence() == (
        f"{str(path)!r} cannot be written: there is no space left on the disk. "
        "Free some space, then go on with `deskhand resume`."
    )


def test_a_folder_that_is_not_there(tmp_path: Path, masker: Masker) -> None:
    with pytest.raises(NotWritableError, match="no such file or directory"):
        RunLog(tmp_path / "no" / "log.jsonl", masker, run="r1")
