"""What a connection to a display tells those that use it."""

from runner.drivers.desktop.errors import DesktopLostError


class DisplayGoneError(DesktopLostError):
    """The display does not answer any more, or never did."""

    def __init__(self, display: str) -> None:
        super().__init__(
            f"the display {display!r} does not answer",
            "Is its server still running? A display of the bot's own is started again with the "
            "next item.",
        )
        self.display = display
