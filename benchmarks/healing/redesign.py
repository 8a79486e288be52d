"""Redesigns a page at random: what releases change at once, drawn anew for every page.

Two releases of a few applications show few kinds of change. The model must not learn those by
heart, so it is also trained on pages where ids are dropped, headings reworded, tables turned into
boxes, fields inserted, removed and moved, in every mixture.
"""

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from benchmarks.healing.changes import foreign, synonym, token
from runner.healing.control import Control

PATHS = (
    "div>div>form>div>body",
    "dd>dl>fieldset>form>div",
    "td>tr>tbody>table>form",
    "label>div>div>section>form",
    "p>form>div>div>body",
    "li>ul>form>div>div",
)
RELATED = {"text": ("search", "email", "tel"), "number": ("text",), "textarea": ("text",)}

Keyed = tuple[Control, str]
"""A control and its key."""


def redesign(controls: Sequence[Control], keys: Sequence[str], seed: str) -> list[Keyed]:
    """The same page as another release might show it; controls that are new have no key."""
    chance = random.Random(seed)
    changed = [(one, key) for one, key in zip(_relabelled(controls, chance), keys, strict=True)]
    for change in (_ids, _addresses, _surroundings, _kinds):
        changed = change(changed, chance)
    changed = _inserted(_moved(_thinned(changed, chance), chance), chance)
    names = ["", *(one.name for one, _ in changed), ""]
    return [
        (replace(one, previous=names[number], next=names[number + 2]), key)
        for number, (one, key) in enumerate(changed)
    ]


def reset(one: Control, texts: Mapping[str, str]) -> Control:
    """The control with other texts."""
    return Control.of_stored({**one.stored(), **texts})


def _relabelled(controls: Sequence[Control], chance: random.Random) -> list[Control]:
    share = chance.choice((0.0, 0.0, 0.1, 0.3, 0.6))
    strange = chance.choice((0.0, 0.0, 0.3))
    said: dict[str, str] = {}

    def say(text: str) -> str:
        if text not in said:
            said[text] = _reworded(text, strange, chance) if chance.random() < share else text
        return said[text]

    spoken = ("name", "text", "placeholder", "title", "heading", "column", "row", "before", "after")
    return [reset(one, {name: say(getattr(one, name)) for name in spoken}) for one in controls]


def _reworded(text: str, strange: float, chance: random.Random) -> str:
    salt = chance.random()
    if chance.random() < strange:
        return " ".join(foreign(word, str(salt)) for word in text.split())
    other = " ".join(synonym(word, salt) for word in text.split())
    return other if other != text or not text else f"{text} {foreign('and', str(salt))}"


def _each(
    controls: list[Keyed], names: Sequence[str], say: Callable[[str, str], str]
) -> list[Keyed]:
    return [
        (reset(one, {name: say(name, getattr(one, name)) for name in names}), key)
        for one, key in controls
    ]


def _ids(controls: list[Keyed], chance: random.Random) -> list[Keyed]:
    salt = str(chance.random())
    fate = {
        name: chance.choice(("keep", "keep", "another", "some", "gone"))
        for name in ("id", "html_name", "test_id")
    }
    if fate["html_name"] == "gone":
        fate["html_name"] = "keep"

    def say(name: str, text: str) -> str:
        if not text or fate[name] == "keep":
            return text
        if fate[name] == "gone" or (fate[name] == "some" and chance.random() < 0.4):
            return ""
        return token(text, salt) if fate[name] == "another" else text

    return _each(controls, tuple(fate), say)


def _addresses(controls: list[Keyed], chance: random.Random) -> list[Keyed]:
    salt, share = str(chance.random()), chance.choice((0.0, 0.0, 0.2, 1.0))
    moved: dict[str, str] = {}

    def say(_: str, text: str) -> str:
        if text and text not in moved:
            moved[text] = "/" + token(text, salt) if chance.random() < share else text
        return moved.get(text, "")

    return _each(controls, ("href", "form"), say)


def _surroundings(controls: list[Keyed], chance: random.Random) -> list[Keyed]:
    """Headings, rows and hints appear and vanish; boxes become tables."""
    gone = {
        name: chance.choice((0.0, 0.0, 0.0, 0.3, 1.0))
        for name in ("heading", "row", "column", "after", "title", "placeholder", "autocomplete")
    }
    paths: dict[str, str] = {}
    turned = chance.random() < 0.5

    def say(name: str, text: str) -> str:
        if name == "path":
            fresh = chance.choice(PATHS) if turned else text
            return paths.setdefault(text, fresh)
        return "" if chance.random() < gone[name] else text

    return _each(controls, (*gone, "path"), say)


def _kinds(controls: list[Keyed], chance: random.Random) -> list[Keyed]:
    share = chance.choice((0.0, 0.0, 0.1))
    return [
        (replace(one, kind=chance.choice(RELATED[one.kind])), key)
        if one.kind in RELATED and chance.random() < share
        else (one, key)
        for one, key in controls
    ]


def _thinned(controls: list[Keyed], chance: random.Random) -> list[Keyed]:
    share = chance.choice((0.0, 0.0, 0.05, 0.2))
    return [each for each in controls if chance.random() >= share]


def _moved(controls: list[Keyed], chance: random.Random) -> list[Keyed]:
    fate = chance.choice(("keep", "keep", "blocks", "some", "all"))
    if fate == "blocks" and len(controls) > 3:
        cut = chance.randrange(1, len(controls))
        return controls[cut:] + controls[:cut]
    if fate == "some":
        for _ in range(len(controls) // 10):
            moved = controls.pop(chance.randrange(len(controls)))
            controls.insert(chance.randrange(len(controls) + 1), moved)
    if fate == "all":
        chance.shuffle(controls)
    return controls


def _inserted(controls: list[Keyed], chance: random.Random) -> list[Keyed]:
    share = chance.choice((0.0, 0.0, 0.1, 0.3))
    found: list[Keyed] = []
    for one, key in controls:
        found.append((one, key))
        if chance.random() < share:
            salt = str(chance.random())
            name = " ".join(foreign(word, salt) for word in one.name.split())
            new = replace(one, name=name, before=name, id=token(one.id, salt))
            found.append((replace(new, html_name=token(one.html_name, salt), text=name), ""))
    return found
