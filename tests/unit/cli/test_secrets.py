"""`deskhand secrets`: names and places, never values."""

import io
import os
import sys

import pytest


@pytest.fixture
def typed(monkeypatch: pytest.MonkeyPatch):
    def typing(text: str) -> None:
        monkeypatch.setattr(sys, "stdin", io.StringIO(text))

    return typing


def test_value_from_standard_input_is_kept_for_the_owner_alone(workspace, call, typed) -> None:
    typed("päss wörd#1\n")
    said = call("secrets", "set", "CRM_PASSWORD")
    file = workspace / "credentials.env"

    assert said.code == 0
    assert "päss" not in said.out + said.err
    if os.name == "posix":
        assert file.stat().st_mode & 0o077 == 0
    listed = call("secrets", "list")
    assert "CRM_PASSWORD" in listed.out
    assert "credentials.env" in listed.out
    assert "päss" not in listed.out


def test_remove(workspace, call, typed) -> None:
    typed("x\n")
    call("secrets", "set", "CRM_PASSWORD")

    assert call("secrets", "remove", "CRM_PASSWORD").code == 0
    assert call("secrets", "remove", "CRM_PASSWORD").code == 2


def test_empty_value_is_refused(workspace, call, typed) -> None:
    typed("\n")

    assert call("secrets", "set", "CRM_PASSWORD").code == 2
