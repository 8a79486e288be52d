"""Programs of two more toolkits that nobody here wrote: GTK 4, and LibreOffice with its large sheets."""

from pathlib import Path

import openpyxl
import pytest

from runner import BusinessError, TechnicalError
from runner.drivers.desktop import DesktopSession
from runner.drivers.errors import RowNotFoundError, TableNotReadError
from tests.desktop.programs import at_work, needs, until
from tests.desktop.test_records import SAMPLE

GTK_3_OFFICE = Path("/usr/lib/libreoffice/program/libvclplug_gtk3lo.so")
HEADS = ("Id", "Name", "City")


@needs("gnome-text-editor")
def test_files_written_by_a_gtk_4_editor(tmp_path: Path) -> None:
    file, copy = tmp_path / "record.txt", tmp_path / "Größe 中文.txt"
    file.write_text("")
    with at_work("text_editor", tmp_path, file) as program:
        for number, (name, city) in enumerate(SAMPLE):
            wanted = f"{number}\n{name}\n{city} 😀"
            editor = program.on("editor").fill(text=wanted)
            assert editor.read("text") == wanted
            editor.press("save")
            until(lambda wanted=wanted: file.read_text() == f"{wanted}\n")
        program.on("editor").fill(text="changed").press("menu").press("save_as")
        dialog = program.on("save_as").fill(name=copy.name, line_ending="Windows (CR+LF)")
        assert dialog.read("name") == copy.name
        dialog.press("save")
        until(lambda: copy.exists() and copy.read_bytes() == b"changed\r\n")
        program.on("editor").fill(text="again").press("save")
        until(lambda: copy.read_bytes() == b"again\r\n")


@pytest.fixture
def sheet(tmp_path: Path) -> Path:
    book = openpyxl.Workbook()
    book.active.title = "Customers"
    book.active.append(HEADS)
    book.save(tmp_path / "customers.xlsx")
    return tmp_path / "customers.xlsx"


@needs("soffice")
@pytest.mark.skipif(not GTK_3_OFFICE.exists(), reason="needs libreoffice-gtk3")
@pytest.mark.slow
def test_rows_of_a_spreadsheet(tmp_path: Path, sheet: Path) -> None:
    with at_work("calc", tmp_path, sheet) as program:
        for number, row in enumerate(SAMPLE, 2):
            for column, value in zip("ABC", (f"c{number}", *row), strict=True):
                enter(program, f"{column}{number}", value)
        enter(program, "B3", "")
        enter(program, "B4", "two  spaces ")
        wanted = [HEADS, *((f"c{number}", *row) for number, row in enumerate(SAMPLE, 2))]
        wanted[2], wanted[3] = ("c3", "", "Αθήνα"), ("c4", "two  spaces ", "Москва")
        shown = program.on("sheet").rows("customers")
        assert [(one["id"], one["name"], one["city"]) for one in shown] == wanted
        clicked(program)
        beyond_what_shows(program)
        program.on("sheet").press("save")
        # The question for the format is answered by its rule.
        until(lambda: program.on("sheet") and written(sheet) == wanted)


def enter(program: DesktopSession, place: str, value: str) -> None:
    shown = program.on("sheet").fill(place=place).press("go")
    shown.fill(cell=value)
    assert shown.read("cell") == value


def clicked(program: DesktopSession) -> None:
    """The row that is clicked is the one that is meant, though the program tells it elsewhere."""
    shown = program.on("sheet")
    for row in ("2", "5", "7"):
        shown.press("name_cell", row=row)
        until(lambda row=row: shown.read("place") == f"B{row}")
        assert shown.read("cell") == SAMPLE[int(row) - 2][0]


def beyond_what_shows(program: DesktopSession) -> None:
    """Of a million rows those are read that show; what is not known is said."""
    shown = program.on("sheet", wait=1)
    program.stage.wait_seconds, before = 1.0, program.stage.wait_seconds
    with pytest.raises(RowNotFoundError, match=r"among those that show \(1 to \d+ of 1048576"):
        shown.press("name_cell", row="400")
    program.stage.wait_seconds = before
    enter(program, "A400", "far away")
    assert shown.read("name_cell", row="400") == ""
    with pytest.raises(TableNotReadError, match="tells only the rows that show"):
        shown.rows("customers")
    assert len(shown.rows("customers", limit=3)) == 3
    enter(program, "A400", "")
    enter(program, "A1", "Id")


@needs("soffice")
@pytest.mark.skipif(not GTK_3_OFFICE.exists(), reason="needs libreoffice-gtk3")
@pytest.mark.slow
def test_what_a_cell_makes_of_a_value_is_not_silent(tmp_path: Path, sheet: Path) -> None:
    with at_work("calc", tmp_path, sheet) as program:
        shown = program.on("sheet").fill(place="B2").press("go")
        with pytest.raises((BusinessError, TechnicalError), match="did not take its value"):
            shown.fill(cell="00123")
        with pytest.raises(BusinessError, match="holds one line"):
            shown.fill(cell="one\ntwo")


def written(file: Path) -> list[tuple[str, ...]]:
    rows = openpyxl.load_workbook(file).active.rows
    return [tuple(cell.value or "" for cell in row) for row in rows]
