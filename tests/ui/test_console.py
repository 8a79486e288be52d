"""The console in a real browser: every page, on a small and a large screen, in both languages."""

import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, expect

from runner.item import Draft, ItemState, Source
from runner.pages.serving import Serving
from runner.store.browsing import Sought
from runner.store.items import Ending
from tests.console_office import CHIEF, PASSWORD, Filling, Office, close, opened, prepare, serve
from tests.own_browser import own_browser

pytestmark = pytest.mark.browser

NIGHT, AT_WORK = "20261122-023001-a1c4", "20261122-083000-b2d9"

COOKIE = "deskhand-8470"

PAGES = (
    "/", "/bots", "/bots/update_contact", "/runs", f"/runs/{NIGHT}", f"/runs/{AT_WORK}", "/items",
    "/items/1", "/items/11", "/decisions", "/schedules", "/screens", "/screens/crm", "/audit", "/me",
)  # fmt: skip

SEEN_BY = (("en-GB", "light", 1280, 800), ("zh-CN", "dark", 390, 844))


@dataclass
class Desk:
    """An office whose console is served, and a browser."""

    office: Office
    serving: Serving
    browser: Browser
    said: list[str] = field(default_factory=list)
    """Errors and warnings of the browser."""

    def context(self, **how: object) -> BrowserContext:
        """Somebody's browser, in which the chief is signed in."""
        context = self.browser.new_context(**how)  # type: ignore[arg-type]
        ticket = self.office.ticket(CHIEF)
        context.add_cookies([{"name": COOKIE, "value": ticket, "url": self.serving.address}])
        return context

    def page(self, context: BrowserContext) -> Page:
        """A page whose browser is listened to."""
        page = context.new_page()
        page.on(
            "console",
            lambda said: self.said.append(said.text) if said.type in {"error", "warning"} else None,
        )
        page.on("pageerror", lambda error: self.said.append(str(error)))
        page.set_default_timeout(60_000)
        return page

    def at(self, path: str) -> str:
        """An address."""
        return f"{self.serving.address}{path}"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with own_browser() as launched:
        yield launched


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("prepared")
    prepare(folder)
    return folder


@pytest.fixture
def desk(tmp_path: Path, prepared: Path, browser: Browser) -> Iterator[Desk]:
    folder = tmp_path / "office"
    shutil.copytree(prepared, folder)
    office = opened(folder)
    serving = serve(office)
    made = Desk(office, serving, browser)
    yield made
    for context in browser.contexts:
        context.close()
    serving.stop()
    close(office)
    assert made.said == []
    assert office.faults == []


@pytest.mark.parametrize(("locale", "look", "width", "height"), SEEN_BY)
def test_every_page_can_be_used_by_everybody(
    desk: Desk, locale: str, look: str, width: int, height: int
) -> None:
    context = desk.context(
        locale=locale, color_scheme=look, viewport={"width": width, "height": height}
    )
    page = desk.page(context)
    for path in PAGES:
        answer = page.goto(desk.at(path))
        assert answer is not None
        assert answer.status == 200, path
        found = Axe().run(page).response["violations"]
        serious = [
            (one["id"], one["nodes"][0]["html"])
            for one in found
            if one["impact"] in {"serious", "critical"}
        ]
        assert serious == [], path
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
        assert page.locator("html").get_attribute("lang") == locale[:2]


def test_a_person_signs_in_by_the_keyboard_and_out_again(desk: Desk) -> None:
    page = desk.page(desk.browser.new_context())
    page.goto(desk.at("/sign-in"))
    assert page.evaluate("document.activeElement.id") == "name"
    page.keyboard.type("maria")
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Maria Silva")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.get_by_label("Your account").click()
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")


def test_pages_are_read_and_items_handled_without_scripts(desk: Desk) -> None:
    page = desk.page(desk.context(java_script_enabled=False))
    page.goto(desk.at("/items?state=failed"))
    page.get_by_label("Tick 0010124").check()
    page.get_by_role("button", name="Try again").click()
    expect(page.get_by_role("status")).to_have_text(re.compile("One item gets a new attempt"))
    page.get_by_role("link", name="Runs").click()
    page.get_by_role("link", name="update_contact").click()
    expect(page.get_by_text("There is no customer 0010111 in the CRM.").first).to_be_visible()


def test_today_shows_by_itself_what_has_changed(desk: Desk) -> None:
    page = desk.page(desk.context(locale="en-GB"))
    page.goto(desk.at("/"))
    expect(page.get_by_text("4 done").first).to_be_visible()
    worker = Filling(
        desk.office.store,
        AT_WORK,
        "raise_credit_limit",
        "limits.csv",
        desk.office.store.runs.get(AT_WORK).started_at,
    )
    # Events begin with what is known when the page begins to listen: later news is told.
    for number in range(5, 10):
        worker.done(1)
        with suppress(AssertionError):
            expect(page.get_by_text(f"{number} done").first).to_be_visible(timeout=10_000)
            return
    pytest.fail("the page showed no news")


def test_many_are_ticked_at_once_and_asked_about(desk: Desk) -> None:
    page = desk.page(desk.context(locale="en-GB"))
    page.goto(desk.at("/items?state=new"))
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.name") == "q"
    page.get_by_label("Tick every item of this page").check()
    expect(page.locator("[data-counts]")).to_have_text("9")
    page.get_by_role("button", name="Reject").click()
    expect(page.get_by_text("9 items that were not begun are not worked at all.")).to_be_visible()
    page.get_by_label("Reason, for the results").fill("Moved to March.")
    page.get_by_role("button", name="Do it").click()
    expect(page.get_by_role("status")).to_have_text(re.compile("9 items were rejected"))


def test_hostile_texts_run_nowhere(desk: Desk) -> None:
    texts = [
        "<script>document.title='owned'</script>",
        "\"><img src=/x onerror=document.title='owned'>",
        "<svg onload=document.title='owned'>",
        "javascript:document.title='owned'",
        "' autofocus onfocus=document.title='owned' x='",
    ]
    store, run = desk.office.store, "20261122-100000-0009"
    filling = Filling(store, run, "create_ticket", texts[0], store.runs.get(AT_WORK).started_at)
    filling.begin([Draft(Source(text), text, {text: text}) for text in texts])
    for text in texts:
        change = {"screen": text, "element": text, "before": text, "after": text}
        store.items.finish(
            filling.claimed(),
            Ending("technical", ItemState.FAILED, text, record=text, changes=(change,)),
        )
    page = desk.page(desk.context())
    numbers = [line.id for line in store.browsing.page(Sought(run=run), 0, 9).lines]
    for path in [
        "/",
        f"/runs/{run}",
        f"/items?run={run}",
        *(f"/items/{number}" for number in numbers),
    ]:
        page.goto(desk.at(path))
        assert page.title().endswith("Deskhand"), path
        assert "owned" not in page.title().replace("document.title='owned'", ""), path


def test_a_page_in_the_background_holds_no_connection(desk: Desk) -> None:
    page = desk.page(desk.context(locale="en-GB"))
    page.goto(desk.at("/"))
    live = desk.office.console.live
    expect(page.locator("#today")).to_be_visible()
    until(page, lambda: live.listeners == 1)
    page.evaluate("Object.defineProperty(document, 'hidden', {value: true, configurable: true})")
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    until(page, lambda: live.listeners == 0)
    page.evaluate("Object.defineProperty(document, 'hidden', {value: false, configurable: true})")
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    until(page, lambda: live.listeners == 1)


def until(page: Page, come: Callable[[], bool]) -> None:
    """Let the browser go on until something has come."""
    for _ in range(600):
        if come():
            return
        page.wait_for_timeout(100)
    pytest.fail("it did not come")
