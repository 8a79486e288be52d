"""Offers ways to find the things of a window, the ones first that survive most changes."""

from collections.abc import Callable, Iterator, Sequence
from io import BytesIO

from runner.drivers.desktop.comparing import as_label
from runner.drivers.desktop.finding import FIELDS
from runner.drivers.desktop.geometry import nearest
from runner.drivers.desktop.keeping import controls_of, scope_of
from runner.drivers.desktop.paths import path_of
from runner.drivers.desktop.surface import DesktopSurface
from runner.drivers.desktop.things import NodeThing
from runner.drivers.desktop.tree import Node
from runner.drivers.surface.candidate import Candidate, Offer
from runner.drivers.surface.recognition import Shown
from runner.drivers.surface.surface import Box, Thing
from runner.healing.control import Control
from runner.screens.model import By, Locator
from runner.screens.suggesting import UNWRITTEN, volatile

SIDES = (
    ("left", By.RIGHT_OF, 0.74, "the text to its left"),
    ("above", By.BELOW, 0.66, "the text above it"),
)


def candidates(shown: Shown) -> list[Candidate]:
    """Everything in the window of a screen that can be worked, from top to bottom."""
    _, tree = scope_of(shown)
    texts = tree.boxed(one for one in tree.nodes if one.role == "text" and one.name)
    found = [
        Candidate(control, node.box, tuple(_offers(node, control, texts)), _same(node), name)
        for node, control, name in controls_of(shown)
    ]
    return sorted(found, key=lambda one: (one.box.top, one.box.left) if one.box else (0, 0))


def _same(node: Node) -> Callable[[Thing], bool]:
    return lambda thing: isinstance(thing, NodeThing) and thing.node is node


def _offers(node: Node, control: Control, texts: Sequence[Node]) -> Iterator[Offer]:
    field = node.role in FIELDS | {"checkbox", "radio"}
    if control.name and field:
        yield _offer(By.LABEL, control.name, 0.9, "the label that people read")
    if control.name and not field:
        role = Locator(By.ROLE, node.role, UNWRITTEN, name=control.name)
        yield Offer(role, 0.9, "what people read on it")
    if control.placeholder:
        yield _offer(By.PLACEHOLDER, control.placeholder, 0.8, "the grey text in the field")
    if field:
        yield from _beside(node, texts)
    if control.title:
        yield _offer(By.TITLE, control.title, 0.68, "the hint that shows up over it")
    if control.id and not volatile(control.id):
        yield _offer(By.ID, control.id, 0.6, "what the program calls it")
    yield _offer(By.PATH, path_of(node), 0.3, "its place in the window's tree")


def _beside(node: Node, texts: Sequence[Node]) -> Iterator[Offer]:
    for side, by, stability, why in SIDES:
        near = nearest(node, texts, side)
        if len(near) == 1 and as_label(near[0].name):
            yield _offer(by, as_label(near[0].name), stability, why)


def _offer(by: By, text: str, stability: float, why: str) -> Offer:
    return Offer(Locator(by, text, UNWRITTEN), stability, why)


def cut_out(surface: DesktopSurface, box: Box) -> bytes:
    """A PNG of a place on the display, to be looked for later."""
    from PIL import Image

    kept = BytesIO()
    shot = surface.desk.eyes().shot(box)
    Image.fromarray(shot.pixels).save(kept, "PNG", optimize=True)
    return kept.getvalue()
