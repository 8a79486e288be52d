"""The analyst's tools on a host: its screens are checked, kept and compared."""

from pathlib import Path
from typing import Any

import pytest

from demo.host.datastream import Panel
from runner.drivers.terminal import TerminalSession
from runner.survey.checking import Check
from runner.survey.differences import compare
from runner.survey.findings import State
from runner.survey.keeping import Keeping
from runner.survey.snapshot import Snapshot
from runner.survey.surface_offline import look_at_kept
from tests.terminal.conftest import PASSWORD, ROOT, Host, Open


@pytest.fixture
def session(host: Host, opened: Open) -> TerminalSession:
    """Nobody is signed in yet."""
    return opened(ROOT / "selectors" / "host.yaml", address=host.address, wait=3.0, sign_in=False)


def test_every_screen_with_a_way_is_looked_at(session: TerminalSession, host: Host) -> None:
    look = Check(session).run()

    assert not look.trouble
    states = {one.screen: one.state for one in look.screens}
    assert {states[one] for one in ("sign_on", "confirm", "not_found", "list")} == {State.FOUND}
    assert states["booked"] is State.NOT_VISITED
    assert host.booked == []


def test_a_snapshot_is_looked_at_as_the_host_was(session: TerminalSession, tmp_path: Path) -> None:
    kept = Keeping(session, tmp_path / "host").run()
    session.close()

    look = look_at_kept(session.driver.app, Snapshot.read(tmp_path / "host"))

    assert [one.screen for one in look.screens if one.state is State.FOUND] == list(kept.screens)
    assert not look.trouble
    everything = "".join(one.read_text(encoding="utf-8") for one in tmp_path.rglob("*.json"))
    assert PASSWORD not in everything
    assert (tmp_path / "host" / "entry" / "picture.jpg").stat().st_size > 1000


def test_a_label_that_was_renamed_is_said(
    session: TerminalSession, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = Keeping(session, tmp_path / "old").run()
    before = Panel.text

    def renamed(self: Panel, row: int, column: int, said: str, *more: Any, **named: Any) -> Panel:
        return before(self, row, column, said.replace("Pieces:", "Amount:"), *more, **named)

    monkeypatch.setattr(Panel, "text", renamed)
    session.reset()
    new = Keeping(session, tmp_path / "new").run()

    said = {(one.screen, one.said, one.element) for one in compare(old, new)}
    assert ("entry", "label 'Pieces' became 'Amount'", "pieces") in said
