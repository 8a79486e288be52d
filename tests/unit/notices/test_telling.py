"""Telling: who is told, what is masked, and what remains when a process dies in between."""

import sqlite3
from datetime import timedelta
from pathlib import Path

import pytest

from runner.notices.audiences import everybody, wanting
from runner.notices.facts import Attention, Escalation, Kind, Need, Topic
from runner.notices.sending import send_due
from runner.notices.telling import Outbox, outbox, tell_attention, tell_escalation, tell_recovered
from runner.schedules.notice_entries import SignalEntry, TellEntry
from runner.settings import MailSettings, Settings
from runner.store.notices import CLAIMED
from runner.store.store import Store
from runner.vault import Vault
from tests.unit.notices.conftest import BERLIN, DUE, NOW
from tests.unit.notices.servers import mail_server

CANARY = "c4nary&p@ss"
MINUTE = timedelta(minutes=1)


def an_attention(sentence: str = "It fails.", name: str = "crm") -> Attention:
    return Attention(Need(Kind.BREAKER, 5, sentence), name, BERLIN, DUE)


def test_each_is_told_what_they_want() -> None:
    tell = {
        "team": TellEntry(mail=["a@example.org"], webhook="https://example.org/h"),
        "chat": TellEntry(credential="CHAT", about=["missed"]),
        "calm": TellEntry(mail=["b@example.org"], quiet=True),
    }

    def told(topic: Topic, *names: str, well: bool = False) -> list[str]:
        return [audience.key for audience in wanting(tell, topic, names, well=well)]

    assert list(everybody(tell)) == ["team:mail", "team:webhook", "chat:service", "calm:mail"]
    assert told(Topic.MISSED) == ["team:mail", "team:webhook", "chat:service", "calm:mail"]
    assert told(Topic.SUMMARY, "chat", "calm") == ["calm:mail"]
    assert told(Topic.SUMMARY, "calm", well=True) == []
    assert told(Topic.SUMMARY, "gone") == []


@pytest.mark.parametrize(
    ("entry", "said"),
    [
        ({}, "should say how: mail, webhook or credential"),
        ({"mail": ["nobody"]}, "should be an address such as ops@example.org, not 'nobody'"),
        ({"mail": ["a@b, c@d"]}, "should be an address such as"),
        ({"webhook": "http://example.org/x"}, "should begin with https"),
        ({"webhook": "ftp://example.org"}, "should be an address such as https"),
        ({"webhook": "https://u:p@example.org"}, "should hold no password"),
        ({"mail": ["a@b.c"], "about": ["everything"]}, "Input should be 'summary'"),
    ],
)
def test_entries_that_cannot_be_are_refused(entry: dict[str, object], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        TellEntry.model_validate(entry)


def test_a_signal_goes_nowhere_in_the_open() -> None:
    with pytest.raises(ValueError, match="should begin with https"):
        SignalEntry(url="http://example.org/x")
    assert SignalEntry(url="http://127.0.0.1:1/x").url == "http://127.0.0.1:1/x"


def test_no_secret_is_kept_or_sent(store: Store, tmp_path: Path) -> None:
    vault = Vault(
        tmp_path / "credentials.env", environment={"CHAT_URL": CANARY, "OTHER": "hunter22"}
    )
    (tmp_path / "credentials.env").write_text(f"CRM_PASSWORD='{CANARY}2'\n")
    (tmp_path / "credentials.env").chmod(0o600)
    tell = {"team": TellEntry(mail=["a@example.org"]), "chat": TellEntry(credential="CHAT_URL")}
    said = f"It says: login {CANARY}2 or c4nary%26p%40ss failed, {CANARY}"
    tell_attention(outbox(store, tell, vault), an_attention(said), now=NOW)
    with mail_server() as mailbox:
        mail = MailSettings(host="localhost", port=mailbox.port, security="none", sender="b@e.org")
        sent = send_due(store, tell, Settings(mail=mail), vault, NOW)

    assert sent.sent == 1
    rows = "\n".join(sqlite3.connect(tmp_path / "store.db").iterdump())
    for leaked in ("c4nary", "p@ss", "p%40ss"):
        assert leaked not in rows
        assert leaked not in repr(sent)
        assert leaked.encode() not in mailbox.mails[0]
    assert b"It says: login" in mailbox.mails[0]


def test_a_problem_that_nobody_heard_of_ends_without_a_word(store: Store) -> None:
    out = Outbox(store, {"team": TellEntry(mail=["a@example.org"])})
    tell_attention(out, an_attention(), now=NOW)

    assert tell_recovered(out, an_attention().key, "It answers.", BERLIN, now=NOW) == 0
    assert store.notices.due(NOW + timedelta(days=1)) == []


def test_who_heard_of_a_problem_hears_of_its_end(store: Store) -> None:
    tell = {"team": TellEntry(mail=["a@e.org"]), "b": TellEntry(mail=["b@e.org"], about=["missed"])}
    out = Outbox(store, tell)
    tell_attention(out, an_attention(), now=NOW)
    store.notices.sent(store.notices.due(NOW), NOW)
    tell_recovered(out, an_attention().key, "It answers.", BERLIN, now=NOW + MINUTE)

    [over] = store.notices.due(NOW + MINUTE)
    assert (over.audience, over.subject) == ("team:mail", "Over: It answers")
    # It fails again before that was sent: nobody is told that it is over.
    tell_attention(out, an_attention(), now=NOW + MINUTE)
    assert [notice.topic for notice in store.notices.due(NOW + timedelta(hours=1))] == ["attention"]


def test_a_late_item_is_told_once_for_each_time_that_was_promised(store: Store) -> None:
    out = Outbox(store, {"team": TellEntry(mail=["a@example.org"])})
    for minute in range(20):
        facts = Escalation("nightly", "r1", BERLIN, NOW, 10 - minute // 5, 3)
        tell_escalation(out, facts, [], now=NOW - 60 * MINUTE + minute * MINUTE)

    [notice] = store.notices.due(NOW)
    assert notice.times == 20


def test_whoever_dies_between_taking_and_noting_sends_one_mail_more_of_the_same_name(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The ledger cannot know what a mail server took from a process that died then."""
    tell = {"team": TellEntry(mail=["a@example.org"])}
    tell_attention(Outbox(store, tell), an_attention(), now=NOW)
    vault = Vault(tmp_path / "credentials.env", environment={})

    class DiedError(BaseException):
        pass

    def die(*_: object) -> None:
        raise DiedError

    with mail_server() as mailbox:
        mail = MailSettings(host="localhost", port=mailbox.port, security="none", sender="b@e.org")
        settings = Settings(mail=mail)
        with monkeypatch.context() as dying:
            dying.setattr(store.notices, "sent", die)
            with pytest.raises(DiedError):
                send_due(store, tell, settings, vault, NOW)
        assert send_due(store, tell, settings, vault, NOW + MINUTE).sent == 0
        assert send_due(store, tell, settings, vault, NOW + CLAIMED).sent == 1
        assert send_due(store, tell, settings, vault, NOW + timedelta(days=2)).sent == 0

    names = [
        line
        for sent in mailbox.mails
        for line in sent.splitlines()
        if line.startswith(b"Message-ID")
    ]
    assert len(names) == 2
    assert len(set(names)) == 1
