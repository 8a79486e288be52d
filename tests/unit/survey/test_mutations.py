"""A thousand damaged selector files: the commands that look at screens answer in sentences."""

import random
import re
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from runner.cli.main import main
from runner.cli.screen_check import marked
from runner.drivers.web.plans import AppPlans
from runner.errors import InputError
from runner.healing.control import Control
from runner.screens.load import check, load
from runner.survey.opening import values_given
from runner.survey.snapshot import KeptControl, KeptScreen, Snapshot
from tests.unit.screens.test_editing import mutated

TEXT = """version: 1
app: crm
address: http://127.0.0.1:9/
busy: {css: .busy}
screens:
  home:
    shown_by: {heading: Home}
    reach: [{address: /}]
    elements:
      search: {role: link, name: Search}
  form:
    frame: [main, {url: /form}]
    shown_by: [{heading: Customer}, {css: form}]
    reach:
      - {on: home, fill: {}, press: search}
    canary: true
    elements:
      street: {locators: [{label: Street}, {name: street, within: {css: form}}]}
      born: {right_of: Date of birth, personal: true}
      open: {role: link, name: Open, row_of: orders}
      total: {cell: {table: orders, row: "1", column: number}}
    tables:
      orders: {locators: {css: table}, columns: {number: No.}, key: number, personal: [number]}
"""
STRANGE = ("a[[", "''", "•••", "x" * 3000, "0012", "[1]", "{a: b}", "null", "true", "\u202e中",
           "//*[", "(", "form", "nobody", "-1", "1e400", "|", "&a x", "*a", "!!str x")  # fmt: skip


def reworded(text: str, chance: random.Random) -> bytes:
    """A file that is mostly still YAML, and says something else."""
    words = [found.span() for found in re.finditer(r"[\w./-]+", text)]
    for _ in range(chance.randint(1, 3)):
        begin, end = chance.choice(words)
        if end <= len(text):
            text = text[:begin] + chance.choice(STRANGE) + text[end:]
    return text.encode("utf-8", "surrogatepass")


def kept(folder: Path, name: str) -> Snapshot:
    street = KeptControl(Control("text", name, html_name=name.lower(), heading="A"), "street")
    screen = KeptScreen("form", "CRM", ["http://x/"], 0, (), ["A"], {"orders": ["No."]}, [street])
    at = datetime(2026, 11, 1, tzinfo=UTC)
    snapshot = Snapshot(folder / "crm", "crm", "http://x/", at, {}, {"form": screen})
    (snapshot.folder / "form").mkdir(parents=True)
    (snapshot.folder / "form" / "page-0.html").write_text("<!doctype html>", encoding="utf-8")
    snapshot.write()
    return replace(snapshot)


@pytest.fixture
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "bots").mkdir()
    (tmp_path / "selectors").mkdir()
    kept(tmp_path / "old", "Street")
    kept(tmp_path / "new", "Road")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize("damage", [mutated, reworded])
@pytest.mark.parametrize("start", [0, 250])
def test_no_damage_is_met_with_anything_but_a_sentence(
    damage: Callable[[str, random.Random], bytes],
    start: int,
    workspace: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    file = workspace / "selectors" / "crm.yaml"
    read = 0
    for seed in range(start, start + 250):
        file.write_bytes(damage(TEXT, random.Random(seed)))
        assert main(["screens", "diff", "old", "new"]) == 1
        assert main(["check"]) in {0, 2}
        if check(file):
            assert main(["screens", "check", "crm", "--against", "old"]) == 2
        else:
            read += 1
            planned(file)
        said = capsys.readouterr()
        assert "Something unexpected" not in said.err
        assert "label 'Street' became 'Road'" in said.out

    assert 0 < read < 250


def planned(file: Path) -> None:
    """Whatever is made of a file before a browser is opened."""
    app = load(file)
    plans = AppPlans(app)
    assert len(plans.screens(app.screens)) == len(app.screens)
    assert plans.masking is not None
    assert plans.patience is not None
    for work in (lambda: marked(app), lambda: values_given(app, ["form.street=x"])):
        with suppress(InputError):
            work()
