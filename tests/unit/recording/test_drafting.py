"""The draft of a bot, as its author gets it."""

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from runner.bots import Bot
from runner.recording.acts import Act
from runner.recording.drafting import draft_bot
from runner.recording.procedure import procedure_of
from runner.steps import Step
from tests.unit.recording.made import EDIT, app, fill, press, read, rows

ROOT = Path(__file__).parents[3]

EXPECTED = '''\
"""Edit customer in shop.

Drafted from one recording. To finish before it works for real:

- see that `number` is what tells one case from another;
- complete `save_form_seen`, and try it with runner.testing.check_verify;
- say what is to happen where the application answers something else.
"""

from datetime import date

from pydantic import BaseModel, Field

from runner import Verdict, Web, bot, step


class Customer(BaseModel):
    """One case."""

    number: str = Field(title="Number")
    street: str = Field(title="Street")
    born: date = Field(title="Born", json_schema_extra={"personal": True})


def save_form_seen(shop: Web, customer: Customer) -> Verdict:
    """A fresh look: does the record hold what was to be entered?

    It never says NOT_APPLIED yet: what a crash leaves open goes to a person.
    """
    open_form(shop, customer)
    found = shop.on("form").read_all("street", "born")
    wanted = {"street": customer.street, "born": f"{customer.born:%d.%m.%Y}"}
    return Verdict.APPLIED if found == wanted else Verdict.UNKNOWN


def save_form_answered(shop: Web, _customer: Customer) -> Verdict:
    """What came after it when it was recorded."""
    shop.on("saved")
    return Verdict.APPLIED


@step(verify=save_form_seen, confirm=save_form_answered)
def save_form(shop: Web, customer: Customer) -> None:
    """Entered at most once for an item."""
    shop.on("form").fill(street=customer.street, born=customer.born).press("save")


@bot(key="number")
def edit_customer(customer: Customer, shop: Web) -> str:
    """Edit customer in shop."""
    open_form(shop, customer)
    save_form(shop, customer)
    return shop.on("saved").read("change")


def open_form(shop: Web, customer: Customer) -> None:
    """The way there, as it was recorded."""
    shop.go("search").fill(number=customer.number).press("find")
    shop.on("hits").press("open", row=customer.number)
'''


def test_a_draft_reads_like_a_bot_that_somebody_wrote(tmp_path: Path) -> None:
    procedure = procedure_of(app(tmp_path), EDIT)

    assert draft_bot(procedure, "edit_customer") == EXPECTED


MANY = [fill("form", name, f"value {name}") for name in ("street", "country", "region", "copy")]

SHAPES: dict[str, Sequence[Act]] = {
    "edit": EDIT,
    "save only": [fill("form", "street", "Am Markt 1"), press("form", "save")],
    "press only": [press("form", "save")],
    "look only": [fill("search", "number", "7"), press("search", "find"), read("saved", "change")],
    "read on the way": [read("saved", "by"), *EDIT],
    "a table": [press("home", "search"), rows("hits", "hits")],
    "two steps": [*EDIT[:-1], fill("form", "country", "Greece"), press("form", "save")],
    "many fields": [*MANY, press("form", "save"), read("saved", "change"), read("saved", "by")],
    "a choice": [fill("form", "country", "X"), fill("form", "region", "Y", born=2.0)],
    "a secret": [fill("form", "pin", None), press("form", "save")],
    "no way to it": [press("hits", "open", "A-7", "number"), press("form", "save")],
}


@pytest.fixture(scope="module")
def drafts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("drafts")
    for shape, acts in SHAPES.items():
        name = f"draft_{shape.replace(' ', '_')}"
        text = draft_bot(procedure_of(app(folder), acts), name, ["home", "saved"])
        (folder / f"{name}.py").write_text(text, encoding="utf-8")
    return folder


@pytest.mark.parametrize("shape", SHAPES)
def test_every_draft_is_a_bot(drafts: Path, shape: str) -> None:
    name = f"draft_{shape.replace(' ', '_')}"
    code = (drafts / f"{name}.py").read_text()
    names: dict[str, object] = {"__name__": name}
    exec(compile(code, name, "exec"), names)

    assert isinstance(names[name], Bot)
    writes = any(act.spot.element == "save" for act in SHAPES[shape])
    assert any(isinstance(one, Step) for one in names.values()) is writes
    assert "value " not in code
    assert "Am Markt" not in code


@pytest.mark.parametrize(
    "tool",
    [
        ("ruff", "check", "--config", str(ROOT / "pyproject.toml"), "--ignore", "INP001"),
        ("ruff", "format", "--check", "--config", str(ROOT / "pyproject.toml")),
    ],
    ids=["check", "format"],
)
def test_no_tool_has_anything_against_a_draft(drafts: Path, tool: tuple[str, ...]) -> None:
    first_party = ["--config", 'lint.isort.known-first-party=["runner"]'] if "check" in tool else []
    done = subprocess.run(
        [sys.executable, "-m", *tool, *first_party, str(drafts)],
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stdout + done.stderr


def test_a_step_that_nothing_leads_to_says_that_it_needs_a_verify(tmp_path: Path) -> None:
    acts = [fill("form", "street", "Am Markt 1"), press("form", "save")]
    text = draft_bot(procedure_of(app(tmp_path), acts), "save_street")

    assert "give the step `save_form` a `verify`" in text
    assert "give the screen `form` a `reach`" in text
    assert "@step()" in text


def test_what_came_after_it_confirms_a_step_unless_it_was_there_before(tmp_path: Path) -> None:
    procedure = procedure_of(app(tmp_path), EDIT[:-1])

    assert 'shop.on("saved")' in draft_bot(procedure, "edit_it", ["home", "form", "saved"])
    assert "confirm" not in draft_bot(procedure, "edit_it", ["home", "form"])


def test_a_window_in_between_belongs_to_the_form(tmp_path: Path) -> None:
    acts = [
        press("home", "search"),
        fill("form", "street", "Am Markt 1"),
        press("form", "find"),
        press("hits", "open", "A-7", "number"),
        fill("form", "country", "Greece"),
        press("form", "save"),
    ]
    text = draft_bot(procedure_of(app(tmp_path), acts), "edit_it")

    assert text.index("def save_form(") < text.index('shop.on("hits")')
    assert 'read_all("street", "country")' in text


def test_a_label_with_quotes_stays_a_label(tmp_path: Path) -> None:
    acts = [fill("form", "street", "x")]
    procedure = procedure_of(app(tmp_path), acts)
    text = draft_bot(procedure, "work_it")

    compile(text, "draft", "exec")


def test_a_model_is_not_called_like_what_it_is_made_with(tmp_path: Path) -> None:
    text = draft_bot(procedure_of(app(tmp_path), EDIT), "check_field")

    assert "class FieldItem(BaseModel):" in text
    assert "def check_field(field: FieldItem, shop: Web) -> str:" in text


def test_a_way_that_leads_to_an_example_is_not_the_bots(tmp_path: Path) -> None:
    acts = [press("search", "find"), press("hits", "open", "A-7", "number")]
    text = draft_bot(procedure_of(app(tmp_path), acts), "open_hit")

    assert 'shop.go("search").press("find")' in text
    assert 'shop.on("hits").press("open", row=hit.number)' in text
    assert "give the screen" not in text
    assert "give the screen `hits` a `reach`" in draft_bot(
        procedure_of(app(tmp_path), acts[1:]), "open_hit"
    )
