"""What can go wrong with programs on a desktop and with the desktop itself."""

from collections.abc import Sequence

from runner.errors import EnvironmentFault, TechnicalError


class NoDesktopError(EnvironmentFault):
    """A desktop of its own cannot be started: a program that it needs is missing, or fails."""

    def __init__(self, program: str, package: str, why: str = "is not installed") -> None:
        super().__init__(
            f"A desktop cannot be started: {program} {why}.",
            hint=f"Install it: sudo apt-get install {package} (deskhand doctor tells the rest).",
        )


class NotHereError(EnvironmentFault):
    """The desktop that the person sits before cannot be worked on."""

    def __init__(self, why: str, what_to_do: str) -> None:
        super().__init__(f"The desktop cannot be worked on: {why}.", hint=what_to_do)


class NoAccessibilityError(EnvironmentFault):
    """The accessibility bus, by which programs are read, does not answer."""

    def __init__(self, why: str) -> None:
        super().__init__(
            f"Programs cannot be read, the accessibility bus does not answer: {why}.",
            hint="Install it: sudo apt-get install at-spi2-core dbus (see deskhand doctor).",
        )


class ProgramNotStartedError(EnvironmentFault):
    """An app's program could not be started."""

    def __init__(self, app: str, program: str, why: str) -> None:
        super().__init__(
            f"{app} could not be started: {program!r}: {why}.",
            hint="Look at `start` in its selector file; is the program installed?",
        )
        self.app_out = app


class ProgramDiedError(EnvironmentFault):
    """The program of an app has ended by itself."""

    def __init__(self, app: str, how: str, said: str) -> None:
        last = f" It said last: {said!r}." if said else ""
        super().__init__(f"The program of {app!r} has ended by itself: {how}.{last}")
        self.app = app


class ProgramHangsError(EnvironmentFault):
    """The program of an app does not answer."""

    def __init__(self, app: str, seconds: float) -> None:
        super().__init__(
            f"The program of {app!r} has not answered for {seconds:g} s.",
            hint="It is ended and started again for the next item.",
        )
        self.app = app


class DesktopLostError(EnvironmentFault):
    """The display, or what belongs to it, is gone, locked, or not as it should be."""

    def __init__(self, why: str, what_to_do: str) -> None:
        super().__init__(f"Nothing was typed or clicked any more: {why}.", hint=what_to_do)
        self.why = why


class UnknownWindowError(TechnicalError):
    """A modal window of the program is there that the selector file does not know."""

    retry = False

    def __init__(self, app: str, title: str, text: str, buttons: Sequence[str], file: str) -> None:
        said = f" saying {text!r}" if text else ""
        there = f" (it has {', '.join(map(repr, buttons))})" if buttons else ""
        super().__init__(
            f"{app} shows a window that {file} does not know: {title!r}{said}{there}. "
            f"Nothing in it was pressed.",
            hint="Make it a screen, or give it a rule under `dialogs`: "
            "{kind: window, text: {contains: …}, press: …}.",
        )
        self.title = title
