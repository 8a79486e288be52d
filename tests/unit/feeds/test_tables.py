"""read_table: what an author of a bot gets."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pandas as pd
import pytest

from runner.feeds import FeedError
from runner.tables import read_table

Book = Callable[..., Path]


def test_text_stays_text_and_numbers_are_numbers(book: Book) -> None:
    path = book(
        [
            ["Prices of 2026"],
            ["article", "price", "stock", "since", "note"],
            ["0012", 1.5, 3, datetime(2026, 11, 21), "\u00a0x "],  # noqa: DTZ001
            ["0013", 2, None, None, None],
        ]
    )

    table = read_table(path)

    assert list(table.columns) == ["article", "price", "stock", "since", "note"]
    assert list(table["article"]) == ["0012", "0013"]
    assert [str(kind) for kind in table.dtypes[1:3]] == ["float64", "Int64"]
    assert table["since"][0] == pd.Timestamp("2026-11-21")
    assert table["note"][0] == "x"
    assert table.isna().sum().sum() == 3


def test_equal_column_names_are_told_apart(book: Book) -> None:
    table = read_table(book([["a", "a", "a 2"], [1, 2, 3]]))

    assert list(table.columns) == ["a", "a 2", "a 2 2"]


def test_sheet_and_header_row_can_be_named(book: Book) -> None:
    table = read_table(book([["x", "y", "z"], ["a", "b"], ["1", "2"]]), "Kunden", header_row=2)

    assert table.to_dict("records") == [{"a": "1", "b": "2"}]


def test_csv_and_json_are_tables_too(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("a;b\n0012;x\n")
    (tmp_path / "a.json").write_text('[{"a": "0012", "b": "x"}]')

    for name in ("a.csv", "a.json"):
        assert read_table(str(tmp_path / name)).to_dict("records") == [{"a": "0012", "b": "x"}]


def test_a_bad_file_is_refused_as_a_feed_is(tmp_path: Path, book: Book) -> None:
    with pytest.raises(FeedError, match=r"There is no file 'no\.xlsx'"):
        read_table(tmp_path / "no.xlsx")
    with pytest.raises(FeedError, match="names no columns"):
        read_table(book([]))
