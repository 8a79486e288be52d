"""What was learned: one stable file, several writers, and nothing that a damaged one could break."""

import threading
from datetime import date
from pathlib import Path

import pytest

from runner.healing.control import Control
from runner.healing.fingerprint import Fingerprint
from runner.mending.learned import (
    LearnedFileError,
    Lesson,
    fingerprints,
    learned_file,
    read_lessons,
    text_of,
    write_lessons,
)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return learned_file(tmp_path / "selectors", "crm")


def a_lesson(*names: str, items: int = 2, day: int = 22, label: str = "Straße 東") -> Lesson:
    elements = {name: Fingerprint(name, Control("text", label, id=name), 3) for name in names}
    return Lesson(date(2026, 11, day), items, "abc", elements)


def test_it_reads_what_it_wrote_and_writes_the_same_text_again(file: Path) -> None:
    lessons = {"form": a_lesson("street", "city"), "a": a_lesson("x")}
    assert write_lessons(file, lessons)
    text = file.read_text(encoding="utf-8")

    assert read_lessons(file) == lessons
    assert "Straße 東" in text
    assert not write_lessons(file, lessons)
    assert text == text_of(read_lessons(file)) == text_of(dict(reversed(lessons.items())))
    assert text.index('"city"') < text.index('"street"')


def test_elements_that_were_not_seen_this_time_stay(file: Path) -> None:
    write_lessons(file, {"form": a_lesson("street")})
    write_lessons(file, {"form": a_lesson("city", day=23), "list": a_lesson("open")})
    lessons = read_lessons(file)

    assert set(lessons["form"].elements) == {"street", "city"}
    assert lessons["form"].learned == date(2026, 11, 23)
    assert set(lessons) == {"form", "list"}


def test_many_writers_lose_nothing(file: Path) -> None:
    threads = [
        threading.Thread(target=write_lessons, args=(file, {f"s{number}": a_lesson("x")}))
        for number in range(10)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert set(read_lessons(file)) == {f"s{number}" for number in range(10)}
    assert [path.name for path in file.parent.iterdir()] == ["crm.json"]


def test_nothing_learned_yet_is_no_error(file: Path) -> None:
    assert read_lessons(file) == {}


@pytest.mark.parametrize(
    "text",
    ["", "{", "[]", "{}", '{"version": 9}', '{"version": 1, "screens": {"a": {}}}', "<<<<<<< HEAD"],
)
def test_a_damaged_file_is_said_and_then_written_anew(file: Path, text: str) -> None:
    file.parent.mkdir(parents=True)
    file.write_text(text)

    with pytest.raises(LearnedFileError, match=r"crm\.json cannot be used: ") as caught:
        read_lessons(file)
    assert "it is learned anew by itself" in caught.value.sentence()
    assert write_lessons(file, {"form": a_lesson("street")})
    assert set(read_lessons(file)) == {"form"}


def test_other_names_come_from_the_selector_file_and_lost_elements_go() -> None:
    (found,) = fingerprints(a_lesson("street", "gone"), {"street": ["Strasse"], "new": []})

    assert (found.element, found.aliases) == ("street", ("Strasse",))
