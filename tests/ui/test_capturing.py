"""What a window says of its controls, compared with what is read from the same page's HTML."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page

from benchmarks.killing import sweeping
from runner.drivers.web import WebOptions, WebSession, open_web
from runner.drivers.web.capturing import Captured, capture
from runner.healing.control import Control
from runner.healing.reading import read_controls
from runner.screens.load import load
from runner.screens.model import FrameStep
from runner.secret import MASK, Secret
from tests.pages.site import Site, document, serving

pytestmark = pytest.mark.browser

ROOT = Path(__file__).parents[2]
PAGES = ROOT / "tests" / "pages"


def big_page(fields: int) -> str:
    rows = "".join(
        f"<tr><td>Label {n}</td><td><input name=f{n}></td>"
        f"<td><select><option>a<option>b</select></td><td><a href=/d/{n}>Show</a></td></tr>"
        for n in range(fields // 3)
    )
    return document("Big", f"<h1>Big</h1><form><table>{rows}</table></form>")


@pytest.fixture(scope="module")
def site() -> Site:
    site = Site()
    for name in ("capture", "capture_frames"):
        site.page(f"/{name}", (PAGES / f"{name}.html").read_text(encoding="utf-8"))
    site.page("/big", big_page(5000))
    site.page("/", document("Start", "<p>Start</p>"))
    return site


@pytest.fixture(scope="module")
def looking(site: Site) -> Iterator[WebSession]:
    with serving(site) as address:
        app = load(PAGES / "capture.yaml")
        session = open_web(app, {}.__getitem__, WebOptions(address=address, wait_seconds=4))
        session.sign_in()
        yield session
        session.close(5)


def at(session: WebSession, path: str) -> Captured:
    session.driver.open(path)
    session.scene.window().page.wait_for_load_state("load")
    return capture(session.scene)


def shown(captured: Captured, *way: FrameStep) -> list[Control]:
    return [one.control for one in captured.within(way) if not one.control.hidden]


def read(html: str) -> list[Control]:
    return [found.control for found in read_controls(html)]


def without_place(controls: list[Control]) -> list[dict[str, object]]:
    return [
        {name: value for name, value in one.stored().items() if name != "place_of"}
        for one in controls
    ]


def test_a_page_says_what_its_html_says(looking: WebSession) -> None:
    captured = at(looking, "/capture")
    html = (PAGES / "capture.html").read_text(encoding="utf-8")
    # What the screen marks as personal is never taken from a page, and what only its style hides
    # cannot be told from HTML.
    html = html.replace("1970-02-03", MASK).replace("Ada Lovelace", MASK)
    html = html.replace('<a href="/c/Bob">Bob Marley</a>', f"<a href>{MASK}</a>")
    html = html.replace('<input class="gone" name="unseen">', "")
    html = html.replace("<details>", "<details open>").replace('<input name="folded">', "")

    assert without_place(shown(captured)) == without_place(read(html))
    hidden = [one.control.html_name for one in captured.controls if one.control.hidden]
    assert hidden == ["unseen", "unseen2", "", "folded"]


def test_no_value_of_a_field_and_nothing_personal_is_taken(looking: WebSession) -> None:
    said = repr(at(looking, "/capture"))

    for value in ("secret thoughts", "t0ken", "1970", "Ada", "Marley", "Bob"):
        assert value not in said
    assert "'Greece'" not in said


def test_choices_are_taken_where_they_are_asked_for(looking: WebSession) -> None:
    at(looking, "/capture")
    offered = [one.choices for one in capture(looking.scene, choices=9).controls if one.choices]

    assert offered == [("Germany", "Greece")]


def test_elements_of_a_screen_are_known_among_the_controls(looking: WebSession) -> None:
    at(looking, "/capture")
    screen = looking.scene.app.screens["form"]
    captured = capture(looking.scene, screen=screen, elements=list(screen.elements.values()))

    names = {
        name: captured.controls[one.handle].control.name for name, one in captured.found.items()
    }
    assert names == {"account": "Account no.", "street": "Street", "save": "Save"}


def test_frames_shadow_roots_and_places(looking: WebSession) -> None:
    captured = at(looking, "/capture_frames")
    outer, inner = FrameStep("name", "outer"), FrameStep("name", "inner")

    assert [one.way for one in captured.frames] == [(), (outer,), (outer, inner)]
    assert [one.name for one in shown(captured)] == ["Outside", "Inside", "Slotted", "Close"]
    assert shown(captured)[1].heading == "Card"
    assert [one.name for one in shown(captured, outer)] == ["Middle"]
    deep = captured.within((outer, inner))[0]
    assert (deep.control.name, deep.control.before) == ("Deep", "Deep")
    assert (deep.box.x, deep.box.y, deep.box.width, deep.box.height) == (115, 226, 70, 20)
    assert captured.beside(deep.handle) == (deep,)


def test_five_thousand_controls_come_in_one_quick_answer(looking: WebSession) -> None:
    at(looking, "/big")
    capture(looking.scene)
    began = time.perf_counter()
    captured = capture(looking.scene)
    took = time.perf_counter() - began

    assert len(captured.controls) == 4998
    # A loaded machine is given ten times what it takes.
    assert took < 5


def test_the_demos_pages_say_what_their_html_says(tmp_path: Path) -> None:
    with sweeping(tmp_path / "crm", rows=0) as crm:
        credentials = {
            "CRM_USERNAME": Secret(crm.environment["CRM_USERNAME"], hidden=False),
            "CRM_PASSWORD": Secret(crm.environment["CRM_PASSWORD"]),
        }
        app = load(ROOT / "selectors" / "crm.yaml")
        session = open_web(app, credentials.__getitem__, WebOptions(address=crm.address))
        try:
            session.sign_in()
            session.go("search").fill(account="0010020")
            compare(session)
            session.on("search").press("find")
            session.on("results")
            compare(session)
            session.on("results").press("open", row="0010020")
            session.on("customer").press("edit")
            session.on("form")
            compare(session)
        finally:
            session.close(5)


def compare(session: WebSession) -> None:
    captured, pages = at_rest(session)
    for way, html in pages.items():
        controls = [one for one in shown(captured, *way) if MASK not in one.before + one.after]
        wanted = without_place(read(html))
        assert [one for one in without_place(controls) if one not in wanted] == []


def at_rest(session: WebSession) -> tuple[Captured, dict[tuple[FrameStep, ...], str]]:
    """The demo fills and enables lists late: a page is compared that does not change meanwhile."""
    page = session.scene.window().page
    for _ in range(50):
        captured = capture(session.scene)
        before = htmls(page, captured)
        page.wait_for_timeout(300)
        captured = capture(session.scene)
        if htmls(page, captured) == before:
            return captured, before
    raise AssertionError("the page never comes to rest")


def htmls(page: Page, captured: Captured) -> dict[tuple[FrameStep, ...], str]:
    found = {(): page.main_frame.content()}
    for one in captured.frames:
        frame = page.main_frame
        for step in one.way:
            frame = next(inner for inner in frame.child_frames if inner.name == step.text)
        found[one.way] = frame.content()
    return found
