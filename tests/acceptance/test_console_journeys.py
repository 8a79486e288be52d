"""Two days at work in the console: an analyst repairs a screen, an operator clears a failed night."""

import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import openpyxl
import pytest
from playwright.sync_api import Page, expect

from demo.faults import ALWAYS
from demo.ledger import duplicates, entries
from tests.acceptance.conftest import ROOT, waited_for
from tests.acceptance.test_screen_changes import BATCH, Office, office, stopped_batch
from tests.console_office import PASSWORD
from tests.own_browser import own_browser

__all__ = ["office"]

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(280)]

WORKED_MS = 60_000
"""How long a run may take on a machine that does much besides."""


@contextmanager
def console(office: Office, environment: dict[str, str]) -> Iterator[str]:
    """The service with its console, as a command; gives the console's address."""
    (office.folder / "schedules.yaml").write_text("version: 1\nzone: Europe/Berlin\n")
    log = office.folder / "service.txt"
    with log.open("w") as said:
        process = subprocess.Popen(
            [sys.executable, "-m", "runner", "serve", "--console", "--port", "0"],
            cwd=office.folder,
            env=environment,
            stderr=said,
        )
        try:
            waited_for(lambda: "The console is at" in log.read_text())
            yield re.findall(r"console is at (http://[0-9.:]+)", log.read_text())[0]
        finally:
            process.terminate()
            process.wait(60)


@contextmanager
def person_at(address: str, name: str) -> Iterator[Page]:
    """Somebody who has signed in with his password."""
    troubles: list[str] = []
    with own_browser() as browser:
        page = browser.new_page(locale="en-GB", viewport={"width": 1280, "height": 800})
        page.on("pageerror", lambda error: troubles.append(str(error)))
        page.goto(address)
        page.get_by_label("Name").fill(name)
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("button", name="Sign in").click()
        expect(page.get_by_role("navigation")).to_be_visible()
        yield page
    assert troubles == []


Kept = Callable[[Page, str], None]


@pytest.fixture
def kept() -> Kept:
    """Keeps a picture of a page in the folder JOURNEY_PICTURES, where somebody wants some."""
    folder = os.environ.get("JOURNEY_PICTURES")

    def keep(page: Page, name: str) -> None:
        if folder:
            page.screenshot(path=Path(folder) / f"journey-{name}.png", full_page=True)

    return keep


def let_in(office: Office, name: str, *roles: str) -> None:
    """Add somebody to the people of the console."""
    words = [word for role in roles for word in ("--role", role)]
    added = office.deskhand("people", "add", name, *words, cwd=office.folder, stdin=PASSWORD)
    assert added.code == 0, added.said


def environment_of(office: Office, places: dict[str, str]) -> dict[str, str]:
    """What the console's process is given, as any other command."""
    signed_in = {"CRM_USERNAME": "demo", "CRM_PASSWORD": "geheim-12", "DESKHAND_WAIT": "2"}
    return os.environ | places | signed_in | {"PYTHONPATH": str(ROOT)}


def go(page: Page, place: str) -> None:
    """To one of the places of the navigation."""
    page.get_by_role("navigation", name="Main").get_by_role("link", name=place).click()


def resume_and_wait(page: Page, done: int, kept: Kept, name: str) -> None:
    """Go on with the newest run, and see that so many items are done."""
    go(page, "Runs")
    page.get_by_role("link", name="update_contact").first.click()
    page.get_by_role("button", name="Resume").click()
    expect(page.locator("#run")).to_contain_text(f"{done} done", timeout=WORKED_MS)
    kept(page, name)


def test_an_analyst_repairs_a_screen(
    office: Office, tmp_path: Path, places: dict[str, str], kept: Kept
) -> None:
    stopped = stopped_batch(office, tmp_path)
    assert stopped.code == 3, stopped.said
    let_in(office, "jonas", "analyst", "operator")
    with (
        console(office, environment_of(office, places)) as address,
        person_at(address, "jonas") as page,
    ):
        go(page, "Screens")
        kept(page, "analyst-1-screens")
        for element in ("street", "email"):
            page.get_by_role("link", name=f"crm: form.{element}").click()
            picture = page.get_by_role("img", name="The screen with the control")
            expect(picture).to_be_visible()
            assert picture.evaluate("each => each.decode().then(() => each.naturalWidth)") > 100
            kept(page, f"analyst-2-{element}")
            page.get_by_role("button", name="Accept").click()
            expect(page.get_by_role("status")).to_contain_text("The repair is written.")
        kept(page, "analyst-3-written")
        resume_and_wait(page, 6, kept, "analyst-4-resumed")
    made = entries(office.ledger)
    wanted = {line.split(",")[0]: line.split(",")[2] for line in BATCH.splitlines()[1:]}
    assert duplicates(made) == []
    assert {one.key: one.values["street"] for one in made if one.key in wanted} == wanted


def failed_night(office: Office, tmp_path: Path) -> None:
    """A night in which the CRM saved nothing; now it does again."""
    night = tmp_path / "night.csv"
    some = "".join(BATCH.splitlines(keepends=True)[:4])
    night.write_text(f"{some}9999999,Nobody,Nowhere 1,n@example.org\n", encoding="utf-8")
    office.faults.error_on_save = ALWAYS
    failed = office.batch(night)
    assert failed.json["items"]["failed"] == 3, failed.said
    assert failed.json["items"]["rejected"] == 1
    assert entries(office.ledger) == []
    office.faults.error_on_save = 0


def test_an_operator_clears_a_failed_night(
    office: Office, tmp_path: Path, places: dict[str, str], kept: Kept
) -> None:
    exported = tmp_path / "items.xlsx"
    failed_night(office, tmp_path)
    let_in(office, "maria", "operator")
    with (
        console(office, environment_of(office, places)) as address,
        person_at(address, "maria") as page,
    ):
        kept(page, "operator-1-today")
        go(page, "Items")
        page.get_by_role("navigation", name="State").get_by_role("link", name="failed").click()
        page.get_by_label("Tick every item of this page").check()
        kept(page, "operator-2-failed")
        page.get_by_role("button", name="Try again").click()
        expect(page.get_by_role("status")).to_contain_text("3 items")
        resume_and_wait(page, 3, kept, "operator-3-cleared")
        go(page, "Items")
        page.get_by_label("all 4 that match").check()
        with page.expect_download() as awaited:
            page.get_by_role("button", name="Export").click()
        awaited.value.save_as(exported)
    assert duplicates(entries(office.ledger)) == []
    assert len(entries(office.ledger)) == 3
    rows = list(openpyxl.load_workbook(exported).worksheets[0].values)
    told = " ".join(str(cell) for row in rows for cell in row)
    assert len(rows) == 5
    assert told.count("rejected") == 1
