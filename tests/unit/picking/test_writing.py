"""What was picked, written into the selector file."""

from pathlib import Path

import pytest

from runner.picking.picking import new_table
from runner.picking.writing import (
    NameInUseError,
    NewElement,
    NewScreen,
    NewTable,
    NothingChosenError,
    Target,
    undo,
    write,
)
from runner.screens.history import EditedSinceError
from runner.screens.load import load
from runner.screens.marking import Marks
from runner.screens.model import By, FrameStep, Locator
from runner.screens.suggesting import UNWRITTEN
from tests.unit.picking.test_proposing import FACTS
from tests.unit.recording.made import app as made_app

ZIP = Locator(By.LABEL, "Zip code", UNWRITTEN)
HEADING = Locator(By.HEADING, "Orders", UNWRITTEN)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    folder = tmp_path / "selectors"
    folder.mkdir()
    return made_app(folder).path


def test_an_element_goes_to_the_end_of_its_screen(file: Path) -> None:
    written = write(file, Target("form"), [NewElement("zip", (ZIP,), Marks(personal=True))])

    assert "      zip: {label: Zip code, personal: true}\n  saved:" in file.read_text()
    assert (
        str(written)
        == f"shop.yaml:{written.app.screens['form'].elements['zip'].place.line} is written: form.zip"
    )


def test_a_new_screen_brings_its_frames_and_its_window(file: Path) -> None:
    way = (FrameStep("name", "main"), FrameStep("url", "/inner"))
    target = Target("orders", NewScreen(HEADING, way, "Orders - Shop"))
    write(file, target, [NewElement("zip", (ZIP,))])

    screen = load(file).screens["orders"]
    assert screen.frame == way
    assert screen.window is not None
    assert (screen.window.how, screen.window.text) == ("contains", "Orders - Shop")
    assert str(screen.shown_by[0]) == "heading 'Orders'"


def test_a_table_is_written_with_key_and_paging(file: Path) -> None:
    following = Locator(By.ROLE, "link", UNWRITTEN, name="Next")
    table = NewTable(
        "orders", (Locator(By.CSS, "table", UNWRITTEN),), {"no": "No."}, "no", ("no",), following
    )
    written = write(file, Target("saved"), table=table)

    found = load(file).screens["saved"].tables["orders"]
    assert (dict(found.columns), found.key, found.personal) == ({"no": "No."}, "no", ("no",))
    assert found.next_page is not None
    assert "is written: saved.orders" in str(written)


def test_a_name_that_another_element_has_is_refused(file: Path) -> None:
    before = file.read_bytes()

    with pytest.raises(NameInUseError) as caught:
        write(file, Target("form"), [NewElement("street", (ZIP,))])

    line = load(file).screens["form"].elements["street"].place.line
    assert caught.value.sentence() == (
        f"Nothing was written: the screen 'form' has 'street' already (line {line}). "
        "Choose another name for the new one."
    )
    assert file.read_bytes() == before


def test_without_a_locator_nothing_is_written(file: Path) -> None:
    before = file.read_bytes()

    with pytest.raises(NothingChosenError, match="no locator was chosen for 'zip'"):
        write(file, Target("form"), [NewElement("zip", ())])

    assert file.read_bytes() == before


def test_one_element_that_cannot_be_written_holds_all_of_them_back(file: Path) -> None:
    before = file.read_bytes()

    with pytest.raises(NameInUseError):
        write(file, Target("form"), [NewElement("zip", (ZIP,)), NewElement("street", (ZIP,))])

    assert file.read_bytes() == before


def test_what_the_file_says_already_is_not_written_again(file: Path) -> None:
    label = Locator(By.LABEL, "Street", UNWRITTEN)
    written = write(file, Target("form"), [NewElement("street", (label,), known=True)])

    assert written.version is None
    assert str(written).endswith("says so already.")


def test_undo_takes_the_last_write_back_unless_somebody_has_edited_since(file: Path) -> None:
    before = file.read_bytes()
    version = write(file, Target("form"), [NewElement("zip", (ZIP,))]).version
    assert version is not None
    undo(file, version)
    assert file.read_bytes() == before

    version = write(file, Target("form"), [NewElement("zip", (ZIP,))]).version
    assert version is not None
    file.write_text(file.read_text() + "note: by hand\n")
    with pytest.raises(EditedSinceError):
        undo(file, version)


def line(name: str, *, include: bool = True, key: bool = False) -> dict[str, object]:
    return {"name": name, "include": include, "key": key, "personal": key}


def test_a_table_has_the_columns_that_were_chosen() -> None:
    columns = [line("no", key=True), line("name", include=False), line("state")]
    details = {"name": "orders", "ways": [1], "next": True, "columns": columns}
    table = new_table(FACTS, details)

    assert dict(table.columns) == {"no": "Order no.", "state": "State"}
    assert (table.key, table.personal, table.next_page) == ("no", ("no",), None)


def test_a_table_without_columns_is_refused() -> None:
    columns = [line(name, include=False) for name in ("no", "name", "state")]

    with pytest.raises(NothingChosenError, match="the table has no columns, or no locator"):
        new_table(FACTS, {"name": "x", "ways": [1], "next": False, "columns": columns})
