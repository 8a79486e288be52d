"""What starts a bot, in words."""

import pytest

from runner.schedules.trigger_entries import TriggerEntry
from runner.schedules.trigger_wording import arrival_words

MAILS = {"mailbox": "imaps://mail.example.org/Orders", "credential": "SUPPORT"}


@pytest.mark.parametrize(
    ("entry", "words"),
    [
        ({"folder": "in"}, "when a file is dropped into in"),
        ({"folder": "in", "files": ["*.xlsx"]}, "when a file (*.xlsx) is dropped into in"),
        (MAILS, "when a mail comes to SUPPORT, Orders on mail.example.org"),
        (
            MAILS | {"attachments": "*.csv", "from": "*@x.org", "server": "mx.x.org"},
            "when an attachment (*.csv) from *@x.org comes to SUPPORT, Orders on mail.example.org",
        ),
        (
            {"webhook": "/orders", "credential": "X", "listen": "127.0.0.1:8780"},
            "when a signed request is posted to /orders at 127.0.0.1:8780",
        ),
        ({"finished": "check"}, "when an item of check is done"),
        (
            {"list": "crm.search.results", "every": "90m"},
            "when a row is new in crm.search.results, read every 1h30m",
        ),
    ],
)
def test_what_has_to_arrive(entry, words: str) -> None:
    assert arrival_words(TriggerEntry.model_validate({"bot": "b"} | entry)) == words
