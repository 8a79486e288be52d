"""Texts as data: the same keys and places in every language; plurals, numbers, dates."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

import runner
from runner.pages.texts import FIRST, PLACE, Text, Texts, preferences, read_texts
from tests.unit.pages.site import TEXTS

ROOMS = sorted(
    folder
    for folder in Path(runner.__file__).parent.glob("*/texts")
    if (folder / "en.yaml").exists() and folder.parent.name != "forms"
)

EN, ZH = TEXTS.of("en"), TEXTS.of("zh")

NOON = datetime(2026, 11, 22, 11, 5, 9, tzinfo=UTC)


def places(text: Text) -> set[str]:
    forms = [text] if isinstance(text, str) else list(text.values())
    return {name for form in forms for name in PLACE.findall(form)}


@pytest.mark.parametrize("folder", ROOMS, ids=lambda folder: folder.parent.name)
def test_every_language_says_the_same(folder: Path) -> None:
    first = read_texts(folder / f"{FIRST}.yaml")
    for file in folder.glob("*.yaml"):
        other = read_texts(file)
        assert set(other) == set(first), file
        wrong = {
            key for key in first if places(other[key]) - {"count"} != places(first[key]) - {"count"}
        }
        assert wrong == set(), file


@pytest.mark.parametrize("folder", ROOMS, ids=lambda folder: folder.parent.name)
def test_nothing_is_left_in_english(folder: Path) -> None:
    first, other = read_texts(folder / "en.yaml"), read_texts(folder / "zh.yaml")
    same = {key for key in first if first[key] == other[key] and not key.startswith("format.")}
    assert {key for key in same if str(first[key]).isascii() and len(str(first[key])) > 12} == set()


def test_a_third_language_is_a_file(tmp_path: Path) -> None:
    (tmp_path / "de.yaml").write_text("error: {title: Das ging nicht}", encoding="utf-8")
    (tmp_path / "en.yaml").write_text("more: {one: '{count} more', other: '{count} more ones'}")
    texts = Texts([Path(runner.__file__).parent / "pages" / "texts", tmp_path], ZoneInfo("UTC"))

    assert texts.names == ["en", "de", "zh"]
    assert texts.of("de").say("error.title") == "Das ging nicht"
    assert texts.of("de").say("error.home") == EN.say("error.home")
    assert texts.of("en").say("more", count=1) == "1 more"
    assert texts.of("en").say("more", count=2000) == "2,000 more ones"


@pytest.mark.parametrize(
    ("person", "asked", "name"),
    [
        (None, "zh-CN,zh;q=0.9,en;q=0.8", "zh"),
        (None, "fr-FR, en-GB;q=0.5", "en"),
        ("zh", "en", "zh"),
        ("../../etc", "zh", "zh"),
        (None, "", "en"),
        (None, "*;q=x, ,;q=1", "en"),
    ],
)
def test_the_person_chooses_then_the_browser(person: str | None, asked: str, name: str) -> None:
    assert TEXTS.chosen(person, asked).name == name


def test_what_a_browser_asks_for_first_comes_first() -> None:
    assert preferences("en;q=0.2, de, zh;q=0.9, xx;q=0") == ["de", "zh", "en"]


def test_values_are_never_read_as_texts() -> None:
    assert EN.say("error.number", number="{title} {0.__class__}").endswith("{title} {0.__class__}")


def test_moments_in_the_zone_of_the_workspace() -> None:
    assert EN.moment(NOON) == "22 Nov 2026 12:05"
    assert ZH.moment(NOON) == "2026年11月22日 12:05"
    assert EN.second(NOON) == "22 Nov 2026 12:05:09 CET"
    assert EN.moment(None) == ""


@pytest.mark.parametrize(
    ("ago", "told"),
    [
        (timedelta(), "12:05"),
        (timedelta(days=1), "Sat 21 Nov 12:05"),
        (timedelta(days=30), "23 Oct 2026 13:05"),
    ],
)
def test_moments_as_one_says_them_today(ago: timedelta, told: str) -> None:
    assert EN.near(NOON - ago, NOON) == told


@pytest.mark.parametrize(
    ("seconds", "english", "chinese"),
    [
        (0.84, "0.8 s", "0.8 秒"),
        (42, "42 s", "42 秒"),
        (192, "3 min 12 s", "3 分 12 秒"),
        (3900, "1 h 5 min", "1 小时 5 分"),
        (180_000, "2 d 2 h", "2 天 2 小时"),
    ],
)
def test_durations(seconds: float, english: str, chinese: str) -> None:
    assert (EN.duration(seconds), ZH.duration(timedelta(seconds=seconds))) == (english, chinese)


def test_numbers() -> None:
    assert (EN.number(1234567), EN.number(1234.5, 1)) == ("1,234,567", "1,234.5")
