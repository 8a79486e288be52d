"""What a page says of one thing that a person pointed at."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from runner.drivers.web.capturing import Captured, Way, captured
from runner.drivers.web.scene import Scene
from runner.healing.control import Control
from runner.screens.model import By, Locator
from runner.screens.suggesting import UNWRITTEN, Suggestion, suggest
from runner.secret import MASK

MOST_WAYS = 8
"""Locators that a person is shown of one element."""

Key = tuple[str, str, str, str]


@dataclass(frozen=True, slots=True)
class Proof:
    """What the driver itself finds by a locator, tried in the page."""

    locator: Locator
    found: int
    mine: bool
    """It is exactly one, and the one that was pointed at."""


@dataclass(frozen=True, slots=True)
class Proven:
    """A suggestion that was tried in the page."""

    suggestion: Suggestion
    found: int

    @property
    def usable(self) -> bool:
        """Whether it finds the thing, and nothing else."""
        return self.suggestion.unique


@dataclass(frozen=True, slots=True)
class Known:
    """An element of the selector file that is the thing already."""

    screen: str
    element: str
    key: str = ""
    """The key of the table row that it stands in."""
    row_of: str = ""


@dataclass(frozen=True, slots=True)
class KnownTable:
    """A table of the selector file that the thing stands in."""

    screen: str
    table: str
    key: str


@dataclass(frozen=True, slots=True)
class TableFacts:
    """A table with a row of headers."""

    heads: tuple[str, ...]
    caption: str
    rows: int
    different: tuple[int, ...]
    """How many different values each column shows."""
    row: tuple[str, ...]
    """What the row says that was pointed at, by column; empty where it was none."""
    proofs: tuple[Proof, ...]
    next_page: Locator | None
    """What seems to lead to its next page."""


@dataclass(frozen=True, slots=True)
class Picked:
    """One thing, and all that is needed to write it down."""

    control: Control
    controls: tuple[Control, ...]
    """Of the same document."""
    way: Way
    """The frames on the way to it."""
    window: str | None
    """The title of its window, where that is one that another has opened."""
    title: str
    """Of its document."""
    proofs: tuple[Proof, ...]
    in_row: tuple[Proof, ...]
    """The same, looked for in its table row only."""
    here: tuple[str, ...]
    """The screens of the file that are shown where it stands."""
    known: tuple[Known, ...]
    tables: tuple[KnownTable, ...]
    table: TableFacts | None
    marks: tuple[Locator, ...]
    """What a new screen could be recognised by."""
    fields: int
    """How many elements its form has."""
    address: str = ""
    """Of its document."""
    born: float = 0.0
    """When its document was made, which tells a page from the next."""
    required: bool = False
    readonly: bool = False
    choices: tuple[str, ...] = ()

    @property
    def data(self) -> frozenset[str]:
        """What its table row says that other rows do not: no locator may hold on to it."""
        table = self.table
        if table is None or not table.row:
            return frozenset()
        return frozenset(
            text
            for text, number in zip(table.row, table.different, strict=True)
            if text and not (table.rows > 1 and number == 1)
        )

    def ways(self, *, in_row: bool = False) -> list[Proven]:
        """The locators that may be suggested, those that can be used first."""
        proofs = self.in_row if in_row else self.proofs
        data = self.data
        return [
            one
            for one in proven(self.control, self.controls, proofs)
            if not data & {one.suggestion.locator.text, one.suggestion.locator.name or ""}
        ]


@dataclass(frozen=True, slots=True)
class PickedForm:
    """A whole form: the thing that was pointed at, and everything that is in its form."""

    picked: Picked
    members: tuple[Picked, ...]
    left_out: int = 0
    """How many more there are than anybody reads through in one go."""


def read_picked(scene: Scene, told: Mapping[str, Any]) -> Picked:
    """What the page told, without any value that nobody may see."""
    return _picked(captured(scene, told), told)


def read_form(scene: Scene, told: Mapping[str, Any]) -> PickedForm:
    """The same for a whole form."""
    seen = captured(scene, told)
    picked = _picked(seen, told)
    members = tuple(_member(seen, picked, one) for one in told["members"])
    return PickedForm(picked, members, told["left_out"])


def _picked(seen: Captured, told: Mapping[str, Any]) -> Picked:
    frame = seen.frames[told["frame"]]
    table = told["table"]
    picked = Picked(
        control=Control.of_stored(told["own"]),
        controls=tuple(one.control for one in seen.within(frame.way)),
        way=frame.way,
        window=told["title"] if told["popup"] else None,
        title=frame.title,
        proofs=_proofs(told["proofs"]),
        in_row=_proofs(told["in_row"]),
        here=tuple(told["here"]),
        known=tuple(Known(**one) for one in told["known"]),
        tables=tuple(KnownTable(**one) for one in told["tables"]),
        table=_table(table) if table else None,
        marks=tuple(read_locator(one) for one in told["marks"]),
        fields=told["fields"],
        address=frame.address,
        born=told["born"],
    )
    return _of_handle(seen, picked, told["handle"])


def _of_handle(seen: Captured, picked: Picked, handle: int) -> Picked:
    if handle < 0:
        return picked
    own = seen.controls[handle]
    return replace(
        picked,
        control=own.control,
        required=own.required,
        readonly=own.readonly,
        choices=own.choices,
    )


def _member(seen: Captured, form: Picked, told: Mapping[str, Any]) -> Picked:
    member = replace(
        form,
        proofs=_proofs(told["proofs"]),
        in_row=(),
        known=tuple(Known(**one) for one in told["known"]),
        table=None,
    )
    return _of_handle(seen, member, told["handle"])


def _table(told: Mapping[str, Any]) -> TableFacts:
    return TableFacts(
        heads=tuple(text for text in told["head"] if text),
        caption=told["caption"],
        rows=told["rows"],
        different=tuple(told["filled"]),
        row=tuple(told["row"]),
        proofs=_proofs(told["proofs"]),
        next_page=read_locator(told["next"]) if told["next"] else None,
    )


def _proofs(told: Iterable[Mapping[str, Any]]) -> tuple[Proof, ...]:
    return tuple(Proof(read_locator(one), one["found"], one["mine"]) for one in told)


def read_locator(told: Mapping[str, Any]) -> Locator:
    """A locator as the page tells it."""
    within = told.get("within")
    return Locator(
        By(told["by"]),
        told["text"],
        UNWRITTEN,
        name=told.get("name"),
        within=read_locator(within) if within else None,
    )


def key_of(locator: Locator) -> Key:
    """What makes two locators the same one."""
    within = str(locator.within) if locator.within else ""
    return locator.by.value, locator.text, locator.name or "", within


def proven(control: Control, controls: Sequence[Control], proofs: Sequence[Proof]) -> list[Proven]:
    """The suggestions for a control that were tried, with what the trial has shown."""
    tried = {key_of(proof.locator): proof for proof in proofs}
    path = next((proof.locator for proof in reversed(proofs) if proof.locator.by is By.CSS), None)

    def mine(locator: Locator) -> bool:
        proof = tried.get(key_of(locator))
        return proof is not None and proof.mine

    found: dict[Key, Proven] = {}
    for one in suggest(control, controls, path.text if path else "", tried=mine):
        key = key_of(one.locator)
        proof = tried.get(key)
        if proof is not None and proof.found and MASK not in str(one.locator):
            found.setdefault(key, Proven(one, proof.found))
    return list(found.values())[:MOST_WAYS]
