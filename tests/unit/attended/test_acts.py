"""What a bot does, in words."""

from zoneinfo import ZoneInfo

import pytest

from runner.attended.acts import MOST, lines_of, title_of
from runner.attended.launcher import HERE
from runner.pages.templates import HERE as PAGES
from runner.pages.texts import Texts, read_texts
from runner.run.course import Course

TEXTS = Texts([PAGES / "texts", HERE / "texts"], ZoneInfo("UTC"))


@pytest.fixture
def course() -> Course:
    course = Course()
    course.add("act", action="screen", screen="home")
    course.add("act", action="press", screen="home", element="search_customer")
    course.add("act", action="screen", screen="customer")
    course.add("act", action="screen", screen="customer")
    course.add("step", name="change_customer")
    course.add("act", action="screen", screen="customer")
    course.add("act", action="fill", screen="customer", elements=["last_name", "city"])
    course.add("act", action="key_strokes", screen="customer")
    course.add("step_ended", name="change_customer", state="applied")
    return course


def test_acts_are_told_in_plain_words(course: Course) -> None:
    lines = lines_of(course.since(0), TEXTS.of("en"))
    assert [line.text for line in lines] == [
        "On the screen “home”",
        "Pressed “search customer”",
        "On the screen “customer”",
        "Change customer",
        "Filled in last name, city",
    ]
    assert [(line.kind, line.state) for line in lines][3] == ("step", "applied")


def test_acts_are_told_in_chinese(course: Course) -> None:
    texts = [line.text for line in lines_of(course.since(0), TEXTS.of("zh"))]
    assert texts[1] == "点击“search customer”"


def test_the_same_twice_is_one_line() -> None:
    course = Course()
    for _ in range(3):
        course.add("act", action="rows", screen="list")
    (line,) = lines_of(course.since(0), TEXTS.of("en"))
    assert line.times == 3


def test_of_many_lines_the_newest_are_shown() -> None:
    course = Course()
    for number in range(MOST + 10):
        course.add("act", action="press", screen="list", element=f"row_{number}")
    lines = lines_of(course.since(0), TEXTS.of("en"))
    assert len(lines) == MOST
    assert lines[-1].text == f"Pressed “row {MOST + 9}”"


def test_titles() -> None:
    assert title_of("update_contact") == "Update contact"


def test_every_text_is_there_in_both_languages() -> None:
    english, chinese = (read_texts(HERE / "texts" / f"{name}.yaml") for name in ("en", "zh"))
    assert english.keys() == chinese.keys()
    for key, text in english.items():
        assert places(text) == places(chinese[key]), key


def places(text: object) -> set[str]:
    return {part.partition("}")[0] for part in str(text).split("{")[1:]}
