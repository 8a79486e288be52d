"""The schema that editors use: it takes the files that load, refuses what does not, and explains."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from ruamel.yaml import YAML

from runner.screens.schema import json_schema

ROOT = Path(__file__).parents[3]
SCHEMA = json_schema()
RIGHT = {"version": 1, "app": "crm", "address": "http://x/", "screens": {}}


def problems(content: Any) -> list[str]:
    return [error.message for error in Draft202012Validator(SCHEMA).iter_errors(content)]


def keys() -> Iterator[tuple[str, dict[str, Any]]]:
    """Every key that can be written, with what its hover text is made of."""
    for owner, entry in {**SCHEMA["$defs"], "file": SCHEMA}.items():
        for key, told in entry.get("properties", {}).items():
            yield f"{owner}.{key}", told


def test_it_is_a_schema() -> None:
    Draft202012Validator.check_schema(SCHEMA)


@pytest.mark.parametrize("file", sorted(ROOT.glob("selectors/*.yaml")), ids=lambda file: file.name)
def test_it_takes_the_files_of_the_repository(file: Path) -> None:
    assert problems(YAML(typ="safe").load(file)) == []


@pytest.mark.parametrize(
    "wrong",
    [
        RIGHT | {"screen": {}},
        {key: value for key, value in RIGHT.items() if key != "screens"},
        RIGHT | {"press": "tap"},
        RIGHT | {"screens": {"a": {"elements": {}}}},
        RIGHT | {"screens": {"a": {"shown_by": {"headng": "x"}}}},
        RIGHT | {"screens": {"a": {"shown_by": {"css": "x"}, "elements": {"b": {"labl": "x"}}}}},
        RIGHT | {"screens": {"a": {"shown_by": {"css": "x"}, "tables": {"t": {"columns": {}}}}}},
        RIGHT | {"screens": {"a": {"shown_by": {"css": "x"}, "settle": -1}}},
        RIGHT | {"dialogs": [{"kind": "confirm", "answer": "maybe"}]},
    ],
)
def test_it_refuses_what_does_not_load(wrong: dict[str, Any]) -> None:
    assert problems(RIGHT) == []
    assert problems(wrong)


def test_every_key_explains_itself_with_an_example() -> None:
    assert [key for key, told in keys() if "`" not in told.get("description", "")] == []
