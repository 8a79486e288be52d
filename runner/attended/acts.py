"""Acts: what a bot does, in words for the person who looks on."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from runner.pages.texts import Language
from runner.run.course import Event

MOST = 60
"""Lines that are shown; of more, the newest."""

SHOWN = frozenset(["screen", "press", "fill", "read", "rows", "signed_in", "signing in again"])


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that was done."""

    text: str
    seconds: float
    kind: str = "act"
    """`act`, `step` (something is entered), `said`."""
    state: str = ""
    """Of a step that has ended."""
    times: int = 1


def lines_of(events: Iterable[Event], language: Language) -> list[Line]:
    """The lines of a run's course, the oldest first; the same thing twice in a row is one line."""
    lines: list[Line] = []
    for event in without_repeated_screens(events):
        if event.kind == "step_ended":
            _end_step(lines, event)
            continue
        line = _line(event, language)
        if line is None:
            continue
        if lines and lines[-1].text == line.text:
            lines[-1] = replace(lines[-1], times=lines[-1].times + 1)
        else:
            lines.append(line)
    return lines[-MOST:]


def without_repeated_screens(events: Iterable[Event]) -> Iterator[Event]:
    """The events without those that say of the screen what was said of it last."""
    screen = None
    for event in events:
        if event.kind == "act" and event.data["action"] == "screen":
            if event.data["screen"] == screen:
                continue
            screen = event.data["screen"]
        yield event


def plain(name: object) -> str:
    """A name from a file, as a person says it: `last_name` is "last name"."""
    return str(name).replace("_", " ")


def title_of(name: str) -> str:
    """The same, at the beginning of a line."""
    return plain(name)[:1].upper() + plain(name)[1:]


def _end_step(lines: list[Line], event: Event) -> None:
    for number in range(len(lines) - 1, -1, -1):
        if lines[number].kind == "step" and not lines[number].state:
            lines[number] = replace(lines[number], state=event.data["state"])
            return


def _line(event: Event, language: Language) -> Line | None:
    data = event.data
    if event.kind == "step":
        text = language.say("act.step", name=title_of(data["name"]))
        return Line(text, event.seconds, "step")
    if event.kind == "said":
        return Line(data["message"], event.seconds, "said")
    if event.kind != "act" or data["action"] not in SHOWN:
        return None
    return Line(_said(data, language), event.seconds)


def _said(data: Mapping[str, Any], language: Language) -> str:
    elements: Sequence[object] = data.get("elements") or [data.get("element", "")]
    return language.say(
        f"act.{str(data['action']).replace(' ', '_')}",
        screen=plain(data.get("screen", "")),
        elements=", ".join(map(plain, elements)),
    )
