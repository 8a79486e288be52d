"""What `schedules.yaml` says of what starts a bot when something arrives."""

import re
from datetime import timedelta
from typing import Annotated, Self
from urllib.parse import urlsplit

from pydantic import ConfigDict, Field, model_validator

from runner.schedules.durations import Duration
from runner.schedules.work_entries import WorkEntry
from runner.screens.locator_entries import Texts, listed, said

OWN = {
    "folder": frozenset(["files", "ignore", "settle", "poll"]),
    "mailbox": frozenset(
        ["credential", "from_", "server", "tls", "attachments", "largest", "poll"]
    ),
    "webhook": frozenset(["credential", "listen", "hosts"]),
    "finished": frozenset(["poll", "past"]),
    "list_": frozenset(["every", "key"]),
}
"""What starts a trigger, and what else only such a trigger may say."""

LIST = re.compile(r"[^.\s]+\.[^.\s]+\.[^.\s]+")
LISTEN = re.compile(r"(?:[A-Za-z0-9.-]+|\[[0-9A-Fa-f:]+\]):\d{1,5}")
PATH = re.compile(r"/[A-Za-z0-9._~/-]{1,200}")


SHARED = frozenset(WorkEntry.model_fields)
"""What every trigger may say."""


class TriggerEntry(WorkEntry):
    """A bot that starts when something arrives: one of `folder`, `mailbox`, `webhook`, `finished`
    and `list`.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    folder: str | None = said("Where files are dropped, from the workspace: `folder: in`.")
    files: Texts = listed('Only files of such names: `files: "*.xlsx"`; else every kind of feed.')
    ignore: Texts = listed('Never files of such names: `ignore: ["*-draft.*"]`.')
    settle: Duration = said(
        "How long a file must not have changed before it counts: `settle: 5s`.",
        timedelta(seconds=5),
    )
    poll: Duration | None = said("How often it is looked, where nothing wakes it up: `poll: 10s`.")
    mailbox: str | None = said("A mailbox: `mailbox: imaps://mail.example.org/INBOX`.")
    credential: str | None = said(
        "Whose NAME_USERNAME and NAME_PASSWORD (mailbox), or NAME (webhook), are used."
    )
    from_: Annotated[
        Texts,
        Field(alias="from", description='Senders that may start it: `from: ["*@example.org"]`.'),
    ] = Field(default_factory=list, alias="from")
    server: str | None = said(
        "The name with which your mail server signs its own checks (the first word of its "
        "Authentication-Results): `server: mx.example.org`."
    )
    tls: bool = said("`tls: false`: without encryption, for a server on this machine.", True)
    attachments: Texts = listed(
        'Attachments that are feeds: `attachments: "*.xlsx"`; without it the mail itself is the item.'
    )
    largest: Annotated[
        int, Field(ge=1, le=1000, description="The largest mail, in MB: `largest: 25`.")
    ] = 25
    webhook: str | None = said("The path that is posted to: `webhook: /orders`.")
    listen: str | None = said(
        "Where requests are waited for: `listen: 127.0.0.1:8780`; only this machine reaches that."
    )
    hosts: Texts = listed("By which names it is called from outside: `hosts: bots.example.org`.")
    finished: str | None = said("Another bot, whose done items become items: `finished: check`.")
    past: bool = said(
        "`past: true`: also those that were done before the trigger was there.", False
    )
    list_: Annotated[
        str | None, Field(alias="list", description="A table: `list: crm.search.results`.")
    ] = Field(None, alias="list")
    every: Duration | None = said("How often the list is read: `every: 15m`.")
    key: Texts = listed("The columns that tell one row of the list from another: `key: account`.")

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        kinds = [kind for kind in OWN if getattr(self, kind) is not None]
        if len(kinds) != 1:
            raise ValueError("needs one of folder, mailbox, webhook, finished or list")
        alien = self.model_fields_set - SHARED - OWN[kinds[0]] - set(kinds)
        if alien:
            names = ", ".join(sorted(spelled(name) for name in alien))
            raise ValueError(f"is for a {spelled(kinds[0])}, which has no {names}")
        check = {"mailbox": self._mailbox, "webhook": self._webhook, "list_": self._list}
        check.get(kinds[0], lambda: None)()
        return self

    @property
    def kind(self) -> str:
        """`folder`, `mailbox`, `webhook`, `finished` or `list`."""
        return next(spelled(kind) for kind in OWN if getattr(self, kind) is not None)

    def _mailbox(self) -> None:
        address = urlsplit(self.mailbox or "")
        if address.scheme not in {"imap", "imaps"} or not address.hostname or address.password:
            raise ValueError(
                "needs a mailbox such as imaps://mail.example.org/INBOX, without a password in it"
            )
        if address.scheme == "imap" and self.tls:
            raise ValueError("has an imap:// mailbox, which is not encrypted; write imaps://")
        if address.scheme == "imaps" and not self.tls:
            raise ValueError("has an imaps:// mailbox and `tls: false`; leave one of them out")
        if not self.tls and address.hostname not in {"localhost", "127.0.0.1", "::1"}:
            raise ValueError("sends a password without encryption to another machine; use imaps://")
        if not self.credential:
            raise ValueError("needs `credential:`, whose user name and password open the mailbox")
        if self.from_ and not self.server:
            raise ValueError(
                "trusts senders only by the word of your mail server: name it with `server:`"
            )

    def _webhook(self) -> None:
        if not PATH.fullmatch(self.webhook or "") or ".." in (self.webhook or ""):
            raise ValueError("needs a path of plain letters such as /orders")
        if not self.credential:
            raise ValueError("needs `credential:`, with which requests are signed")
        if self.listen is not None and not LISTEN.fullmatch(self.listen):
            raise ValueError("needs an address and a port such as `listen: 127.0.0.1:8780`")

    def _list(self) -> None:
        if not LIST.fullmatch(self.list_ or ""):
            raise ValueError("needs app, screen and table such as crm.search.results")
        if self.every is None:
            raise ValueError("needs `every:`, how often the list is read")


def spelled(field: str) -> str:
    """A field as the file has it."""
    return field.rstrip("_")
