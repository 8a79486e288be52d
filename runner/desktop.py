"""Programs with windows, as bots name them."""

from typing import ClassVar

from runner.words import SignedIn


class Desktop(SignedIn):
    """A program on a desktop, signed in. Bots get one for each parameter of this type.

    Example:
        >>> def enter(erp: Desktop) -> None:
        ...     erp.go("order").fill(customer="0012", article="A-7", pieces=3).press("book")
        ...     erp.on("booked").press("close")
    """

    app_kind: ClassVar[str] = "desktop"
