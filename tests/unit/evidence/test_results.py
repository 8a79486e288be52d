"""The results workbook, as the person gets it back."""

import os
import zipfile
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from openpyxl.styles import Font, PatternFill
from openpyxl.worksheet.table import Table
from openpyxl.worksheet.worksheet import Worksheet

from runner.errors import DeskhandError
from runner.evidence.folder import replaced_whole
from runner.evidence.results import SourceSheet, SourceTable, write_results
from runner.item import ItemId, ItemOutcome, ItemState, Source

ZONE = timezone(timedelta(hours=1))
SHOWN = datetime(2026, 11, 21, 22, 30, 5)  # noqa: DTZ001 - a workbook knows no zones
NAMES = ["Bot status", "Bot message", "Bot record", "Bot time", "Bot evidence"]


def outcome(row: int | None, state: ItemState = ItemState.DONE, **more: object) -> ItemOutcome:
    values: dict[str, object] = {
        "item": ItemId(row or 1),
        "key": f"C-{row}",
        "state": state,
        "source": Source("contacts.xlsx", "Kunden", row),
        "record": "1004711",
        "ended_at": datetime(2026, 11, 21, 21, 30, 5, 999, tzinfo=UTC),
    }
    return ItemOutcome(**{**values, **more})  # type: ignore[arg-type]


@pytest.fixture
def own(tmp_path: Path) -> SourceSheet:
    book = openpyxl.Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    sheet.title = "Kunden"
    for row in (["Contacts"], ["Account", "Phone"], ["0012", "+49 1"], ["0013", "=1+1"], ["x", 3]):
        sheet.append(row)
    sheet["A2"].font = Font(name="Courier New", italic=True)
    sheet["B2"].fill = PatternFill("solid", start_color="FFFF00")
    sheet["B5"].number_format = "00000"
    sheet.column_dimensions["A"].width = 33
    sheet.freeze_panes = "B3"
    book.create_sheet("Notes")["A1"] = "mine"
    book.save(tmp_path / "contacts.xlsx")
    book.close()
    return SourceSheet(tmp_path / "contacts.xlsx", "Kunden", 2)


@pytest.fixture
def target(tmp_path: Path) -> Path:
    return tmp_path / "results.xlsx"


def cells(path: Path, sheet: str | None = None) -> list[tuple[object, ...]]:
    book = openpyxl.load_workbook(path)
    rows: list[tuple[object, ...]] = list(
        (book[sheet] if sheet else book.worksheets[0]).iter_rows(values_only=True)
    )
    book.close()
    return rows


def opened(path: Path) -> Worksheet:
    sheet = openpyxl.load_workbook(path).worksheets[0]
    assert isinstance(sheet, Worksheet)
    return sheet


def test_the_persons_workbook_comes_back_with_five_columns_more(
    own: SourceSheet, target: Path
) -> None:
    results = write_results(
        [outcome(3), outcome(4, ItemState.REJECTED, message="no such account", record="")],
        target,
        source=own,
        zone=ZONE,
    )

    assert (results.path, results.notes) == (target, ())
    assert cells(target)[1:] == [
        ("Account", "Phone", *NAMES),
        ("0012", "+49 1", "done", None, "1004711", SHOWN, "report"),
        (
            "0013",
            "=1+1",
            "rejected",
            "no such account",
            None,
            SHOWN,
            "report",
        ),
        ("x", 3, None, None, None, None, None),
    ]
    assert cells(target, "Notes") == [("mine",)]


def test_formats_widths_and_panes_are_kept(own: SourceSheet, target: Path) -> None:
    write_results([outcome(3)], target, source=own)

    sheet = opened(target)
    assert (sheet["A2"].font.name, sheet["A2"].font.italic) == ("Courier New", True)
    assert sheet["B5"].number_format == "00000"
    assert (sheet.column_dimensions["A"].width, sheet.freeze_panes) == (33, "B3")
    assert sheet.column_dimensions["D"].width == 60
    assert sheet["C2"].fill.start_color.rgb == "00FFFF00"
    assert sheet.auto_filter.ref == "A2:G5"


def test_evidence_links_into_the_report(own: SourceSheet, target: Path) -> None:
    write_results([outcome(3), outcome(4, item=None)], target, source=own)

    sheet = opened(target)
    links = [sheet.cell(row, 7).hyperlink for row in (3, 4)]
    assert [link and link.target for link in links] == ["report.html#item-3", "report.html#row-4"]


def test_a_second_run_fills_the_same_columns_again(own: SourceSheet, target: Path) -> None:
    write_results([outcome(3, ItemState.FAILED), outcome(4)], target, source=own)
    again = SourceSheet(target, own.sheet, own.header_row)

    write_results([outcome(3, ItemState.DONE)], target, source=again)

    assert [row[2] for row in cells(target)[1:]] == ["Bot status", "done", "done", None]
    assert len(cells(target)[1]) == 7


@pytest.mark.parametrize("text", ["=1+1", "+49 1", "-x", "@SUM(A1)", "\tx", "\rx"])
def test_no_text_is_ever_a_formula(own: SourceSheet, target: Path, text: str) -> None:
    write_results([outcome(3, message=text, record=text)], target, source=own)

    sheet = opened(target)
    for cell in (sheet["D3"], sheet["E3"]):
        assert (cell.data_type, cell.quotePrefix) == ("s", True)
    assert (sheet["B3"].data_type, sheet["B3"].quotePrefix) == ("s", True)


def test_formulas_of_the_person_stay_formulas(own: SourceSheet, target: Path) -> None:
    write_results([outcome(4)], target, source=own)

    assert opened(target)["B4"].data_type == "f"


def test_characters_that_no_workbook_can_hold_are_replaced(own: SourceSheet, target: Path) -> None:
    write_results([outcome(3, message="a\0\x1b[31mb" + "x" * 40_000)], target, source=own)

    message = str(opened(target)["D3"].value)
    assert message.startswith("a��[31mb")
    assert len(message) < 32_767


def test_no_filter_over_a_table(own: SourceSheet, target: Path) -> None:
    book = openpyxl.load_workbook(own.path)
    book["Kunden"].add_table(Table(displayName="T", ref="A2:B5"))
    book.save(own.path)
    book.close()

    write_results([outcome(3)], target, source=own)

    assert opened(target).auto_filter.ref is None


def test_what_cannot_be_kept_is_said(own: SourceSheet, target: Path) -> None:
    with zipfile.ZipFile(own.path, "a") as package:
        package.writestr("xl/vbaProject.bin", "macro")

    results = write_results([outcome(3)], target, source=own)

    assert results.notes == ("The results workbook does not keep the macros of yours.",)


def test_merged_cells_in_the_way_are_taken_apart(own: SourceSheet, target: Path) -> None:
    book = openpyxl.load_workbook(own.path)
    book["Kunden"].merge_cells("A1:H1")
    book["Kunden"].merge_cells("B3:E3")
    book.save(own.path)
    book.close()

    write_results([outcome(3)], target, source=own)

    assert cells(target)[2][:4] == ("0012", "+49 1", "done", None)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (lambda path: path.unlink(), "it is no longer there"),
        (lambda path: path.write_bytes(b"PK\x03\x04"), "it cannot be read any more"),
    ],
)
def test_a_source_that_is_gone(
    own: SourceSheet, target: Path, change: Callable[[Path], object], reason: str
) -> None:
    change(own.path)

    with pytest.raises(DeskhandError) as caught:
        write_results([outcome(3)], target, source=own)

    assert caught.value.message == (
        f"The results cannot be written back into 'contacts.xlsx': {reason}."
    )


def test_a_sheet_that_is_gone(own: SourceSheet, target: Path) -> None:
    with pytest.raises(DeskhandError, match="it has no sheet 'Other' any more"):
        write_results([outcome(3)], target, source=SourceSheet(own.path, "Other", 1))


ROWS: list[tuple[int, Sequence[object]]] = [
    (2, ["0012", "=cmd", Decimal("1.5"), 123456789012345678]),
    (3, ["0013", None, True]),
]


def test_other_sources_get_a_new_workbook(target: Path) -> None:
    table = SourceTable(["Account", "Note", "Amount", "Id"], iter(ROWS))

    write_results([outcome(3, ItemState.IN_DOUBT)], target, table=table, zone=ZONE)

    assert cells(target) == [
        ("Account", "Note", "Amount", "Id", *NAMES),
        ("0012", "=cmd", 1.5, "123456789012345678", None, None, None, None, None),
        (
            "0013",
            None,
            True,
            None,
            "in doubt",
            None,
            "1004711",
            SHOWN,
            "report",
        ),
    ]
    sheet = opened(target)
    assert (sheet["B2"].data_type, sheet["B2"].quotePrefix) == ("s", True)
    assert (sheet.freeze_panes, sheet.auto_filter.ref) == ("A2", "A1:I3")


def test_a_fed_back_result_list_does_not_grow(target: Path) -> None:
    table = SourceTable(["Account", *NAMES], [(2, ["0012", "done", "old", "r", "t", "report"])])

    write_results([outcome(2, message="new")], target, table=table)

    assert cells(target)[0] == ("Account", *NAMES)
    assert cells(target)[1][:3] == ("0012", "done", "new")


def test_without_rows_key_and_source_stand_for_them(target: Path) -> None:
    write_results([outcome(None, source=Source("form"), key="0012")], target)

    assert [row[:3] for row in cells(target)] == [
        ("Source", "Key", "Bot status"),
        ("form", "0012", "done"),
    ]


def test_a_workbook_too_large_to_edit_is_written_anew(
    own: SourceSheet, target: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("runner.evidence.result_book.MAX_SHEETS_BYTES", 10)
    table = SourceTable(["Account"], [(3, ["0012"])])

    write_results([outcome(3)], target, source=own, table=table)

    assert cells(target)[1][:2] == ("0012", "done")


def test_a_full_disk_leaves_what_was_there(
    own: SourceSheet, target: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target.write_text("old")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(DeskhandError, match="there is no space left on the disk"):
        write_results([outcome(3)], target, source=own)

    assert target.read_text() == "old"
    assert {entry.name for entry in target.parent.iterdir()} == {"contacts.xlsx", "results.xlsx"}


def test_a_workbook_that_is_open_on_windows_is_said(
    target: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target.write_text("old")

    def locked(*_: object) -> None:
        raise PermissionError(13, "Access is denied")

    monkeypatch.setattr(Path, "replace", locked)
    monkeypatch.setattr("runner.evidence.folder._LOCKS_OPEN_FILES", True)
    with (
        pytest.raises(DeskhandError, match=r"'results\.xlsx' is open in another program"),
        replaced_whole(target) as unfinished,
    ):
        unfinished.write_text("new")


def test_many_rows_are_streamed(target: Path) -> None:
    rows = ((number, [str(number), "name"]) for number in range(2, 5_002))

    write_results(
        (outcome(number) for number in range(2, 5_002)),
        target,
        table=SourceTable(["Account", "Name"], rows),
    )

    assert len(cells(target)) == 5_001


def test_rows_without_an_outcome_stay_and_outcomes_without_a_row_are_passed_over(
    target: Path,
) -> None:
    rows = [(2, ["a"]), (3, ["b"]), (5, ["c"]), (9, ["d"])]
    outcomes = [outcome(3), outcome(4), outcome(9, ItemState.FAILED)]

    write_results(outcomes, target, table=SourceTable(["Account"], rows))

    assert [row[:2] for row in cells(target)[1:]] == [
        ("a", None),
        ("b", "done"),
        ("c", None),
        ("d", "failed"),
    ]


def test_what_a_sheet_cannot_hold_goes_to_the_next(target: Path, monkeypatch) -> None:
    monkeypatch.setattr("runner.evidence.result_list.ROWS_A_SHEET", 4)
    monkeypatch.setattr("runner.evidence.result_list.LINKS", 3)
    rows = [(number, [str(number)]) for number in range(2, 8)]

    write_results([outcome(n) for n in range(2, 8)], target, table=SourceTable(["Account"], rows))
    book = openpyxl.load_workbook(target)

    assert [[row[0].value for row in sheet] for sheet in book] == [
        ["Account", "2", "3", "4", "5"],
        ["Account", "6", "7"],
    ]
    assert [row[5].hyperlink is not None for row in book["Results"]][1:] == [True] * 3 + [False]
    assert [row[5].hyperlink for row in book["Results 2"]][1:] == [None, None]
    assert book["Results 2"].auto_filter.ref == "A1:F3"
