"""A host without permits: it looks for runs that have something due, and their workers claim it."""

from collections import Counter

from runner.run.fleet import Fleet

ENOUGH = 1000
"""Items of a run that are counted before it is asked for workers."""


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
                self._start(offer.run, offer.limits, offer.launch)
                at_work[offer.run] += 1
            passed_over.add(offer.run)
        return found
