"""Drift: what a run found by a later locator is counted from its log."""

import json
from pathlib import Path

from runner.evidence.drift import MOST, drift
from runner.evidence.log import RunLog
from runner.evidence.mask import Masker


def a_line(element: str, used: str = "css '#x'") -> str:
    details = {"screen": "form", "element": element, "used": used}
    told = {"action": "locator", "details": details}
    return json.dumps(told, separators=(",", ":")) + "\n"


def test_each_element_is_said_once_with_how_often(tmp_path: Path) -> None:
    log = tmp_path / "log.jsonl"
    log.write_text(a_line("a") + a_line("b") * 3 + '{"action":"press"}\n{"action":"locator",torn')

    assert drift(log) == [
        "'b' on the screen 'form' was not found by its first locator, but by css '#x' (3×).",
        "'a' on the screen 'form' was not found by its first locator, but by css '#x' (1×).",
    ]


def test_many_are_counted_and_a_missing_log_says_nothing(tmp_path: Path) -> None:
    log = tmp_path / "log.jsonl"
    log.write_text("".join(a_line(f"e{number}") for number in range(MOST + 3)))

    assert drift(log)[-1] == "So were 3 other elements; the log names them."
    assert drift(tmp_path / "none.jsonl") == []


def test_it_reads_what_the_log_writes(tmp_path: Path) -> None:
    log = RunLog(tmp_path / "log.jsonl", Masker(), run="r", worker="w")
    log.event("locator", level="INFO", screen="form", element="street", used="name 's'", number=1)

    assert len(drift(tmp_path / "log.jsonl")) == 1
