from pathlib import Path

import pytest

from demo.ledger import Ledger, digest, duplicates, entered, entries


def _append(ledger: Ledger, key: str, kind: str = "update", city: str = "Jena") -> None:
    ledger.append(kind, key, record="CH-1", request="r", values={"city": city})


def test_a_missing_ledger_is_empty(tmp_path: Path) -> None:
    assert entries(tmp_path / "none.jsonl") == []


def test_what_was_appended_is_read_while_the_server_holds_the_file(tmp_path: Path) -> None:
    with Ledger(tmp_path / "l.jsonl") as ledger:
        _append(ledger, "0010007", city="Ηράκλειο")
        (found,) = entries(ledger.path)
    assert (found.seq, found.key, found.values) == (1, "0010007", {"city": "Ηράκλειο"})
    assert found.digest == digest({"city": "Ηράκλειο"})


def test_a_torn_last_line_was_never_acknowledged(tmp_path: Path) -> None:
    path = tmp_path / "l.jsonl"
    with Ledger(path) as ledger:
        _append(ledger, "1")
    with path.open("ab") as file:
        file.write(b'{"seq": 2, "ti')
    assert len(entries(path)) == 1
    with Ledger(path) as ledger:
        _append(ledger, "2")
    assert [entry.key for entry in entries(path)] == ["1", "2"]


def test_a_damaged_line_in_the_middle_is_named(tmp_path: Path) -> None:
    path = tmp_path / "l.jsonl"
    path.write_text('{"seq": 1}\n')
    with pytest.raises(ValueError, match=r"^Line 1 of the ledger l\.jsonl is damaged\.$"):
        entries(path)


def test_a_second_entry_of_a_customer_is_a_duplicate_and_a_document_is_not(tmp_path: Path) -> None:
    with Ledger(tmp_path / "l.jsonl") as ledger:
        for key, kind in (("1", "create"), ("1", "document"), ("2", "update"), ("1", "update")):
            _append(ledger, key, kind)
        assert [entry.seq for entry in duplicates(ledger.known)] == [4]
        assert entered(ledger.known) == 2


def test_equal_values_have_equal_digests_whatever_their_order() -> None:
    assert digest({"a": 1, "b": 2}) == digest({"b": 2, "a": 1}) != digest({"a": 2, "b": 1})
