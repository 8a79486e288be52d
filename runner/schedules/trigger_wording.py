"""Says in plain words what starts a trigger's bot."""

from urllib.parse import urlsplit

from runner.schedules.durations import in_words
from runner.schedules.trigger_entries import TriggerEntry


def arrival_words(entry: TriggerEntry) -> str:
    """What has to arrive: `when a file (*.xlsx) is dropped into in`."""
    return {
        "folder": folder_words,
        "mailbox": mailbox_words,
        "webhook": webhook_words,
        "finished": lambda one: f"when an item of {one.finished} is done",
        "list": list_words,
    }[entry.kind](entry)


def folder_words(entry: TriggerEntry) -> str:
    """A folder and its files."""
    names = f" ({', '.join(entry.files)})" if entry.files else ""
    return f"when a file{names} is dropped into {entry.folder}"


def mailbox_words(entry: TriggerEntry) -> str:
    """A mailbox and its senders."""
    address = urlsplit(entry.mailbox or "")
    senders = f" from {', '.join(entry.from_)}" if entry.from_ else ""
    what = f"attachment ({', '.join(entry.attachments)})" if entry.attachments else "mail"
    folder = address.path.lstrip("/") or "INBOX"
    return f"when {an(what)}{senders} comes to {entry.credential}, {folder} on {address.hostname}"


def webhook_words(entry: TriggerEntry) -> str:
    """A path, and where it is listened at."""
    where = f" at {entry.listen}" if entry.listen else ""
    return f"when a signed request is posted to {entry.webhook}{where}"


def list_words(entry: TriggerEntry) -> str:
    """A list, and how often it is read."""
    every = f", read every {in_words(entry.every)}" if entry.every else ""
    return f"when a row is new in {entry.list_}{every}"


def an(what: str) -> str:
    """With its article."""
    return f"{'an' if what[0] in 'aeiou' else 'a'} {what}"
