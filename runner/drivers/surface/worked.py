"""What can be worked on a screen, as it is learned and found again."""

from collections.abc import Callable
from dataclasses import fields, replace

from runner.drivers.surface.candidate import Candidate
from runner.drivers.surface.recognition import Shown
from runner.drivers.surface.stage import Stage
from runner.drivers.unseen import hider
from runner.healing.control import Control
from runner.healing.fingerprint import without_shared_ids

SAID = tuple(one.name for one in fields(Control) if one.type is str and one.name != "kind")
"""What a program says of a control, as texts."""


def worked(stage: Stage, shown: Shown) -> list[Candidate]:
    """The controls of a screen in their order, each between its neighbours.

    Values that were met as secret or personal are masked in every text. Empty where the screen
    tells nothing of itself.
    """
    try:
        found = stage.candidates(shown)
    except TypeError:  # a window without accessibility
        return []
    hides = hider(stage.unseen.values())
    texts = [_hidden(one.control, hides) for one in found]
    # Some toolkits call things by their kind: what several have tells nothing.
    controls = [without_shared_ids(one, texts) for one in texts]
    names = ["", *(one.name for one in controls), ""]
    return [
        replace(one, control=_between(control, names[number], names[number + 2]))
        for number, (one, control) in enumerate(zip(found, controls, strict=True))
    ]


def _hidden(control: Control, hides: Callable[[str], str]) -> Control:
    texts = {name: hides(getattr(control, name)) for name in SAID}
    return replace(control, **texts)  # type: ignore[arg-type]  # they are all texts


def _between(control: Control, before: str, behind: str) -> Control:
    return replace(control, previous=control.previous or before, next=control.next or behind)
