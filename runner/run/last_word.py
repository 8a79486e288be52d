"""The last word: what has ended an attempt, whatever the bot makes of it."""

import contextlib
import threading
from collections.abc import Iterator

from runner.errors import DeskhandError
from runner.run.errors import LAST_WORDS


class LastWord:
    """Remembers what ends an attempt; a bot that swallows it enters and asks nothing more."""

    def __init__(self) -> None:
        self.error: DeskhandError | None = None
        self._thread = threading.get_ident()

    @property
    def is_elsewhere(self) -> bool:
        """Whether this is another thread than the attempt's."""
        return threading.get_ident() != self._thread

    @contextlib.contextmanager
    def heard(self) -> Iterator[None]:
        """Remember what is raised here, if it ends the attempt."""
        try:
            yield
        except LAST_WORDS as error:
            self.error = error
            raise

    def repeat(self) -> None:
        """Raise what has ended the attempt, if something has."""
        if self.error is not None:
            raise self.error
