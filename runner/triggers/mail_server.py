"""A mail server's side of a mailbox trigger: fetched, moved and waited for, in few words of IMAP."""

import imaplib
import re
import ssl
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import unquote, urlsplit

from imap_tools import BaseMailBox, ImapToolsError, MailBox, MailBoxUnencrypted
from imap_tools.utils import encode_folder

from runner.errors import EnvironmentFault
from runner.secret import Secret

TIMEOUT_SECONDS = 30.0
"""How long one answer of the server is waited for."""

IDLE_SECONDS = 300.0
"""How long new mail is waited for before it is looked at all events: servers forget to tell."""

STEP_SECONDS = 0.5

DONE_FLAG = "DeskhandDone"
"""Marks what was worked, on a server that lets nothing be moved."""

MARK = "Deskhand"

FETCHED = re.compile(rb"UID (\d+)")
DATE = re.compile(rb'INTERNALDATE "([^"]+)"')
SIZE = re.compile(rb"RFC822\.SIZE (\d+)")


class MailServerError(EnvironmentFault):
    """The mail server cannot be reached, or has ended the conversation."""

    def __init__(self, address: str, error: Exception) -> None:
        reason = str(error).strip().rstrip(".") or type(error).__name__
        super().__init__(
            f"The mailbox {address} cannot be used: {reason}.",
            hint="It is tried again, with growing pauses.",
        )


class SignInRefusedError(EnvironmentFault):
    """The mail server does not accept the account."""

    final = True

    def __init__(self, address: str, credential: str) -> None:
        super().__init__(
            f"The mail server of {address} refuses the sign-in with the credential {credential}.",
            hint=f"Set it with `deskhand secrets set {credential.upper()}_PASSWORD`. It is tried "
            "again seldom, so that the account is not locked.",
        )


@dataclass(frozen=True, slots=True)
class Account:
    """A mailbox, and who may open it."""

    url: str
    credential: str
    username: Secret
    password: Secret

    @property
    def folder(self) -> str:
        """The folder that is looked at."""
        return unquote(urlsplit(self.url).path.lstrip("/")) or "INBOX"


@dataclass(frozen=True, slots=True)
class Waiting:
    """A mail in the folder."""

    uid: str
    size: int


@dataclass(frozen=True, slots=True)
class Fetched:
    """A mail as it lies on the server."""

    raw: bytes
    received_at: datetime


class MailServer:
    """An open mailbox. Every word of it may raise MailServerError."""

    def __init__(self, box: BaseMailBox, account: Account) -> None:
        self._box = box
        self._account = account
        self._made: dict[str, str] = {}

    @property
    def can_idle(self) -> bool:
        """Whether the server tells of new mail by itself."""
        return "IDLE" in self._box.client.capabilities

    def waiting(self) -> list[Waiting]:
        """The mails that were not worked, the oldest first."""
        self._command("NOOP")
        found = self._uid("SEARCH", "UNDELETED", "UNKEYWORD", DONE_FLAG)
        uids = (found[0] or b"").split() if found else []
        sizes: dict[bytes, int] = {}
        for start in range(0, len(uids), 500):
            chunk = b",".join(uids[start : start + 500]).decode()
            for row in self._uid("FETCH", chunk, "(UID RFC822.SIZE)"):
                uid, size = FETCHED.search(row or b""), SIZE.search(row or b"")
                if uid is not None and size is not None:
                    sizes[uid[1]] = int(size[1])
        return [Waiting(uid.decode(), sizes[uid]) for uid in uids if uid in sizes]

    def fetch(self, uid: str) -> Fetched | None:
        """A whole mail, which stays unread; None when it is gone."""
        for row in self._uid("FETCH", uid, "(UID INTERNALDATE BODY.PEEK[])"):
            if isinstance(row, tuple):
                return Fetched(row[1], received_at(row[0]))
        return None

    def move(self, uids: Sequence[str], name: str) -> bool:
        """Move mails into `Deskhand/NAME`; False when they could only be marked."""
        if not uids:
            return True
        chunk = ",".join(uids)
        try:
            folder = encode_folder(self._folder(name))
            if "MOVE" in self._box.client.capabilities:
                self._uid("MOVE", chunk, folder)
            else:
                self._uid("COPY", chunk, folder)
                self._uid("STORE", chunk, "+FLAGS.SILENT", r"(\Deleted)")
                if "UIDPLUS" in self._box.client.capabilities:
                    # A plain EXPUNGE would remove what other people have marked, too.
                    self._uid("EXPUNGE", chunk)
        except RefusedError:
            self._uid("STORE", chunk, "+FLAGS.SILENT", f"({DONE_FLAG})")
            return False
        return True

    def wait(self, stop: threading.Event, seconds: float) -> None:
        """Wait until there may be new mail, at most so long, or until `stop` is set."""
        if not self.can_idle:
            stop.wait(seconds)
            return
        with self._spoken():
            self._box.idle.start()  # type: ignore[no-untyped-call]
            try:
                for _ in range(round(min(seconds, IDLE_SECONDS) / STEP_SECONDS)):
                    if stop.is_set() or self._box.idle.poll(timeout=STEP_SECONDS):
                        break
            finally:
                self._box.idle.stop()  # type: ignore[no-untyped-call]

    def _folder(self, name: str) -> str:
        """The folder for what was worked or set aside, made when it is missing."""
        if name not in self._made:
            with self._spoken():
                folders = self._box.folder.list()
                delimiter = next((one.delim for one in folders if one.delim), "/")
                wanted = [delimiter.join(path) for path in ((MARK, name), ("INBOX", MARK, name))]
                there = {one.name for one in folders}
                found = next((one for one in wanted if one in there), None)
            self._made[name] = found or self._create(wanted)
        return self._made[name]

    def _create(self, wanted: Sequence[str]) -> str:
        """The first of the folders that may be made: some servers want all of them in INBOX."""
        for path in wanted[:-1]:
            try:
                self._command("CREATE", encode_folder(path))
            except RefusedError:
                continue
            return path
        self._command("CREATE", encode_folder(wanted[-1]))
        return wanted[-1]

    def _uid(self, *words: Any) -> list[Any]:
        with self._spoken():
            verdict, found = self._box.client.uid(*words)
        return checked(verdict, found)

    def _command(self, *words: Any) -> list[Any]:
        with self._spoken():
            verdict, found = self._box.client._simple_command(*words)  # noqa: SLF001
        return checked(verdict, found)

    @contextmanager
    def _spoken(self) -> Iterator[None]:
        try:
            yield
        except (imaplib.IMAP4.error, ImapToolsError, OSError, EOFError, ValueError) as error:
            raise MailServerError(self._account.url, error) from None


class RefusedError(EnvironmentFault):
    """The server understands a command, and does not do it."""


def checked(verdict: str, found: list[Any]) -> list[Any]:
    """The answer to a command."""
    if verdict != "OK":
        raise RefusedError(f"The mail server refuses: {found!r:.200}.")
    return [row for row in found if row is not None]


@contextmanager
def opened(account: Account) -> Iterator[MailServer]:
    """An open mailbox.

    Raises:
        MailServerError: the server cannot be reached, or its certificate is not valid.
        SignInRefusedError: it does not accept the account.
    """
    address = urlsplit(account.url)
    host = address.hostname or ""
    box: BaseMailBox
    try:
        if address.scheme == "imaps":
            context = ssl.create_default_context()
            box = MailBox(host, address.port or 993, TIMEOUT_SECONDS, ssl_context=context)
        else:
            box = MailBoxUnencrypted(host, address.port or 143, TIMEOUT_SECONDS)
    except (OSError, imaplib.IMAP4.error) as error:
        raise MailServerError(account.url, error) from None
    try:
        sign_in(box, account)
        yield MailServer(box, account)
    finally:
        close(box)


def sign_in(box: BaseMailBox, account: Account) -> None:
    """Sign in, and select the folder."""
    try:
        try:
            box.login_utf8(account.username.reveal(), account.password.reveal(), None)
        except imaplib.IMAP4.abort as error:
            raise MailServerError(account.url, error) from None
        except (ImapToolsError, imaplib.IMAP4.error):
            raise SignInRefusedError(account.url, account.credential) from None
        box.folder.set(account.folder)
    except (OSError, ImapToolsError, imaplib.IMAP4.error) as error:
        raise MailServerError(account.url, error) from None


def close(box: BaseMailBox) -> None:
    """End the conversation; a server that is gone need not hear it."""
    try:
        box.client.logout()
    except (OSError, imaplib.IMAP4.error, EOFError):
        box.client.shutdown()


def received_at(row: bytes) -> datetime:
    """When the server has got a mail; now, where it does not say."""
    found = DATE.search(row)
    try:
        moment = parsedate_to_datetime(found[1].decode()) if found is not None else None
    except ValueError:
        moment = None
    return datetime.now(UTC) if moment is None else moment.astimezone(UTC)
