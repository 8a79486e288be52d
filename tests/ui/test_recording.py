"""A person does a procedure once in a real browser; the drafted bot does it for others."""

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from benchmarks.killing import Sweep, sweeping
from demo.ledger import entries
from runner.cli.screen_record import keep
from runner.drivers.web import WebOptions, WebSession, open_web
from runner.drivers.web.later import Later
from runner.recording.acts import Deed
from runner.recording.recording import Recording
from runner.recording.result import Recorded, recorded
from runner.screens.load import check, load
from runner.secret import Secret
from runner.workspace import Workspace
from tests.pages.site import Site, document, serving
from tests.ui.person import Person

pytestmark = pytest.mark.browser

ROOT = Path(__file__).parents[2]
CREDENTIALS = {"CRM_USERNAME": Secret("demo", hidden=False), "CRM_PASSWORD": Secret("sweep")}
OURS = 'lint.isort.known-first-party=["runner"]'
RECORDED = "0010020"
OTHERS = ("0010033", "0010046")


@pytest.fixture
def crm(tmp_path: Path) -> Iterator[Sweep]:
    with sweeping(tmp_path / "crm", rows=0) as running:
        yield running


def workspace(folder: Path, crm_yaml: str) -> Workspace:
    for name in ("bots", "selectors"):
        (folder / name).mkdir(parents=True)
    (folder / "selectors" / "crm.yaml").write_text(crm_yaml, encoding="utf-8")
    shutil.copy(ROOT / "pyproject.toml", folder)
    return Workspace(folder)


def bare() -> str:
    """The demo's file with nothing but what signing in takes."""
    text = (ROOT / "selectors" / "crm.yaml").read_text(encoding="utf-8")
    head = text[: text.index("\n  search:\n")].replace("[login, session_ended]", "[login]")
    return re.sub(r"\n    elements:\n      search_customer:(?:.|\n)*", "\n", head)


def edit_a_customer(person: Person, recording: Recording) -> None:
    """Searches a customer, opens it, edits it, saves it, reads the number of the change."""
    person.page.on("dialog", lambda dialog: dialog.accept())
    person.frame("menu").click("text=Search customer")
    person.says("press search_customer")
    main = person.frame("main")
    main.fill("[name=account]", RECORDED)
    main.click("input[value=Find]")
    person.says("press find")
    main.click("text=Open")
    person.says("press open")
    main.click("a:text-is('Edit')")
    person.says("press edit")
    form = person.frame("form")
    form.fill("[name=street]", "Recorded Road 7")
    form.focus("[name=country]")
    person.page.keyboard.type("Germ")
    person.page.keyboard.press("Tab")
    person.says("fill country")
    form = person.frame("form")
    form.wait_for_function("document.querySelector('[name=region]').options.length > 3")
    form.fill("[name=birth_date]", "01.02.1980")
    form.fill("[name=credit_limit]", "1500.00")
    form.set_checked("[name=newsletter]", checked=not form.is_checked("[name=newsletter]"))
    form.click("input[value=Save]")
    person.says("press save")
    main = person.frame("main")
    main.wait_for_selector("#record")
    main.click("#record", modifiers=["Alt"])
    person.until(lambda: recording.acts[-1].deed is Deed.READ)


def deskhand(found: Workspace, crm: Sweep, *words: str) -> subprocess.CompletedProcess[str]:
    environment = crm.environment | {"DESKHAND_WORKSPACE": str(found.root)}
    command = [sys.executable, "-P", "-m", "runner", *words]
    return subprocess.run(
        command, cwd=found.root, env=environment, capture_output=True, text=True, check=False
    )


def drafted(crm: Sweep, found: Workspace) -> Recorded:
    """The result of one recording, written into the workspace."""
    file = found.selectors / "crm.yaml"
    session = open_web(
        load(file), CREDENTIALS.__getitem__, WebOptions(address=crm.address, wait_seconds=8)
    )
    try:
        session.sign_in()
        recording = Recording(session.scene, load(file))
        edit_a_customer(Person(recording, session.scene.window().page), recording)
        result = recorded(recording, "move_customer", found.bot_names())
    finally:
        session.close(5)
    recording.names.save("recorded")
    keep(found, result, over=False)
    return result


def refused(found: Workspace, *tool: str) -> str:
    """What a tool has to say against the drafted bot."""
    done = subprocess.run(
        [sys.executable, "-m", *tool, "bots/move_customer.py"],
        cwd=found.root,
        capture_output=True,
        text=True,
        env=os.environ | {"MYPYPATH": str(ROOT)},
        check=False,
    )
    return done.stdout + done.stderr if done.returncode else ""


@pytest.mark.parametrize("selectors", ["bare", "complete"])
def test_a_drafted_bot_passes_every_check_and_enters_other_customers(
    crm: Sweep, tmp_path: Path, selectors: str
) -> None:
    complete = (ROOT / "selectors" / "crm.yaml").read_text(encoding="utf-8")
    found = workspace(tmp_path / "workspace", bare() if selectors == "bare" else complete)
    result = drafted(crm, found)

    said = result.text + result.selectors
    typed = (RECORDED, "Recorded", "Germany", "1980", "1500")
    assert [value for value in typed if value in said] == []
    assert check(found.selectors / "crm.yaml") == []
    checked = deskhand(found, crm, "check")
    assert checked.returncode == 0, checked.stdout
    assert refused(found, "ruff", "check", "--config", OURS) == ""
    assert refused(found, "ruff", "format", "--check") == ""
    assert refused(found, "mypy", "--strict") == ""

    item = json.loads(result.examples)[0]
    key = next(iter(item))
    street = next(name for name in item if name.startswith("street"))
    feed = [item | {key: account, street: f"Drafted Street {account}"} for account in OTHERS]
    (tmp_path / "feed.json").write_text(json.dumps(feed))
    words = ["--from", str(tmp_path / "feed.json"), "--address", f"crm={crm.address}"]
    ran = deskhand(found, crm, "run", "move_customer", *words)
    assert ran.returncode == 0, ran.stdout + ran.stderr

    saved = {one.key: one.values for one in entries(crm.ledger) if one.key in OTHERS}
    assert {account: values["street"] for account, values in saved.items()} == {
        account: f"Drafted Street {account}" for account in OTHERS
    }
    for values in saved.values():
        assert values["country"] == "Germany"
        assert values["birth_date"] == "01.02.1980"
        assert values["credit_limit"] == "1500.00"


APP = """\
version: 1
app: shop
address: http://shop.example/
screens:
  start: {shown_by: {heading: Start}}
"""

ORDERS = """<h1>Orders</h1><form onsubmit="return false">
<label>Order no. <input name=order></label> <label>PIN <input type=password name=pin></label>
<button onclick="if (confirm('Cancel order ' + this.form.order.value + ' for good?')) out.textContent = 'Done'">Cancel order</button>
</form><p>Result <b id=out></b></p>
<table class=list><tr><th>Order<th>State</tr><tr><td>A-100<td>open</tr><tr><td>A-101<td>closed</tr></table>"""

Shop = Callable[[str], tuple[Person, Recording]]


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Shop]:
    file = tmp_path / "selectors" / "shop.yaml"
    file.parent.mkdir()
    file.write_text(APP, encoding="utf-8")
    site = Site()
    sessions: list[WebSession] = []

    def start(body: str) -> tuple[Person, Recording]:
        site.page("/", document("Shop", body))
        chooser = "<h1>Chooser</h1><label>Words <input name=words></label>"
        site.page("/chooser", document("Chooser", chooser))
        options = WebOptions(address=address, wait_seconds=8)
        session = open_web(load(file), CREDENTIALS.__getitem__, options)
        sessions.append(session)
        session.sign_in()
        recording = Recording(session.scene, load(file))
        return Person(recording, session.scene.window().page), recording

    with serving(site) as address:
        yield start
        for session in sessions:
            session.close(5)


def test_a_password_is_never_recorded(shop: Shop) -> None:
    person, recording = shop(ORDERS)
    person.page.fill("[name=order]", "A-100")
    person.page.fill("[name=pin]", "hunter2")
    person.page.keyboard.press("Tab")
    person.says("fill pin")
    result = recorded(recording, None, [])

    assert "hunter2" not in repr(recording.acts)
    assert "hunter2" not in result.text + result.examples + result.selectors
    assert "pin on orders (a secret) was not recorded" in result.text
    assert recording.names.app.screens["orders"].elements["pin"].secret


def test_a_dialog_that_no_rule_knows_gets_one_without_what_was_typed(shop: Shop) -> None:
    person, recording = shop(ORDERS)
    person.page.on("dialog", lambda dialog: dialog.accept())
    person.page.fill("[name=order]", "A-100")
    person.page.click("button")
    person.until(lambda: recording.names.app.dialogs)
    result = recorded(recording, None, [])

    assert "- {kind: confirm, text: {contains: Cancel order}, answer: accept}" in result.selectors
    assert result.remarks == ()


def test_texts_and_tables_are_marked_for_reading(shop: Shop) -> None:
    person, recording = shop(ORDERS)
    person.page.fill("[name=order]", "A-100")
    person.page.click("td >> nth=1", modifiers=["Alt"])
    person.says("rows orders on orders")
    person.press("read")
    person.page.mouse.click(*person.point(person.page.locator("p")))
    person.says("read")
    result = recorded(recording, None, [])

    assert 'rows = shop.on("orders").rows("orders")' in result.text
    compile(result.text, "draft", "exec")


def test_what_was_recorded_last_can_be_forgotten(shop: Shop) -> None:
    person, recording = shop(ORDERS)
    person.page.fill("[name=order]", "A-100")
    person.page.click("h1")
    person.says("fill order_no")
    person.press("drop")
    person.until(lambda: not recording.acts)


def test_closing_the_browser_ends_the_recording(shop: Shop) -> None:
    person, recording = shop(ORDERS)
    person.page.fill("[name=order]", "A-100")
    person.page.click("h1")
    person.says("fill order_no")
    person.page.close()

    assert recording.work(0.2) is False
    assert recorded(recording, None, []).bot == "read_orders"


def test_a_dialog_that_waits_for_its_person_holds_nobody_up(shop: Shop) -> None:
    person, recording = shop(ORDERS)
    asked: list[object] = []

    def wait(dialog: object) -> None:
        asked.append(dialog)

    person.page.on("dialog", wait)
    at = person.point(person.page.locator("button"))
    window = person.window
    assert window is not None
    for kind in ("mousePressed", "mouseReleased"):
        where = {"x": at[0], "y": at[1], "button": "left", "clickCount": 1}
        Later(window._session, "Input.dispatchMouseEvent", {"type": kind} | where)
    for _ in range(100):
        recording.work(0.1)
        if asked:
            break
    assert [str(act) for act in recording.acts] == ["press cancel_order on orders"]

    Later(window._session, "Page.handleJavaScriptDialog", {"accept": False})
    person.until(lambda: recording.names.app.dialogs)
    rule = recording.names.app.dialogs[0]
    assert (rule.kind, rule.text.text, rule.accept) == ("confirm", "Cancel order for good?", False)


def test_what_is_done_in_a_window_that_opens_is_recorded(shop: Shop) -> None:
    person, recording = shop(
        "<h1>Orders</h1><button onclick=\"open('/chooser', 'c', 'width=500,height=400')\">Choose"
        "</button>"
    )
    with person.page.expect_popup() as opened:
        person.page.click("button")
    other = Person(recording, opened.value)
    other.page.fill("[name=words]", "Smith")
    other.page.keyboard.press("Enter")
    other.until(lambda: "fill words on chooser" in map(str, recording.acts))

    window = recording.names.app.screens["chooser"].window
    assert window is not None
    assert window.text == "Chooser"


SUGGESTS = """<h1>Orders</h1><label>Branch <input name=branch oninput="choices.hidden = false"></label>
<div role=listbox id=choices class=choices hidden><div role=option onmousedown="event.preventDefault()"
onclick="document.querySelector('input').value = this.textContent; choices.hidden = true">Berlin Mitte</div></div>"""


def test_what_an_entry_of_a_list_puts_into_a_field_is_its_value(shop: Shop) -> None:
    person, recording = shop(SUGGESTS)
    person.page.click("[name=branch]")
    person.page.keyboard.type("Ber")
    person.page.click("[role=option]")
    person.says("fill branch")
    person.page.click("h1")
    person.rest()

    assert [(act.spot.element, act.value) for act in recording.acts] == [("branch", "Berlin Mitte")]
    element = recording.names.app.screens["orders"].elements["branch"]
    assert element.kind == "suggest"
    assert str(element.entries) == "role 'option' within css '.choices'"


def test_a_press_in_a_frame_that_was_empty_at_first_is_recorded_once(shop: Shop) -> None:
    person, recording = shop("<h1>Orders</h1><iframe name=inner></iframe>")
    person.rest()
    person.page.evaluate("document.querySelector('iframe').src = '/chooser'")
    inner = person.frame("inner")
    inner.wait_for_selector("[name=words]")
    person.rest()
    inner.fill("[name=words]", "Smith")
    inner.click("h1")
    person.says("fill words")
    inner.evaluate("document.body.insertAdjacentHTML('beforeend', '<button>Go</button>')")
    inner.click("button")
    person.says("press go")

    assert [str(act) for act in recording.acts] == ["fill words on chooser", "press go on chooser"]
    assert [step.text for step in recording.names.app.screens["chooser"].frame] == ["inner"]


def test_no_name_says_what_one_case_says(shop: Shop) -> None:
    rows = "".join(f"<tr><td><a href='#{n}'>A-10{n}</a><td>Smith {n}</tr>" for n in range(3))
    person, recording = shop(f"<h1>Orders</h1><table><tr><th>Order<th>Name</tr>{rows}</table>")
    person.page.click("text=A-101")
    person.says("press open on orders, in a row")

    element = recording.names.app.screens["orders"].elements["open"]
    assert (str(element.locators[0]), element.row_of) == ("css 'a'", "orders")
    assert recording.acts[0].spot.key == "A-101"
    assert "A-10" not in recording.names.difference()


def test_what_goes_wrong_in_a_page_costs_no_more_than_itself(shop: Shop) -> None:
    person, recording = shop(ORDERS)
    person.ask("setTimeout(() => { throw new Error('odd page') })")
    person.until(lambda: recording.left_out)
    person.page.fill("[name=order]", "A-100")
    person.page.click("h1")
    person.says("fill order_no")

    assert recording.left_out == [
        "Something could not be recorded: the page could not be asked (inspector): Error: odd page."
    ]
