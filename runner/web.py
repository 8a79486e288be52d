"""Web apps, as bots name them."""

from typing import ClassVar

from runner.words import SignedIn


class Web(SignedIn):
    """A signed-in web app. Bots get one for each parameter of this type.

    Example:
        >>> def change(crm: Web) -> None:
        ...     crm.go("search").fill(account="0012").press("find")
        ...     crm.on("edit").fill(city="Köln").press("save")
    """

    app_kind: ClassVar[str] = "web"
