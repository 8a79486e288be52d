"""The seam between a host and whatever brings it its work: three calls."""

from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from importlib.util import find_spec
from typing import Protocol

from runner.dispatch.permit import Permit
from runner.store.database import Database
from runner.store.jobs import Submit, queue_of


@dataclass(slots=True)
class Counter:
    """Where a host takes its permits."""

    slots: int
    """Permits that it can use at a time."""
    arrive: Callable[[Permit], None]
    """Takes a permit; called from another thread."""
    say: Callable[[str], None]
    """Tells a person; called from another thread."""
    queues: list[str] = field(default_factory=list)
    """The queues that it takes from at this moment."""
    bot_by_queue: dict[str, str] = field(default_factory=dict)

    def open_for(self, bots: Iterable[str]) -> None:
        """From now on take permits for these bots."""
        found = {queue_of(bot): bot for bot in bots}
        self.bot_by_queue |= found
        self.queues[:] = found


class Dispatch(Protocol):
    """Brings queued items to hosts. What is worked is decided by the ledger alone."""

    gives_permits: bool
    """Whether a host's workers wait for permits; otherwise they claim whatever is due."""

    @property
    def submit(self) -> Submit:
        """Makes a run's items known to the hosts, in the transaction that writes them."""

    def serve(self, counter: Counter) -> AbstractContextManager[None]:
        """Bring permits to a counter for as long as the block lasts."""

    def recover(self) -> None:
        """Make good what the dead and every other change of the ledger have left undone.

        Raises:
            EnvironmentFault: the store cannot be used.
        """


def open_dispatch(database: Database) -> Dispatch:
    """The dispatch of a store: Procrastinate where it is PostgreSQL and the extra is installed.

    Raises:
        EnvironmentFault: the store cannot be used, or its jobs are of another version.
    """
    if not database.shared or find_spec("procrastinate") is None:
        from runner.dispatch.embedded import Embedded

        return Embedded()
    from runner.dispatch.distributed import Distributed  # heavy, and an extra

    return Distributed(database)
