"""Checks that every name a selector file mentions is a name that it has."""

from collections.abc import Iterable, Iterator

from runner.screens.model import App, By, Element, Locator, Place, Screen
from runner.yaml_source import FileProblem
from runner.yaml_wording import did_you_mean


def dangling(app: App) -> list[FileProblem]:
    """Every reference to a screen, element, table or column that is not there."""
    return [*_signing_in(app), *_screens(app), *_circles(app)]


def _problem(place: Place, message: str, hint: str | None = None) -> FileProblem:
    return FileProblem(place.file, place.line, message, hint)


def _unknown(place: Place, what: str, name: str, known: Iterable[str]) -> FileProblem:
    return _problem(place, f"there is no {what} {name!r}.", did_you_mean(name, known))


def _signing_in(app: App) -> Iterator[FileProblem]:
    top = Place(app.path, 1)
    for name in app.signed_out:
        if name not in app.screens:
            yield _unknown(top, "screen", name, app.screens)
    if app.sign_in is None:
        return
    if app.sign_in.then is not None and app.sign_in.then not in app.screens:
        yield _unknown(app.sign_in.place, "screen", app.sign_in.then, app.screens)
    for step in app.sign_in.steps:
        named = [*step.fill, *([step.press] if step.press else [])]
        yield from _named_on(app, step.on, named, step.place)


def _named_on(app: App, screen: str, elements: list[str], place: Place) -> Iterator[FileProblem]:
    if screen not in app.screens:
        yield _unknown(place, "screen", screen, app.screens)
        return
    known = app.screens[screen].elements
    for name in elements:
        if name not in known:
            yield _unknown(place, f"element on the screen {screen!r} called", name, known)


def _screens(app: App) -> Iterator[FileProblem]:
    for screen in app.screens.values():
        for step in screen.reach:
            if step.on is not None:
                pressed = [step.press] if step.press is not None else []
                named = [*step.fill, *step.choose, *pressed]
                yield from _named_on(app, step.on, named, step.place)
        for locator in screen.shown_by:
            yield from _locator(screen, locator)
        for element in screen.elements.values():
            yield from _element(screen, element)
        yield from _tables(screen)


def _element(screen: Screen, element: Element) -> Iterator[FileProblem]:
    if element.row_of is not None and element.row_of not in screen.tables:
        yield _unknown(element.place, "table", element.row_of, screen.tables)
    elif element.row_of is not None and screen.tables[element.row_of].key is None:
        said = (
            f"the table {element.row_of!r} needs a `key` column: {element.name!r} is in its rows."
        )
        yield _problem(element.place, said)
    for locator in element.locators:
        yield from _locator(screen, locator)


def _locator(screen: Screen, locator: Locator) -> Iterator[FileProblem]:
    if locator.within is not None:
        yield from _locator(screen, locator.within)
    if locator.by is not By.CELL:
        return
    if locator.text not in screen.tables:
        yield _unknown(locator.place, "table", locator.text, screen.tables)
        return
    table = screen.tables[locator.text]
    if table.key is None:
        yield _problem(locator.place, f"the table {table.name!r} needs a `key` column for a cell.")
    if locator.column not in table.columns:
        yield _unknown(locator.place, "column", str(locator.column), table.columns)


def _tables(screen: Screen) -> Iterator[FileProblem]:
    for table in screen.tables.values():
        named = [*([table.key] if table.key is not None else []), *table.personal]
        for column in named:
            if column not in table.columns:
                yield _unknown(table.place, "column", column, table.columns)


def _circles(app: App) -> Iterator[FileProblem]:
    for screen in app.screens.values():
        if screen.name in _on_the_way(app, screen.name):
            said = f"the way to the screen {screen.name!r} leads through itself."
            yield _problem(screen.place, said)


def _on_the_way(app: App, name: str) -> set[str]:
    met: set[str] = set()
    waiting = [name]
    while waiting:
        screen = app.screens.get(waiting.pop())
        first = screen.reach[0].on if screen and screen.reach else None
        if first is not None and first not in met:
            met.add(first)
            waiting.append(first)
    return met
