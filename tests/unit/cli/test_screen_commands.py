"""What the commands that look at screens print, and what they refuse; no browser is opened."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from runner.cli.screen_check import ordinal, show
from runner.screens.model import By, Locator, Place
from runner.survey.findings import AppLook, Count, Finding, ScreenLook, State, drift, state_of
from runner.survey.kept_looks import look_told
from tests.unit.cli.conftest import Said

Call = Callable[..., Said]
PLACE = Place(Path("crm.yaml"), 12)
LABEL, NAME, CSS = (Locator(by, "street", PLACE) for by in (By.LABEL, By.NAME, By.CSS))
NOTHING, ONE, TWO = Count(LABEL, 0), Count(NAME, 1, one=True), Count(CSS, 2, hidden=1)


@pytest.mark.parametrize(
    ("counts", "optional", "told", "notes"),
    [
        ((ONE,), False, (State.FOUND, 1), ()),
        ((NOTHING, ONE), False, (State.DRIFTED, 2), ("label 'street' matches nothing",)),
        ((TWO, ONE, NOTHING), False, (State.DRIFTED, 2),
         ("css 'street' matches 2 elements, 1 hidden", "spare label 'street' matches nothing")),
        ((NOTHING,), False, (State.MISSING, None), ("label 'street' matches nothing",)),
        ((NOTHING,), True, (State.ABSENT, None), ("label 'street' matches nothing",)),
        # What is there twice is not absent, however optional it is.
        ((TWO,), True, (State.MISSING, None), ("css 'street' matches 2 elements, 1 hidden",)),
        ((Count(CSS, 0, broken="no selector"),), True, (State.MISSING, None),
         ("css 'street' cannot be looked for: no selector",)),
    ],
)  # fmt: skip
def test_how_an_element_was_found(
    counts: tuple[Count, ...],
    optional: bool,
    told: tuple[State, int | None],
    notes: tuple[str, ...],
) -> None:
    state, number = state_of(counts, optional=optional)

    assert (state, number) == told
    assert drift(counts, number) == notes


def look(*screens: ScreenLook) -> AppLook:
    return AppLook("crm", "http://x/", datetime(2026, 11, 1, tzinfo=UTC), 1.5, screens)


FORM = ScreenLook(
    "form",
    State.FOUND,
    9,
    findings=(
        Finding("street", "element", State.DRIFTED, 12, 2, 1, milliseconds=0.26,
                notes=("label 'Street' matches nothing",), counts=(NOTHING, ONE)),
        Finding("fax", "element", State.MISSING, 13, notes=("gone",), counts=(NOTHING,)),
        Finding("open", "element", State.FOUND, 14, 1, 3, rows=3, counts=(ONE,)),
        Finding("orders", "table", State.FOUND, 15, 1, 1, rows=1, counts=(ONE,)),
    ),
)  # fmt: skip
FAR = ScreenLook("far", State.NOT_VISITED, 20)
LOST = ScreenLook(
    "lost", State.MISSING, 30, "it did not appear.",
    (Finding("shown_by", "shown by", State.MISSING, 31, notes=("heading 'x' matches nothing",)),),
)  # fmt: skip


def test_the_table_and_what_it_comes_to(capsys: pytest.CaptureFixture[str]) -> None:
    show(look(FORM, FAR, LOST))
    lines = [" ".join(line.split()) for line in capsys.readouterr().out.splitlines()]

    assert "form street 2nd 1 0.3 label 'Street' matches nothing" in lines
    assert "fax missing 0.0 gone" in lines
    assert "open 1st 3 in 3 rows 0.0" in lines
    assert "orders (table) 1st 1 row 0.0" in lines
    assert "lost not recognised" in lines
    assert "what it is shown by missing heading 'x' matches nothing" in lines
    assert (
        "crm: 2 of 3 screens visited in 1.5 s; of 4 elements and tables 2 found by their first "
        "locator, 1 drifted, 1 missing." in lines
    )
    assert "Missing: form.fax (line 13)." in lines
    assert "Drifted: form.street (line 12)." in lines
    assert "Not recognised: lost: it did not appear." in lines
    assert any(
        line.startswith("Not visited, because no way is given: far (line 20).") for line in lines
    )


def test_exit_codes_tell_trouble_from_what_was_only_not_visited() -> None:
    assert look(FAR).exit_code == 0
    assert look(FORM).exit_code == 1
    assert look(LOST).exit_code == 1


def test_programs_get_everything_that_was_tried() -> None:
    told = json.loads(json.dumps(look_told(look(FORM)), default=str))

    street = told["screens"][0]["findings"][0]
    assert (street["state"], street["locator"], street["line"]) == ("drifted", 2, 12)
    assert [one["locator"] for one in street["tried"]] == ["label 'street'", "name 'street'"]
    assert told["trouble"] is True


def test_ordinals() -> None:
    assert [ordinal(n) for n in (1, 2, 3, 4, 11, 12, 13, 21, 22, 101, 111)] == [
        "1st", "2nd", "3rd", "4th", "11th", "12th", "13th", "21st", "22nd", "101st", "111th",
    ]  # fmt: skip


APP = "version: 1\napp: {name}\naddress: http://127.0.0.1:9/\nscreens:\n  a: {{shown_by: {{css: x}}}}\n"


@pytest.fixture
def apps(workspace: Path) -> Path:
    for name in ("one", "two"):
        text = APP.format(name=name)
        (workspace / "selectors" / f"{name}.yaml").write_text(text, encoding="utf-8")
    return workspace


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["check", "nobody"], "There is no selector file"),
        (["check", "one", "--set", "a.b=1"], "the screen 'a' has no element 'b'."),
        (["check", "one", "--set", "ab"], "--set 'ab' cannot be used: it is not of that form."),
        (["check", "one", "--canary"], "No screen in one.yaml is marked"),
        (["check", "one", "--against", "nowhere"], "There is no snapshot in nowhere/one."),
        (["check", "one", "two", "--address", "http://x/"], "--address belongs to one app."),
        (["diff", "one"], "There is no snapshot of 'one' in snapshots/."),
        (["diff", "x", "y"], "There is no snapshot in x."),
        (["snapshot", "nobody"], "There is no selector file"),
    ],
)  # fmt: skip
def test_wrong_use_is_said_before_a_browser_is_opened(
    apps: Path, call: Call, words: list[str], sentence: str
) -> None:
    said = call("screens", *words)

    assert said.code == 2
    assert sentence in said.err
    assert "unexpected happened" not in said.err


def test_of_several_apps_each_has_its_say(apps: Path, call: Call) -> None:
    said = call("screens", "check", "one", "two", "--canary", "--json")

    assert said.code == 2
    told = json.loads(said.out)
    assert [one["app"] for one in told] == ["one", "two"]
    assert "deskhand: one: No screen in one.yaml is marked" in said.err


def test_a_broken_snapshot_names_its_file(apps: Path, call: Call) -> None:
    folder = apps / "snapshots" / "x" / "one"
    folder.mkdir(parents=True)
    for content in ("{", "[]", '{"app": "one"}', '{"app": 1, "screens": []}'):
        (folder / "snapshot.json").write_text(content, encoding="utf-8")
        said = call("screens", "diff", "snapshots/x", "snapshots/x")
        assert said.code == 2
        assert "snapshot.json" in said.err
        assert "Take it again" in said.err


def test_a_folder_of_several_apps_wants_one_named(apps: Path, call: Call) -> None:
    for name in ("one", "two"):
        folder = apps / "snapshots" / "x" / name
        folder.mkdir(parents=True)
        (folder / "snapshot.json").write_text("{}", encoding="utf-8")
    said = call("screens", "diff", "snapshots/x", "snapshots/x")

    assert said.code == 2
    assert "snapshots/x holds snapshots of 2 apps: one, two. Say which one with --app." in said.err
