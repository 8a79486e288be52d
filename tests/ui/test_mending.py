"""What no locator finds is looked for, proposed, confirmed or used, as the policy has it."""

import json
import shutil
import threading
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from demo.book import Book
from demo.faults import Faults
from demo.ledger import Ledger, entries
from demo.seed import customers
from demo.server import Server
from demo.site import Account, Site
from runner.drivers.errors import ElementNotFoundError, RefusedByPersonError, RepairNeededError
from runner.drivers.web import WebOptions, WebSession, open_web
from runner.healing.control import Control
from runner.healing.fingerprint import Fingerprint
from runner.healing.locating import Action, Answer, Located, Refused
from runner.mending import looking
from runner.mending.learned import read_lessons
from runner.mending.looking import likeness
from runner.proposal import Met
from runner.recorder import Case
from runner.screens.load import load
from runner.secret import Secret
from tests.ui.conftest import Notes

pytestmark = pytest.mark.browser

ROOT = Path(__file__).parents[2]
FIRST, SECOND, THIRD = "0010007", "0010020", "0010033"


@dataclass
class Desk:
    """The demo's CRM in this process, and a selector file of one's own."""

    address: str
    faults: Faults
    ledger: Path
    selectors: Path
    stack: ExitStack
    learned: Path
    """What an earlier session has learned of the same screens."""

    def write(self, old: str, new: str) -> None:
        """Change the selector file."""
        file = self.selectors / "crm.yaml"
        text = file.read_text()
        assert old in text
        file.write_text(text.replace(old, new))

    def session(self, notes: Notes, *, rejected: frozenset[str] = frozenset()) -> WebSession:
        """A signed-in session; it is closed with the test."""
        options = WebOptions(
            address=self.address,
            wait_seconds=1,
            learned=self.selectors / "learned" / "crm.json",
            rejected=rejected,
        )
        secrets = {
            "CRM_USERNAME": Secret("demo", hidden=False),
            "CRM_PASSWORD": Secret("geheim-12"),
        }
        session = open_web(load(self.selectors / "crm.yaml"), secrets.__getitem__, options)
        self.stack.callback(session.close, 5)
        session.attach(notes)
        session.sign_in()
        return session

    def learn(self) -> None:
        """Have learned the screens."""
        (self.selectors / "learned").mkdir(exist_ok=True)
        shutil.copy(self.learned, self.selectors / "learned" / "crm.json")


@contextmanager
def serving_crm(ledger: Path) -> Iterator[tuple[str, Faults]]:
    """The demo's CRM in a thread of this process; its faults are switched by setting them."""
    faults = Faults()
    with ExitStack() as stack:
        kept = stack.enter_context(Ledger(ledger))
        site = Site(Book(kept), Account("demo", "geheim-12"), faults, "control")
        server = stack.enter_context(Server(site, 0))
        thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
        thread.start()
        stack.callback(server.shutdown)
        yield server.address, faults


@contextmanager
def desks(folder: Path, learned: Path) -> Iterator[Desk]:
    """A desk in a folder of its own."""
    selectors = folder / "selectors"
    selectors.mkdir()
    shutil.copy(ROOT / "selectors" / "crm.yaml", selectors)
    ledger = folder / "ledger.jsonl"
    with serving_crm(ledger) as (address, faults), ExitStack() as stack:
        yield Desk(address, faults, ledger, selectors, stack, learned)


@pytest.fixture(scope="module")
def learned(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What two items teach of the screens."""
    folder = tmp_path_factory.mktemp("learned")
    with desks(folder, folder) as desk:
        notes = Notes()
        session = desk.session(notes)
        for number, account in enumerate((FIRST, SECOND), 1):
            notes.item = Case(number, frozenset({account}))
            to_form(session, account)
            session.on("form").read("street")
        session.close(5)
    return folder / "selectors" / "learned" / "crm.json"


@pytest.fixture
def desk(tmp_path: Path, learned: Path) -> Iterator[Desk]:
    with desks(tmp_path, learned) as desk:
        yield desk


@pytest.fixture
def surely(monkeypatch: pytest.MonkeyPatch) -> None:
    """The most alike is the element; what decides about it is tested elsewhere."""

    def located(
        wanted: Sequence[Fingerprint], page: Sequence[Control], action: Action
    ) -> dict[str, Answer]:
        del action
        answers: dict[str, Answer] = {}
        for one in wanted:
            number = max(range(len(page)), key=lambda at: likeness(one.control, page[at]))
            answers[one.element] = Located(one.element, number, page[number], 0.98)
        return answers

    monkeypatch.setattr(looking, "locate", located)


@pytest.fixture
def forbidden(monkeypatch: pytest.MonkeyPatch) -> None:
    """The likeliest must not be it."""

    def refused(
        wanted: Sequence[Fingerprint], page: Sequence[Control], action: Action
    ) -> dict[str, Answer]:
        del action
        why = "it has the name of a look-alike"
        return {
            one.element: Refused(one.element, why, page[0], 0.4, 0, vetoed=True) for one in wanted
        }

    monkeypatch.setattr(looking, "locate", refused)


def to_form(session: WebSession, account: str = THIRD) -> None:
    session.go("search").fill(account=account).press("find")
    session.on("results").press("open", row=account)
    session.on("customer").press("edit")
    session.on("form")


def working(desk: Desk, notes: Notes, **options: frozenset[str]) -> WebSession:
    """A session before the form as version 5 has it."""
    desk.learn()
    desk.faults.redesign = True
    notes.item = Case(7, frozenset({THIRD}))
    session = desk.session(notes, **options)
    to_form(session)
    return session


def test_what_was_learned_holds_no_value_of_a_customer(learned: Path) -> None:
    text = learned.read_text()
    lessons = read_lessons(learned)
    values = {
        value
        for customer in customers().values()
        for name, value in customer.values.items()
        if name not in {"salutation", "newsletter", "interests", "country", "language"}
        and len(value) > 3
    }
    told = json.dumps(json.loads(text), ensure_ascii=False)

    assert {"search", "form", "customer"} <= set(lessons)
    street = lessons["form"].elements["street"].control
    assert (street.name, street.html_name, street.id) == ("Street, no.", "street", "street")
    assert (lessons["form"].items, street.row) == (2, "")
    assert [value for value in values if value in told] == []
    assert [account for account in customers() if account in told] == []


def test_filling_waits_for_a_person_and_types_nothing(
    desk: Desk, notes: Notes, surely: None
) -> None:
    session = working(desk, notes)

    with pytest.raises(RepairNeededError) as caught:
        session.on("form").fill(street="Neue Gasse 1")
    ((proposal, image),) = notes.proposals

    assert "'street' on the screen 'form' is not found by its locators" in caught.value.message
    assert "field 'Street and number' is found by right_of 'Street and number'" in str(caught.value)
    assert proposal.details["summary"] == (
        "same form, same neighbours; label, name in the form and id changed"
    )
    assert (proposal.met, proposal.app, proposal.element) == (Met.WAITS, "crm", "street")
    assert proposal.details["locator"] == {"right_of": "Street and number"}
    assert [one for one in notes.changes if one.element == "street"] == []
    assert image is not None
    assert Image.open(BytesIO(image)).size == (1280, 900)


def test_everything_that_one_fill_lacks_is_proposed_at_once(
    desk: Desk, notes: Notes, surely: None
) -> None:
    session = working(desk, notes)

    with pytest.raises(RepairNeededError):
        session.on("form").fill(credit_limit="10", street="Neue Gasse 1", email="a@example.org")

    assert {one.element for one, _ in notes.proposals} == {"credit_limit", "street", "email"}


def test_with_heal_auto_it_is_filled_read_back_and_said(
    desk: Desk, notes: Notes, surely: None
) -> None:
    desk.write(
        'street: {right_of: "Street, no."}\n      postcode: {name',
        'street: {right_of: "Street, no.", heal: auto}\n      postcode: {name',
    )
    session = working(desk, notes)
    session.on("form").fill(street="Neue Gasse 1")
    session.on("form").fill(street="Neue Gasse 2").press("save")
    session.on("saved")
    ((proposal, _),) = notes.proposals
    notes.item = Case(8, frozenset())
    to_form(session, FIRST)
    session.on("form").fill(street="Alte Gasse 3")

    assert proposal.met is Met.HEALED
    assert entries(desk.ledger)[0].values["street"] == "Neue Gasse 2"
    assert [one.met for one, _ in notes.proposals] == [Met.HEALED, Met.HEALED]
    assert notes.changes[-1].after == "Alte Gasse 3"


def test_a_person_at_the_terminal_says_yes(desk: Desk, notes: Notes, surely: None) -> None:
    session = working(desk, notes)
    notes.answer = True
    session.on("form").fill(street="Neue Gasse 1")

    assert len(notes.questions) == 1
    assert "field 'Street and number' is found by" in notes.questions[0]
    assert [one.met for one, _ in notes.proposals] == [Met.HEALED]


def test_a_person_at_the_terminal_says_no(desk: Desk, notes: Notes, surely: None) -> None:
    session = working(desk, notes)
    notes.answer = False

    with pytest.raises(RefusedByPersonError, match="a person has said that it is not that"):
        session.on("form").fill(street="Neue Gasse 1")
    with pytest.raises(ElementNotFoundError, match="A person has said that it is not that"):
        session.on("form").fill(street="Neue Gasse 1")
    assert len(notes.questions) == 1
    assert [one for one in notes.changes if one.element == "street"] == []


def test_reading_heals_by_itself(desk: Desk, notes: Notes, surely: None) -> None:
    session = working(desk, notes)
    values = session.on("form").read_all("street", "email")

    assert set(values) == {"street", "email"}
    assert {one.element for one, _ in notes.proposals} == {"street", "email"}
    assert {one.met for one, _ in notes.proposals} == {Met.HEALED}


def test_what_was_read_by_a_healed_locator_is_not_filled_by_it(
    desk: Desk, notes: Notes, surely: None
) -> None:
    session = working(desk, notes)
    session.on("form").read("street")

    with pytest.raises(RepairNeededError):
        session.on("form").fill(street="Neue Gasse 1")


def test_a_label_that_changes_after_the_decision_gets_nothing(
    desk: Desk, notes: Notes, surely: None
) -> None:
    desk.write(
        'street: {right_of: "Street, no."}\n      postcode: {name',
        'street: {right_of: "Street, no.", heal: auto}\n      postcode: {name',
    )
    session = working(desk, notes)
    session.on("form").fill(street="Neue Gasse 1")
    window = session._scene.window()
    frame = next(one for one in window.page.frames if "/form" in one.url)
    frame.evaluate(
        "document.querySelector('#cst-street').setAttribute('aria-label', 'Delivery street')"
    )

    with pytest.raises(ElementNotFoundError):
        session.on("form").fill(street="Neue Gasse 9")
    assert frame.evaluate("document.querySelector('#cst-street').value") == "Neue Gasse 1"


def test_a_button_that_saves_is_never_pressed_by_what_was_found(
    desk: Desk, notes: Notes, surely: None
) -> None:
    desk.learn()
    desk.write(
        "save: {role: button, name: Save, effect: write}",
        "save: {role: button, name: Sichern, effect: write}",
    )
    desk.write("shown_by: {role: button, name: Save}", "shown_by: {label: First name}")
    notes.item, notes.answer = Case(7, frozenset()), True
    session = desk.session(notes)
    to_form(session)

    with pytest.raises(RepairNeededError):
        session.on("form").press("save")
    assert notes.questions == []
    assert [one.met for one, _ in notes.proposals] == [Met.WAITS]
    assert entries(desk.ledger) == []


def test_a_press_that_waits_for_a_person_is_taken_back(
    desk: Desk, notes: Notes, surely: None
) -> None:
    desk.learn()
    desk.write("find: {role: button, name: Find}", "find: {role: button, name: Suchen}")
    notes.item = Case(7, frozenset())
    session = desk.session(notes)
    session.go("search")

    with pytest.raises(RepairNeededError, match="button 'Find' is found by role 'button'"):
        session.on("search").press("find")
    assert notes.taken_back == ["find"]
    assert session.on("search").read("account") == ""


def test_where_nothing_may_be_it_the_error_names_the_likeliest(
    desk: Desk, notes: Notes, forbidden: None
) -> None:
    session = working(desk, notes)

    with pytest.raises(ElementNotFoundError) as caught:
        session.on("form").fill(street="Neue Gasse 1")

    said = caught.value.message
    assert "right_of 'Street, no.'" in said
    assert "Most like it is field 'Street and number' (" in said
    assert said.endswith("but it has the name of a look-alike.")
    assert notes.proposals == []


def test_what_a_person_has_rejected_is_not_proposed_again(
    desk: Desk, notes: Notes, surely: None
) -> None:
    session = working(desk, notes)
    with pytest.raises(RepairNeededError):
        session.on("form").fill(street="x")
    rejected = frozenset({notes.proposals[0][0].candidate})
    session.close(5)
    again = Notes(item=Case(9, frozenset()))
    session = desk.session(again, rejected=rejected)
    to_form(session)

    with pytest.raises(ElementNotFoundError, match="A person has said that it is not that"):
        session.on("form").fill(street="x")
    assert again.proposals == []


@pytest.mark.parametrize("case", ["off", "no item", "signing in"])
def test_nothing_is_looked_for_where_it_may_not_be(
    desk: Desk, notes: Notes, surely: None, case: str
) -> None:
    if case == "off":
        desk.learn()
        desk.write("kind: web\n", "kind: web\nheal: off\n")
    session = working(desk, notes)
    if case == "no item":
        notes.item = None
    session._scene.signed_out = case == "signing in"

    with pytest.raises(ElementNotFoundError) as caught:
        session.on("form").fill(street="x")
    assert "Most like" not in caught.value.message
    assert notes.proposals == []


def test_an_element_that_a_locator_finds_is_never_looked_for(
    desk: Desk, notes: Notes, surely: None
) -> None:
    desk.write(
        'street: {right_of: "Street, no."}\n      postcode: {name',
        'street: {locators: [{right_of: "Street, no."}, {css: "#cst-street"}]}\n      postcode: {name',
    )
    session = working(desk, notes)
    session.on("form").fill(street="Neue Gasse 1")

    assert notes.proposals == []
    drift = [told for action, told in notes.events if action == "locator"]
    assert [(one["element"], one["used"]) for one in drift] == [("street", "css '#cst-street'")]


def test_a_picture_shows_no_field_while_a_masked_one_is_lost(
    desk: Desk, notes: Notes, surely: None
) -> None:
    desk.write(
        "iban: {right_of: IBAN, personal: true}\n      notes: {label",
        "iban: {css: '#iban', personal: true}\n      notes: {label",
    )
    session = working(desk, notes)
    with pytest.raises(RepairNeededError):
        session.on("form").fill(street="x")
    ((_, image),) = notes.proposals
    assert image is not None
    picture = Image.open(BytesIO(image)).convert("RGB")
    frame = next(one for one in session._scene.window().page.frames if "/form" in one.url)
    boxes = frame.evaluate(
        "[...document.querySelectorAll('input[type=text]')].map((one) => "
        "{ const at = one.getBoundingClientRect(); return [at.x + at.width / 2, at.y + 4]; })"
    )
    offset = frame.frame_element().bounding_box()
    assert offset is not None
    seen = [
        picture.getpixel((int(x + offset["x"]), int(y + offset["y"])))
        for x, y in boxes
        if 0 < y + offset["y"] < 880
    ]

    assert len(seen) > 5
    assert all(abs(red - 0x5B) < 30 for red, _, _ in seen)  # type: ignore[misc]
