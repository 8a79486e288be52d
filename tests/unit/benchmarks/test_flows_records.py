from benchmarks.flows_records import (
    SHUFFLED,
    records,
    rounds,
    wrong_records,
    wrong_rounds,
)


def _saved(record: dict[str, str]) -> dict[str, object]:
    sent = {name: value for name, value in record.items() if name != "account"}
    if sent["newsletter"] == "no":
        del sent["newsletter"]
    return {"key": record["account"], "values": sent}


def test_all_records_right_is_no_record_wrong() -> None:
    work = records(20)
    assert wrong_records(work, [_saved(record) for record in reversed(work)]) == 0


def test_a_missing_a_doubled_a_strange_and_a_changed_record_count_as_wrong() -> None:
    work = records(5)
    saved = [_saved(record) for record in work[1:]]
    saved.append(_saved(work[1]))
    saved[1]["values"] = {**saved[1]["values"], "city": "Gotham"}  # type: ignore[dict-item]
    saved.append({"key": "9999999", "values": {}})
    assert wrong_records(work, saved) == 4


def test_rounds_count_in_their_order() -> None:
    work = rounds(3)
    saved = [{"values": {label: one[label] for label in SHUFFLED}} for one in work]
    assert wrong_rounds(work, saved) == 0
    assert wrong_rounds(work, saved[::-1]) == 2
    assert wrong_rounds(work, saved[:2]) == 1
    assert wrong_rounds(work, [*saved, saved[0]]) == 1
