"""Deciding on repairs: an accepted one is an ordinary edit of the selector file."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from runner.errors import InputError
from runner.screens.editing import SelectorEdit
from runner.screens.errors import SelectorFileError
from runner.screens.load import load_content
from runner.screens.model import Locator
from runner.screens.writing import Value, in_line
from runner.store.proposals import RepairState
from runner.store.repairs import DecidedBeforeError, Repair, RepairStore

ONE_PAIR = re.compile(r"\s*(\w+)\s*:\s*(.+?)\s*", re.DOTALL)

TOPS = (
    "address: http://x/",
    "kind: desktop\nstart: [x]",
    "kind: terminal\naddress: tn3270://x",
)
"""Apps of each kind: a locator that one of them can have is one; the file it is for has its say."""


class BadLocatorError(InputError):
    """A locator that was typed cannot be used."""

    def __init__(self, text: str, why: str) -> None:
        super().__init__(
            f"{text!r} is no locator: {why}",
            hint='Write it as in the file: "label: Street and number", or '
            '"{role: button, name: Save}".',
        )


@dataclass(frozen=True, slots=True)
class Change:
    """What accepting a repair does to a selector file, or did."""

    file: Path
    locator: str
    difference: str
    """Lines with `-` and `+`; empty when the file says so already."""
    items: tuple[int, ...] = ()
    """Those that waited for it and for nothing else: they are worked again."""


def parse_locator(text: str) -> Locator:
    """A locator as a person types it, for any kind of app: `label: Street`, or in braces.

    Raises:
        BadLocatorError: it is none.
    """
    pair = ONE_PAIR.fullmatch(text)
    if pair is not None and not text.lstrip().startswith("{"):
        text = in_line({pair[1]: unquoted(pair[2])})
    problems: list[str] = []
    for top in TOPS:
        written = f"version: 1\napp: x\n{top}\nscreens: {{x: {{shown_by: {text}}}}}\n"
        try:
            found = load_content(Path("locator"), written.encode()).screens["x"].shown_by
            break
        except SelectorFileError as error:
            problems.append(error.problems[0].message)
    else:
        raise BadLocatorError(text, problems[0]) from None
    if len(found) != 1:
        raise BadLocatorError(text, "it must be exactly one.")
    return found[0]


def unquoted(text: str) -> str:
    """A text without the quotes around it."""
    if len(text) > 1 and text[0] == text[-1] and text[0] in "\"'":
        return text[1:-1]
    return text


def proposed(repair: Repair) -> Locator:
    """The locator that a repair proposes."""
    entry: dict[str, Value] = dict(repair.details["locator"])
    return parse_locator(in_line(entry))


def prepared(repair: Repair, selectors: Path, locator: Locator | None = None) -> SelectorEdit:
    """The selector file with the repair made, not saved yet.

    Raises:
        DeskhandError: the file cannot be changed so.
    """
    edit = SelectorEdit(selectors / f"{repair.app}.yaml")
    made = f"repair {repair.id}, {datetime.now(UTC):%Y-%m-%d}"
    chosen = locator or proposed(repair)
    edit.add_locator_first(repair.screen, repair.element, chosen, comment=made)
    return edit


def accept(
    repairs: RepairStore,
    number: int,
    selectors: Path,
    who: str,
    locator: Locator | None = None,
    *,
    dry_run: bool = False,
) -> Change:
    """Write a repair into its selector file, above the locators that are there.

    The items that wait for it are worked again; the version before is kept.

    Raises:
        NoSuchRepairError, DecidedBeforeError: see there.
        DeskhandError: the file cannot be changed so; nothing was decided.
    """
    repair = repairs.one(number)
    if repair.state is not RepairState.OPEN:
        raise DecidedBeforeError(repair)
    edit = prepared(repair, selectors, locator)
    difference, chosen = edit.difference(), str(locator or proposed(repair))
    if dry_run:
        return Change(edit.file, chosen, difference)
    edit.save(f"repair {number}: {repair.screen}.{repair.element}")
    items = repairs.accept(number, who, chosen)
    return Change(edit.file, chosen, difference, tuple(items))
