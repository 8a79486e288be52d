"""What a system's accessibility must be able to do for the desktop driver."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from runner.drivers.desktop.tree import Cells, Node, Part, State, Tree
from runner.drivers.surface.surface import Box


class SilentError(Exception):
    """A program did not answer in time, or is gone; `gone` says which."""

    def __init__(self, *, gone: bool) -> None:
        super().__init__("gone" if gone else "silent")
        self.gone = gone


class Acted(StrEnum):
    """How an action ended."""

    DONE = "done"
    UNABLE = "unable"
    """Nothing happened: it has no such action, or refused it."""
    SILENT = "silent"
    """It was sent, and no answer came: a modal window may be why."""


@dataclass(frozen=True, slots=True)
class Top:
    """A window, before it is read."""

    root: Node
    process: int
    box: Box

    @property
    def title(self) -> str:
        """What stands in its title bar."""
        return self.root.name

    @property
    def modal(self) -> bool:
        """Whether it keeps the program's other windows from being used."""
        return State.MODAL in self.root.states


class Accessibility(Protocol):
    """Reads programs and acts in them. AT-SPI2 on Linux, UI Automation on Windows."""

    def windows(self, processes: Collection[int] | None = None) -> list[Top]:
        """The windows that show, of some processes, or of all programs that tell.

        Raises SilentError when one of these does not answer.
        """

    def tree(self, top: Top) -> Tree:
        """Everything in a window. Raises SilentError."""

    def load(self, part: Part, nodes: Sequence[Node]) -> None:
        """Reads a part of things."""

    def cells(self, node: Node) -> Cells | None:
        """The cells of a table."""

    def inside(self, node: Node) -> list[Node]:
        """Everything in a thing that does not show, such as a closed menu; not the thing."""

    def states(self, node: Node) -> frozenset[State]:
        """What is so of a thing at this moment. Raises SilentError."""

    def fresh(self, node: Node) -> Node:
        """The thing and all in it as they are at this moment. Raises SilentError."""

    def set_text(self, node: Node, text: str) -> bool:
        """Puts a text in place of what a field holds; whether it said that it did."""

    def set_number(self, node: Node, number: float) -> bool:
        """Sets a slider or a counter."""

    def number(self, node: Node) -> float | None:
        """What a slider or a counter stands at."""

    def length(self, node: Node) -> int | None:
        """How many characters a field holds, where it tells."""

    def can_act(self, node: Node) -> bool:
        """Whether `act` can press it."""

    def act(self, node: Node, opened: Callable[[], bool] | None = None) -> Acted:
        """Does what pressing the thing does, without mouse or keys.

        Programs that open a modal window do not answer until it is closed; nobody waits for that
        once `opened` says that there is one.
        """

    def options(self, node: Node) -> list[Node]:
        """What can be chosen in a list, whether it is open or not."""

    def choose(self, owner: Node, index: int) -> bool:
        """Chooses one of `options` by its place, counted from 0."""

    def clear(self, owner: Node) -> None:
        """Nothing in a list is chosen any more."""

    def focus(self, node: Node) -> bool:
        """Gives a thing the keyboard focus."""

    def focused(self, node: Node) -> bool:
        """Whether the thing has the keyboard focus at this moment."""

    def show(self, node: Node) -> None:
        """Scrolls so that the thing can be seen, where the program can."""

    def header(self, node: Node) -> Box | None:
        """Where the headers of a table's columns lie; None where it has none that stay in place."""

    def forget_changes(self) -> None:
        """What changed until now does not wake `await_change`."""

    def await_change(self, seconds: float) -> bool:
        """Whether something changed, within `seconds`."""

    def close(self) -> None:
        """Lets go."""
