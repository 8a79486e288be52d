"""What is proposed for a thing that a person pointed at: locators, name, screen, marks."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from runner.drivers.web.inspecting import View
from runner.healing.control import Control
from runner.picking.picked import Picked, PickedForm, Proven, TableFacts
from runner.screens.marking import suggested_marks
from runner.screens.model import App, By, Locator
from runner.screens.naming import free_name, identifier, letters, suggested_name
from runner.screens.suggesting import Suggestion
from runner.screens.writing import entry_of, in_line

ASIDE = re.compile(r"\s+[-|·–—:]\s+")
"""Behind this, a title names the application."""


@dataclass(frozen=True, slots=True)
class ScreenProposal:
    """Which screen a thing belongs to: one of the file, or a new one."""

    screen: str
    """Empty where none of the file's screens is shown."""
    name: str
    """Of the new screen."""
    marks: tuple[Locator, ...]
    """What the new one could be recognised by; the first is the likeliest."""


def propose_screen(app: App, picked: Picked) -> ScreenProposal:
    """The screen that is shown, or a new one that is named after its heading."""
    marks = picked.marks or tuple(one.suggestion.locator for one in picked.ways() if one.usable)
    shown = sorted(picked.here, key=lambda name: -len(app.screens[name].shown_by))
    known = [one.screen for one in picked.known]
    said = [mark.text for mark in picked.marks if mark.name is None] + [
        ASIDE.split(picked.title)[0]
    ]
    name = next((name for text in said if (name := identifier(text) or letters(text))), "screen")
    return ScreenProposal(
        screen=next(iter([*known, *shown]), ""), name=free_name(name, app.screens), marks=marks
    )


def element_view(app: App, picked: Picked, *, row_of: str = "") -> View:
    """What the panel shows of one element."""
    control, screen = picked.control, propose_screen(app, picked)
    ways = picked.ways(in_row=bool(row_of))
    known = picked.known[0] if picked.known else None
    marks = suggested_marks(control)
    written = app.screens[known.screen].elements[known.element] if known else None
    return {
        "is": "element",
        "app": app.name,
        "title": control.name or control.text or control.title or control.kind,
        "kind": said_kind(control),
        "known": f"{known.screen}.{known.element}" if known else "",
        "ways": way_views(ways),
        "name": known.element
        if known
        else name_for(picked, best_of(ways), taken(app, screen.screen)),
        "secret": written.secret if written else marks.secret,
        "personal": written.personal if written else marks.personal,
        "writes": written.writes if written else marks.writes,
        "tables": sorted({one.table for one in picked.tables}) if picked.in_row else [],
        "row_of": row_of,
        "fields": picked.fields,
        "table": picked.table is not None,
        **screen_view(app, picked, screen),
    }


def name_for(
    picked: Picked, by: By | None, names: Collection[str], cases: Collection[str] = ()
) -> str:
    """A name for an element that is found `by` something; no name says what one case says.

    `cases` are values of the case that is on the screen, as far as they are known.
    """
    said = picked.control.name
    if said in picked.data or any(value in said for value in cases):
        return free_name(OF_ANY_CASE.get(picked.control.kind, "value"), names)
    return suggested_name(picked.control, names, by)


def best_of(ways: Sequence[Proven]) -> By | None:
    """How the best locator that can be used finds its element."""
    return next((one.suggestion.locator.by for one in ways if one.usable), None)


OF_ANY_CASE = {"link": "open", "button": "press", "output": "text"}
"""What a thing is called whose own words are those of one case."""


def said_kind(control: Control) -> str:
    """A control's kind in words."""
    said = {"output": "text to read", "text": "text field", "select": "list", "listbox": "list"}
    return said.get(control.kind, control.kind)


def screen_view(app: App, picked: Picked, screen: ScreenProposal) -> View:
    """The screens that can be chosen, those first that are shown."""
    names = sorted(app.screens, key=lambda name: name not in picked.here)
    return {
        "screens": [{"name": name, "here": name in picked.here} for name in names],
        "screen": screen.screen,
        "new_screen": {"name": screen.name, "marks": [yaml(mark) for mark in screen.marks]},
    }


def way_views(ways: Sequence[Proven]) -> list[View]:
    """The locators as the panel lists them; the best that can be used is chosen."""
    best = next((one for one in ways if one.usable), None)
    return [
        {
            "said": yaml(one.suggestion.locator),
            "why": one.suggestion.why,
            "stability": one.suggestion.stability,
            "unique": one.usable,
            "found": one.found,
            "chosen": one is best,
        }
        for one in ways
    ]


def yaml(locator: Locator) -> str:
    """A locator as the file will have it."""
    return in_line(entry_of(locator))[1:-1]


def taken(app: App, screen: str) -> set[str]:
    """The names that a screen has given already."""
    found = app.screens.get(screen)
    return {*found.elements, *found.tables} if found else set()


@dataclass(frozen=True, slots=True)
class FormRow:
    """One element of a form, as it would be written."""

    picked: Picked
    name: str
    way: Proven | None
    """The best locator, where one finds it for certain."""


def form_rows(app: App, form: PickedForm, screen: str) -> list[FormRow]:
    """Every element of a form with a name of its own."""
    names = taken(app, screen)
    rows = []
    for member in form.members:
        known = next((one for one in member.known if one.screen == screen), None)
        ways = member.ways()
        name = known.element if known else name_for(member, best_of(ways), names)
        names.add(name)
        way = next((one for one in ways if one.usable), None)
        rows.append(FormRow(member, name, way))
    return rows


def form_view(app: App, form: PickedForm, rows: Sequence[FormRow], screen: ScreenProposal) -> View:
    """What the panel shows of a whole form; what the file has already is left out at first."""
    return {
        "is": "form",
        "app": app.name,
        "rows": [_row_view(row) for row in rows],
        "left_out": form.left_out,
        **screen_view(app, form.picked, screen),
    }


def _row_view(row: FormRow) -> View:
    control, marks = row.picked.control, suggested_marks(row.picked.control)
    known = row.picked.known[0] if row.picked.known else None
    return {
        "label": control.name or row.name,
        "name": row.name,
        "way": yaml(row.way.suggestion.locator) if row.way else "",
        "known": f"{known.screen}.{known.element}" if known else "",
        "include": row.way is not None and known is None,
        "secret": marks.secret,
        "personal": marks.personal,
        "writes": marks.writes,
    }


def table_ways(facts: TableFacts) -> list[Proven]:
    """The locators of a table: its caption, its id, its class, its place."""
    steps = (0.9, 0.6, 0.5, 0.45, 0.4, 0.35)
    reasons = {"role": "the caption that people read", "css": "what only the page knows"}
    return [
        Proven(
            Suggestion(
                proof.locator,
                0.9 if proof.locator.name else min(stability, 0.6),
                proof.mine,
                reasons[proof.locator.by.value],
            ),
            proof.found,
        )
        for proof, stability in zip(facts.proofs, steps, strict=False)
    ]


def column_names(facts: TableFacts) -> list[str]:
    """A name for each column."""
    names: list[str] = []
    for head in facts.heads:
        names.append(free_name(identifier(head) or letters(head) or "column", names))
    return names


def likely_key(facts: TableFacts) -> int | None:
    """The first column in which every row says something else; None when no row is shown."""
    if facts.rows == 0:
        return None
    each = (at for at, number in enumerate(facts.different) if number == facts.rows)
    return next(each, None)


def table_view(app: App, picked: Picked, facts: TableFacts, screen: ScreenProposal) -> View:
    """What the panel shows of a table."""
    names, key = column_names(facts), likely_key(facts)
    return {
        "is": "table",
        "app": app.name,
        "title": facts.caption or f"A table of {', '.join(facts.heads)}",
        "rows": facts.rows,
        "name": table_name(facts, screen.screen or screen.name, taken(app, screen.screen)),
        "ways": way_views(table_ways(facts)),
        "columns": [
            {
                "head": head,
                "name": name,
                "personal": suggested_marks(Control("text", head)).personal,
            }
            for head, name in zip(facts.heads, names, strict=True)
        ],
        "key": names[key] if key is not None else "",
        "next": facts.next_page.name if facts.next_page else "",
        **screen_view(app, picked, screen),
    }


def table_name(facts: TableFacts, screen: str, names: Collection[str]) -> str:
    """A name for a table: its caption, else that of its screen."""
    return free_name(identifier(facts.caption) or letters(facts.caption) or screen, names)
