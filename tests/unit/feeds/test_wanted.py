"""What a field wants, told by its annotation."""

from datetime import date, datetime, time
from decimal import Decimal
from enum import Enum, IntEnum, StrEnum
from typing import Annotated, Any, Literal

import pytest
from pydantic import AfterValidator, BaseModel, Field, HttpUrl, create_model, field_validator

from runner.feeds import personal_values
from runner.feeds.wanted import Kind, wanted_fields


class Colour(StrEnum):
    RED = "red"


class Plain(Enum):
    ONE = "one"


class Level(IntEnum):
    LOW = 1


@pytest.mark.parametrize(
    ("annotation", "kind"),
    [
        (str, Kind.TEXT),
        (str | None, Kind.TEXT),
        (Annotated[str, Field(max_length=3)] | None, Kind.TEXT),
        (int | str, Kind.TEXT),
        (Literal["a", "b"], Kind.TEXT),
        (Literal[1, 2], Kind.WHOLE),
        (Literal[1, "a"], Kind.OTHER),
        (Colour, Kind.TEXT),
        (Plain, Kind.TEXT),
        (Level, Kind.WHOLE),
        (HttpUrl, Kind.TEXT),
        (bool, Kind.TRUTH),
        (int, Kind.WHOLE),
        (Decimal | None, Kind.DECIMAL),
        (float, Kind.FLOAT),
        (date, Kind.DATE),
        (datetime, Kind.MOMENT),
        (time, Kind.TIME),
        (list[str], Kind.OTHER),
        (int | date, Kind.OTHER),
    ],
)
def test_kinds(annotation: Any, kind: Kind) -> None:
    model = create_model("Model", field=(annotation, ...))

    assert wanted_fields(model)["field"].kind is kind


def test_empty_is_none_only_where_none_is_allowed_and_nothing_else_given() -> None:
    class Model(BaseModel):
        needed: str
        nullable: str | None
        optional: str | None = None

    wanted = wanted_fields(Model)

    assert [name for name, each in wanted.items() if each.empty_is_none] == ["nullable"]


def test_a_model_that_reads_a_field_itself_is_noticed() -> None:
    class Model(BaseModel):
        own: date
        after: Annotated[date, AfterValidator(lambda day: day)]

        @field_validator("own", mode="before")
        @classmethod
        def _german(cls, text: object) -> object:
            return text

    wanted = wanted_fields(Model)

    assert (wanted["own"].model_decides, wanted["after"].model_decides) == (True, False)


def test_personal_values_of_a_payload() -> None:
    class Model(BaseModel):
        account: str
        phone: str = Field("", json_schema_extra={"personal": True})
        others: list[str] = Field([], json_schema_extra={"personal": True})
        birth: date | None = Field(None, json_schema_extra={"personal": True})

    payload = Model(account="1", phone="0177", others=["a", ""]).model_dump(mode="json")

    assert personal_values(Model, payload) == ["0177", "a"]
