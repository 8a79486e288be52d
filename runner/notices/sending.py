"""Sending: what is due goes out, tried again when it must be, never more than can be read."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from runner.errors import DeskhandError
from runner.notices.audiences import Audience, Way, everybody
from runner.notices.errors import NobodyError, NoMailServerError
from runner.notices.facts import Topic
from runner.notices.mail import MailSender
from runner.notices.message import Message, Sender, message_of, together
from runner.notices.services import ServiceSender
from runner.notices.webhook import WebhookSender
from runner.schedules.notice_entries import TellEntry
from runner.settings import Settings
from runner.store.notices import Notice
from runner.store.store import Store
from runner.vault import Vault, credential_names

HOUR = timedelta(hours=1)

LATER = timedelta(minutes=10)
"""How long an audience that was told too much already is left alone."""

KEPT = timedelta(days=90)
"""How long a notice that was sent stays in the ledger."""


@dataclass(frozen=True, slots=True)
class Sent:
    """What became of the notices that were due."""

    sent: int
    failed: int
    errors: tuple[str, ...] = ()
    """Why not, each sentence once."""
    held: int = 0
    """They wait, because their audience was told so much already."""


def send_due(
    store: Store, tell: Mapping[str, TellEntry], settings: Settings, vault: Vault, now: datetime
) -> Sent:
    """Send every notice whose turn has come; safe to call from any number of processes.

    A notice that cannot be sent stays in the ledger and is tried again, ever later, for a day.
    Nobody is told more than `most` times an hour: what is more goes together.
    """
    known = everybody(tell)
    by_audience: dict[str, list[Notice]] = {}
    for notice in store.notices.due(now):
        by_audience.setdefault(notice.audience, []).append(notice)
    totals = Sent(0, 0)
    for key, notices in by_audience.items():
        totals = added(totals, _Round(store, settings, vault, now).tell(key, known, notices))
    if totals.sent:
        store.notices.forget(now - KEPT)
    return totals


def added(one: Sent, other: Sent) -> Sent:
    """Two results as one."""
    errors = tuple(dict.fromkeys([*one.errors, *other.errors]))
    return Sent(one.sent + other.sent, one.failed + other.failed, errors, one.held + other.held)


@dataclass(frozen=True, slots=True)
class _Round:
    """One audience's turn."""

    store: Store
    settings: Settings
    vault: Vault
    now: datetime

    def tell(self, key: str, known: Mapping[str, Audience], due: Sequence[Notice]) -> Sent:
        audience = known.get(key)
        most = audience.entry.most if audience is not None else 1
        room = most - self.store.notices.told(key, self.now - HOUR)
        if room <= 0:
            self.store.notices.put_off(due, self.now + LATER)
            return Sent(0, 0, held=len(due))
        mine = [notice for notice in due if self.store.notices.claim(notice, self.now)]
        try:
            sender = self._sender(key, audience)
        except DeskhandError as error:
            return self._failed(mine, error)
        groups = [[notice] for notice in mine] if len(mine) <= room else [mine]
        return self._send(sender, audience, groups)

    def _send(
        self, sender: Sender, audience: Audience | None, groups: Sequence[Sequence[Notice]]
    ) -> Sent:
        totals = Sent(0, 0)
        for number, group in enumerate(groups):
            try:
                sender.send(self._message(audience, group))
            except DeskhandError as error:
                # Who is not there for one is not there for the next either.
                rest = [notice for later in groups[number:] for notice in later]
                return added(totals, self._failed(rest, error))
            # So that what went together counts once, and what went singly each.
            self.store.notices.sent(group, self.now + number * timedelta(microseconds=1))
            totals = added(totals, Sent(len(group), 0))
        return totals

    def _message(self, audience: Audience | None, group: Sequence[Notice]) -> Message:
        if len(group) > 1:
            return together(group)
        attached = audience is not None and audience.entry.attach_report
        report = group[0].details.get("report") if group[0].topic == Topic.SUMMARY else None
        return message_of(group[0], (Path(report),) if attached and report else ())

    def _failed(self, notices: Sequence[Notice], error: DeskhandError) -> Sent:
        for notice in notices:
            self.store.notices.failed(notice, error.sentence(), self.now)
        return Sent(0, len(notices), (error.sentence(),))

    def _sender(self, key: str, audience: Audience | None) -> Sender:
        if audience is None:
            raise NobodyError(key.rpartition(":")[0])
        return sender_for(audience, self.settings, self.vault)


def sender_for(audience: Audience, settings: Settings, vault: Vault) -> Sender:
    """What reaches an audience.

    Raises:
        NoMailServerError: there is no mail server in the settings.
        VaultError: a credential is not set, or cannot be read.
    """
    entry = audience.entry
    if audience.way is Way.MAIL:
        if settings.mail is None:
            raise NoMailServerError
        account = None
        if settings.mail.credential is not None:
            name, password = credential_names(settings.mail.credential)
            account = vault.get(name), vault.get(password)
        return MailSender(settings.mail, entry.mail, account)
    secret = vault.get(entry.credential) if entry.credential is not None else None
    if entry.webhook is not None:
        return WebhookSender(entry.webhook, secret)
    assert secret is not None  # noqa: S101 - the way of an audience with neither address is this
    return ServiceSender(secret)
