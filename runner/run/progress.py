"""Progress: what a person may be told while a run is at work."""

from typing import Protocol

from runner.item import ItemState


class Progress(Protocol):
    """Hears how a run goes on."""

    def began(self, run: str, total: int, left: int) -> None:
        """The feed has `total` rows, of which `left` are to be worked."""

    def item_began(self, worker: str, key: str | None) -> None: ...

    def item_ended(self, worker: str, key: str | None, state: ItemState, message: str) -> None: ...

    def said(self, message: str) -> None:
        """Something that a person should know: a fault, a retry, a wait."""

    def confirm(self, question: str) -> bool | None:
        """A person's yes or no; None when nobody is there. Called from a thread of its own."""

    def ended(self) -> None: ...
