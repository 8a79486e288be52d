"""The trigger on another bot: each of its done items becomes an item, once."""

import threading
import time
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from runner.errors import InputError
from runner.feeds import draft_from_values
from runner.item import Draft
from runner.run.engine import Engine
from runner.store.deliveries import Arrival, DeliveredBeforeError, DoneItem
from runner.store.store import Store
from runner.triggers.lookout import Lookout
from runner.triggers.mapping import mapped, texts
from runner.triggers.starting import Starter
from runner.triggers.trigger import Tell

POLL_SECONDS = 15.0

AT_ONCE = 500
"""Items that become one run together."""

WHOLE_SECONDS = 600.0
"""How often everything since the beginning is looked at: a clock may have been set meanwhile."""

OVERLAP = timedelta(hours=1)
"""How far back each look goes: transactions end late, and hosts' clocks differ."""

BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)

RECORD, KEY = "record", "key"
"""What is given beside the fields of the other bot's item: what it returned, and its key."""


class OwnItemsError(InputError):
    """A bot would feed itself."""

    def __init__(self, trigger: str, bot: str) -> None:
        super().__init__(
            f"Trigger {trigger!r}: bot {bot!r} would be started by its own items, without end.",
            hint="Name two bots: `finished:` the one that is done, `bot:` the one that follows.",
        )


class FinishedTrigger(Lookout):
    """Takes in what another bot has done since the trigger is there."""

    def __init__(self, name: str, engine: Engine, starter: Starter, tell: Tell) -> None:
        super().__init__(name, engine, tell)
        self._starter = starter
        self._entry = starter.entry
        poll = self._entry.poll
        self._poll = poll.total_seconds() if poll is not None else POLL_SECONDS
        self._since: datetime | None = None
        self._whole_at = 0.0
        self.filled()

    @property
    def before(self) -> str:
        """The bot whose items are taken."""
        return self._entry.finished or ""

    def filled(self) -> dict[str, str]:
        """What is given → the field that it fills.

        Raises:
            DeskhandError: a bot is missing, or `map:` does not fit.
        """
        if self._entry.bot == self.before:
            raise OwnItemsError(self.name, self.before)
        workspace = self._engine.workspace
        given = [*workspace.load_bot(self.before).parameters.model.model_fields, RECORD, KEY]
        bot = self._starter.prepared().bot
        model = bot.parameters.model
        return mapped(self.name, bot.name, model, dict.fromkeys(given), self._entry.map)

    def attend(self, store: Store, stop: threading.Event) -> None:
        """Take done items in until `stop` is set.

        Raises:
            DeskhandError: a bot or the store cannot be used; items wait.
        """
        self._since = None
        while not stop.is_set():
            self.look(store, stop)
            self.failures = 0
            self.voice.turn()
            stop.wait(self._poll)

    def look(self, store: Store, stop: threading.Event) -> None:
        """Take in every item that was done since the last look, and was not begun."""
        began = datetime.now(UTC)
        first = BEGINNING if self._entry.past else store.lookouts.first_at(self.name) or began
        whole = self._since is None or time.monotonic() - self._whole_at > WHOLE_SECONDS
        since = first if whole or self._since is None else max(first, self._since - OVERLAP)
        while not stop.is_set():
            found = store.deliveries.done_items(self.name, self.before, since=since, limit=AT_ONCE)
            if not found:
                break
            self._begin(store, found)
        else:
            return
        self._since = began
        if whole:
            self._whole_at = time.monotonic()

    def _begin(self, store: Store, found: Sequence[DoneItem]) -> None:
        filled = self.filled()
        drafts = [self._draft(item, filled) for item in found]
        arrivals = [Arrival(self.name, f"item {item.id}", f"item {item.id}") for item in found]
        many = f"{len(found)} items" if len(found) > 1 else arrivals[0].source
        try:
            self._starter.begin_drafts(store, drafts, arrivals, f"{many} of {self.before}")
        except DeliveredBeforeError:
            return  # the next question leaves out what another process has begun

    def _draft(self, item: DoneItem, filled: dict[str, str]) -> Draft:
        bot = self._starter.prepared().bot
        given = {KEY: item.key, RECORD: item.record} | item.payload
        source = f"item {item.id} of {self.before}"
        return draft_from_values(bot.parameters.model, bot.key, texts(given, filled), source)
