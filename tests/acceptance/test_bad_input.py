"""Bad input: one clear sentence that says what, where, and what to do next; never a traceback."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from demo.ledger import entries
from tests.acceptance.conftest import ROOT, Deskhand, waited_for

CSV = "Customer no.,Last name\n0010007,Krüger\n"


@pytest.fixture
def feed(tmp_path: Path) -> Path:
    file = tmp_path / "customers.csv"
    file.write_text(CSV, encoding="utf-8")
    return file


@pytest.fixture
def workspace(tmp_path: Path, deskhand: Deskhand) -> Path:
    """A copy of the repository's workspace that a test may break."""
    folder = tmp_path / "workspace"
    for part in ("bots", "selectors"):
        shutil.copytree(ROOT / part, folder / part, ignore=shutil.ignore_patterns("__pycache__"))
    return folder


def no_traceback(done) -> None:
    assert "Traceback" not in done.err
    assert "unexpected" not in done.err


def test_no_such_bot(deskhand: Deskhand, feed: Path) -> None:
    done = deskhand("run", "update_kontact", "--from", str(feed))

    assert done.code == 2
    assert "There is no bot 'update_kontact'" in done.said
    assert "Did you mean 'update_contact'?" in done.said


def test_no_such_command(deskhand: Deskhand) -> None:
    done = deskhand("ruin")

    assert (done.code, "Did you mean 'run'?" in done.said) == (2, True)


def test_unknown_flag_is_a_sentence_with_the_way_to_the_help(deskhand: Deskhand) -> None:
    done = deskhand("run", "update_contact", "--form", "x.csv")

    assert done.code == 2
    assert "--form" in done.said
    assert "deskhand run --help" in done.said
    no_traceback(done)


def test_no_such_file_names_the_files_beside_it(deskhand: Deskhand, feed: Path) -> None:
    done = deskhand("run", "update_contact", "--from", str(feed.with_name("customer.csv")))

    assert done.code == 2
    assert "customers.csv" in done.said
    no_traceback(done)


def test_no_such_sheet(deskhand: Deskhand) -> None:
    book = ROOT / "demo" / "customers.xlsx"
    done = deskhand("run", "update_contact", "--from", str(book), "--sheet", "Contakts")

    assert done.code == 2
    assert "Contakts" in done.said
    assert "Contacts" in done.said


def test_no_such_column(deskhand: Deskhand, feed: Path) -> None:
    done = deskhand("run", "update_contact", "--from", str(feed), "--map", "Kundennr.=account")

    assert done.code == 2
    assert "Kundennr." in done.said


def test_nothing_to_work_on_says_what_to_give(deskhand: Deskhand) -> None:
    done = deskhand("run", "update_contact")

    assert done.code == 2
    assert "--from FILE" in done.said
    assert "--set account=" in done.said


def test_value_without_a_name(deskhand: Deskhand) -> None:
    done = deskhand("run", "update_contact", "--set", "0010007")

    assert done.code == 2
    assert "NAME=VALUE" in done.said


def test_unknown_option_of_a_bot(deskhand: Deskhand, feed: Path) -> None:
    done = deskhand("run", "update_contact", "--from", str(feed), "--option", "missing=invent")

    assert done.code == 2
    assert "missing" in done.said
    no_traceback(done)


def test_selector_file_with_a_wrong_key(deskhand: Deskhand, workspace: Path, feed: Path) -> None:
    file = workspace / "selectors" / "crm.yaml"
    file.write_text(file.read_text().replace("shown_by:", "shown_bi:", 1))
    done = deskhand("run", "update_contact", "--from", str(feed), cwd=workspace)
    checked = deskhand("check", cwd=workspace)

    assert (done.code, checked.code) == (2, 2)
    assert "crm.yaml:" in done.said
    assert "shown_by" in checked.said


def test_python_file_among_the_selectors(deskhand: Deskhand, workspace: Path) -> None:
    (workspace / "selectors" / "__init__.py").touch()
    done = deskhand("check", cwd=workspace.parent, DESKHAND_WORKSPACE=str(workspace))

    assert done.code == 2
    assert "standard library" in done.said


def test_broken_bot_is_named_with_its_line(deskhand: Deskhand, workspace: Path) -> None:
    (workspace / "bots" / "odd.py").write_text("x = 1\ny = = 2\n")
    done = deskhand("check", cwd=workspace)

    assert done.code == 2
    assert "bots/odd.py:2" in done.said


def test_missing_credentials_stop_the_run_and_keep_the_items(
    deskhand: Deskhand, feed: Path
) -> None:
    done = deskhand("run", "update_contact", "--from", str(feed), "--json")

    assert done.code == 2
    assert "CRM_PASSWORD" in done.said or "CRM_USERNAME" in done.said
    assert "deskhand secrets set" in done.said


@pytest.mark.skipif(os.name != "posix", reason="modes are a POSIX thing")
def test_credentials_that_others_can_read(deskhand: Deskhand, workspace: Path, feed: Path) -> None:
    file = workspace / "credentials.env"
    file.write_text("CRM_USERNAME=demo\nCRM_PASSWORD=x\n")
    file.chmod(0o644)
    done = deskhand("run", "update_contact", "--from", str(feed), cwd=workspace)

    assert done.code == 2
    assert "chmod 600" in done.said
    no_traceback(done)


@pytest.mark.browser
def test_unreachable_app_ends_with_4_and_burns_no_try(
    deskhand: Deskhand, feed: Path, signed_in
) -> None:
    address = "crm=http://127.0.0.1:9/"
    words = ("run", "update_contact", "--from", str(feed), "--address", address, "--json")
    done = deskhand(*words, **signed_in)
    items = deskhand("items", "--json").json

    assert done.code == 4
    assert "127.0.0.1:9" in done.json["message"]
    assert [item["state"] for item in items] == ["new"]


def test_no_browser_names_the_line_that_installs_one(
    deskhand: Deskhand, feed: Path, signed_in, crm
) -> None:
    words = ("run", "update_contact", "--from", str(feed), "--address", f"crm={crm.address}")
    done = deskhand(*words, "--json", DESKHAND_BROWSER="/nowhere/chrome", **signed_in)

    assert done.code == 4
    assert "/nowhere/chrome" in done.json["message"]
    assert "install" in done.json["message"]


def test_store_that_is_no_store(deskhand: Deskhand, places, feed: Path) -> None:
    store = Path(places["DESKHAND_STORE"])
    store.parent.mkdir()
    store.write_bytes(b"this is no database, but it is long enough to be read as one" * 20)
    done = deskhand("runs")

    assert done.code == 4
    assert "damaged or no store" in done.said
    no_traceback(done)


def test_store_of_a_newer_version(deskhand: Deskhand, places) -> None:
    import sqlite3

    deskhand("runs")
    with sqlite3.connect(places["DESKHAND_STORE"]) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.close()
    done = deskhand("runs")

    assert done.code == 4
    assert "newer Deskhand" in done.said


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="root writes everywhere")
def test_read_only_folder(deskhand: Deskhand, tmp_path: Path) -> None:
    folder = tmp_path / "locked"
    folder.mkdir(mode=0o500)
    done = deskhand("runs", DESKHAND_STORE=str(folder / "deskhand.db"))

    assert done.code == 4
    assert "settings.toml" in done.said


def test_bad_setting(deskhand: Deskhand) -> None:
    done = deskhand("runs", DESKHAND_SESSIONS="many")

    assert done.code == 2
    assert "'sessions'" in done.said


def test_outside_every_workspace(deskhand: Deskhand, tmp_path: Path) -> None:
    done = deskhand("bots", cwd=tmp_path)

    assert done.code == 2
    assert "deskhand new workspace" in done.said


@pytest.mark.browser
def test_same_feed_twice_at_the_same_time_is_refused(
    deskhand: Deskhand, signed_in, crm, places
) -> None:
    book = ROOT / "demo" / "customers.xlsx"
    rows = ("--from", str(book), "--limit", "12")
    words = ["run", "update_contact", *rows, "--address", f"crm={crm.address}"]
    environment = os.environ | places | signed_in
    first = subprocess.Popen(
        [sys.executable, "-m", "runner", *words, "--json"],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    try:
        waited_for(lambda: entries(crm.ledger))
        second = deskhand(*words, **signed_in)
    finally:
        first.communicate()

    assert second.code == 2
    assert "is working on customers.xlsx at this moment" in second.said


def test_unknown_run_and_item(deskhand: Deskhand) -> None:
    assert "There is no item 'nothing'" in deskhand("show", "nothing").said
    assert "There is no run 'nothing'" in deskhand("items", "--run", "nothing").said
    assert deskhand("settle", "17").code == 2
    assert "--entered" in deskhand("settle", "17").said
