"""Suggests how a control may be found, the locators first that survive most changes."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from runner.healing.control import Control, Group
from runner.screens.model import By, Locator, Place

UNWRITTEN = Place(Path("suggested"), 0)
"""The place of a locator that stands in no file yet."""

VOLATILE = re.compile(
    r"""
    [0-9a-f]{8}-?[0-9a-f]{4}             # a GUID
    | \d{4,}                             # a counter, a record's number, a time
    | (?=[0-9a-f]*\d)(?=\d*[a-f])[0-9a-f]{6,}(?![a-z])   # hexadecimal digits
    | ^:|:r[0-9a-z]+:                    # what React numbers
    | ^(?:ember|ext-|gwt-|mat-|cdk-|radix-|react-|headlessui-|yui|ui-id-|select2-|__bvid|svelte-)
    | (?:gen|uid|uuid|auto)[-_]?\d+$
    """,
    re.IGNORECASE | re.VERBOSE,
)
"""Ids and names that a page makes up anew."""

SIMPLE_ID = re.compile(r"[A-Za-z_][\w-]*")
"""Ids that CSS takes as they are."""

LONGEST_WORDS = 80
"""Characters of a text that people still read as a label."""

SIDES = {By.RIGHT_OF: 0.74, By.BELOW: 0.66}


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One locator for a control."""

    locator: Locator
    stability: float
    """From 0 to 1: how likely it still finds the control after the screen has changed."""
    unique: bool
    """Whether it finds this control only, as far as the list of controls tells."""
    why: str


Tried = Callable[[Locator], bool]
"""Whether a locator finds one control, and nothing else."""


def suggest(
    control: Control, controls: Sequence[Control], css: str = "", *, tried: Tried | None = None
) -> list[Suggestion]:
    """How `control`, one of the page's `controls`, may be found: unique ones first, then the stable.

    `css` is a path that the page itself knows for it; it comes last. What is said here of
    uniqueness is read from the list, unless the locators were `tried` in the page.
    """
    alone = tried or _among(control, controls)
    offers = list(_offers(control))
    if css:
        offers.append((Locator(By.CSS, css, UNWRITTEN), 0.3, "its place in the page"))
    plain = [Suggestion(locator, how, alone(locator), why) for locator, how, why in offers]
    found = [*plain, *_narrowed(control, plain, alone)]
    return sorted(found, key=lambda one: (not one.unique, -one.stability))


def volatile(text: str) -> bool:
    """Whether an id or a name looks as if the page makes it up anew each time."""
    return VOLATILE.search(text) is not None


Offer = tuple[Locator, float, str]


def _offers(control: Control) -> Iterator[Offer]:
    if control.test_id and not volatile(control.test_id):
        yield _locator(By.TEST_ID, control.test_id), 0.97, "made for tests, and kept"
    if control.group is Group.PRESS:
        yield from _pressed(control)
    elif control.kind == "radio":
        yield from _radio(control)
    else:
        yield from _labelled(control)
    yield from _technical(control)


def _pressed(control: Control) -> Iterator[Offer]:
    if control.name:
        role = Locator(By.ROLE, control.kind, UNWRITTEN, name=control.name)
        yield role, 0.9, "what people read on it"
    if control.text and control.text == control.name:
        yield _locator(By.TEXT, control.text), 0.7, "its text, whatever it is"
    if control.title:
        yield _locator(By.TITLE, control.title), 0.68, "the hint that shows up over it"


def _radio(control: Control) -> Iterator[Offer]:
    if control.heading and "fieldset" in control.path:
        yield _locator(By.LABEL, control.heading), 0.88, "the legend around the choices"
    yield from _beside(control)


def _labelled(control: Control) -> Iterator[Offer]:
    if _readable(control.name) and control.name not in {control.placeholder, control.title}:
        yield _locator(By.LABEL, control.name), 0.9, "the label that people read"
    if control.placeholder:
        yield _locator(By.PLACEHOLDER, control.placeholder), 0.8, "the grey text in the field"
    yield from _beside(control)
    if control.title:
        yield _locator(By.TITLE, control.title), 0.68, "the hint that shows up over it"


def _beside(control: Control) -> Iterator[Offer]:
    for text in dict.fromkeys((control.before, control.name)):
        if _readable(text) and text != control.placeholder:
            for by, stability in SIDES.items():
                why = "the text to its left" if by is By.RIGHT_OF else "the text above it"
                yield _locator(by, text), stability, why


def _technical(control: Control) -> Iterator[Offer]:
    if control.html_name and not volatile(control.html_name):
        yield _locator(By.NAME, control.html_name), 0.6, "its name in the form"
    if control.id and not volatile(control.id):
        yield _locator(By.CSS, id_selector(control.id)), 0.5, "its id in the page"


def id_selector(identity: str) -> str:
    """CSS that finds an id, whatever characters it has."""
    if SIMPLE_ID.fullmatch(identity):
        return f"#{identity}"
    quoted = identity.replace("\\", "\\\\").replace('"', '\\"')
    return f'[id="{quoted}"]'


def _locator(by: By, text: str) -> Locator:
    return Locator(by, text, UNWRITTEN)


def _readable(text: str) -> bool:
    return 0 < len(text) <= LONGEST_WORDS and any(letter.isalnum() for letter in text)


def _narrowed(control: Control, found: Sequence[Suggestion], alone: Tried) -> Iterator[Suggestion]:
    """Words that several controls share, looked for in the section that this one is in."""
    if not control.heading or "fieldset" not in control.path:
        return
    section = Locator(By.ROLE, "group", UNWRITTEN, name=control.heading)
    for one in found:
        if one.unique or one.locator.by not in {By.LABEL, By.ROLE, By.PLACEHOLDER}:
            continue
        locator = replace(one.locator, within=section)
        why = f"{one.why}, in its section"
        yield Suggestion(locator, round(one.stability - 0.04, 2), alone(locator), why)


def _among(control: Control, controls: Sequence[Control]) -> Tried:
    visible = [other for other in controls if not other.hidden]

    def alone(locator: Locator) -> bool:
        if locator.within is None:
            return _unique(locator, control, visible)
        inside = [other for other in visible if other.heading == locator.within.name]
        return _unique(locator, control, inside)

    return alone


def _unique(locator: Locator, control: Control, controls: Sequence[Control]) -> bool:
    met = [other for other in controls if _fits(locator, control, other)]
    if control.kind == "radio" and control.html_name:
        return {other.html_name for other in met} <= {control.html_name}
    return len(met) <= 1


def _fits(locator: Locator, control: Control, other: Control) -> bool:
    match locator.by:
        case By.ROLE:
            return other.kind == locator.text and other.name == locator.name
        case By.LABEL if control.kind == "radio":
            return other.heading == locator.text and other.kind == "radio"
        case By.LABEL:
            return other.name == locator.text and other.group is not Group.PRESS
        case By.RIGHT_OF | By.BELOW:
            return locator.text in {other.before, other.name} and other.group is control.group
        case By.CSS:
            return not control.id or other.id == control.id
        case _:
            attribute = "html_name" if locator.by is By.NAME else locator.by.value
            return str(getattr(other, attribute)) == locator.text
