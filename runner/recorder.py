"""What the screen layer tells the attempt that uses it; the seam between drivers and engine."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from runner.proposal import Proposal


@dataclass(frozen=True, slots=True)
class ValueChange:
    """One element's value before and after a `fill` or `choose`; masked where the file says so."""

    element: str
    before: str
    after: str
    how: str
    """`page` (native setter and events), `keys` (real key strokes), `click`, …"""


@dataclass(frozen=True, slots=True)
class Case:
    """The item that is being worked, as far as the screen layer needs to know."""

    item: int
    values: frozenset[str]
    """Every text of it: nothing that holds one of them is ever learned."""


@dataclass(frozen=True, slots=True)
class Hold:
    """Why a bot does nothing on its screens for now."""

    text: str = ""
    """What a person is told in the bar above the page."""
    given: bool = False
    """Whether a person has the window: it is in front, with the bar."""
    go_on: str = "Go on"
    """The words on the bar's buttons."""
    stop: str = "Stop"
    yields: bool = False
    """Whether it is only for a person who uses mouse and keyboard: it passes by itself."""


class Recorder(Protocol):
    """Gets every event of a session while an attempt is under way. The engine implements it."""

    def event(self, action: str, **details: object) -> None:
        """One line of the run's log. `details` must be free of secrets and personal values."""

    def values(self, screen: str, changes: list[ValueChange]) -> None:
        """Elements of `screen` got new values, read back."""

    def picture(self, name: str, image: bytes) -> None:
        """A JPEG, already masked."""

    def before_press(self, screen: str, element: str, *, writes: bool) -> float | None:
        """An element is about to be pressed (every press, by mouse, script or keys).

        Returns the moment (seconds since 1970) after which it must not be pressed any more,
        because somebody else may do it then; None when there is none.

        `writes` says that the selector file marks it `effect: write`. Called in the last instant,
        after all checks. Raises a DeskhandError when it must not be pressed: dry run, stop asked
        for, lease lost.
        """

    def not_pressed(self, screen: str, element: str) -> None:
        """The press that was just announced did certainly not happen: nothing was sent."""

    def seen(self, values: Mapping[str, str]) -> None:
        """Personal values met on a screen (element name → value); masked in everything later."""

    def case(self) -> Case | None:
        """What is being worked; None while nothing may be healed or learned."""

    def confirm(self, question: str, image: bytes | None) -> bool | None:
        """A person's yes or no, at the terminal; None when nobody is there to ask.

        `image` is a masked JPEG of what the question is about.
        """

    def hold(self) -> Hold | None:
        """Why nothing may be done on the screen now; None: the next word may act.

        Asked before every word. Raises a DeskhandError when the attempt is to end here.
        """

    def released(self, word: str) -> None:
        """A person pressed a button of the bar: `go on` or `stop`."""

    def person_is_there(self, *, there: bool) -> None:
        """Whether a person uses mouse and keyboard of the display now. Told before `hold`."""

    def propose(self, proposal: Proposal, image: bytes | None) -> None:
        """An element was not found by its locators; `image` is a masked JPEG of the screen."""


class NullRecorder:
    """Keeps nothing and forbids nothing: for tools and tests that have no attempt."""

    def event(self, action: str, **details: object) -> None: ...

    def values(self, screen: str, changes: list[ValueChange]) -> None: ...

    def picture(self, name: str, image: bytes) -> None: ...

    def before_press(self, screen: str, element: str, *, writes: bool) -> float | None: ...

    def not_pressed(self, screen: str, element: str) -> None: ...

    def seen(self, values: Mapping[str, str]) -> None: ...

    def case(self) -> Case | None: ...

    def confirm(self, question: str, image: bytes | None) -> bool | None: ...

    def hold(self) -> Hold | None: ...

    def released(self, word: str) -> None: ...

    def person_is_there(self, *, there: bool) -> None: ...

    def propose(self, proposal: Proposal, image: bytes | None) -> None: ...
