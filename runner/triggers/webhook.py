"""The webhook trigger: signed requests become items, each request once."""

import hashlib
import json
import threading
import time
from collections.abc import Sequence
from datetime import timedelta
from http import HTTPStatus

from runner.errors import DeskhandError
from runner.feeds import draft_from_values
from runner.feeds.errors import FeedError
from runner.item import Draft
from runner.run.engine import Engine
from runner.store.deliveries import Arrival, DeliveredBeforeError, DeliveryState
from runner.store.leases import new_worker_name
from runner.store.store import Store
from runner.triggers.lookout import REST_SECONDS, worded
from runner.triggers.signing import NONCE, SIGNATURE, TIME, BadSignatureError, verify
from runner.triggers.starting import Starter
from runner.triggers.trigger import Tell, Voice
from runner.triggers.web_door import Answer, Doors, Request, Route, refusal
from runner.vault import open_vault

LISTEN = "127.0.0.1:8780"
"""Where requests are waited for, unless a trigger says another address."""

OWN_NAMES = frozenset(["localhost", "127.0.0.1", "::1"])

MOST_ITEMS = 1000
"""Items of one request."""

KEPT = timedelta(days=1)
"""How long nonces are remembered: longer than their window, however wrong a clock is set."""

SWEEP_SECONDS = 3600.0


class WebhookTrigger:
    """Takes in what is posted to a path. Every host may listen; the ledger knows every nonce."""

    def __init__(
        self, name: str, engine: Engine, starter: Starter, doors: Doors, tell: Tell
    ) -> None:
        self.name = name
        self.worker = new_worker_name()
        self.port = 0
        """The port that is listened at, while it is."""
        self._engine = engine
        self._starter = starter
        self._entry = starter.entry
        self._doors = doors
        self._voice = Voice(name, tell)

    def run(self, stop: threading.Event) -> None:
        """Answer until `stop` is set. Whatever is wrong outside is told, never raised."""
        failures = 0
        while not stop.is_set():
            try:
                self._listen(stop)
            except Exception as error:  # noqa: BLE001 - no fault ends what is alone at night
                self._voice.say(worded(error))
                stop.wait(REST_SECONDS[min(failures, len(REST_SECONDS) - 1)])
                failures += 1

    def _listen(self, stop: threading.Event) -> None:
        host, _, port = (self._entry.listen or LISTEN).rpartition(":")
        bare = host.strip("[]")
        names = OWN_NAMES | {bare, *(name.casefold() for name in self._entry.hosts)}
        store = self._engine.store()
        try:
            route = Route(
                self._entry.webhook or "", frozenset(names), lambda given: self.answer(store, given)
            )
            with self._doors.listening(bare, int(port), route) as self.port:
                while not stop.wait(1):
                    self._voice.turn()
                    self._sweep(store)
        finally:
            store.close()

    _swept = 0.0

    def _sweep(self, store: Store) -> None:
        if time.monotonic() - self._swept > SWEEP_SECONDS:
            self._swept = time.monotonic()
            with store.database.writing() as connection:
                store.deliveries.forget(connection, self.name, KEPT)

    def answer(self, store: Store, request: Request) -> Answer:
        """Begin a run over what a request holds, or say why not."""
        try:
            return self._begin(store, request)
        except BadSignatureError as error:
            self._voice.say(f"A request was refused. {error.message}")
            return refusal(HTTPStatus.UNAUTHORIZED, error.message)
        except DeskhandError as error:
            # Whoever sent it tries again; what is wrong here is nothing to him.
            self._voice.say(error.sentence())
            sentence = "It cannot be taken in now. Send it again later."
            return refusal(HTTPStatus.SERVICE_UNAVAILABLE, sentence)

    def _begin(self, store: Store, request: Request) -> Answer:
        names = (TIME, NONCE, SIGNATURE)
        signed = tuple(request.headers.get(name.casefold(), "") for name in names)
        secret = open_vault(self._engine.workspace.root).get(self._entry.credential or "")
        verify(secret, (signed[0], signed[1], signed[2]), request.path, request.body, time.time())
        digest = hashlib.sha256(f"nonce {signed[1]}".encode()).hexdigest()
        arrival = Arrival(self.name, digest, f"request {signed[1][:16]}", len(request.body))
        if store.deliveries.begun(self.name, [digest]):
            return before()
        try:
            drafts = self._drafts(request.body, arrival.source)
        except (ValueError, FeedError, RecursionError) as error:
            return self._reject(store, arrival, f"The body cannot be used: {error}")
        wrong = {problem.field or "" for draft in drafts for problem in draft.problems}
        if wrong:
            fields = ", ".join(sorted(repr(name) for name in wrong))
            return self._reject(store, arrival, f"The body does not fit the bot: {fields}.")
        try:
            run = self._starter.begin_drafts(store, drafts, [arrival], arrival.source)
        except DeliveredBeforeError:
            return before()
        return Answer(HTTPStatus.ACCEPTED, json.dumps({"run": run, "items": len(drafts)}))

    def _reject(self, store: Store, arrival: Arrival, reason: str) -> Answer:
        store.deliveries.note(arrival, DeliveryState.REJECTED, reason, self.worker)
        self._voice.say(f"A request was rejected. {reason}")
        return refusal(HTTPStatus.UNPROCESSABLE_ENTITY, reason)

    def _drafts(self, body: bytes, source: str) -> Sequence[Draft]:
        """An object is one item, a list of them are several."""
        # Numbers stay as they are written: 0.10 is not 0.1.
        told = json.loads(body.decode("utf-8"), parse_float=str, parse_int=str, parse_constant=str)
        rows = told if isinstance(told, list) else [told]
        if not 0 < len(rows) <= MOST_ITEMS:
            raise ValueError(f"it has {len(rows)} items; there may be 1 to {MOST_ITEMS}.")
        bot = self._starter.prepared().bot
        return [
            draft_from_values(bot.parameters.model, bot.key, as_text(row), source) for row in rows
        ]


def before() -> Answer:
    """The same nonce a second time."""
    return refusal(HTTPStatus.CONFLICT, "This request was taken in before; its nonce is used up.")


def as_text(row: object) -> dict[str, str]:
    """The fields of an item, as they would be typed.

    Raises:
        ValueError: it is no object, or a value holds others.
    """
    if not isinstance(row, dict):
        raise ValueError("it is to be a JSON object, or a list of them.")  # noqa: TRY004 - of a body
    texts = {}
    for name, value in row.items():
        if isinstance(value, dict | list):
            raise ValueError(f"the field {name!r} holds more than one value.")  # noqa: TRY004 - of a body
        if value is not None:
            texts[name] = str(value).lower() if isinstance(value, bool) else str(value)
    return texts
