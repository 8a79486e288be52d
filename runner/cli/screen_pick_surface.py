"""`deskhand screens pick` on programs: a list of what can be worked, and what is written of it."""

from pathlib import Path

from rich.text import Text

from runner.cli.printing import print_table
from runner.drivers.opening import Opening, open_session
from runner.drivers.surface.recognition import Shown
from runner.drivers.surface.session import SurfaceSession
from runner.drivers.surface.surface import Box
from runner.errors import ExitCode, InputError
from runner.picking.surface_picking import (
    Pick,
    at_place,
    picks,
    shown_screen,
    write_pick,
    write_picture,
)
from runner.run.preparation import check_credentials
from runner.screens.model import App, AppKind
from runner.settings import load_settings
from runner.vault import open_vault
from runner.workspace import Workspace


class NoScreenNamedError(InputError):
    """Of a program one screen at a time is picked from."""

    def __init__(self, app: App) -> None:
        super().__init__(
            f"Which screen of {app.name!r}? Name it with --screen.",
            hint=f"It has: {', '.join(app.screens)}.",
        )


class BadPlaceError(InputError):
    """A place that cannot be one."""

    def __init__(self, text: str) -> None:
        super().__init__(
            f"{text!r} is no place.",
            hint="Write X,Y in pixels of the display (of a terminal COLUMN,ROW), for a picture "
            "X,Y,WIDTH,HEIGHT.",
        )


class NoSuchNumberError(InputError):
    """A number that is not in the list."""

    def __init__(self, text: str, most: int) -> None:
        super().__init__(f"{text!r} is none of 1 to {most}; nothing was written.")


def pick_on_surface(
    workspace: Workspace,
    app: App,
    *,
    screen: str | None,
    address: str | None,
    place: str | None,
    name: str | None,
) -> int:
    """Show what can be worked on a screen, and write what is chosen.

    Raises:
        DeskhandError: the screen cannot be shown, or nothing was chosen that can be written.
    """
    if screen is None or screen not in app.screens:
        raise NoScreenNamedError(app)
    numbers = place_of(place) if place is not None else ()
    check_credentials(workspace, {app.name: app})
    here = load_settings(workspace.root).apps.get(app.path.stem)
    how = Opening(workspace.root, address or (here.address if here else None))
    session = open_session(app, open_vault(workspace.root).get, how)
    try:
        shown = shown_screen(session, screen)
        if len(numbers) == 4:
            cut(session, shown, app, Box(*numbers), name)
        else:
            choose(shown, app, numbers, name)
    finally:
        session.close()
    return ExitCode.OK


def place_of(text: str) -> tuple[int, ...]:
    """The numbers of a place. Raises BadPlaceError."""
    try:
        numbers = tuple(int(part) for part in text.split(","))
    except ValueError:
        raise BadPlaceError(text) from None
    if len(numbers) not in {2, 4} or min(numbers) < 0:
        raise BadPlaceError(text)
    return numbers


def choose(shown: Shown, app: App, numbers: tuple[int, ...], name: str | None) -> None:
    """One element, by its place or by what a person chooses from the list."""
    found = picks(shown, app)
    if numbers:
        chosen = at_place(found, numbers[0], numbers[1], app)
    else:
        show(found, app)
        asked = ask("Which one (number; nothing ends it)?")
        if not asked:
            return
        chosen = numbered(found, asked)
    called = name or ask(f"Its name [{chosen.name}]?") or chosen.name
    print(write_pick(app.path, shown.screen, chosen, called))


def numbered(found: list[Pick], asked: str) -> Pick:
    """The one of a number. Raises NoSuchNumberError."""
    if not asked.isascii() or not asked.isdigit() or not 1 <= int(asked) <= len(found):
        raise NoSuchNumberError(asked, len(found))
    return found[int(asked) - 1]


def show(found: list[Pick], app: App) -> None:
    """The list, from top to bottom of the screen."""
    headers = ("", "what", "where", "in the file as", "found by")
    rows = [
        (
            str(number),
            one.said,
            where(one.candidate.box, app),
            one.candidate.element or "",
            Text(str(one.offers[0].locator) if one.offers else "nothing alone; pick a picture"),
        )
        for number, one in enumerate(found, 1)
    ]
    print_table(headers, rows, empty="Nothing on this screen tells what it is; pick a picture.")


def where(box: Box | None, app: App) -> str:
    """A place as `--at` takes it."""
    if box is None:
        return ""
    if app.kind is AppKind.DESKTOP:
        return "{},{}".format(*box.middle)
    return f"{box.left + 1},{box.top + 1}"


def ask(question: str) -> str:
    """A person's answer; empty where nobody answers."""
    try:
        return input(f"{question} ").strip()
    except EOFError:
        return ""


def cut(session: SurfaceSession, shown: Shown, app: App, box: Box, name: str | None) -> None:
    """A picture of a place, written as an element. Raises InputError."""
    if app.kind is not AppKind.DESKTOP:
        raise BadPlaceError(f"{box.left},{box.top},{box.width},{box.height}")
    called = name or ask("Its name?")
    from runner.drivers.desktop.offering import cut_out
    from runner.drivers.desktop.surface import DesktopSurface

    surface = session.stage.surface
    if isinstance(surface, DesktopSurface):
        print(write_picture(app.path, shown.screen, called, cut_out(surface, box)))
    print(f"Kept as {Path(app.path.stem) / f'{called}.png'} beside the file.")
