"""An agent changes an address during a call; a question is answered in place; nobody is shut out."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from benchmarks.attended import settings_for, wait_until
from demo.ledger import entries
from runner.attended.desk import AttendedDesk
from runner.attended.launcher import Launcher
from runner.attended.memory import Memory
from runner.cli.demo import Crm, serving
from runner.settings import Settings
from runner.workspace import Workspace
from tests.own_browser import own_browser

pytestmark = [pytest.mark.browser, pytest.mark.slow]

ROOT = Path(__file__).parents[2]
SERIOUS = {"serious", "critical"}

ASKS = '''"""Refund an order."""

from pydantic import BaseModel, Field

from runner import ask, bot


class Refund(BaseModel):
    order: str = Field(title="Order")


class Amount(BaseModel):
    amount: int = Field(title="Amount", ge=1)


@bot(key="order")
def refund(refund: Refund) -> str:
    """Give money back."""
    amount = ask("How much?", form=Amount, draft=Amount(amount=20), name="amount")
    choice = ask("Refund it?", choices=["refund", "keep"], facts={"order": refund.order})
    return f"{choice} {amount.amount}"
'''


@pytest.fixture
def page(monkeypatch: pytest.MonkeyPatch) -> Iterator[Page]:
    monkeypatch.delenv("DISPLAY", raising=False)
    monkeypatch.setattr("runner.attended.bot_pages.read_clipboard", lambda: "0010007")
    complaints: list[str] = []
    with own_browser() as browser:
        page = browser.new_page(viewport={"width": 420, "height": 680})
        page.on("console", lambda said: complaints.append(said.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        yield page
    # What was typed wrong is answered so; every other word on the console is a complaint.
    assert [one for one in complaints if "422" not in one] == []


@pytest.fixture
def crm(tmp_path: Path) -> Iterator[Crm]:
    with serving(Workspace.find(ROOT), tmp_path, "") as crm:
        yield crm


@contextmanager
def at_desk(
    page: Page, workspace: Workspace, settings: Settings, folder: Path
) -> Iterator[tuple[AttendedDesk, Launcher]]:
    faults: list[Exception] = []
    desk = AttendedDesk(workspace, settings, warm=1)
    memory = Memory(folder / "desk.json")
    launcher = Launcher(desk, memory, lambda _number, error: faults.append(error))
    launcher.start()
    try:
        yield desk, launcher
        page.goto("about:blank")  # a page whose server ends complains of it
    finally:
        launcher.close()
        desk.close()
    assert faults == []


def seen(page: Page) -> None:
    """Nobody is shut out by what is shown now, light or dark."""
    for look in ("light", "dark"):
        page.emulate_media(color_scheme=look)
        found = Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
        assert [one["id"] for one in found if one["impact"] in SERIOUS] == []
    page.emulate_media(color_scheme="light")


def test_an_agent_changes_an_address_during_a_call(page: Page, crm: Crm, tmp_path: Path) -> None:
    workspace = Workspace.find(ROOT)
    settings = settings_for(workspace, tmp_path, crm)
    with at_desk(page, workspace, settings, tmp_path) as (desk, launcher):
        desk.keep_warm(["update_contact"])
        page.goto(launcher.link())
        page.wait_for_selector(".bots")
        wait_until(lambda: desk.standby.is_ready("update_contact"))
        page.wait_for_selector(".warm")
        seen(page)
        page.keyboard.type("contact")
        page.wait_for_selector("#g-found")
        page.keyboard.press("Enter")
        fill_in(page)
        page.keyboard.press("Enter")
        page.wait_for_selector(".acts")
        page.wait_for_selector(".result.done", timeout=60_000)
        seen(page)
        record = page.inner_text("#record")
    (entry,) = entries(crm.ledger)
    assert (entry.record, entry.key) == (record, "0010007")
    assert entry.values["street"] == "Rue Haute 12"


def fill_in(page: Page) -> None:
    """The form has the number that was copied; what is typed wrong is said at once."""
    page.wait_for_selector("form.case")
    assert page.input_value("#f-account") == "0010007"
    assert "From the clipboard" in page.inner_text("form.case")
    seen(page)
    page.fill("#f-last_name", "Lindqvist")
    page.fill("#f-street", "Rue Haute 12")
    page.fill("#f-email", "nobody")
    page.wait_for_selector(".field.wrong")
    page.fill("#f-email", "")
    page.wait_for_selector(".field.wrong", state="detached")


def test_a_question_of_the_bot_is_answered_in_place(page: Page, tmp_path: Path) -> None:
    (tmp_path / "bots").mkdir()
    (tmp_path / "bots" / "refund.py").write_text(ASKS)
    (tmp_path / "selectors").mkdir()
    with at_desk(page, Workspace(tmp_path), Settings(), tmp_path) as (_, launcher):
        page.goto(launcher.link("refund"))
        page.fill("#f-order", "A-17")
        page.keyboard.press("Enter")
        page.wait_for_selector(".ask #d-amount", timeout=60_000)
        assert page.input_value("#d-amount") == "20"
        seen(page)
        page.fill("#d-amount", "0")
        page.click(".ask button.main")
        page.wait_for_selector(".ask .problem")
        page.fill("#d-amount", "35")
        page.click(".ask button.main")
        page.wait_for_selector(".ask button[value=refund]", timeout=60_000)
        assert "A-17" in page.inner_text(".ask dl")
        page.click(".ask button[value=refund]")
        page.wait_for_selector(".result.done", timeout=60_000)
        assert page.inner_text("#record") == "refund 35"
        assert re.search(r"/runs/1$", page.url)
