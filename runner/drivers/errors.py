"""What can go wrong between a bot and a screen, of whatever kind."""

from collections.abc import Sequence
from dataclasses import dataclass

from runner.errors import BusinessError, EnvironmentFault, TechnicalError
from runner.screens.model import Element, Locator, Place, Screen


class SessionEndedError(TechnicalError):
    """The app shows its signed-out screen where another one was expected."""

    def __init__(self, app: str, expected: str) -> None:
        super().__init__(
            f"The session of {app!r} has ended: its sign-in screen is shown instead of {expected}."
        )
        self.app = app


class RepairNeededError(TechnicalError):
    """No locator of an element finds it; a person has to decide whether something else is it."""

    def __init__(self, message: str) -> None:
        super().__init__(
            message,
            hint="Decide with: deskhand screens repairs.",
        )


class RefusedByPersonError(TechnicalError):
    """A person at the terminal has said that what was found is not the element."""

    retry = False

    def __init__(self, message: str) -> None:
        super().__init__(
            f"{message}; a person has said that it is not that.",
            hint="Correct the selector file, then `deskhand items retry` and `deskhand resume`.",
        )


class BrowserDiedError(EnvironmentFault):
    """The browser, or the driver that leads it, is gone."""

    def __init__(self, app: str, why: str) -> None:
        super().__init__(f"The browser of {app!r} is gone: {why}.")
        self.app = app


@dataclass(frozen=True, slots=True)
class Sight:
    """What was on the screen instead; texts are already masked."""

    title: str = ""
    address: str = ""
    screens: tuple[str, ...] = ()

    def __str__(self) -> str:
        looks = f", which looks like {' and '.join(map(repr, self.screens))}"
        return f"{self.title!r} at {self.address}{looks if self.screens else ''}"


class ScreenNotShownError(TechnicalError):
    """A screen did not appear in time."""

    def __init__(
        self, screens: Sequence[Screen], *, seconds: float, missing: Sequence[str], sight: Sight
    ) -> None:
        names = " or ".join(repr(screen.name) for screen in screens)
        lacks = "; ".join(
            f"{screen.place}: {why}" for screen, why in zip(screens, missing, strict=False)
        )
        super().__init__(
            f"the screen {names} did not appear within {seconds:g} s; "
            f"there was {sight}. Missing: {lacks or 'everything'}.",
            hint="If the screen has changed, correct its `shown_by`.",
        )
        self.screens = tuple(screen.name for screen in screens)
        self.sight = sight


class ScreenLeftError(TechnicalError):
    """A person had the screen, and left another one than the bot was on."""

    retry = False

    def __init__(self, screen: Screen, sight: Sight) -> None:
        super().__init__(
            f"While a person had the window the screen {screen.name!r} was left; now there is "
            f"{sight}.",
            hint="Bring it back before going on, or start the case again.",
        )


class ElementNotFoundError(TechnicalError):
    """No locator of an element matches exactly one thing on the screen."""

    def __init__(
        self,
        screen: str,
        element: str,
        *,
        place: Place,
        tried: Sequence[tuple[Locator, int, int]],
        seconds: float,
        candidates: str = "",
    ) -> None:
        ways = "; ".join(f"{one} ({one.place}) {_count(n, hidden)}" for one, n, hidden in tried)
        super().__init__(
            f"{place}: {element!r} was not found on the screen {screen!r} within {seconds:g} s. "
            f"Tried: {ways}.{' ' if candidates else ''}{candidates}",
            hint="A locator must match exactly one visible element: correct it or add another.",
        )
        self.screen = screen
        self.element = element


def _count(found: int, hidden: int) -> str:
    said = {0: "matches nothing", 1: "matches one"}.get(found, f"matches {found} elements")
    return f"{said}, {hidden} hidden" if hidden else said


class RowNotFoundError(TechnicalError):
    """A table has no row, or several, with the key that was asked for."""

    def __init__(self, screen: str, table: str, row: str, *, found: str, place: Place) -> None:
        super().__init__(
            f"{place}: the table {table!r} on the screen {screen!r} has {found} with the key {row!r}."
        )


class TableNotReadError(TechnicalError):
    """A table is there and lacks columns, or its paging goes round in circles."""

    def __init__(self, screen: str, table: str, why: str, *, place: Place) -> None:
        super().__init__(f"{place}: the table {table!r} on the screen {screen!r} {why}.")


class ElementNotReadyError(TechnicalError):
    """An element is there and cannot be used."""

    def __init__(
        self, screen: str, element: str, why: str, *, place: Place, seconds: float
    ) -> None:
        super().__init__(
            f"{place}: {element!r} on the screen {screen!r} could not be used within "
            f"{seconds:g} s: {why}."
        )
        self.element = element
        self.why = why


class NotPressedError(TechnicalError):
    """An element was certainly not pressed: nothing was sent to the application."""

    def __init__(self, screen: str, element: str, why: str, *, place: Place) -> None:
        super().__init__(
            f"{place}: {element!r} on the screen {screen!r} was not pressed: {why}.",
        )
        self.element = element


class ValueNotTakenError(TechnicalError):
    """What stands in a field after typing is not what was typed."""

    def __init__(
        self, screen: str, element: Element, *, typed: str, found: str, later: bool = False
    ) -> None:
        when = "was changed by the app afterwards" if later else "did not take its value"
        super().__init__(
            f"{element.place}: {element.name!r} on the screen {screen!r} {when}: "
            f"typed {typed!r}, found {found!r}.",
            hint="If the screen rightly changes it, say so with `read_back` in the selector file.",
        )
        self.element = element.name


class ValueRefusedError(BusinessError):
    """A screen cannot take the value of the case: too long, or not among the choices."""

    def __init__(self, screen: str, element: str, why: str) -> None:
        super().__init__(f"{element!r} on the screen {screen!r} cannot take the value: {why}.")
        self.element = element


class SignInRefusedError(EnvironmentFault):
    """The application did not let the bot in."""

    final = True

    def __init__(self, app: str, credential: str, *, sight: str, place: Place) -> None:
        super().__init__(
            f"{app} did not accept the sign-in with the credential {credential!r}: {sight}.",
            hint=f"Look at the credential ({credential.upper()}_…) and at `sign_in` in {place}. "
            f"It is not tried again, so that the account is not locked.",
        )
        self.app_out = app


class NotUpError(EnvironmentFault):
    """A program was started, and does not show the screen that says it is up."""

    def __init__(self, app: str, error: ScreenNotShownError) -> None:
        super().__init__(
            f"{app} was started and is not up: {error.message}",
            hint="If it is only slow, raise `ready_within` in its selector file.",
        )
        self.app_out = app


class NoSignInScreenError(EnvironmentFault):
    """The application answers, with something else than its sign-in screen."""

    def __init__(self, app: str, error: ScreenNotShownError) -> None:
        super().__init__(
            f"{app} cannot be signed in to: {error.message}",
            hint="Is it being maintained? If its sign-in has changed, correct the selector file.",
        )
        self.app_out = app


class DownloadFailedError(TechnicalError):
    """A download did not come, or not completely; nothing was kept of it."""

    def __init__(self, screen: str, element: str, why: str) -> None:
        super().__init__(
            f"the download by {element!r} on the screen {screen!r} failed: {why}. Nothing was kept."
        )


class WindowClosedError(TechnicalError):
    """The window that was worked in has closed."""

    def __init__(self, app: str) -> None:
        super().__init__(f"the window of {app!r} that was worked in was closed by the application.")


class AppUnreachableError(EnvironmentFault):
    """The application does not answer at its address."""

    def __init__(self, app: str, address: str, why: str) -> None:
        super().__init__(
            f"{app} cannot be reached at {address}: {why}.",
            hint="Start it, or correct the address (`--address`, settings.toml, selector file).",
        )
        self.app_out = app
