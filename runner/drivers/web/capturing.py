"""Captures a window: every field, button and link that it shows, in one round trip."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any

from runner.drivers.unseen import hider
from runner.drivers.web.plans import element_plan
from runner.drivers.web.scene import Scene
from runner.drivers.web.window import Window
from runner.healing.control import Control
from runner.screens.model import Element, FrameStep, Screen

Way = tuple[FrameStep, ...]
"""The frames on the way to a document, as a selector file names them; empty for the window."""

SAID = frozenset(field.name for field in fields(Control))
"""What a page may say of a control."""


@dataclass(frozen=True, slots=True)
class Box:
    """A place in the window, in CSS pixels from its upper left corner, as pictures show it."""

    x: int
    y: int
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class CapturedFrame:
    """A document of the window."""

    way: Way
    title: str
    address: str


@dataclass(frozen=True, slots=True)
class CapturedControl:
    """A field, button or link, and where it is."""

    handle: int
    """Its number, by which the page finds it again until the next capture or another page."""
    control: Control
    frame: Way
    box: Box
    readonly: bool = False
    required: bool = False
    choices: tuple[str, ...] = ()
    """What a list offers, where that was asked for; never what is chosen."""


@dataclass(frozen=True, slots=True)
class FoundElement:
    """Which control an element of the selector file is."""

    handle: int
    locator: int
    """Which of its locators found it, from 0."""


@dataclass(frozen=True, slots=True)
class Captured:
    """What a window showed in one instant. No value of a field is in it, and nothing masked."""

    controls: tuple[CapturedControl, ...]
    """Of all documents, each in its own order; hidden ones are marked."""
    frames: tuple[CapturedFrame, ...]
    width: int
    height: int
    """Of the window, in CSS pixels."""
    found: Mapping[str, FoundElement]
    """The elements that were asked for and are there, by name."""
    shown: Way | None = None
    """The document that shows the screen that was asked for; None when none does."""

    def beside(self, handle: int) -> tuple[CapturedControl, ...]:
        """The controls of the document that a control stands in, itself among them."""
        way = self.controls[handle].frame
        return self.within(way)

    def within(self, way: Way) -> tuple[CapturedControl, ...]:
        """The controls of one document."""
        return tuple(one for one in self.controls if one.frame == way)


def capture(
    scene: Scene,
    window: Window | None = None,
    *,
    screen: Screen | None = None,
    elements: Sequence[Element] = (),
    choices: int = 0,
) -> Captured:
    """What a window shows: the one worked in, when none is given.

    With a screen, `found` says which of its `elements` are which control, where the screen is
    shown. `choices` is how many entries of each list are wanted. Values that were met as secret
    or personal are masked in every text, and what the selector file marks so on a screen that is
    shown is never taken.

    Raises:
        CutShortError: the page went away meanwhile.
        WindowClosedError, BrowserDiedError: the window did.
    """
    answer = scene.ask(
        window or scene.window(),
        "capture",
        masks=scene.plans.masking,
        screen=scene.plans.screen(screen.name) if screen else None,
        elements=[element_plan(one, screen) for one in elements if one.row_of is None],
        choices=choices,
    )
    return captured(scene, answer)


def captured(scene: Scene, answer: Mapping[str, Any]) -> Captured:
    """What the page answered, without the values that nobody may see."""
    hides = hider(scene.unseen())
    frames = tuple(
        CapturedFrame(way(one["way"]), hides(one["title"]), hides(one["address"]))
        for one in answer["frames"]
    )
    return Captured(
        controls=tuple(
            captured_control(handle, entry, frames[entry["frame"]].way, hides)
            for handle, entry in enumerate(json.loads(answer["controls"]))
        ),
        frames=frames,
        width=answer["width"],
        height=answer["height"],
        found={name: FoundElement(**one) for name, one in answer["found"].items()},
        shown=frames[answer["shown"]].way if answer.get("shown", -1) >= 0 else None,
    )


def captured_control(
    handle: int, entry: Mapping[str, Any], frame: Way, hides: Callable[[str], str]
) -> CapturedControl:
    """One control, as the page told of it."""
    said: dict[str, Any] = {
        name: hides(value) if isinstance(value, str) and name != "kind" else value
        for name, value in entry["control"].items()
        if name in SAID
    }
    return CapturedControl(
        handle=handle,
        control=Control(**said),
        frame=frame,
        box=Box(*entry["box"]),
        readonly=bool(entry.get("readonly")),
        required=bool(entry.get("required")),
        choices=tuple(map(hides, entry.get("choices", ()))),
    )


def way(steps: Sequence[Mapping[str, str]]) -> Way:
    """The frames that the page named."""
    return tuple(FrameStep(step["by"], step["text"]) for step in steps)
