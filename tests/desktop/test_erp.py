"""The demo's order program, its bot, and what a program does wrong."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
import psutil
import pytest
from PIL import Image

from demo.ledger import entries
from runner.drivers.desktop import DesktopOptions, DesktopSession, open_desktop
from runner.drivers.desktop.errors import ProgramDiedError, UnknownWindowError
from runner.drivers.desktop.eyes.shots import PixelShot
from runner.drivers.desktop.eyes.words import folded
from runner.drivers.desktop.seam import Eyes
from runner.drivers.surface.surface import Box
from runner.screens.load import load
from runner.screens.model import DialogKind, DialogRule, TextRule
from runner.secret import MASK, Secret
from runner.survey.checking import Check
from runner.survey.findings import State
from runner.survey.keeping import Keeping
from runner.survey.snapshot import Snapshot
from runner.survey.surface_offline import look_at_kept
from runner.workspace import Workspace
from tests.desktop.programs import needs
from tests.ui.conftest import Notes

ROOT = Path(__file__).parents[2]
SECRETS = {"ERP_USERNAME": Secret("demo", hidden=False), "ERP_PASSWORD": Secret("sesame-31")}
pytestmark = needs()


@contextmanager
def erp(ledger: Path, *, faults: str = "", rules: tuple[DialogRule, ...] = ()) -> Iterator[Any]:
    app = load(ROOT / "selectors" / "erp.yaml")
    start = (*app.program.start, "--faults", faults) if faults else app.program.start
    app = replace(app, program=replace(app.program, start=start), dialogs=rules)
    options = DesktopOptions(address=str(ledger), wait_seconds=15, workspace=ROOT)
    session = open_desktop(app, SECRETS.__getitem__, options)
    try:
        session.sign_in()
        yield session
    finally:
        session.close()


@pytest.fixture(scope="module")
def bot() -> Any:
    return Workspace(ROOT).load_bot("book_order")


@pytest.fixture
def ledger(tmp_path: Path) -> Path:
    return tmp_path / "orders.jsonl"


def order(bot: Any, reference: str, pieces: int = 3, article: str = "C-02") -> Any:
    model = bot.parameters.model
    return model(
        reference=reference,
        customer="0010020",
        article=article,
        pieces=pieces,
        delivery=date(2026, 12, 24),
        note="Ελένη, до 10 ч, 请小心 “fragile” @#{}[]\\|~",
    )


def test_orders_are_booked_once_with_every_sign(bot: Any, ledger: Path) -> None:
    with erp(ledger) as session:
        first, second = order(bot, "R-1"), order(bot, "Ω-2", 40, "H-05")
        numbers = [bot(first, session), bot(second, session)]
        assert [bot(first, session), bot(second, session)] == numbers

    found = entries(ledger)
    assert [one.record for one in found] == numbers
    assert [one.values["note"] for one in found] == [first.note, second.note]
    # The second one is so dear that it is held, until a painted button is pressed.
    assert found[1].values["lines"] == [["H-05", "40"]]


def test_no_evidence_shows_what_is_secret_or_personal(
    bot: Any, ledger: Path, tmp_path: Path
) -> None:
    notes = Notes()
    with ExitStack() as stack:
        session: DesktopSession = stack.enter_context(erp(ledger))
        session.attach(notes)
        form = session.go("order").fill(customer="0010020")
        form.wait_for("name")
        name = form.read("name")
        assert session.picture("end") is not None
        kept = session.picture("failure")
        assert name in session.hidden().values
    assert name not in repr(notes.events)
    assert "sesame-31" not in repr(notes.events)
    assert session.stage.unseen.mask(f"for {name}") == f"for {MASK}"
    assert kept is not None
    assert kept.startswith(b"\xff\xd8")


def test_the_picture_of_an_order_shows_what_answered_it(bot: Any, ledger: Path) -> None:
    with erp(ledger) as session:
        session.attach(Notes())
        number = bot(order(bot, "R-1"), session)
        eyes = session.stage.surface.desk.eyes()
        answered, now = session.picture("end"), session.picture("failure")

        assert number
        assert reads(eyes, answered, number)
        assert not reads(eyes, now, number)


def test_a_value_that_is_met_after_the_answer_is_hidden_in_its_picture(
    bot: Any, ledger: Path
) -> None:
    with erp(ledger) as session:
        session.attach(Notes())
        number = bot(order(bot, "R-1"), session)
        session.stage.unseen.hide_secret(number)
        eyes = session.stage.surface.desk.eyes()
        answered = session.picture("end")

        assert reads(eyes, answered, "Booked")
        assert not reads(eyes, answered, number)


def reads(eyes: Eyes, image: bytes | None, text: str) -> bool:
    """Whether a text can be read in a picture."""
    assert image is not None
    pixels = np.asarray(Image.open(BytesIO(image)))
    shot = PixelShot(Box(0, 0, pixels.shape[1], pixels.shape[0]), pixels)
    return folded(text) in folded(eyes.read(shot, shot.box))


def test_a_program_gets_no_credential_of_its_worker(
    ledger: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ERP_PASSWORD", "sesame-31")
    with erp(ledger) as session:
        processes = [psutil.Process(number) for number in session.process_ids()]
        programs = [one for one in processes if "demo.erp" in one.cmdline()]
        given = {name for one in programs for name in one.environ()}
    assert "DISPLAY" in given
    assert "ERP_PASSWORD" not in given


def test_a_window_that_nobody_knows_stops_it(bot: Any, ledger: Path) -> None:
    said = r"'Update'.*Install it now.*Nothing in it"
    with (
        erp(ledger, faults='{"surprise": 1}') as session,
        pytest.raises(UnknownWindowError, match=said),
    ):
        bot(order(bot, "R-1"), session)
    assert entries(ledger) == []


def test_a_window_that_has_a_rule_is_answered(bot: Any, ledger: Path) -> None:
    rule = DialogRule(DialogKind.WINDOW, TextRule("contains", "Install it"), False, press="Later")
    with erp(ledger, faults='{"surprise": 1}', rules=(rule,)) as session:
        number = bot(order(bot, "R-1"), session)
    assert [one.record for one in entries(ledger)] == [number]


def test_a_program_that_dies_says_so_and_is_started_anew(bot: Any, ledger: Path) -> None:
    with erp(ledger, faults='{"die_after_book": 1}') as session:
        with pytest.raises(ProgramDiedError, match=r"of 'erp' has ended by itself"):
            bot(order(bot, "R-1"), session)
        assert not session.alive()
        session.reset()
        assert session.alive()
        assert bot(order(bot, "R-1"), session) == entries(ledger)[0].record
    assert len(entries(ledger)) == 1


@pytest.mark.slow
def test_its_screens_are_looked_at_kept_and_looked_at_again(ledger: Path, tmp_path: Path) -> None:
    with erp(ledger) as session:
        look = Check(session).run()
        met = {one.screen for one in look.screens if one.state is State.FOUND}
        assert {"home", "main", "order", "find", "not_found", "orders"} <= met
        assert not look.trouble
        kept = Keeping(session, tmp_path / "erp").run()
        app = session.driver.app

    again = look_at_kept(app, Snapshot.read(tmp_path / "erp"))
    assert {"order", "find", "orders"} <= set(kept.screens)
    assert not again.trouble
    assert "sesame-31" not in "".join(
        one.read_text(encoding="utf-8") for one in tmp_path.rglob("*.json")
    )
    assert entries(ledger) == []
