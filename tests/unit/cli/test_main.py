"""The entry: an overview, clear refusals, no traceback."""

import sys
from types import ModuleType

from cyclopts import App

from runner.cli.main import COMMANDS
from runner.errors import BusinessError


def test_overview_names_every_command(call) -> None:
    said = call("--help")

    assert said.code == 0
    assert [c.name for c in COMMANDS if f"  {c.name} " not in said.out] == []


def test_every_command_explains_itself(call) -> None:
    for command in COMMANDS:
        said = call(command.name, "--help")

        assert said.code == 0
        assert f"deskhand {command.name}" in said.out


def test_version(call) -> None:
    import runner

    assert call("--version").out.strip() == runner.__version__


def command_that_raises(monkeypatch, error: Exception) -> None:
    module = ModuleType("runner.cli.show")
    app = App(name="deskhand show")

    @app.default
    def show() -> None:
        raise error

    module.app = app
    monkeypatch.setitem(sys.modules, "runner.cli.show", module)


def test_own_errors_are_said_with_their_exit_code(call, monkeypatch) -> None:
    command_that_raises(monkeypatch, BusinessError("no account", hint="Look again."))
    said = call("show")

    assert (said.code, said.err) == (1, "deskhand: no account Look again.\n")


def test_unexpected_errors_are_a_sentence_too(call, monkeypatch) -> None:
    command_that_raises(monkeypatch, ZeroDivisionError("division by zero"))
    said = call("show")

    assert said.code == 1
    assert "Traceback" not in said.err
    assert "DESKHAND_TRACEBACK=1" in said.err


def test_ctrl_c_is_130(call, monkeypatch) -> None:
    command_that_raises(monkeypatch, KeyboardInterrupt())

    assert call("show").code == 130
