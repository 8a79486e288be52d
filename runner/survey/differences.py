"""What has changed on an app's screens between two looks at them."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from runner.healing.control import Control
from runner.survey.matching import GENERATED, match
from runner.survey.snapshot import KeptControl, KeptScreen, Snapshot
from runner.survey.wording import (
    attribute_said,
    called,
    choices_said,
    exact_kind,
    number_word,
    plural,
)


class Change(StrEnum):
    """What kind of difference."""

    LABEL = "label"
    GONE = "gone"
    NEW = "new"
    MOVED = "moved"
    KIND = "kind"
    CHOICES = "choices"
    STATE = "state"
    ATTRIBUTE = "attribute"
    TWINS = "twins"
    COLUMN = "column"
    HEADING = "heading"
    TITLE = "title"
    SCREEN = "screen"


@dataclass(frozen=True, slots=True)
class Difference:
    """One change, in words."""

    screen: str
    change: Change
    said: str
    element: str | None = None
    """What the selector file calls it."""
    attribute: str = ""
    """Which one of those that only locators see, as `Control` names it."""
    before: str = ""
    """Its value, as it was."""


STATES = {
    "disabled": ("can be used again", "is disabled now"),
    "readonly": ("can be changed again", "can only be read now"),
    "required": ("need not be filled any more", "must be filled now"),
}

ATTRIBUTES = {
    "html_name": "HTML name",
    "id": "id",
    "test_id": "test id",
    "placeholder": "placeholder",
    "title": "title",
    "href": "link target",
}
"""What locators use beside labels."""


def compare(old: Snapshot, new: Snapshot) -> list[Difference]:
    """Everything that differs, screen by screen in the order of the older one."""
    found: list[Difference] = []
    for name, screen in old.screens.items():
        if name in new.screens:
            found += compare_screens(screen, new.screens[name])
        else:
            why = new.missed.get(name)
            found.append(Difference(name, Change.SCREEN, lost(name, why)))
    for name in new.screens:
        if name not in old.screens:
            found.append(
                Difference(name, Change.SCREEN, f"the screen {name!r} was not there before")
            )
    return found


def lost(name: str, why: str | None) -> str:
    """A screen that was visited then, and not now."""
    return (
        f"the screen {name!r} could not be visited: {why}"
        if why
        else f"the screen {name!r} is gone"
    )


def compare_screens(old: KeptScreen, new: KeptScreen) -> list[Difference]:
    """What differs between two looks at one screen."""
    return [
        *_titles(old, new),
        *_headings(old, new),
        *_headers(old, new),
        *_controls(old, new),
    ]


def _titles(old: KeptScreen, new: KeptScreen) -> Iterator[Difference]:
    if old.title != new.title:
        said = f"the window's title {old.title!r} became {new.title!r}"
        yield Difference(old.screen, Change.TITLE, said)
    if old.frame != new.frame:
        said = f"the screen moved from {frame_said(old)} to {frame_said(new)}"
        yield Difference(old.screen, Change.MOVED, said)


def frame_said(screen: KeptScreen) -> str:
    """`frame 'form' in frame 'main'`, or the window itself."""
    way = " in ".join(f"frame {step.text!r}" for step in reversed(screen.frame))
    return way or "the window itself"


def _headings(old: KeptScreen, new: KeptScreen) -> Iterator[Difference]:
    gone = list((Counter(old.headings) - Counter(new.headings)).elements())
    come = list((Counter(new.headings) - Counter(old.headings)).elements())
    if len(gone) == len(come):
        for one, other in zip(gone, come, strict=True):
            yield Difference(old.screen, Change.HEADING, f"heading {one!r} became {other!r}")
        return
    for one in gone:
        yield Difference(old.screen, Change.HEADING, f"heading {one!r} is gone")
    for one in come:
        yield Difference(old.screen, Change.HEADING, f"new heading {one!r}")


def _headers(old: KeptScreen, new: KeptScreen) -> Iterator[Difference]:
    for table, headers in old.headers.items():
        now = new.headers.get(table)
        if headers is None or table not in new.headers:
            continue
        if now is None:
            yield Difference(
                old.screen, Change.GONE, f"table {table!r} is not found any more", table
            )
            continue
        for said in _columns(headers, now):
            yield Difference(old.screen, Change.COLUMN, f"{said} table {table!r}", table)


def _columns(headers: Sequence[str], now: Sequence[str]) -> Iterator[str]:
    gone = [one for one in dict.fromkeys(headers) if one and one not in now]
    come = [one for one in dict.fromkeys(now) if one and one not in headers]
    if len(gone) == len(come) and len(headers) == len(now):
        yield from (f"column {a!r} became {b!r} in" for a, b in zip(gone, come, strict=True))
        return
    yield from (f"column {one!r} is gone from" for one in gone)
    yield from (f"new column {one!r} in" for one in come)


def _controls(old: KeptScreen, new: KeptScreen) -> Iterator[Difference]:
    ones, others = without_rows(old.controls), without_rows(new.controls)
    found = match([one.control for one in ones], [other.control for other in others])
    for before, after in found.pairs:
        yield from _changed(old.screen, ones[before], others[after])
    for number in found.gone:
        one = ones[number]
        said = f"{called(one.control)} is gone"
        yield Difference(old.screen, Change.GONE, said, one.element)
    for number in found.new:
        yield Difference(old.screen, Change.NEW, f"new {called(others[number].control)}")
    yield from _twins(old.screen, ones, others)


def without_rows(controls: Sequence[KeptControl]) -> list[KeptControl]:
    """Of the controls that stand in each row of a table, one stands for all: rows are data."""
    kept: list[KeptControl] = []
    met: dict[tuple[str, str, str], int] = {}
    for one in controls:
        control = one.control
        if not control.row or not in_list(control):
            kept.append(one)
            continue
        key = (control.kind, control.column, control.path)
        if key not in met:
            met[key] = len(kept)
            kept.append(replace(one, control=of_any_row(control)))
        elif kept[met[key]].control.name != control.name and control.column:
            first = kept[met[key]]
            unnamed = replace(first.control, name=f"in column {control.column}", text="")
            kept[met[key]] = replace(first, control=unnamed)
    return kept


def in_list(control: Control) -> bool:
    """Whether it stands under a header, as the rows of lists do; lines of forms have none."""
    return bool(control.column)


def of_any_row(control: Control) -> Control:
    """Without what belongs to the row."""
    return replace(control, row="", before="", after="", previous="", next="", id="", href="")


def _changed(screen: str, one: KeptControl, other: KeptControl) -> Iterator[Difference]:
    element = one.element or other.element
    for change, said in (
        *_renamed(one.control, other.control),
        *_moved(one.control, other.control),
        *_states(one, other),
        *choice_changes(one, other),
    ):
        yield Difference(screen, change, said, element)
    for name, word in ATTRIBUTES.items():
        before, after = getattr(one.control, name), getattr(other.control, name)
        if before == after or (GENERATED.search(before) and GENERATED.search(after)):
            continue
        said = attribute_said(word, other.control, before, after)
        yield Difference(screen, Change.ATTRIBUTE, said, element, name, before)


def _renamed(one: Control, other: Control) -> Iterator[tuple[Change, str]]:
    if one.kind != other.kind:
        kinds = f"{exact_kind(one.kind)} to {exact_kind(other.kind)}"
        yield Change.KIND, f"{one.name!r} changed from {kinds}"
    if one.name != other.name:
        what = "label" if one.kind not in {"button", "link"} else one.kind
        yield Change.LABEL, f"{what} {one.name!r} became {other.name!r}"


def _moved(one: Control, other: Control) -> Iterator[tuple[Change, str]]:
    if one.heading != other.heading and one.heading and other.heading:
        said = f"{other.name!r} moved from section {one.heading!r} to {other.heading!r}"
        yield Change.MOVED, said
    if one.column != other.column:
        said = f"{other.name!r} moved from column {one.column!r} to {other.column!r}"
        yield Change.MOVED, said


def _states(one: KeptControl, other: KeptControl) -> Iterator[tuple[Change, str]]:
    before = {"disabled": one.control.disabled, "readonly": one.readonly, "required": one.required}
    after = {
        "disabled": other.control.disabled,
        "readonly": other.readonly,
        "required": other.required,
    }
    for state, is_so in after.items():
        if is_so is not before[state]:
            yield Change.STATE, f"{called(other.control)} {STATES[state][is_so]}"


def choice_changes(one: KeptControl, other: KeptControl) -> Iterator[tuple[Change, str]]:
    """What a list offers no more, and what it offers now."""
    if not one.choices and not other.choices:
        return
    gone = [choice for choice in one.choices if choice not in other.choices]
    come = [choice for choice in other.choices if choice not in one.choices]
    for said in choices_said(other.control.name, gone, come):
        yield Change.CHOICES, said


def _twins(
    screen: str, old: Sequence[KeptControl], new: Sequence[KeptControl]
) -> Iterator[Difference]:
    """Names that were one control's and are several now."""
    before, after = _names(old), _names(new)
    elements = {(one.control.kind, one.control.name): one.element for one in old if one.element}
    for key, count in after.items():
        if count > 1 and before.get(key) == 1:
            kind, name = key
            said = f"{number_word(count)} {plural(kind)} {name!r}, where there was one"
            yield Difference(screen, Change.TWINS, said, elements.get(key))


def _names(controls: Sequence[KeptControl]) -> Mapping[tuple[str, str], int]:
    named = [(one.control.kind, one.control.name) for one in controls if one.control.name]
    return Counter(key for key in named if key[0] != "radio")
