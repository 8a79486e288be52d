"""What may be done with a lost element: safe by default, and what is grave is never pressed."""

from pathlib import Path

import pytest

from runner.screens.load import check, load
from runner.screens.model import App, By, Element, Heal, Locator, Place
from runner.screens.policy import Use, is_grave, policy

NOWHERE = Place(Path("crm.yaml"), 1)
APP = App("crm", Path("crm.yaml"), "http://x/")


def an_element(name: str = "street", **more: object) -> Element:
    return Element(name, NOWHERE, (Locator(By.LABEL, "x", NOWHERE),), **more)  # type: ignore[arg-type]


def an_app(heal: Heal | None) -> App:
    return App("crm", Path("crm.yaml"), "http://x/", heal=heal)


def test_reading_heals_filling_and_pressing_ask() -> None:
    assert [policy(APP, an_element(), use) for use in Use] == [Heal.AUTO, Heal.ASK, Heal.ASK]


@pytest.mark.parametrize(
    ("element", "app", "expected"),
    [
        (an_element(heal=Heal.AUTO), None, Heal.AUTO),
        (an_element(heal=Heal.NEVER), Heal.AUTO, Heal.NEVER),
        (an_element(), Heal.AUTO, Heal.AUTO),
        (an_element(), Heal.NEVER, Heal.NEVER),
        (an_element(heal=Heal.AUTO), Heal.OFF, Heal.OFF),
        (an_element(secret=True), Heal.AUTO, Heal.NEVER),
    ],
)
def test_the_element_is_asked_before_the_app_and_off_is_off(
    element: Element, app: Heal | None, expected: Heal
) -> None:
    assert policy(an_app(app), element, Use.FILL) is expected


@pytest.mark.parametrize(
    "name",
    [
        "save",
        "send_mail",
        "pay_now",
        "delete",
        "cancel_order",
        "speichern",
        "löschen",
        "envoyer",
        "保存",
    ],
)
def test_what_saves_sends_pays_or_deletes_is_never_pressed(name: str) -> None:
    element = an_element(name, heal=Heal.AUTO)

    assert policy(an_app(Heal.AUTO), element, Use.PRESS) is Heal.NEVER
    assert policy(APP, an_element("next", writes=True), Use.PRESS) is Heal.NEVER


@pytest.mark.parametrize("name", ["search", "open", "next_page", "postcode", "details", "edit"])
def test_other_buttons_are_asked_about(name: str) -> None:
    assert policy(APP, an_element(name), Use.PRESS) is Heal.ASK
    assert is_grave(an_element(name), "Save changes")


@pytest.mark.parametrize(
    ("element", "why"),
    [
        ("{role: button, name: Go, effect: write, heal: auto}", "it has `effect: write`"),
        ("{role: button, name: Save now, heal: auto}", "its name says that it saves"),
        ("{label: Password, secret: true, heal: auto}", "a secret must never be typed"),
    ],
)
def test_check_refuses_auto_where_it_would_be_unsafe(
    tmp_path: Path, element: str, why: str
) -> None:
    file = tmp_path / "crm.yaml"
    file.write_text(
        "version: 1\napp: crm\naddress: http://x/\nscreens:\n  a:\n    shown_by: {css: x}\n"
        f"    elements:\n      go: {element}\n"
    )
    (problem,) = check(file)

    assert f"crm.yaml:8: `heal: auto` is not possible for 'go': {why}" in str(problem)
    assert "Use `ask` or `never`." in str(problem)


def test_a_file_may_say_it_for_an_app_and_an_element(tmp_path: Path) -> None:
    file = tmp_path / "crm.yaml"
    file.write_text(
        "version: 1\napp: crm\naddress: http://x/\nheal: off\nscreens:\n  a:\n"
        "    shown_by: {css: x}\n    elements:\n      go: {label: x, heal: auto}\n"
    )
    app = load(file)

    assert (app.heal, app.screens["a"].elements["go"].heal) == (Heal.OFF, Heal.AUTO)
