"""A host without permits: it looks for runs that have something due, and their workers claim it."""

from collections import Counter
from typing import Any

from runner.run.fleet import Fleet
from runner.run.watching import Watch

ENOUGH = 1000
"""Items of a run that are counted before it is asked for workers."""

WORTH_WAITING_SECONDS = 60.0
"""How far off an item may be for which a worker keeps its place and its browser."""


class ClaimingFleet(Fleet):
    """Starts workers for the runs whose turn it is; they go on until nothing is due there."""

    def _look_for_work(self) -> bool:
        at_work = Counter(watch.run for watch in self._watches.values())
        passed_over: set[str] = set()
        found = False
        while len(self._watches) < self._host.slots:
            offer = self._next_offer(passed_over)
            if offer is None:
                break
            found = True
            wanted = self._store.fleet.due_items(offer.run, ENOUGH)
            while len(self._watches) < self._host.slots and at_work[offer.run] < wanted:
                if self._start_for(offer) is None:
                    break
                at_work[offer.run] += 1
            passed_over.add(offer.run)
        return found

    def _on_waiting(self, _name: str, watch: Watch, data: dict[str, Any]) -> None:
        """A worker whose next item is far off makes room for other runs; it is started again."""
        if data["seconds"] > WORTH_WAITING_SECONDS:
            watch.worker.ask_to_stop()
