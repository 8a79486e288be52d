"""Programs on a terminal, as bots name them."""

from typing import ClassVar

from runner.words import SignedIn


class Terminal(SignedIn):
    """A terminal session, signed in. Bots get one for each parameter of this type.

    Example:
        >>> def enter(host: Terminal) -> None:
        ...     host.go("orders").fill(customer="0012", article="A-7").press("enter")
        ...     host.on("booked").press("back")
    """

    app_kind: ClassVar[str] = "terminal"
