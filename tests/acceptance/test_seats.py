"""An app that allows one session: two workers of a run take turns, and a person hears why."""

import shutil
from pathlib import Path

import pytest

from demo.ledger import entries
from runner.store.store import open_store
from tests.acceptance.conftest import ROOT, Deskhand

pytestmark = [pytest.mark.browser, pytest.mark.timeout(120)]


@pytest.fixture
def limited(tmp_path: Path) -> Path:
    """The repository's workspace, with one session of the CRM at a time."""
    folder = tmp_path / "workspace"
    for name in ("bots", "selectors"):
        shutil.copytree(ROOT / name, folder / name)
    file = folder / "selectors" / "crm.yaml"
    file.write_text(file.read_text("utf-8").replace("\napp: crm\n", "\napp: crm\nsessions: 1\n"))
    return folder


def test_a_second_worker_waits_for_the_only_session(
    deskhand: Deskhand, signed_in, crm, limited: Path, tmp_path: Path
) -> None:
    book = str(ROOT / "demo" / "customers.xlsx")
    words = ("--limit", "4", "--sessions", "2", "--address", f"crm={crm.address}")
    done = deskhand("run", "update_contact", "--from", book, *words, cwd=limited, **signed_in)
    store = open_store(str(tmp_path / "store" / "deskhand.db"), tmp_path, tmp_path)
    left = store.seats.taken()
    store.close()

    assert done.code == 0, done.said
    assert done.said.count("App 'crm' allows 1 in all at once, and every session is in use.") == 1
    assert "Waiting until one is free." in done.said
    assert len(entries(crm.ledger)) == 4
    assert left == []
