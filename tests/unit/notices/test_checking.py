"""Checking: what keeps somebody from being told is known before the night."""

import importlib.util
from pathlib import Path

import pytest

from runner.notices.checking import tell_errors
from runner.schedules.notice_entries import TellEntry
from runner.settings import MailSettings, Settings
from runner.vault import Vault

MAIL = Settings(mail=MailSettings(host="m", sender="b@example.org", credential="mail"))


def said(entry: TellEntry, settings: Settings, folder: Path, **credentials: str) -> list[str]:
    vault = Vault(folder / "credentials.env", environment=credentials)
    return [error.sentence() for error in tell_errors("team", entry, settings, vault)]


def test_mail_needs_a_server_and_its_password(tmp_path: Path) -> None:
    entry = TellEntry(mail=["a@example.org"])

    [error] = said(entry, Settings(), tmp_path)
    assert error.startswith("No mail can be sent: settings.toml names no mail server.")
    [error] = said(entry, MAIL, tmp_path, MAIL_USERNAME="bots")
    assert error.startswith("The credential MAIL_PASSWORD is not set")
    assert said(entry, MAIL, tmp_path, MAIL_USERNAME="bots", MAIL_PASSWORD="x") == []


def test_what_is_signed_needs_its_credential(tmp_path: Path) -> None:
    entry = TellEntry(webhook="https://example.org/h", credential="HOOK")

    assert said(entry, Settings(), tmp_path)[0].startswith("The credential HOOK is not set")
    assert said(entry, Settings(), tmp_path, HOOK="x") == []
    assert said(TellEntry(webhook="https://example.org/h"), Settings(), tmp_path) == []


def test_a_service_needs_the_extra(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    entry = TellEntry(credential="CHAT")
    monkeypatch.setattr(importlib.util, "find_spec", lambda _: None)
    [error] = said(entry, Settings(), tmp_path, CHAT="x")

    assert "pip install 'deskhand[notify]'" in error
