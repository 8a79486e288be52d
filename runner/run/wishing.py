"""Wishing: what an entry of `schedules.yaml` wants run, whoever it is that starts it."""

from collections.abc import Mapping
from typing import Any

from runner.run.ordering import Wish
from runner.run.promising import promise_of
from runner.schedules.work_entries import WorkEntry


def wish_for(name: str, entry: WorkEntry, needs: Mapping[str, int], **what: Any) -> Wish:
    """The wish of a schedule or a trigger of that name.

    Args:
        name: By which its promise is known.
        entry: What the file says of its work.
        needs: Resource → how many may use it at once.
        what: The feed, values or drafts, and whatever else of a `Wish` the entry does not say.
    """
    said: dict[str, Any] = {
        "mapping": entry.map,
        "sheet": entry.sheet,
        "encoding": entry.encoding,
        "again": entry.again,
        "options": entry.options,
        "apps": entry.apps,
        "addresses": entry.addresses,
        "sessions": entry.sessions,
        "pictures": entry.pictures,
        "canary": entry.canary,
        "deadline": entry.deadline,
        "tries": entry.tries,
        "promise": None if entry.sla is None else promise_of(name, entry.sla),
    }
    return Wish(entry.bot, needs=needs, **(said | what))
