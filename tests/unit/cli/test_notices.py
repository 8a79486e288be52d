"""`deskhand notices`: what was told, what was not, and a trial."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from runner.store.notices import NoticeDraft
from runner.store.store import Store, open_store
from tests.unit.notices.servers import free_port, mail_server, web_server

BOOK = """\
version: 1
zone: Europe/Berlin
tell:
  team: {{mail: [ops@example.org], webhook: "{url}"}}
schedules: {{}}
"""


@pytest.fixture(autouse=True)
def without_proxies(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY"):
        monkeypatch.delenv(name, raising=False)


def the_store(workspace: Path) -> Store:
    return open_store("store/deskhand.db", workspace, workspace / "evidence")


def set_up(workspace: Path, url: str, port: int) -> None:
    (workspace / "schedules.yaml").write_text(BOOK.format(url=url), encoding="utf-8")
    (workspace / "settings.toml").write_text(
        f'[mail]\nhost = "localhost"\nport = {port}\nsecurity = "none"\nsender = "b@example.org"\n'
    )


def test_nothing_was_told_yet(workspace: Path, call: Callable[..., Any]) -> None:
    assert call("notices").out.strip() == "Nobody was told anything."


def test_what_was_told_is_listed(workspace: Path, call: Callable[..., Any]) -> None:
    store = the_store(workspace)
    draft = NoticeDraft("missed", "missed/nightly", "team:mail", "nightly: 1 not run", "b", "<p>")
    store.notices.post([draft, draft], datetime.now(UTC))
    [notice] = store.notices.due(datetime.now(UTC))
    store.notices.failed(notice, "The mail server is gone.", datetime.now(UTC))
    store.close()

    for words in (("notices",), ("notices", "--failed")):
        out = " ".join(call(*words).out.split())
        assert "team:mail missed to be sent, 2 times (The mail server is gone.)" in out
    [listed] = json.loads(call("notices", "--json").out)
    assert (listed["subject"], listed["times"]) == ("nightly: 1 not run", 2)


def test_a_trial_reaches_every_way(workspace: Path, call: Callable[..., Any]) -> None:
    with mail_server() as mailbox, web_server() as hook:
        set_up(workspace, hook.url, mailbox.port)
        said = call("notices", "test", "team")

    assert said.code == 0, said.err
    assert said.out.splitlines() == ["team:mail: taken.", "team:webhook: taken."]
    assert b"Subject: A trial: you are reached" in mailbox.mails[0]
    assert hook.said()[0]["subject"] == "A trial: you are reached"


def test_a_trial_says_what_is_wrong(workspace: Path, call: Callable[..., Any]) -> None:
    with web_server() as hook:
        set_up(workspace, hook.url, free_port())
        said = call("notices", "test", "team")
        nobody = call("notices", "test", "boss")

    assert said.code == 1
    assert "team was not reached. The mail server localhost:" in said.err
    assert said.out.splitlines() == ["team:webhook: taken."]
    assert nobody.code == 2
    assert "Nobody is called 'boss' under `tell`" in nobody.err
    assert "There are: team" in nobody.err


def test_what_is_due_is_sent(workspace: Path, call: Callable[..., Any]) -> None:
    store = the_store(workspace)
    store.notices.post(
        [NoticeDraft("missed", "k", "team:webhook", "s", "b", "h")], datetime.now(UTC)
    )
    store.close()
    with web_server() as hook:
        set_up(workspace, hook.url, free_port())
        said = call("notices", "send")

    assert said.out.splitlines()[0] == "1 sent, 0 not sent, 0 held back."
    assert len(hook.bodies) == 1
