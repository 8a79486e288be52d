"""The trigger on a list: each row that is new on a screen becomes an item, once."""

import hashlib
import json
import threading
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime

from runner.errors import EnvironmentFault, InputError
from runner.feeds import draft_from_values
from runner.item import Draft
from runner.run.canary import seated
from runner.run.engine import Engine
from runner.run.pausing import PausedError, refuse_paused
from runner.run.plan import AppPlan, RunPlan
from runner.run.preparation import check_credentials
from runner.run.seating import NoSeatError, rules_of
from runner.schedules.windows import AppRules, closed
from runner.screens.load import load
from runner.screens.model import App
from runner.settings import Settings
from runner.store.deliveries import Arrival, DeliveredBeforeError
from runner.store.store import Store
from runner.triggers.list_reading import ListPlace, ListSignInRefusedError, read_list
from runner.triggers.lookout import Lookout
from runner.triggers.mapping import UnknownPartError, mapped, texts
from runner.triggers.starting import Starter
from runner.triggers.trigger import Tell
from runner.vault import open_vault
from runner.yaml_wording import did_you_mean

AT_ONCE = 500
"""Rows that become one run together."""

BUSY_SECONDS = 60.0
"""How soon a list is tried again that could not be read because the app is busy or paused."""

REFUSED_SECONDS = 3600.0
"""How long a refused sign-in is not tried again: many refusals lock an account."""

Row = Mapping[str, str]

Reading = Callable[[ListPlace, threading.Event], list[dict[str, str]]]
"""Reads a list; see `read_list`."""


class NoSuchListError(InputError):
    """An app has no such screen or table."""

    def __init__(self, trigger: str, app: App, what: str, name: str, known: Sequence[str]) -> None:
        super().__init__(
            f"Trigger {trigger!r}: {app.path.name} has no {what} {name!r}.",
            hint=did_you_mean(name, known),
        )


class AppBusyError(EnvironmentFault):
    """The app of a list is left alone just now."""

    def __init__(self, trigger: str, why: str) -> None:
        super().__init__(f"The list of {trigger!r} is not read now: {why.rstrip('.')}.")


class ListTrigger(Lookout):
    """Takes in what comes into a list on a screen."""

    def __init__(
        self,
        name: str,
        engine: Engine,
        starter: Starter,
        tell: Tell,
        *,
        rules: Mapping[str, AppRules] | None = None,
        read: Reading = read_list,
    ) -> None:
        """`rules` has the maintenance of apps, in which no list is read."""
        super().__init__(name, engine, tell)
        self._starter = starter
        self._entry = starter.entry
        self._rules = rules or {}
        self._read = read
        self._app_name, self._screen, self._table = (self._entry.list_ or "").split(".")
        self.filled()

    def filled(self) -> dict[str, str]:
        """Column → the field that it fills.

        Raises:
            DeskhandError: the app, the screen, the table or a column is not there.
        """
        columns = self._columns()
        for name in self._entry.key:
            if name not in columns:
                raise UnknownPartError(self.name, "column", name, columns)
        bot = self._starter.prepared().bot
        return mapped(self.name, bot.name, bot.parameters.model, columns, self._entry.map)

    def attend(self, store: Store, stop: threading.Event) -> None:
        """Read the list again and again until `stop` is set.

        Raises:
            ListNotReadError: the app or the table is not there.
            DeskhandError: the bot or the store cannot be used.
        """
        every = self._entry.every
        while not stop.is_set():
            try:
                self.look(store, stop)
                self.failures = 0
                seconds = every.total_seconds() if every is not None else BUSY_SECONDS
            except (PausedError, NoSeatError, AppBusyError) as error:
                self.voice.say(error.message)
                seconds = BUSY_SECONDS
            except ListSignInRefusedError as error:
                self.voice.say(error.sentence())
                seconds = REFUSED_SECONDS
            self.voice.turn()
            stop.wait(seconds)

    def look(self, store: Store, stop: threading.Event) -> None:
        """Read the list once, and begin what is new on it."""
        place = self._place(self._engine.settings)
        plan = RunPlan(apps={self._app_name: AppPlan(file=self._app_name, address=place.address)})
        refuse_paused(self._entry.bot, plan, store.fleet.pauses())
        self._refuse_busy(store)
        apps = {self._app_name: self._app()}
        check_credentials(self._engine.workspace, apps)
        vault = open_vault(self._engine.workspace.root)
        with seated(store, rules_of(apps, {self._app_name: self._app_name}, vault)):
            rows = self._read(place, stop)
        keys = self._entry.key or self._own_key()
        new = {self._digest(row, keys): row for row in rows}
        for digest in store.deliveries.begun(self.name, new):
            del new[digest]
        found = list(new.items())
        for start in range(0, len(found), AT_ONCE):
            self._begin(store, found[start : start + AT_ONCE])

    def _refuse_busy(self, store: Store) -> None:
        """Leave an app alone that is in maintenance, or does not answer."""
        shut = closed(self._rules, [self._app_name], datetime.now(UTC))
        if shut is not None:
            raise AppBusyError(self.name, shut.words())
        for outage in store.breakers.outages():
            if outage.app == self._app_name:
                raise AppBusyError(self.name, outage.reason)

    def _begin(self, store: Store, found: Sequence[tuple[str, Row]]) -> None:
        filled = self.filled()
        drafts = [self._draft(row, filled) for _, row in found]
        arrivals = [Arrival(self.name, digest, self._entry.list_ or "") for digest, _ in found]
        many = f"{len(found)} rows" if len(found) > 1 else "1 row"
        try:
            self._starter.begin_drafts(store, drafts, arrivals, f"{many} of {self._entry.list_}")
        except DeliveredBeforeError:
            return  # the next look leaves out what another process has begun

    def _draft(self, row: Row, filled: Mapping[str, str]) -> Draft:
        bot = self._starter.prepared().bot
        values = texts(row, filled)
        return draft_from_values(bot.parameters.model, bot.key, values, self._entry.list_ or "")

    def _digest(self, row: Row, keys: Sequence[str]) -> str:
        """What makes a row the same row: the columns of `key`, the table's own key, or all."""
        names = keys or sorted(row)
        told = json.dumps([self._entry.list_, [[name, row.get(name)] for name in names]])
        return hashlib.sha256(told.encode()).hexdigest()

    def _own_key(self) -> list[str]:
        key = self._app().screens[self._screen].tables[self._table].key
        return [] if key is None else [key]

    def _app(self) -> App:
        return load(self._engine.workspace.app_file(self._app_name))

    def _columns(self) -> list[str]:
        app = self._app()
        if self._screen not in app.screens:
            raise NoSuchListError(self.name, app, "screen", self._screen, list(app.screens))
        tables = app.screens[self._screen].tables
        if self._table not in tables:
            raise NoSuchListError(self.name, app, "table", self._table, list(tables))
        return [*tables[self._table].columns]

    def _place(self, settings: Settings) -> ListPlace:
        of_app = settings.apps.get(self._app_name)
        own = self._entry.addresses.get(self._app_name)
        address = own or (of_app.address if of_app is not None else None)
        root = self._engine.workspace.root
        return ListPlace(root, self._app_name, self._screen, self._table, address, settings.browser)
