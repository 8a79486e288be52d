"""Checks that a selector file says only what its kind of app can have."""

from collections.abc import Iterator
from pathlib import Path

from runner.screens.model import (
    App,
    AppKind,
    By,
    DialogKind,
    Element,
    Locator,
    Place,
    Press,
    Screen,
)
from runner.yaml_source import FileProblem

EVERYWHERE = frozenset({By.LABEL, By.TEXT, By.RIGHT_OF, By.LEFT_OF, By.BELOW, By.ABOVE, By.CELL})
WEB = frozenset(
    {By.ROLE, By.PLACEHOLDER, By.HEADING, By.TEST_ID, By.TITLE, By.ALT, By.NAME, By.CSS, By.XPATH}
)
DESKTOP = frozenset(
    {By.ROLE, By.PLACEHOLDER, By.HEADING, By.TITLE, By.ID, By.PATH, By.PICTURE, By.OCR, By.KEY}
)
WAYS = {
    AppKind.WEB: EVERYWHERE | WEB,
    AppKind.DESKTOP: EVERYWHERE | DESKTOP,
    AppKind.TERMINAL: EVERYWHERE | {By.AT, By.KEY},
}
"""How elements can be found, by kind of app."""

PRESSES = {
    AppKind.WEB: frozenset(Press) - {Press.ACTION},
    AppKind.DESKTOP: frozenset(Press) - {Press.PAGE},
    AppKind.TERMINAL: frozenset({Press.KEYS}),
}


def misplaced(app: App) -> list[FileProblem]:
    """Everything that belongs to another kind of app."""
    found = [*_of_the_app(app), *_of_the_program(app)]
    for screen in app.screens.values():
        found += [*_way(app, screen), *_on(app, screen)]
    return found


def _problem(place: Place, message: str, hint: str | None = None) -> FileProblem:
    return FileProblem(place.file, place.line, message, hint)


def _of_the_app(app: App) -> Iterator[FileProblem]:
    top = Place(app.path, 1)
    if app.kind is AppKind.WEB and (app.program.start or app.program.ready or app.program.stop):
        hint = "Write `kind: desktop` or `kind: terminal`."
        yield _problem(top, "`start`, `ready` and `stop` are for programs, not web apps.", hint)
    if app.kind is AppKind.DESKTOP and not app.program.start and app.program.window is None:
        said = "a desktop app needs a program to `start`, or the `window` of one that runs."
        yield _problem(top, said)
    if app.press not in PRESSES[app.kind]:
        yield _problem(top, _not_pressed(app.kind, app.press))
    for rule in app.dialogs:
        if (rule.kind is DialogKind.WINDOW) is not (app.kind is AppKind.DESKTOP):
            said = f"a {app.kind.value} app has no dialogs of the kind `{rule.kind.value}`."
            yield _problem(top, said)


def _of_the_program(app: App) -> Iterator[FileProblem]:
    ready = app.program.ready
    if ready is not None and ready not in app.screens:
        yield _problem(Place(app.path, 1), f"`ready`: there is no screen {ready!r}.")
    for step in app.program.stop:
        screen = app.screens.get(step.on)
        if screen is None or step.press not in screen.elements:
            said = f"`stop`: there is no element {step.press!r} on a screen {step.on!r}."
            yield _problem(step.place, said)


def _not_pressed(kind: AppKind, press: Press) -> str:
    able = ", ".join(sorted(one.value for one in PRESSES[kind]))
    return f"`press: {press.value}` is not possible in a {kind.value} app; there is {able}."


def _way(app: App, screen: Screen) -> Iterator[FileProblem]:
    if screen.frame and app.kind is not AppKind.WEB:
        yield _problem(screen.place, f"a {app.kind.value} app has no frames.")
    for step in screen.reach:
        if step.address is not None and app.kind is not AppKind.WEB:
            said = f"a {app.kind.value} app has no addresses to open; press something."
            yield _problem(step.place, said)


def _on(app: App, screen: Screen) -> Iterator[FileProblem]:
    locators = [*screen.shown_by]
    elements = [*screen.elements.values()]
    for table in screen.tables.values():
        locators += table.locators
        elements += [table.next_page] if table.next_page is not None else []
    for locator in locators:
        yield from _locator(app, locator)
    for element in elements:
        yield from _element(app, element)


def _element(app: App, element: Element) -> Iterator[FileProblem]:
    if element.press is not None and element.press not in PRESSES[app.kind]:
        yield _problem(element.place, _not_pressed(app.kind, element.press))
    if element.typing is not None and app.kind is not AppKind.DESKTOP:
        yield _problem(element.place, "`typing` is for desktop apps.")
    for locator in element.locators:
        yield from _locator(app, locator)


def _locator(app: App, locator: Locator) -> Iterator[FileProblem]:
    if locator.within is not None:
        yield from _locator(app, locator.within)
    ways = WAYS[app.kind]
    if locator.by not in ways:
        able = ", ".join(sorted(one.value for one in ways))
        said = f"`{locator.by.value}` cannot find anything in a {app.kind.value} app."
        yield _problem(locator.place, said, f"There is {able}.")
    if locator.at is not None and app.kind is not AppKind.TERMINAL:
        yield _problem(locator.place, "`at` is for terminals.")
    if locator.offset is not None and app.kind is not AppKind.DESKTOP:
        yield _problem(locator.place, "`offset` is for desktop apps.")
    if locator.by is By.PICTURE:
        yield from _picture(app, locator)


def _picture(app: App, locator: Locator) -> Iterator[FileProblem]:
    folder = app.path.parent.resolve()
    file = (folder / locator.text).resolve()
    if not file.is_relative_to(folder):
        yield _problem(locator.place, f"the picture {locator.text!r} is not beside this file.")
    elif file.suffix.lower() != ".png" or not _is_there(file):
        said = f"the picture {locator.text!r} is not there, or no PNG."
        yield _problem(locator.place, said, "Cut it out with `deskhand screens pick`.")


def _is_there(file: Path) -> bool:
    try:
        return file.is_file()
    except (OSError, ValueError):
        return False
