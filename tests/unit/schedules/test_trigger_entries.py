"""Triggers as a file has them: what belongs together, and what does not."""

from datetime import timedelta
from typing import Any

import pytest
from pydantic import ValidationError

from runner.schedules.trigger_entries import TriggerEntry

MAILBOX = {"mailbox": "imaps://mail.example.org/INBOX", "credential": "SUPPORT", "bot": "b"}


def entry(**values: Any) -> TriggerEntry:
    return TriggerEntry.model_validate(values)


def problem(**values: Any) -> str:
    with pytest.raises(ValidationError) as caught:
        entry(**values)
    return caught.value.errors()[0]["msg"]


def test_every_kind_is_known_by_what_starts_it() -> None:
    found = [
        entry(folder="in", files="*.xlsx", settle="2s", bot="b"),
        entry(**MAILBOX, **{"from": ["*@example.org"], "server": "mx.example.org"}),
        entry(webhook="/orders", credential="ORDERS_SECRET", bot="b"),
        entry(finished="check", map={"amount": "sum"}, bot="b"),
        entry(list="crm.search.results", every="15m", key="account", bot="b"),
    ]

    assert [one.kind for one in found] == ["folder", "mailbox", "webhook", "finished", "list"]
    assert (found[0].files, found[0].settle) == (["*.xlsx"], timedelta(seconds=2))
    assert found[1].from_ == ["*@example.org"]


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"bot": "b"}, "needs one of folder, mailbox, webhook, finished or list"),
        ({"bot": "b", "folder": "in", "webhook": "/x"}, "needs one of folder"),
        ({"bot": "b", "folder": "in", "server": "x"}, "is for a folder, which has no server"),
        ({"bot": "b", "folder": "in", "from": "x"}, "is for a folder, which has no from"),
        ({"bot": "b", "webhook": "orders", "credential": "X"}, "plain letters such as /orders"),
        ({"bot": "b", "webhook": "/../x", "credential": "X"}, "plain letters such as /orders"),
        ({"bot": "b", "webhook": "/orders"}, "needs `credential:`"),
        (
            {"bot": "b", "webhook": "/orders", "credential": "X", "listen": "8780"},
            "listen: 127.0.0.1:8780",
        ),
        ({"bot": "b", "list": "crm.results", "every": "5m"}, "app, screen and table"),
        ({"bot": "b", "list": "crm.search.results"}, "needs `every:`"),
        (MAILBOX | {"mailbox": "mail.example.org"}, "imaps://mail.example.org/INBOX"),
        (MAILBOX | {"mailbox": "imaps://a:b@mail.example.org"}, "without a password in it"),
        (MAILBOX | {"mailbox": "imap://mail.example.org"}, "write imaps://"),
        (MAILBOX | {"mailbox": "imap://mail.example.org", "tls": False}, "without encryption"),
        (MAILBOX | {"tls": False}, "leave one of them out"),
        (MAILBOX | {"from": "*@example.org"}, "name it with `server:`"),
        ({"bot": "b", "mailbox": "imaps://mail.example.org"}, "needs `credential:`"),
    ],
)
def test_what_cannot_work_is_said_before_it_starts(values, said) -> None:
    assert said in problem(**values)


def test_without_encryption_only_on_this_machine() -> None:
    assert entry(**(MAILBOX | {"mailbox": "imap://127.0.0.1:1143", "tls": False})).kind == "mailbox"
