"""Pairs of pages of two releases, and which control is which on both."""

import json
import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

from selectolax.lexbor import LexborHTMLParser

from benchmarks.healing.changes import MODES
from benchmarks.healing.marks import Marks, marks_of
from runner.healing.control import Control, squeezed, target
from runner.healing.reading import _Reader

SPLIT = {
    "django-admin": "train",
    "flask-admin": "train",
    "sqladmin": "train",
    "starlette-admin": "train",
    "helpdesk": "calibrate",
    "roundup": "test",
    "oscar": "test",
}
"""Applications that the model is fitted to, that its limits are set on, and that judge it."""

ALWAYS = {"roundup": (("24-classic", "24-jinja2"), ("24-devel", "24-responsive"))}
"""Pairs of templates that show the same tracker; other applications pair every two releases."""


@dataclass(frozen=True, slots=True)
class Screen:
    """A page's controls, each with its key; one without a key cannot be judged."""

    controls: tuple[Control, ...]
    keys: tuple[str, ...]
    marks: tuple[Marks, ...] = ()
    """What other tools look at."""


@dataclass(frozen=True, slots=True)
class Pair:
    """A page of one release, and the same page of another one."""

    app: str
    page: str
    old: Screen
    new: Screen


def screen(html: str, mode: str = "as_is", seed: str = "", *, marked: bool = False) -> Screen:
    """A page's controls after a change; keys are those from before it."""
    page = LexborHTMLParser(html)
    for found in _Reader(page).read():
        found.node.attrs["data-oracle"] = key_of(found.control, found.node.attributes)
    chance = random.Random(seed)
    for change in MODES[mode]:
        change(page, chance)
    if MODES[mode]:
        page = LexborHTMLParser(page.html or "")
    read = _Reader(page).read()
    keys = [found.node.attributes.get("data-oracle") or "" for found in read]
    count = Counter(keys)
    return Screen(
        tuple(found.control for found in read),
        tuple(key if count[key] == 1 else "" for key in keys),
        tuple(marks_of(found.node, found.control) for found in read) if marked else (),
    )


def key_of(control: Control, attributes: dict[str, str | None]) -> str:
    """What stays the same between releases: a field's name, a button's, a link's target."""
    name = attributes.get("name") or ""
    if control.kind == "link":
        address = target(attributes.get("href") or "")
        if address in {"", "#"} or address.endswith(":"):
            return ""
        # A record's link is another one where records were entered in another order.
        record = control.row and any(letter.isdigit() for letter in address)
        return "" if record else f"link {address}"
    if control.kind == "button":
        return f"button {name or control.text or squeezed(attributes.get('title') or '')}"
    if control.kind in {"checkbox", "radio"}:
        return f"field {name} {attributes.get('value') or ''}" if name else ""
    return f"field {name}" if name else ""


def releases(folder: Path, app: str) -> list[tuple[str, str]]:
    """Two releases, the older first."""
    if app in ALWAYS:
        return [*ALWAYS[app], *((new, old) for old, new in ALWAYS[app])]
    names = sorted(
        (each.name for each in (folder / app).iterdir() if not each.name.endswith("-de")),
        key=lambda name: [
            int(part) if part.isdigit() else 0 for part in name.replace("-", ".").split(".")
        ],
    )
    return list(combinations(names, 2))


def pairs(folder: Path, app: str, mode: str, *, marked: bool = False) -> Iterator[Pair]:
    """Every page that two releases of an application have in common."""
    for old, new in releases(folder, app):
        shared = json.loads((folder / app / new / "addresses.json").read_text())
        for page in sorted(shared):
            before, after = (folder / app / name / f"{page}.html" for name in (old, new))
            seed = f"{app}/{new}/{page}/{mode}"
            if before.exists() and after.exists():
                yield Pair(
                    app,
                    f"{old}/{new}/{page}",
                    screen(before.read_text("utf-8"), marked=marked),
                    screen(after.read_text("utf-8"), mode, seed, marked=marked),
                )
