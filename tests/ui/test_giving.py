"""A person is given the window: the bar is his, and the screen is looked at before the bot goes on."""

from collections.abc import Callable
from dataclasses import dataclass, field

import pytest

from runner.drivers.errors import ScreenLeftError
from runner.drivers.web import WebSession
from runner.recorder import Hold
from tests.pages.site import Site
from tests.ui.conftest import Notes

pytestmark = pytest.mark.browser

GIVEN = Hold("Solve the code, then go on.", given=True)

LOOKS = 8
"""How often the driver asks whether it is still held, before the person goes on."""


@dataclass
class Person(Notes):
    """Holds the bot for some looks, and does something at one of them."""

    hold_as: Hold | None = None
    looks: int = 0
    deeds: dict[int, Callable[[], object]] = field(default_factory=dict)

    def hold(self) -> Hold | None:
        if self.hold_as is None:
            return None
        self.looks += 1
        self.deeds.get(self.looks, lambda: None)()
        return self.hold_as if self.looks <= LOOKS else None

    def released(self, word: str) -> None:
        super().released(word)
        self.hold_as = None


@pytest.fixture
def person(desk: WebSession) -> Person:
    person = Person()
    desk.attach(person)
    return person


def bars(desk: WebSession) -> int:
    page = desk.scene.window().page
    return int(page.evaluate("document.querySelectorAll('deskhand-bar').length"))


def script(desk: WebSession, text: str) -> object:
    return desk.scene.window().page.evaluate(text)


def test_a_pause_shows_nothing_and_goes_on_where_it_was(desk: WebSession, person: Person) -> None:
    screen = desk.go("counter")
    before = int(screen.read("count"))
    seen: list[int] = []
    person.hold_as = Hold()
    person.deeds = {4: lambda: seen.append(bars(desk))}
    screen.press("by_link")
    assert seen == [0]
    assert person.looks > LOOKS
    person.hold_as = None
    assert int(desk.on("counter").read("count")) == before + 1


def test_a_screen_that_was_left_is_named_and_nothing_is_pressed(
    desk: WebSession, site: Site, person: Person
) -> None:
    screen = desk.go("counter")
    asked = len(site.asked)
    person.hold_as = Hold()
    person.deeds = {3: lambda: desk.scene.window().page.goto(f"{desk.scene.address}wait.html")}
    with pytest.raises(ScreenLeftError) as caught:
        screen.press("by_link")
    assert caught.value.message.startswith(
        "While a person had the window the screen 'counter' was left; now there is "
    )
    assert caught.value.hint == "Bring it back before going on, or start the case again."
    assert person.presses == []
    assert not [path for path in site.asked[asked:] if path.startswith("/counter")]


def test_the_bar_stays_while_the_person_has_the_window_and_goes_with_him(
    desk: WebSession, person: Person
) -> None:
    screen = desk.go("counter")
    seen: list[int] = []
    person.hold_as = GIVEN
    page = desk.scene.window().page
    person.deeds = {3: lambda: seen.append(bars(desk)), 4: page.reload}
    person.deeds[7] = lambda: (page.wait_for_selector("deskhand-bar"), seen.append(bars(desk)))
    assert screen.read("count")
    assert seen == [1, 1]
    assert bars(desk) == 0
    page.reload()
    assert bars(desk) == 0


def test_no_script_of_the_page_presses_the_bar_or_reads_it(
    desk: WebSession, person: Person
) -> None:
    screen = desk.go("counter")
    person.hold_as = GIVEN
    attack = """() => {
      const bar = document.querySelector("deskhand-bar");
      for (const one of [bar, document.elementFromPoint(innerWidth / 2, 30)]) {
        for (const type of ["pointerdown", "mousedown", "mouseup", "click"]) {
          one?.dispatchEvent(new MouseEvent(type, { bubbles: true, composed: true, clientX: innerWidth / 2, clientY: 30 }));
        }
        one?.click?.();
      }
      return [bar.shadowRoot, typeof deskhandTell, typeof deskhandBar, bar.textContent];
    }"""
    found: list[object] = []
    person.deeds = {5: lambda: found.append(script(desk, attack))}
    screen.read("count")
    assert found == [[None, "undefined", "undefined", ""]]
    assert person.released_by == []


def test_the_bars_buttons_are_reached_by_keyboard(desk: WebSession, person: Person) -> None:
    screen = desk.go("counter")
    person.hold_as = GIVEN
    keys = desk.scene.window().page.keyboard
    person.deeds = {4: lambda: [keys.press(key) for key in ("Shift+Tab", "Shift+Tab", "Enter")]}
    assert screen.read("count")
    assert person.released_by == ["go on"]
    assert person.looks <= LOOKS, "the button let go, and not the end of the wait"
