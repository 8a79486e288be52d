"""JSON feeds."""

from collections.abc import Callable
from pathlib import Path

import pytest

from runner.feeds import FeedError
from runner.item import Draft

Read = Callable[..., list[Draft]]


@pytest.fixture
def json_file(tmp_path: Path) -> Callable[[str], Path]:
    def write(content: str) -> Path:
        path = tmp_path / "items.json"
        path.write_text(content, encoding="utf-8")
        return path

    return write


JsonFile = Callable[[str], Path]


@pytest.mark.parametrize(
    ("content", "keys", "rows"),
    [
        ('{"account": "0012"}', ["0012"], [1]),
        ('[{"account": "1"}, {"account": 2}]', ["1", "2"], [1, 2]),
        ('{"account": "1"}\n\n{"account": "2"}\n', ["1", "2"], [1, 3]),
        ('{\n  "account": "1"\n}\n', ["1"], [1]),
    ],
)
def test_objects_become_drafts(
    json_file: JsonFile, read: Read, content: str, keys: list[str], rows: list[int]
) -> None:
    drafts = read(json_file(content))

    assert [draft.key for draft in drafts] == keys
    assert [draft.source.row for draft in drafts] == rows


def test_long_numbers_are_exact_in_json_and_amounts_too(json_file: JsonFile, read: Read) -> None:
    (draft,) = read(json_file('{"account": 123456789012345678, "amount": 0.1, "visits": null}'))

    assert draft.payload is not None
    assert (draft.key, draft.payload["amount"]) == ("123456789012345678", "0.1")


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("[]", "it holds no items"),
        ("[{}]", "it holds no items"),
        ('[{"account": "1"}, 2]', "entry 2 is no object"),
        ('{"account": 1}\n[2]\n', "line 2 is no object"),
        ('{"account": 1}\n{"account": }\n', "line 2, character 13: expecting value"),
        ('{"account": "1", "account": "2"}', "names the same value twice in one object"),
        ('{"account": NaN}', "the document holds NaN, which is not JSON"),
        ("[" * 100_000, "is nested too deeply"),
        ('{"account"', "line 1, character 11: expecting ':' delimiter"),
    ],
)
def test_what_is_no_list_of_objects(
    json_file: JsonFile, read: Read, content: str, reason: str
) -> None:
    with pytest.raises(FeedError) as caught:
        read(json_file(content))

    assert reason in caught.value.message
    assert caught.value.hint == "Write one object, a list of objects, or one object a line."


def test_problems_name_the_field_and_the_entry(json_file: JsonFile, read: Read) -> None:
    (draft,) = read(json_file('[{"account": "1", "visits": "x"}]'))

    assert [str(problem) for problem in draft.problems] == [
        "visits: 'x' is not a whole number: use 12"
    ]
    assert str(draft.source) == "items.json, row 1"
