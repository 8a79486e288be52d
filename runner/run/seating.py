"""Seating: a worker takes a seat of each app that allows so many sessions only, before it works."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from runner.errors import EnvironmentFault
from runner.run.channel import Channel
from runner.run.plan import RunPlan
from runner.screens.model import App
from runner.store.store import Store
from runner.vault import Vault

LOOK_SECONDS = 2.0
"""How often a worker looks whether a seat has become free."""

RESOURCE = "resource:"
"""Before the name of what is scarce and no app; such a name is no selector file's."""


@dataclass(frozen=True, slots=True)
class Rule:
    """How many sessions of an app, or users of a resource, there may be at once, over all hosts."""

    app: str
    account: str
    most: int | None
    most_per_account: int | None

    @property
    def resource(self) -> str | None:
        """The resource that is meant; None when it is an app."""
        found = self.app.removeprefix(RESOURCE)
        return found if found != self.app else None

    def words(self) -> str:
        """The limit, in words."""
        told = [
            f"{most} {what}"
            for most, what in (
                (self.most, "in all"),
                (self.most_per_account, "of one account"),
            )
            if most is not None
        ]
        return " and ".join(told)


class NoSeatError(EnvironmentFault):
    """Every session that an app allows is in use."""

    def __init__(self, rule: Rule) -> None:
        self.rule = rule
        if rule.resource is not None:
            super().__init__(
                f"Of the resource {rule.resource!r} there is {rule.most} at once, and it is in use."
                if rule.most == 1
                else f"Of the resource {rule.resource!r} there are {rule.most} at once, and all are "
                "in use.",
                hint="It is tried again later. `resources` in schedules.yaml says how many there are.",
            )
            return
        super().__init__(
            f"App {rule.app!r} allows {rule.words()} at once, and every session is in use.",
            hint="It is tried again later. `sessions` and `sessions_per_account` in its selector "
            "file say how many there may be.",
        )


class Seats:
    """The seats of one worker. They are free again when its supervisor buries it."""

    def __init__(
        self, store: Store, run: str, worker: str, rules: Sequence[Rule], *, waits: bool
    ) -> None:
        """`waits` is for a run that nobody else works; others leave it to a later time."""
        self._store = store
        self._run = run
        self._worker = worker
        self._rules = rules
        self._waits = waits

    def sit_down(self, channel: Channel) -> bool:
        """Take every seat; False when there is nothing left to take one for.

        Raises:
            NoSeatError: none is free, and it is not waited for.
        """
        while full := self._take():
            if not self._waits:
                raise NoSeatError(full)
            channel.tell("no seat", message=NoSeatError(full).message)
            if channel.wait_for_stop(LOOK_SECONDS) or not self._store.items.waiting(self._run, 1):
                return False
        return True

    def _take(self) -> Rule | None:
        """Take all or none; returns what is full."""
        seats = self._store.seats
        for rule in self._rules:
            most = {"most": rule.most, "most_per_account": rule.most_per_account}
            if not seats.take(rule.app, rule.account, self._worker, **most):
                seats.free(self._worker)  # or two workers might wait for each other
                return rule
        return None


def needs_of(plan: RunPlan) -> list[Rule]:
    """The rules of the resources that a run needs one of each."""
    return [Rule(f"{RESOURCE}{name}", "", most, None) for name, most in sorted(plan.needs.items())]


def rules_of(apps: Mapping[str, App], files: Mapping[str, str], vault: Vault) -> list[Rule]:
    """The rules of a bot's apps, of those that have any; `files` has their selector files' names.

    Raises:
        VaultError: the account's name cannot be read.
    """
    limited = {
        files[name]: app
        for name, app in apps.items()
        if app.sessions is not None or app.sessions_per_account is not None
    }
    return [
        Rule(file, account_of(app, vault), app.sessions, app.sessions_per_account)
        for file, app in sorted(limited.items())
    ]


def account_of(app: App, vault: Vault) -> str:
    """Tells one account of an app from another, and does not tell its name."""
    if app.sign_in is None:
        return ""
    name = f"{app.sign_in.credential}_username"
    # A sign-in without a user's name is known by its credential.
    told = name if vault.missing([name]) else vault.get(name).reveal()
    return hashlib.sha256(f"{app.sign_in.credential}\0{told}".encode()).hexdigest()[:32]
