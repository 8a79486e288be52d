"""Programs that nobody here wrote: records entered, changed, read back, compared with their files."""

import configparser
import random
import sqlite3
from pathlib import Path

import pytest

from runner.drivers.errors import ElementNotReadyError, ValueRefusedError
from runner.screens.load import load
from runner.secret import Secret
from tests.terminal.real_programs import installed, mock_mainframe, needed

SELECTORS = Path(__file__).parent / "selectors"
RECORDS = 30
WORDS = ("Lampe", "Zoë", "Größe", "Ψαρρός", "办公桌", "Стол", "½ m²", "@#{}[]|~", "a\"b'c", "-12,5")


def chosen(seed: int, longest: int) -> str:
    """Some words of several scripts; no longer than that many characters."""
    chance = random.Random(seed)
    text = " ".join(chance.sample(WORDS, chance.randint(1, 3)))
    return text[:longest].strip()


def with_environment(folder: Path, name: str, **variables: str) -> Path:
    """The selector file with an environment for its program."""
    lines = "".join(f"  {key}: '{value}'\n" for key, value in variables.items())
    file = folder / f"{name}.yaml"
    text = (SELECTORS / f"{name}.yaml").read_text(encoding="utf-8")
    file.write_text(f"{text}\nenvironment:\n{lines}", encoding="utf-8")
    return file


@pytest.fixture
def inventory(opened, tmp_path):
    file = with_environment(tmp_path, "inventory", PYTHONPATH=str(installed()), HOME=str(tmp_path))
    session = opened(file, address=str(tmp_path / "stock.db"), folder=tmp_path)
    return session, tmp_path / "stock.db"


def item(number: int) -> dict[str, str]:
    return {
        "sku": f"T-{number:04}",
        "name": chosen(number, 40),
        "description": chosen(number + 1000, 58),
        "quantity": str(number * 7),
        "price": f"{number}.25",
        "location": chosen(number + 2000, 30),
    }


@pytest.mark.slow
def test_items_of_a_green_screen_program(inventory) -> None:
    session, database = inventory
    for number in range(1, RECORDS + 1):
        session.on("menu").press("add")
        session.on("add").fill(**item(number)).press("enter")
        session.on("added").press("continue_")
    for number in range(1, RECORDS + 1, 4):
        session.on("menu").press("update")
        session.on("which").fill(sku=item(number)["sku"]).press("show")
        form = session.on("update")
        assert form.read_all(*item(number)) == item(number)
        form.fill(name=f"x {number}", location="").press("save")
        session.on("updated").press("continue_")
    session.on("menu").press("view")
    rows = session.on("list").rows("items")
    shown = {row["sku"]: row for row in rows}

    wanted = {number: item(number) for number in range(1, RECORDS + 1)}
    for number in range(1, RECORDS + 1, 4):
        wanted[number] |= {"name": f"x {number}", "location": ""}
    with sqlite3.connect(database) as connection:
        asked = "SELECT sku, name, description, quantity, unit_price, location FROM items"
        kept = connection.execute(f"{asked} WHERE sku LIKE 'T-%' ORDER BY sku").fetchall()
    connection.close()
    assert [tuple(map(str, row)) for row in kept] == [
        tuple(one.values()) for one in wanted.values()
    ]
    assert len(rows) == len(shown) == RECORDS + 31
    # The program counts a wide character as one cell, and so draws such names into the next column.
    narrow = [one for one in wanted.values() if "办公桌" not in one["name"]]
    assert [shown[one["sku"]]["quantity"] for one in narrow] == [one["quantity"] for one in narrow]


def test_a_value_that_a_program_cannot_take_is_told(inventory) -> None:
    session, _ = inventory
    session.on("menu").press("add")
    form = session.on("add")
    with pytest.raises(ValueRefusedError, match="it has 41 characters, and there is room for 40"):
        form.fill(name="x" * 41)
    with pytest.raises(ValueRefusedError, match="line break"):
        form.fill(name="a\nb")


@pytest.mark.slow
def test_contacts_of_an_address_book(opened, tmp_path) -> None:
    needed("abook", "abook")
    contacts = tmp_path / "contacts"
    file = with_environment(tmp_path, "abook", HOME=str(tmp_path))
    session = opened(file, address=str(contacts), folder=tmp_path)
    wanted = {
        f"{number:02} {chosen(number, 20)}": (chosen(number + 1000, 30), f"+49 3641 {number:03}")
        for number in range(1, 17)
    }
    for name, (city, phone) in wanted.items():
        session.on("list").press("add")
        session.on("name").fill(value=name).press("enter")
        while session.which("address", "contact", "phone", "other", "custom") != "address":
            session.on(session.which("contact", "phone", "other", "custom")).press("next")
        session.on("address").press("city")
        session.on("city").fill(value=city).press("enter")
        session.on("address").press("next")
        session.on("phone").press("home")
        session.on("home").fill(value=phone).press("enter")
        session.on("phone").press("list")
    session.on("list").press("write")
    shown = session.on("list").rows("contacts")
    session.reset()
    again = session.on("list").rows("contacts")

    kept = configparser.RawConfigParser()
    kept.read_string(contacts.read_text(encoding="utf-8"))
    entries = [kept[section] for section in kept.sections() if section != "format"]
    assert {one["name"]: (one["city"], one["phone"]) for one in entries} == wanted
    assert again == shown
    assert {row["name"]: row["phone"] for row in shown} == {
        name: phone for name, (_, phone) in wanted.items()
    }


@pytest.fixture
def mainframe(opened):
    with mock_mainframe() as address:
        secrets = {"MAINFRAME_USERNAME": "DEMO", "MAINFRAME_PASSWORD": "DEMO"}
        yield opened(SELECTORS / "mainframe.yaml", address=address, secrets=secrets)


def test_fields_of_a_foreign_host(mainframe) -> None:
    form = mainframe.go("fields")
    form.fill(text="Zoe", amount="12", pin=Secret("4711", name="PIN"), code="A").press("enter")

    assert form.read_all("text", "amount", "code") == {"text": "ZOE", "amount": "12", "code": "A"}
    assert form.read("entered") == "TEXT=ZOE CODE=A PIN=****"
    assert form.read("message") == "DEM0104I FIELDS ACCEPTED: AMOUNT 12"
    assert "4711" not in repr(mainframe.stage.recorder.told)
    with pytest.raises(ValueRefusedError, match="the field takes numbers only"):
        form.fill(amount="twelve")


def test_names_and_pages_of_a_foreign_host(mainframe) -> None:
    names = [f"GUEST {number:02}" for number in range(1, 31)]
    form = mainframe.go("greeting")
    for name in names:
        form.fill(name=name).press("enter")
        assert name in form.read("greeting")
    form.press("back")

    assert [row["name"] for row in mainframe.go("book").rows("guests")] == names


def test_a_protected_field_of_a_foreign_host(mainframe) -> None:
    mainframe.stage.wait_seconds = 1
    with pytest.raises(ElementNotReadyError, match="the field is protected"):
        mainframe.go("fields").fill(protected="x")


@pytest.mark.parametrize("name", ["abook", "inventory", "mainframe"])
def test_the_selector_files_are_right(name) -> None:
    assert load(SELECTORS / f"{name}.yaml").screens
