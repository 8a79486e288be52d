"""Embedded dispatch: hosts look into the ledger, and their workers claim what is due."""

from contextlib import AbstractContextManager, nullcontext

from runner.dispatch.dispatch import Counter


class Embedded:
    """Nothing lies between the ledger and its hosts."""

    gives_permits = False

    def submit(self, connection: object, run: str) -> None:
        """Nothing: hosts find a new run by themselves."""

    def serve(self, counter: Counter) -> AbstractContextManager[None]:
        """Nothing: no permits come."""
        del counter
        return nullcontext()

    def recover(self) -> None:
        """Nothing: what is in the ledger is all there is."""
