"""The service's voice: on the terminal or in the journal, and in a log of its own; both bounded."""

from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Self

from runner.errors import DeskhandError
from runner.evidence.bounded import Bounded
from runner.evidence.service_log import ServiceLog

LOG = Path("logs") / "service.log"
"""In the workspace."""


class Voice:
    """Says the same thing five times in ten minutes at most, whatever happens; safe for threads.

    Args:
        root: The workspace; its log is `logs/service.log`.
        say: Takes what is said, besides the log.
    """

    def __init__(self, root: Path, say: Callable[[str], None]) -> None:
        self._say = say
        self._bounded = Bounded(self._both)
        self._log: ServiceLog | None = None
        try:
            self._log = ServiceLog(root / LOG)
        except DeskhandError as error:
            say(f"{error.sentence()} The service goes on without its own log.")

    def __call__(self, sentence: str) -> None:
        """Say a sentence, or count it."""
        self._bounded(sentence)

    def close(self) -> None:
        """Say how much was kept back, and end."""
        self._bounded.flush()
        if self._log is not None:
            self._log.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def _both(self, sentence: str) -> None:
        self._say(sentence)
        if self._log is not None:
            self._log(sentence)
