"""A person points at things in a real browser, and they are written into the selector file."""

import re
from collections.abc import Callable, Iterator
from difflib import ndiff
from pathlib import Path

import pytest

from benchmarks.killing import Sweep, sweeping
from demo.ledger import entries
from runner.drivers.web import WebOptions, WebSession, open_web
from runner.picking.picking import Picking
from runner.screens.load import check, load
from runner.secret import Secret
from tests.pages.site import Site, document, serving
from tests.ui.person import Person

pytestmark = pytest.mark.browser

ROOT = Path(__file__).parents[2]
CREDENTIALS = {"CRM_USERNAME": Secret("demo", hidden=False), "CRM_PASSWORD": Secret("sweep")}
ACCOUNT = "0010020"

Sit = Callable[..., Person]


@pytest.fixture(scope="module")
def crm(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sweep]:
    with sweeping(tmp_path_factory.mktemp("demo") / "crm", rows=0) as running:
        yield running


def without(text: str, *screens: str) -> str:
    """A selector file without some screens, and without the ways that lead over them."""
    for screen in screens:
        text = re.sub(rf"(?m)^  {screen}:\n(?:(?:    .*)?\n)*", "", text)
        text = re.sub(rf"(?m)^    reach:\n      - {{on: {screen}, .*\n", "", text)
    return text


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "selectors" / "crm.yaml"
    path.parent.mkdir()
    text = (ROOT / "selectors" / "crm.yaml").read_text(encoding="utf-8")
    path.write_text(without(text, "form", "managers", "results"), encoding="utf-8")
    assert check(path) == []
    return path


@pytest.fixture
def session(crm: Sweep, file: Path) -> Iterator[WebSession]:
    options = WebOptions(address=crm.address, wait_seconds=8)
    session = open_web(load(file), CREDENTIALS.__getitem__, options)
    try:
        session.sign_in()
        yield session
    finally:
        session.close(5)


@pytest.fixture
def told() -> list[str]:
    return []


@pytest.fixture
def results(session: WebSession, file: Path, told: list[str]) -> Person:
    """The list of found customers, pointed at."""
    session.go("search").fill(account="0").press("find")
    page = session.scene.window().page
    person = Person(Picking(session.scene, load(file), told.append), page)
    person.frame("main").wait_for_selector("table.list")
    return person


@pytest.fixture
def form(session: WebSession, crm: Sweep, file: Path, told: list[str]) -> Person:
    """The form of one customer, in a frame inside a frameset, pointed at."""
    session.go("search")
    page = session.scene.window().page
    main = next(one for one in page.frames if one.name == "main")
    main.goto(f"{crm.address}/customer/edit?no={ACCOUNT}")
    person = Person(Picking(session.scene, load(file), told.append), page)
    person.frame("form").wait_for_selector("[name=street]")
    return person


def added(before: str, after: str) -> list[str]:
    lines = list(ndiff(before.splitlines(), after.splitlines()))
    assert not [line for line in lines if line.startswith("- ")]
    return [line[2:] for line in lines if line.startswith("+ ") and line[2:].strip()]


def test_a_field_in_a_frame_is_pointed_at_and_written(
    form: Person, file: Path, told: list[str]
) -> None:
    before = file.read_text()
    form.pick(form.frame("form").locator("[name=street]"))

    assert form.ways()[:2] == ['right_of: "Street, no."', "name: street"]
    assert form.value("name") == "street_no"

    form.type_into("new-screen", "form")
    form.type_into("name", "street")
    form.page.keyboard.press("Enter")
    form.says("is written")

    lines = "\n".join(added(before, file.read_text()))
    assert 'street: {right_of: "Street, no."}' in lines
    assert "shown_by: {role: button, name: Save}" in lines
    assert told == [f"crm.yaml:{len(file.read_text().splitlines())} is written: form.street"]
    screen = load(file).screens["form"]
    assert [step.text for step in screen.frame] == ["main", "form"]


def test_pointing_at_a_button_presses_nothing(form: Person, crm: Sweep) -> None:
    before = len(entries(crm.ledger))
    asked: list[str] = []
    form.page.on("dialog", lambda dialog: asked.append(dialog.message))
    form.pick(form.frame("form").locator("input[value=Save]"))

    assert "pressing it changes something" in form.text()
    assert form.panel("p.querySelector('[data-part=writes]').checked") is True
    assert len(entries(crm.ledger)) == before
    assert asked == []
    assert form.frame("form").locator("[name=street]").count() == 1


def test_a_whole_form_is_named_and_written_at_once(form: Person, file: Path) -> None:
    form.pick(form.frame("form").locator("[name=first_name]"))
    form.press("form")
    form.says("The whole form")
    form.type_into("new-screen", "form")
    form.press("include", 0)
    form.type_into("name", "given_name", 1)
    form.press("write")
    form.says("are written")

    elements = load(file).screens["form"].elements
    assert "given_name" in elements
    assert "salutation" not in elements
    assert {"last_name", "street_no", "city", "country", "interests", "iban", "save"} <= set(
        elements
    )
    assert elements["iban"].personal
    assert elements["email"].personal
    assert elements["save"].writes
    assert not elements["city"].personal
    assert len(elements) == 22


def test_a_table_is_written_with_its_columns_and_the_key_that_was_asked(
    results: Person, file: Path
) -> None:
    results.pick(results.frame("main").locator("table.list td").nth(1))
    results.press("table")
    results.says("COLUMNS")
    assert results.value("name", 0) == "customer_no"
    results.type_into("new-screen", "results")
    results.type_into("table-name", "customers")
    results.type_into("name", "account", 0)
    results.press("include", 2)
    results.press("personal", 1)
    results.press("write")
    results.says("is written")

    table = load(file).screens["results"].tables["customers"]
    assert dict(table.columns) == {
        "account": "Customer no.",
        "name": "Name",
        "postcode": "Postcode",
        "city": "City",
        "country": "Country",
    }
    assert table.key == "account"
    assert table.personal == ("name",)
    assert table.next_page is not None
    assert str(table.next_page.locators[0]) == "role 'link' named 'Next'"


def test_what_stands_in_every_row_is_found_by_its_row(
    results: Person, file: Path, session: WebSession
) -> None:
    results.pick(results.frame("main").locator("table.list td").nth(1))
    results.press("table")
    results.type_into("new-screen", "results")
    results.press("write")
    results.says("is written")
    results.pick(results.frame("main").locator("text=Open").nth(2))
    assert results.ways()[0] == "role: link, name: Open"
    results.press("write")
    results.says("results.open")

    element = load(file).screens["results"].elements["open"]
    assert element.row_of == "results"


def test_a_window_that_opens_is_pointed_at_too(form: Person, file: Path) -> None:
    form.page.keyboard.press("Alt+p")
    form.rest()
    with form.page.expect_popup() as opened:
        form.frame("form").click("input[value='...']")
    popup = Person(form.sitting, opened.value)
    popup.pick(opened.value.locator("table.list a").first)
    popup.press("table")
    popup.says("COLUMNS")
    popup.press("write")
    popup.says("is written")

    screen = load(file).screens["account_managers"]
    assert screen.window is not None
    assert screen.window.text == "Account managers - Meridian CRM"
    assert dict(screen.tables["account_managers"].columns) == {"name": "Name"}


def test_the_keyboard_is_enough(form: Person, file: Path) -> None:
    form.frame("form").locator("[name=last_name]").focus()
    for _ in range(60):
        if form.ask("deskhandPointing.at?.name") == "phone":
            break
        form.page.keyboard.press("ArrowDown")
    form.page.keyboard.press("Enter")
    form.says("FOUND BY")
    form.page.keyboard.type("telephone")
    form.page.keyboard.press("Enter")
    form.says("is written")

    assert "telephone: {right_of: Phone, personal: true}" in file.read_text()


def test_escape_and_undo_take_back(form: Person, file: Path, told: list[str]) -> None:
    before = file.read_bytes()
    form.pick(form.frame("form").locator("[name=phone]"))
    form.page.keyboard.press("Escape")
    form.says("Point at")
    assert file.read_bytes() == before

    form.pick(form.frame("form").locator("[name=phone]"))
    form.press("write")
    form.says("is written")
    form.press("undo")
    form.says("Taken back")

    assert file.read_bytes() == before
    assert told[-1].startswith("Taken back: customer_data.phone")


def test_an_editor_and_pick_at_the_same_time_lose_nothing(form: Person, file: Path) -> None:
    form.pick(form.frame("form").locator("[name=phone]"))
    edited = file.read_text().replace("{right_of: User}", "{right_of: User}   # by hand")
    file.write_text(edited + "\n  board:\n    shown_by: {heading: Notice board}\n")
    form.press("write")
    form.says("is written")

    app = load(file)
    assert "# by hand" in file.read_text()
    assert "board" in app.screens
    assert "phone" in app.screens["customer_data"].elements


def test_a_name_that_is_taken_is_refused_and_nothing_typed_is_lost(
    form: Person, file: Path
) -> None:
    form.pick(form.frame("form").locator("[name=phone]"))
    form.press("write")
    form.says("is written")
    before = file.read_bytes()
    form.pick(form.frame("form").locator("[name=street]"))
    form.type_into("name", "phone")
    form.press("write")
    form.says("has 'phone' already")

    assert form.value("name") == "phone"
    assert file.read_bytes() == before


def test_a_known_element_gets_the_locator_above_those_that_it_has(form: Person, file: Path) -> None:
    form.pick(form.frame("form").locator("[name=phone]"))
    form.press("write")
    form.says("is written")
    form.pick(form.frame("form").locator("[name=phone]"))
    form.says("known as customer_data.phone")
    form.press("way", 0)
    form.press("way", 1)
    form.press("write")
    form.says("is written")

    element = load(file).screens["customer_data"].elements["phone"]
    assert [str(one) for one in element.locators] == ["name 'phone'", "right_of 'Phone'"]
    assert element.personal


APP = """\
version: 1
app: shop
address: http://shop.example/
screens:
  start: {shown_by: {heading: Start}}
"""

HOSTILE = """<style>* { display: block !important; visibility: hidden !important; opacity: 0 !important;
transform: rotate(45deg) !important; font-size: 90px !important } h1, label, input, body, html, button
{ visibility: visible !important; opacity: 1 !important; transform: none !important; font-size: 14px !important }
</style>"""

SHADOW = """<h1>Details</h1><my-card></my-card><script>
customElements.define("my-card", class extends HTMLElement { connectedCallback() {
  const inner = this.attachShadow({mode: "open"});
  inner.innerHTML = "<my-part></my-part>";
  inner.firstChild.attachShadow({mode: "open"}).innerHTML =
    "<label for=c>顧客番号</label><input id=c name=customer_code>";
}});</script>"""

MODAL = """<h1>Orders</h1><button onclick="window.pressed = true">New</button>
<dialog id=d><h2>New order</h2><label>Quantity <input name=q></label><button>Submit</button></dialog>
<script>d.showModal()</script>"""

LONG = "A label that is so long that nobody who has to read it will ever come to its end" * 3


@pytest.fixture
def shop(tmp_path: Path, told: list[str]) -> Iterator[Callable[[str], tuple[Person, Path]]]:
    file = tmp_path / "selectors" / "shop.yaml"
    file.parent.mkdir()
    file.write_text(APP, encoding="utf-8")
    site = Site()
    sessions: list[WebSession] = []

    def start(body: str, **headers: str) -> tuple[Person, Path]:
        site.page("/", document("Shop", body), **headers)
        options = WebOptions(address=address, wait_seconds=8)
        session = open_web(load(file), CREDENTIALS.__getitem__, options)
        sessions.append(session)
        session.sign_in()
        picking = Picking(session.scene, load(file), told.append)
        return Person(picking, session.scene.window().page), file

    with serving(site) as address:
        yield start
        for session in sessions:
            session.close(5)


def test_shadow_roots_are_looked_into(shop: Callable[[str], tuple[Person, Path]]) -> None:
    person, file = shop(SHADOW)
    person.pick(person.page.locator("[name=customer_code]"))
    assert "顧客番号" in person.text()
    person.press("write")
    person.says("is written")

    assert "customer_code: {label: 顧客番号}" in file.read_text()


def test_a_modal_dialog_does_not_shut_the_panel_out(
    shop: Callable[[str], tuple[Person, Path]],
) -> None:
    person, file = shop(MODAL)
    person.pick(person.page.locator("[name=q]"))
    person.press("write")
    person.says("is written")

    assert "quantity: {label: Quantity}" in file.read_text()


def test_the_apps_style_sheet_does_not_touch_the_panel(
    shop: Callable[[str], tuple[Person, Path]],
) -> None:
    person, file = shop(f"{HOSTILE}<h1>Data</h1><label>Name <input name=n></label>")
    person.pick(person.page.locator("[name=n]"))
    box = person.panel(
        "(({width, right, top}) => [width, innerWidth - right, top])(p.getBoundingClientRect())"
    )

    assert box == [400, 12, 12]
    assert person.panel("getComputedStyle(p).fontSize") == "13px"
    person.press("write")
    person.says("is written")
    assert "name: {label: Name}" in file.read_text()


def test_a_strict_security_policy_does_not_undress_the_panel(
    shop: Callable[..., tuple[Person, Path]],
) -> None:
    policy = "default-src 'none'; require-trusted-types-for 'script'"
    body = "<h1>Data</h1><label>Name <input name=n></label>"
    person, file = shop(body, **{"Content-Security-Policy": policy})
    person.pick(person.page.locator("[name=n]"))

    assert person.panel("getComputedStyle(p).position") == "fixed"
    assert person.panel("p.querySelector('.meter i').getBoundingClientRect().width > 5") is True
    person.press("write")
    person.says("is written")
    assert "name: {label: Name}" in file.read_text()


def test_the_panel_does_not_lie_over_what_it_speaks_of(
    shop: Callable[[str], tuple[Person, Path]],
) -> None:
    person, _ = shop(
        f"<h1>Data</h1><label style='position:fixed; right:20px; top:60px; width:300px'>{LONG}<br>"
        "<input name=n></label>"
    )
    person.page.keyboard.press("ArrowDown")
    person.page.keyboard.press("Enter")
    person.says("FOUND BY")

    assert person.panel("p.classList.contains('left')") is True
    assert person.panel("p.scrollWidth <= p.clientWidth") is True


def test_the_app_can_be_used_in_between(shop: Callable[[str], tuple[Person, Path]]) -> None:
    person, _ = shop("<h1>Data</h1><button onclick='window.pressed = 1'>Go</button>")
    person.pick(person.page.locator("button"))
    assert person.page.evaluate("window.pressed") is None
    person.page.keyboard.press("Alt+p")
    person.page.click("button")
    assert person.page.evaluate("window.pressed") == 1
    person.page.keyboard.press("Alt+p")
    person.page.mouse.click(*person.point(person.page.locator("button")))
    person.rest()
    assert person.page.evaluate("window.pressed") == 1


def test_keys_do_not_reach_the_app_while_one_points(
    shop: Callable[[str], tuple[Person, Path]],
) -> None:
    person, _ = shop(
        "<h1>Data</h1><label>Name <input name=n></label>"
        "<button onclick='window.pressed = 1'>Save</button>"
    )
    for there in ("button", "[name=n]"):
        person.page.focus(there)
        person.page.keyboard.press("Enter")
        person.page.keyboard.press("Space")
        person.page.keyboard.type("abc")
    assert person.page.evaluate("window.pressed") is None
    assert person.page.input_value("[name=n]") == ""
    person.page.keyboard.press("Alt+p")
    person.page.focus("[name=n]")
    person.page.keyboard.type("abc")
    assert person.page.input_value("[name=n]") == "abc"


def test_the_page_cannot_see_into_the_panel(shop: Callable[[str], tuple[Person, Path]]) -> None:
    person, _ = shop(
        "<h1>Data</h1><script>window.seen = []; for (const type of ['click', 'keydown', 'input'])"
        "document.addEventListener(type, (event) => seen.push(type))</script>"
        "<label>Name <input name=n></label>"
    )
    person.pick(person.page.locator("[name=n]"))
    person.page.keyboard.type("abc")

    assert person.page.evaluate("seen") == []
    assert person.page.evaluate("document.querySelector('deskhand-inspector').shadowRoot") is None
    assert person.page.evaluate("typeof deskhandTell") == "undefined"
    assert person.page.evaluate("typeof deskhand") == "undefined"


RECORD = """<div id=header><h1>Shop administration</h1></div><h2>Customer 4711</h2>
<div id=content><h1>Change customer</h1><form><label>Name <input name=n></label></form></div>
<script>document.title = "Customer 4711 | Change customer | Shop administration"</script>"""


def test_a_screen_is_recognised_by_its_own_heading(
    shop: Callable[[str], tuple[Person, Path]],
) -> None:
    person, file = shop(RECORD)
    person.pick(person.page.locator("[name=n]"))
    person.press("write")
    person.says("is written")

    screen = load(file).screens["change_customer"]
    assert str(screen.shown_by[0]) == "heading 'Change customer'"


TEXTS = """<h1>Customer</h1><table><tr><td>City<td>Jena</tr><tr><td>Street<td><b>Am Markt 1</b></tr></table>
<dl><dt>Phone<dd>030 1234</dl><p>Change no. <span id=record>CR-1</span></p>"""


def test_texts_are_written_by_what_stands_beside_them_and_bots_read_them(
    shop: Callable[..., tuple[Person, Path]],
) -> None:
    person, file = shop(TEXTS)
    for text in ("Jena", "Am Markt 1", "030 1234", "CR-1"):
        person.pick(person.page.locator(f"text={text}"))
        person.press("write")
        person.says("is written")

    app = load(file)
    assert {
        name: str(one.locators[0]) for name, one in app.screens["customer"].elements.items()
    } == {
        "city": "right_of 'City'",
        "street": "right_of 'Street'",
        "phone": "right_of 'Phone'",
        "change_no": "css '#record'",
    }
    reader = open_web(app, CREDENTIALS.__getitem__, WebOptions(address=person.page.url))
    try:
        reader.sign_in()
        found = reader.on("customer").read_all("city", "street", "phone", "change_no")
    finally:
        reader.close(5)
    assert list(found.values()) == ["Jena", "Am Markt 1", "030 1234", "CR-1"]
