"""The breaker: when one item after another fails, it is not the items."""

from runner.errors import DeskhandError, ExitCode


class BreakerOpenError(DeskhandError):
    """So many different items failed one after another that the rest is left alone."""

    exit_code = ExitCode.SOME_FAILED

    def __init__(self, items: int, last: str) -> None:
        super().__init__(
            f"{items} items in a row could not be worked; the last: {last.rstrip('.')}. The rest "
            "was left as it is.",
            hint="Has a screen changed? Look at the pictures, mend it, then `deskhand resume`.",
        )


class RepairsWaitingError(DeskhandError):
    """One item after another waits for the same repair, so that the rest is left alone."""

    exit_code = ExitCode.NEEDS_A_PERSON

    def __init__(self, items: int, last: str) -> None:
        super().__init__(
            f"{items} items in a row wait for the same repair: {last.partition(' (')[0]}. The rest was "
            "left as it is.",
            hint="Decide with `deskhand screens repairs`, then `deskhand resume`.",
        )


WAITING_IN_A_ROW = 3
"""Items that wait for one repair, one after another, before the rest of a run is left alone."""


class Breaker:
    """Counts different items in a row whose attempts ended technically."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._failed: set[int] = set()
        self._waiting: dict[str, set[int]] = {}

    def count(self, item: int, outcome: str, message: str) -> DeskhandError | None:
        """An attempt has ended; returns the error when it was one too many."""
        if outcome in {"environment", "refused", "stopped"}:
            return None
        if outcome == "waiting":
            return self._wait(item, message)
        self._waiting.clear()
        if outcome != "technical":
            self._failed.clear()
            return None
        self._failed.add(item)
        if len(self._failed) < self._most:
            return None
        failed = len(self._failed)
        self._failed.clear()
        return BreakerOpenError(failed, message)

    def _wait(self, item: int, message: str) -> RepairsWaitingError | None:
        waiting = self._waiting.setdefault(message, set())
        waiting.add(item)
        if len(waiting) < WAITING_IN_A_ROW:
            return None
        self._waiting.clear()
        return RepairsWaitingError(len(waiting), message)
