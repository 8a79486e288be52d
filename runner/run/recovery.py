"""Recovery: what the dead left in work is free again, and what nobody answered in time moves on."""

from collections.abc import Collection

from runner.run.locks import forget, is_dead
from runner.store.deaths import Death
from runner.store.leases import is_local
from runner.store.store import Store


def recover(store: Store, mine: Collection[str] = ()) -> int:
    """Take back the items of workers that are proven dead, or whose leases have run out.

    What is to happen where nobody has answered a question in time happens, too.

    `mine` names workers that the caller watches: he buries them himself, and knows why they died.
    Returns how many items.
    """
    taken = 0
    store.decisions.pass_deadlines()
    late = store.items.run_out()
    for name in store.items.held_by():
        dead = not name or (
            name not in mine and is_local(name) and is_dead(store.locks, f"worker-{name}")
        )
        if not dead and name not in late:
            continue
        reason = "The worker died." if dead else "The worker gave no sign of life."
        death = Death(reason)
        taken += len(store.items.bury(name, death, only_run_out=not dead))
        if dead:
            forget(store.locks, f"worker-{name}")
    return taken
