"""What schedules.yaml says of apps is read again when it has changed, and never ends a host."""

import os
from pathlib import Path

import pytest

from runner.run.rulebook import RuleBook

RULES = "version: 1\nzone: UTC\napps:\n  crm: {breaker: {after: AFTER}}\n"


@pytest.fixture
def said() -> list[str]:
    return []


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "schedules.yaml"


def write(file: Path, text: str, stamp: int) -> None:
    file.write_text(text)
    os.utime(file, (stamp, stamp))


def test_a_changed_file_counts_at_the_next_look(file: Path, said: list[str]) -> None:
    book = RuleBook(file, said.append)
    assert book.rules() == {}
    write(file, RULES.replace("AFTER", "3"), 1000)
    assert book.rules()["crm"].breaker.after == 3
    write(file, RULES.replace("AFTER", "4"), 2000)
    assert book.rules()["crm"].breaker.after == 4
    file.unlink()
    assert book.rules() == {}
    assert said == []


def test_a_file_that_cannot_be_used_is_said_once_and_changes_nothing(file: Path, said) -> None:
    book = RuleBook(file, said.append)
    write(file, RULES.replace("AFTER", "3"), 1000)
    book.rules()
    write(file, RULES.replace("AFTER", "none"), 2000)
    assert [book.rules()["crm"].breaker.after for _ in range(3)] == [3, 3, 3]
    assert len(said) == 1
    assert said[0].startswith("schedules.yaml:4: ")
    assert said[0].endswith("What it said of apps before is kept.")


def test_a_file_of_nothing_but_comments_says_nothing(file: Path, said: list[str]) -> None:
    write(file, "# later\n\n", 1000)
    assert RuleBook(file, said.append).rules() == {}
    assert said == []
