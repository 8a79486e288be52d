"""Forms: a model becomes fields, and what was typed becomes a typed item or a sentence."""

import re
from datetime import date, datetime, time
from decimal import Decimal
from enum import Enum
from typing import Any, Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, Field, field_validator
from ruamel.yaml import YAML

from runner.feeds import wording as feed_wording
from runner.forms import FormField, Widget, fields_of, read_form
from runner.forms.wording import TEXTS, in_words


class Reason(Enum):
    BROKEN = "broken"
    TOO_LATE = "too_late"


class Refund(BaseModel):
    order: str = Field(
        title="Order no.",
        pattern=r"^\d{6}$",
        examples=["004711"],
        description="As on the invoice.",
        json_schema_extra={"texts": {"zh": {"title": "订单号", "help": "见发票。"}}},
    )
    customer: str = Field(min_length=1, max_length=60, json_schema_extra={"personal": True})
    amount: Decimal = Field(gt=0, le=500, decimal_places=2)
    parts: int = Field(1, ge=1, le=9)
    reason: Reason = Field(
        Reason.BROKEN,
        json_schema_extra={"texts": {"zh": {"choices": {"broken": "损坏"}}}},
    )
    urgent: bool = False
    bought: date | None = None
    call_at: datetime | None = None
    at: time | None = None
    note: str | None = Field(None, max_length=1000)
    tags: list[Literal["vip", "press"]] = []
    mails: list[str] = []
    raw: dict[str, Any] = {}

    @field_validator("customer")
    @classmethod
    def somebody(cls, value: str) -> str:
        if value == "nobody":
            raise ValueError(f"{value} is no customer.")
        return value


RIGHT = {"order": ["004711"], "customer": ["Ünal 李雷"], "amount": ["12.50"]}


def field(name: str, language: str = "en") -> FormField:
    return next(each for each in fields_of(Refund, language) if each.name == name)


def test_each_type_has_its_widget() -> None:
    assert {each.name: each.widget for each in fields_of(Refund)} == {
        "order": Widget.TEXT,
        "customer": Widget.TEXT,
        "amount": Widget.NUMBER,
        "parts": Widget.WHOLE,
        "reason": Widget.CHOICE,
        "urgent": Widget.YES_NO,
        "bought": Widget.DATE,
        "call_at": Widget.MOMENT,
        "at": Widget.TIME,
        "note": Widget.LONG_TEXT,
        "tags": Widget.CHOICES,
        "mails": Widget.TEXTS,
        "raw": Widget.NONE,
    }


def test_an_optional_e_mail_address_has_its_widget() -> None:
    class Mail(BaseModel):
        to: str | None = Field(None, json_schema_extra={"format": "email"})

    assert fields_of(Mail)[0].widget is Widget.EMAIL


def test_labels_help_and_limits_come_from_the_model() -> None:
    order = field("order")
    assert (order.label, order.help, order.example) == ("Order no.", "As on the invoice.", "004711")
    assert (order.required, order.pattern) == (True, r"^\d{6}$")
    assert field("customer").personal
    assert field("customer").label == "Customer"
    assert (field("customer").shortest, field("customer").longest) == (1, 60)
    assert (field("amount").most, field("amount").places) == (500, 2)
    assert (field("parts").least, field("parts").most, field("parts").default) == (1, 9, "1")
    assert field("reason").default == "broken"
    assert [each.label for each in field("reason").choices] == ["broken", "too late"]
    assert not field("bought").required


def test_labels_are_in_the_persons_language() -> None:
    assert (field("order", "zh").label, field("order", "zh").help) == ("订单号", "见发票。")
    assert [each.label for each in field("reason", "zh").choices] == ["损坏", "too late"]
    assert field("amount", "zh").label == "Amount"


def test_what_is_typed_becomes_a_typed_item() -> None:
    more = {
        "parts": ["2"],
        "reason": ["too_late"],
        "urgent": ["TRUE"],
        "bought": ["2026-11-02"],
        "call_at": ["2026-11-23T09:30"],
        "at": ["09:30"],
        "note": ["a\r\nb"],
        "tags": ["vip", "press"],
        "mails": ["a@example.org\r\n\r\nb@example.org"],
        "unknown": ["x"],
    }
    filled = read_form(Refund, ("order",), RIGHT | more)
    assert filled.problems == {}
    assert filled.right
    assert filled.draft.key == "004711"
    assert str(filled.draft.source) == "form"
    item = Refund.model_validate(filled.draft.payload)
    assert item.amount == Decimal("12.50")
    assert (item.parts, item.reason, item.urgent) == (2, Reason.TOO_LATE, True)
    assert item.call_at == datetime(2026, 11, 23, 9, 30)  # noqa: DTZ001 - as the model wants it
    assert (item.bought, item.at) == (date(2026, 11, 2), time(9, 30))
    assert (item.note, item.tags) == ("a\nb", ["vip", "press"])
    assert item.mails == ["a@example.org", "b@example.org"]


def test_what_is_left_empty_takes_its_default() -> None:
    filled = read_form(Refund, ("order",), RIGHT | {"parts": [""], "bought": [""]})
    item = Refund.model_validate(filled.draft.payload)
    assert (item.parts, item.bought, item.tags, item.urgent) == (1, None, [], False)


def test_a_box_that_is_not_ticked_means_no() -> None:
    class Agreed(BaseModel):
        name: str
        agreed: bool = True

    filled = read_form(Agreed, ("name",), {"name": ["a"]})
    assert filled.draft.payload == {"name": "a", "agreed": False}


@pytest.mark.parametrize(
    ("name", "text", "words", "chinese"),
    [
        ("order", "", "must not be empty", "不能为空"),
        ("order", "12", "expected form: use, for example, 004711", "格式不正确，例如 004711"),
        ("amount", "twelve", "is not a number: use 12.50", "不是数字"),
        ("amount", "500.01", "must be at most 500", "不能大于 500"),
        ("amount", "1.234", "more than 2 digits after the point", "小数点后超过 2 位"),
        ("parts", "1.5", "is not a whole number", "不是整数"),
        ("reason", "other", "must be one of 'broken' or 'too_late'", "必须是以下之一"),
        ("bought", "2 Nov", "is not a date: use", "不是日期"),
        ("customer", "x" * 61, "is longer than 60 characters", "超过 60 个字符"),
        ("customer", "\x07", "control character", "控制字符"),
    ],
)
def test_what_is_wrong_is_said_at_the_field(name: str, text: str, words: str, chinese: str) -> None:
    for language, expected in (("en", words), ("zh", chinese)):
        filled = read_form(Refund, ("order",), RIGHT | {name: [text]}, language)
        assert list(filled.problems) == [name]
        assert expected in filled.problems[name]
        assert not filled.right
        assert filled.draft.payload is None
        assert filled.values[name] == text


def test_a_personal_value_is_not_repeated_by_the_models_own_words() -> None:
    filled = read_form(Refund, ("order",), RIGHT | {"customer": ["nobody"]})
    assert "nobody" not in filled.problems["customer"]


def test_every_sentence_of_the_feeds_has_its_chinese() -> None:
    texts = YAML(typ="safe", pure=True).load((TEXTS / "zh.yaml").read_text(encoding="utf-8"))
    known = {re.sub(r"\{\w+\}", "{n}", each) for each in texts}
    own = {*feed_wording._WORDS.values(), *feed_wording._STARTS.values()}
    rare = re.compile("time of day|time zone|time zone:|be empty$|UUID|a list$|named values")
    asked = {re.sub(r"\{\w+\}", "{n}", each) for each in own if not rare.search(each)}
    assert asked - known - {"must be empty"} == set()
    assert all(("{n}" in english) == ("{n}" in words) for english, words in texts.items())


def test_a_language_is_a_file_beside_the_others_and_nothing_else() -> None:
    for language in ("../zh", "xx", "", "zh/../zh"):
        assert in_words("must not be empty", language) == "must not be empty"


@given(st.dictionaries(st.sampled_from(list(Refund.model_fields)), st.lists(st.text(), max_size=3)))
def test_whatever_is_posted_gives_an_item_or_a_sentence(posted: dict[str, list[str]]) -> None:
    filled = read_form(Refund, ("order",), posted)
    assert (filled.draft.payload is None) == bool(filled.problems)
