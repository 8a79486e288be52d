"""Snapshots of living pages: what they keep, what they never keep, and what is read from two."""

import random
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import pytest

from runner.drivers.web import WebOptions, WebSession, open_web
from runner.drivers.web.driver import WebDriver
from runner.drivers.web.scene import Scene
from runner.errors import DeskhandError
from runner.screens.load import check, load
from runner.survey.checking import Check
from runner.survey.differences import compare
from runner.survey.errors import SnapshotOfAnotherAppError, SnapshotThereError
from runner.survey.findings import AppLook
from runner.survey.keeping import Keeping
from runner.survey.offline import OfflineCheck
from runner.survey.snapshot import Snapshot
from tests.pages.site import Site
from tests.ui.surveyed import CUSTOMER, FILE, PAGES, survey_site, surveyed
from tests.unit.survey.test_mutations import reworded

pytestmark = pytest.mark.browser

CHANGED = (
    CUSTOMER.replace("Street and number", "Street, house number")
    .replace(
        "<legend>Address</legend>", "<legend>Address</legend><label>Fax <input name=fax></label>"
    )
    .replace("<option selected>Greece", "")
    .replace(">Save</button>", ">Save</button><button name=twin>Save</button>")
    .replace("<label>E-mail <input name=email value=ada@example.org></label>", "")
)


def taken(site: Site, folder: Path, file: Path = FILE) -> tuple[Snapshot, AppLook]:
    with surveyed(site, file) as session:
        snapshot = Keeping(session, folder).run()
        return snapshot, Check(session).run()


@pytest.fixture(scope="module")
def old(tmp_path_factory: pytest.TempPathFactory) -> tuple[Snapshot, AppLook]:
    return taken(survey_site(), tmp_path_factory.mktemp("old") / "survey")


def test_it_can_be_read_again_as_it_was(old: tuple[Snapshot, AppLook]) -> None:
    snapshot = old[0]

    again = Snapshot.read(snapshot.folder)
    assert list(again.screens) == ["home", "search", "list", "customer", "window"]
    assert again.missed["far"] == ""
    assert "Nothing was pressed." in again.missed["erased"]
    assert compare(snapshot, again) == []


def test_nothing_personal_no_value_and_no_script_is_kept(old: tuple[Snapshot, AppLook]) -> None:
    files = [file for file in old[0].folder.rglob("*") if file.suffix in {".html", ".json", ".css"}]
    text = "\n".join(file.read_text(encoding="utf-8") for file in files)

    # `born` and the column `name` are personal; the others are values of fields, or tokens.
    unseen = (
        "Lovelace",
        "Marley",
        "1815",
        "Secret street",
        "ada@example",
        "t0ken",
        "Hidden",
        "DE02",
    )
    assert [value for value in unseen if value in text] == []
    assert [
        value for value in ("<script", "onclick", "scripted", "a remark") if value in text
    ] == []
    assert "Street and number" in text
    assert all((old[0].folder / name / "picture.jpg").is_file() for name in old[0].screens)


def test_the_same_pages_are_kept_the_same(old: tuple[Snapshot, AppLook], tmp_path: Path) -> None:
    with surveyed(survey_site()) as session:
        again = Keeping(session, tmp_path / "survey").run()

    first = {file.relative_to(old[0].folder): file for file in old[0].folder.rglob("*.html")}
    second = {file.relative_to(again.folder): file for file in again.folder.rglob("*.html")}
    assert first.keys() == second.keys()
    assert all(first[name].read_bytes() == second[name].read_bytes() for name in first)


def test_a_snapshot_is_not_overwritten(old: tuple[Snapshot, AppLook]) -> None:
    with surveyed(survey_site()) as session, pytest.raises(SnapshotThereError, match="already"):
        Keeping(session, old[0].folder).run()


def test_looking_at_a_snapshot_finds_what_looking_at_the_app_found(
    old: tuple[Snapshot, AppLook],
) -> None:
    snapshot, live = old
    session = open_web(load(FILE), {}.__getitem__, WebOptions(wait_seconds=2))
    try:
        look = OfflineCheck(session, snapshot).run()
    finally:
        session.close(5)

    assert told(look, snapshot) == told(live, snapshot)


def told(look: AppLook, snapshot: Snapshot) -> dict[str, list[tuple[object, ...]]]:
    return {
        screen.screen: [
            (one.name, one.state, one.locator, one.matched, one.rows) for one in screen.findings
        ]
        for screen in look.screens
        if screen.screen in snapshot.screens
    }


def test_what_changed_is_said_in_words(old: tuple[Snapshot, AppLook], tmp_path: Path) -> None:
    site = survey_site()
    site.page("/customer", CHANGED)
    with surveyed(site) as session:
        new = Keeping(session, tmp_path / "survey").run()

    said = [(one.screen, one.said, one.element) for one in compare(old[0], new)]
    assert said == [
        ("customer", "the window's title 'Customer' became ''", None),
        ("customer", "label 'Street and number' became 'Street, house number'", "street"),
        ("customer", "choice 'Greece' is gone from 'Country'", None),
        ("customer", "field 'E-mail' is gone", "email"),
        ("customer", "new field 'Fax'", None),
        ("customer", "new button 'Save'", None),
        ("customer", "two buttons 'Save', where there was one", None),
    ]


@pytest.fixture(scope="module")
def framed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, Snapshot]]:
    folder = tmp_path_factory.mktemp("framed")
    file = folder / "framed.yaml"
    file.write_text(
        """version: 1
app: framed
address: http://127.0.0.1/
screens:
  outside:
    shown_by: {heading: Frames}
    elements: {first: {label: Outside}, inside: {label: Inside}, close: {role: button, name: Close}}
  deep:
    frame: [outer, {name: inner}]
    shown_by: {text: Innermost}
    elements: {deep: {label: Deep}}
""",
        encoding="utf-8",
    )
    site = Site()
    site.page("/", (PAGES / "capture_frames.html").read_text(encoding="utf-8"))
    with surveyed(site, file) as session:
        yield file, Keeping(session, folder / "taken" / "framed").run()


def test_frames_and_shadow_roots_are_kept_and_looked_at(framed: tuple[Path, Snapshot]) -> None:
    file, snapshot = framed
    assert list(snapshot.screens) == ["outside", "deep"]
    assert snapshot.screens["deep"].controls[0].element == "deep"
    session = open_web(load(file), {}.__getitem__, WebOptions(wait_seconds=2))
    try:
        look = OfflineCheck(session, snapshot).run()
    finally:
        session.close(5)

    assert not look.trouble
    assert [len(one.findings) for one in look.screens] == [3, 1]


ONE_PAGE = """<title>One</title><div id=main></div><script>
const draw = () => { main.innerHTML = `<h1>${location.hash.slice(1) || "start"}</h1><label>Field <input></label>` };
onhashchange = draw; draw();
</script>"""


def test_screens_of_one_page_are_told_apart_by_what_was_kept(tmp_path: Path) -> None:
    """Their addresses differ behind the # only, and a browser would not load the next one."""
    file = tmp_path / "one.yaml"
    screens = "".join(
        f"  {name}: {{shown_by: {{heading: {name}}}, reach: [{{address: '#{name}'}}], "
        "elements: {field: {label: Field}}}\n"
        for name in ("first", "second", "third")
    )
    head = "version: 1\napp: one\naddress: http://127.0.0.1/\nscreens:\n"
    file.write_text(head + screens, encoding="utf-8")
    site = Site()
    site.page("/", ONE_PAGE)
    with surveyed(site, file) as session:
        snapshot = Keeping(session, tmp_path / "one").run()
    session = open_web(load(file), {}.__getitem__, WebOptions(wait_seconds=2))
    try:
        look = OfflineCheck(session, snapshot).run()
    finally:
        session.close(5)

    assert list(snapshot.screens) == ["first", "second", "third"]
    assert [one.state for one in look.screens] == ["found"] * 3
    assert not look.trouble


HOSTILE = """<title>x</title><h1>Odd</h1><p id=odd></p>
<label>A "quoted" &lt;b&gt; label & more <input name='a"b&c' placeholder="</template>"></label>
<a href="javascript:alert(1)">Go</a><a href="/x?sid=12345&q=1#part">Next</a>
<template><input name=inert></template><noscript><input name=none></noscript>
<svg width=10 height=10><title>Drawn</title><script>1</script><path d="M0 0"/></svg>
<pre>  two
   lines </pre><textarea name=t></textarea><div contenteditable=true>typed</div>
<select name=s><optgroup label=G><option value=1>One</option></optgroup></select>
<input type=submit value="Send it"><input type=reset><object data=/x></object>
<script>odd.textContent = "lone \\ud800 surrogate, \\u202e turned, \\u0000 nul";
document.body.append(document.createElement("x-unknown"), document.createComment("secret remark"));
odd.setAttribute("data-big", "a".repeat(50)); odd.setAttribute("data-small", "kept");
document.querySelector("textarea").value = "typed text"</script>"""


def test_an_odd_page_is_kept_and_looked_at_like_any_other(tmp_path: Path) -> None:
    file = tmp_path / "odd.yaml"
    file.write_text(
        """version: 1
app: odd
address: http://127.0.0.1/
screens:
  odd:
    shown_by: {heading: Odd}
    reach: [{address: /}]
    elements:
      quoted: {label: 'A "quoted" <b> label & more'}
      go: {role: link, name: Go}
      one: {css: "select[name=s]"}
      send: {role: button, name: Send it}
      named: {css: 'input[name*="b&c"]'}
      drawn: {css: svg}
""",
        encoding="utf-8",
    )
    site = Site()
    site.page("/", HOSTILE)
    with surveyed(site, file) as session:
        snapshot = Keeping(session, tmp_path / "odd").run()
    session = open_web(load(file), {}.__getitem__, WebOptions(wait_seconds=2))
    try:
        look = OfflineCheck(session, Snapshot.read(snapshot.folder)).run()
    finally:
        session.close(5)

    assert [(one.name, one.state) for one in look.screens[0].findings] == [
        (name, "found") for name in ("quoted", "go", "one", "send", "named", "drawn")
    ]
    page = (snapshot.folder / "odd" / "page-0.html").read_text(encoding="utf-8")
    gone = (
        "<script",
        "inert",
        "none",
        "alert",
        "12345",
        "secret remark",
        "typed",
        "aaaa",
        "/x?sid=1",
    )
    assert [one for one in gone if one in page] == []
    assert 'data-small="kept"' in page
    assert 'href="/x?sid=&amp;q=1#part"' in page


def test_a_snapshot_of_another_app_is_refused(framed: tuple[Path, Snapshot]) -> None:
    session = open_web(load(FILE), {}.__getitem__, WebOptions(wait_seconds=2))
    try:
        with pytest.raises(SnapshotOfAnotherAppError, match="of the app 'framed', not of 'survey'"):
            OfflineCheck(session, framed[1])
    finally:
        session.close(5)


@pytest.mark.slow
def test_damaged_files_that_load_are_looked_for_without_a_crash(
    old: tuple[Snapshot, AppLook], tmp_path: Path
) -> None:
    """Locators that say nonsense to a real browser are findings, not crashes."""
    file = tmp_path / "survey.yaml"
    text = FILE.read_text(encoding="utf-8")
    session = open_web(load(FILE), {}.__getitem__, WebOptions(wait_seconds=1))
    browser = session.scene.browser
    looked = 0
    try:
        for seed in range(1000):
            file.write_bytes(reworded(text, random.Random(seed)))
            if check(file):
                continue
            app = load(file)
            scene = Scene(app, WebOptions(wait_seconds=1), browser)
            one = cast("WebSession", SimpleNamespace(scene=scene, driver=WebDriver(scene)))
            with suppress(DeskhandError):
                look = OfflineCheck(one, old[0]).run(["search"] if "search" in app.screens else [])
                looked += len(look.screens)
            if looked >= 60:
                break
    finally:
        session.close(5)

    assert looked >= 60
