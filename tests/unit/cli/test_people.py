"""`deskhand people` and `deskhand console`: who may use it, and where it is."""

import io
import json
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path

import pytest

from runner.cli import console as console_command
from runner.console.passwords import Passwords
from tests.console_office import PASSWORD, QUICK

Call = Callable[..., "Said"]


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("runner.cli.people.Passwords", lambda: QUICK)
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{PASSWORD}\n"))


class Said:
    code: int
    out: str
    err: str


def typed(monkeypatch: pytest.MonkeyPatch, line: str) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(line))


@pytest.mark.usefixtures("workspace")
def test_people_are_added_listed_changed_and_removed(
    call: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "There is nobody yet." in call("people").out
    added = call(
        "people", "add", "elena", "--role", "admin", "--role", "operator", "--person", "Elena Rossi"
    )
    assert (added.code, added.out) == (0, "elena may use the console as admin, operator.\n")
    typed(monkeypatch, f"{PASSWORD}\n")
    call("people", "add", "李", "--role", "agent")
    call("people", "add", "kim", "--role", "agent", "--account", "klee", "--no-password")
    assert call("people", "change", "kim", "--role", "auditor", "--disable").code == 0
    assert "shut out" in call("people").out
    assert call("people", "change", "kim", "--enable").code == 0
    found = json.loads(call("people", "--json").out)

    assert [(person["name"], person["roles"], person["account"]) for person in found] == [
        ("elena", ["admin", "operator"], None),
        ("kim", ["auditor"], "klee"),
    ]
    assert call("people", "remove", "kim").out == "kim may use the console no more.\n"
    refused = call("people", "remove", "elena")
    assert (refused.code, "is the only admin" in refused.err) == (2, True)


@pytest.mark.usefixtures("workspace")
@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("", "No password was given."),
        ("\n", "No password was given."),
        ("short\n", "10 to 200 characters"),
    ],
)
def test_a_password_is_needed(
    call: Call, monkeypatch: pytest.MonkeyPatch, line: str, told: str
) -> None:
    typed(monkeypatch, line)
    said = call("people", "add", "elena", "--role", "admin")

    assert (said.code, told in said.err) == (2, True)
    assert "There is nobody yet." in call("people").out


@pytest.mark.usefixtures("workspace")
def test_passwords_are_typed_twice_at_a_terminal(
    call: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    monkeypatch.setattr("sys.stdin", Terminal())
    answers = iter([PASSWORD, "another one entirely", PASSWORD, PASSWORD])
    monkeypatch.setattr("runner.cli.people.getpass", lambda prompt: next(answers))

    assert "are not the same" in call("people", "add", "elena", "--role", "admin").err
    assert call("people", "add", "elena", "--role", "admin").code == 0


@pytest.mark.usefixtures("workspace")
def test_a_password_is_never_an_argument(call: Call) -> None:
    assert call("people", "add", "elena", "--role", "admin", "--password", PASSWORD).code == 2
    assert call("people", "password", "elena", PASSWORD).code == 2


@pytest.mark.usefixtures("workspace")
@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("people", "change", "nobody", "--disable"), "There is nobody called 'nobody'"),
        (("people", "change", "nobody"), "Nothing was said about what to change."),
        (("people", "password", "nobody"), "There is nobody called 'nobody'"),
        (
            ("people", "add", "Elena Rossi", "--role", "agent"),
            "Nobody can sign in as 'Elena Rossi'",
        ),
        (("console", "--host", "0.0.0.0"), "others can reach these pages"),
        (("console", "--tls-cert", "cert.pem"), "--tls-cert and --tls-key belong together."),
    ],
)
def test_what_is_wrong_is_said(call: Call, words: tuple[str, ...], told: str) -> None:
    said = call(*words)

    assert (said.code, told in said.err) == (2, True)


def test_the_console_is_served_until_it_is_stopped(
    workspace: Path, call: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[int] = []

    def look() -> None:
        link = (workspace / "store" / "first-person.txt").read_text().strip()
        with urllib.request.urlopen(link, timeout=30) as answer:
            seen.append(answer.status)
        address = link.partition("/first")[0]
        with pytest.raises(urllib.error.HTTPError) as refused:
            urllib.request.urlopen(f"{address}/items", timeout=30)
        seen.append(refused.value.code)
        refused.value.close()

    monkeypatch.setattr(console_command, "wait_for_stop", look)
    said = call("console", "--port", "0")

    assert said.code == 0
    assert seen == [200, 401]
    assert "There is nobody yet. Make the first person: http://127.0.0.1:" in said.out
    assert "The console is at http://127.0.0.1:" in said.out
    assert "first?link" not in "".join(
        file.read_text() for file in (workspace / "logs").rglob("*") if file.is_file()
    )


def test_the_usual_effort_is_the_recommended_one() -> None:
    assert Passwords().fit(Passwords().hashed(PASSWORD), PASSWORD)
