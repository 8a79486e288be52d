"""The mailbox trigger: every mail becomes items once, or is set aside for a person with the reason."""

import hashlib
import tempfile
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from fnmatch import fnmatch
from pathlib import Path

from runner.feeds import draft_from_values
from runner.feeds.errors import FeedError
from runner.item import Draft
from runner.run.engine import Engine
from runner.store.deliveries import Arrival, DeliveredBeforeError, DeliveryState
from runner.store.store import Store
from runner.triggers.lookout import Lookout
from runner.triggers.mail_parsing import Attachment, Mail, PoisonMailError, parse_mail
from runner.triggers.mail_sender import refusal
from runner.triggers.mail_server import Account, MailServer, SignInRefusedError, Waiting, opened
from runner.triggers.starting import Starter, unusable
from runner.triggers.trigger import Tell
from runner.vault import credential_names, open_vault

POLL_SECONDS = 60.0
"""How often a mailbox is looked at whose server does not tell of new mail."""

REFUSED_SECONDS = 600.0
"""How long a refused sign-in is not tried again: many refusals lock an account."""

CHUNK = 50
"""Mails that become one run together."""

DONE = "Done"
SET_ASIDE = "Set aside"

BEGINNINGS = {
    ".xlsx": (b"PK\x03\x04",),
    ".xlsm": (b"PK\x03\x04",),
    ".ods": (b"PK\x03\x04",),
    ".xls": (b"\xd0\xcf\x11\xe0",),
}
"""What files begin with whose names end so."""

UTF_16 = (b"\xff\xfe", b"\xfe\xff")


@dataclass(frozen=True, slots=True)
class Letter:
    """A mail that may start something."""

    uid: str
    mail: Mail
    received_at: datetime


class MailboxTrigger(Lookout):
    """Takes in what comes into a mailbox."""

    def __init__(self, name: str, engine: Engine, starter: Starter, tell: Tell) -> None:
        super().__init__(name, engine, tell)
        self._starter = starter
        self._entry = starter.entry
        poll = self._entry.poll
        self._poll = poll.total_seconds() if poll is not None else POLL_SECONDS
        self._noted: set[str] = set()

    def attend(self, store: Store, stop: threading.Event) -> None:
        """Take mails in until `stop` is set.

        Raises:
            MailServerError: the server is gone; it is looked for again.
            DeskhandError: the credential, the bot or the store cannot be used; mails wait.
        """
        while not stop.is_set():
            try:
                with opened(self.account()) as server:
                    while not stop.is_set():
                        self.look(store, server, stop)
                        self.voice.turn()
                        server.wait(stop, self._poll)
            except SignInRefusedError as error:
                self.voice.say(error.sentence())
                stop.wait(REFUSED_SECONDS)

    def account(self) -> Account:
        """The mailbox, with its credential as it is now.

        Raises:
            NoSuchSecretError, VaultError: the credential is missing, or cannot be read.
        """
        credential = self._entry.credential or ""
        vault = open_vault(self._engine.workspace.root)
        username, password = credential_names(credential)
        return Account(
            self._entry.mailbox or "", credential, vault.get(username), vault.get(password)
        )

    def look(self, store: Store, server: MailServer, stop: threading.Event) -> None:
        """Take in every mail that waits."""
        waiting = server.waiting()
        for start in range(0, len(waiting), CHUNK):
            if stop.is_set():
                return
            letters = list(self._letters(store, server, waiting[start : start + CHUNK]))
            if self._entry.attachments:
                for letter in letters:
                    self._begin_attachments(store, server, letter)
            elif letters:
                self._begin_mails(store, letters)
                server.move([letter.uid for letter in letters], DONE)
            self.failures = 0

    def _letters(
        self, store: Store, server: MailServer, waiting: Sequence[Waiting]
    ) -> Iterator[Letter]:
        """Those mails that may start something; the others are set aside."""
        for one in waiting:
            unread = hashlib.sha256(f"{one.uid} {one.size}".encode()).hexdigest()
            unknown = Arrival(self.name, unread, f"mail {one.uid}", one.size)
            if one.size > self._entry.largest << 20:
                reason = f"It is larger than {self._entry.largest} MB."
                self._set_aside(store, server, one.uid, unknown, reason)
                continue
            fetched = server.fetch(one.uid)
            if fetched is None:
                continue
            try:
                mail = parse_mail(fetched.raw)
            except PoisonMailError as error:
                self._set_aside(store, server, one.uid, unknown, str(error))
                continue
            against = refusal(mail, self._entry.from_, self._entry.server or "")
            if against is None:
                yield Letter(one.uid, mail, fetched.received_at)
            else:
                self._set_aside(store, server, one.uid, self._arrival(mail), against)

    def _begin_mails(self, store: Store, letters: Sequence[Letter]) -> None:
        """Begin one run over mails; those that were begun before are left out."""
        fresh = {letter.mail.digest: letter for letter in letters}
        while True:
            for digest in store.deliveries.begun(self.name, fresh):
                del fresh[digest]
            if not fresh:
                return
            drafts = [self._draft(letter) for letter in fresh.values()]
            arrivals = [self._arrival(letter.mail) for letter in fresh.values()]
            many = f"{len(fresh)} mails" if len(fresh) > 1 else arrivals[0].source
            try:
                self._starter.begin_drafts(store, drafts, arrivals, many)
            except DeliveredBeforeError:
                continue
            return

    def _draft(self, letter: Letter) -> Draft:
        """The mail itself as an item: the fields that the bot's model asks for."""
        bot = self._starter.prepared().bot
        offered = {
            "subject": letter.mail.subject,
            "sender": letter.mail.sender or "",
            "text": letter.mail.text,
            "message_id": letter.mail.message_id or letter.mail.digest,
            "received_at": letter.received_at.isoformat(timespec="seconds"),
        }
        model = bot.parameters.model
        values = {name: text for name, text in offered.items() if name in model.model_fields}
        return draft_from_values(model, bot.key, values, named(letter.mail))

    def _begin_attachments(self, store: Store, server: MailServer, letter: Letter) -> None:
        """Begin a run over each attachment that is asked for."""
        wanted = [one for one in letter.mail.attachments if self._is_wanted(one)]
        if not wanted:
            reason = f"It has no attachment like {', '.join(self._entry.attachments)}."
            arrival = self._arrival(letter.mail)
            self._set_aside(store, server, letter.uid, arrival, reason)
            return
        bad = [
            f"{one.name!r}: {problem}"
            for number, one in enumerate(wanted)
            if (problem := self._begin_attachment(store, letter.mail, number, one)) is not None
        ]
        if bad:
            arrival = self._arrival(letter.mail)
            self._set_aside(store, server, letter.uid, arrival, " ".join(bad))
        else:
            server.move([letter.uid], DONE)

    def _begin_attachment(
        self, store: Store, mail: Mail, number: int, attachment: Attachment
    ) -> str | None:
        """Begin a run over one attachment, unless it was begun; why it cannot be used."""
        digest = hashlib.sha256(f"{mail.digest} {number}".encode()).hexdigest()
        size = len(attachment.content)
        arrival = Arrival(self.name, digest, attachment.name, size, mail.message_id)
        if (reason := unfit(attachment)) is not None:
            return reason
        if store.deliveries.begun(self.name, [digest]):
            return None
        with tempfile.TemporaryDirectory(prefix="deskhand-") as own:
            file = Path(own) / attachment.name
            file.write_bytes(attachment.content)
            try:
                self._starter.begin_feed(store, file, arrival)
            except FeedError as error:
                return unusable(error, self.name)
            except DeliveredBeforeError:
                return None
        return None

    def _is_wanted(self, attachment: Attachment) -> bool:
        name = attachment.name.casefold()
        return any(fnmatch(name, pattern.casefold()) for pattern in self._entry.attachments)

    def _arrival(self, mail: Mail) -> Arrival:
        return Arrival(self.name, mail.digest, named(mail), message_id=mail.message_id)

    def _set_aside(
        self, store: Store, server: MailServer, uid: str, arrival: Arrival, reason: str
    ) -> None:
        if arrival.digest not in self._noted:
            store.deliveries.note(arrival, DeliveryState.SET_ASIDE, reason, self.worker)
            self.voice.say(f"A mail was set aside in Deskhand/{SET_ASIDE}: {reason}")
            self._noted.add(arrival.digest)
        server.move([uid], SET_ASIDE)
        self._noted.discard(arrival.digest)


def named(mail: Mail) -> str:
    """A mail's name for people; it does not tell who wrote what."""
    return f"mail {mail.message_id or mail.digest[:12]}"


def unfit(attachment: Attachment) -> str | None:
    """Why a file is not what its name says; None when it may be."""
    suffix = Path(attachment.name).suffix.casefold()
    beginnings = BEGINNINGS.get(suffix)
    if not attachment.content:
        return "the file is empty."
    if beginnings is not None and not attachment.content.startswith(beginnings):
        return f"the file is called {suffix}, and is none."
    text = beginnings is None and not attachment.content.startswith(UTF_16)
    if text and b"\0" in attachment.content[:4096]:
        return f"the file is called {suffix}, and is no text."
    return None
