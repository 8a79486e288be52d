"""Finds the steps of a procedure: what changes something, and what stands around it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from runner.recording.procedure import Filled, Turn
from runner.recording.words import all_fills
from runner.screens.model import App
from runner.screens.naming import free_name


@dataclass(frozen=True, slots=True)
class StepPlan:
    """One step of the bot."""

    name: str
    begin: int
    """Number of its first turn."""
    end: int
    """Number behind its last one."""
    turns: tuple[Turn, ...]
    opened_by: tuple[Turn, ...]
    """The turns before it, where they can be repeated for a look at the record."""
    answered_by: str
    """A screen that came after it, and not before; empty where there is none."""

    @property
    def screen(self) -> str:
        """Where it presses."""
        return self.turns[-1].screen

    @property
    def verifiable(self) -> bool:
        """Whether its values can be looked for again on its own screen."""
        return bool(self.opened_by) and bool(self.fills)

    @property
    def fills(self) -> list[Filled]:
        """What is filled on the screen where it presses."""
        return all_fills([turn for turn in self.turns if turn.screen == self.screen])


def find_steps(
    app: App, turns: Sequence[Turn], taken: Collection[str], shown_last: Sequence[str]
) -> list[StepPlan]:
    """The steps in the order in which they are entered; `taken` are names they cannot have."""
    steps: list[StepPlan] = []
    names = set(taken)
    for at, turn in enumerate(turns):
        if not turn.writes:
            continue
        begin = _begin(turns, at)
        looks = any(one.reads or one.rows for one in turns[:begin])
        name = f"{turn.press}_{turn.screen}"
        name = free_name(f"enter_{turn.screen}" if name in names else name, names)
        names |= {name, f"{name}_seen", f"{name}_answered"}
        steps.append(
            StepPlan(
                name=name,
                begin=begin,
                end=at + 1,
                turns=tuple(turns[begin : at + 1]),
                opened_by=() if steps or looks else tuple(turns[:begin]),
                answered_by=_answer(app, turns, at, shown_last),
            )
        )
    return steps


def _begin(turns: Sequence[Turn], at: int) -> int:
    """Where the filling of the form began that turn `at` sends, perhaps with a window in between."""
    begin, last = at, turns[at]
    for number in range(at - 1, -1, -1):
        turn = turns[number]
        if turn.writes or turn.reads or turn.rows:
            break
        came_back = number + 1 == begin and not turn.press
        if turn.screen == last.screen and (turn.born == last.born or came_back):
            begin = number
    return begin


def _answer(app: App, turns: Sequence[Turn], at: int, shown_last: Sequence[str]) -> str:
    seen = {turn.screen for turn in turns[: at + 1]}
    if app.sign_in is not None and app.sign_in.then:
        seen.add(app.sign_in.then)
    later = [turn.screen for turn in turns[at + 1 : at + 2]]
    return next((screen for screen in later or shown_last if screen not in seen), "")


def without_menu(app: App, turns: Sequence[Turn]) -> list[Turn]:
    """The turns without those that only lead to a screen that knows its own way."""
    rest = list(turns)
    while len(rest) > 1 and _only_leads(rest[0]) and app.screens[rest[1].screen].way:
        del rest[0]
    return rest


def _only_leads(turn: Turn) -> bool:
    busy = turn.fills or turn.choice or turn.reads or turn.rows or turn.row
    return bool(turn.press) and not turn.writes and not busy
