"""Validation findings in a clerk's words, never the validator's."""

import re
from collections.abc import Mapping
from typing import Any

from pydantic_core import ErrorDetails

from runner.feeds.wanted import Wanted
from runner.secret import MASK

_SHOWN = 60
"""Characters of a value that a problem shows."""

AUTHORS_OWN = frozenset({"value_error", "assertion_error"})
"""Kinds of findings whose words come from the model's author, not from this module."""

_WORDS = {
    "missing": "must not be empty",
    "string_type": "is not text",
    "string_too_short": "is shorter than {min_length} characters",
    "string_too_long": "is longer than {max_length} characters",
    "int_type": "is not a whole number: use 12",
    "int_parsing": "is not a whole number: use 12",
    "int_from_float": "is not a whole number: use 12",
    "int_parsing_size": "is far too large",
    "float_type": "is not a number: use 12.50",
    "float_parsing": "is not a number: use 12.50",
    "finite_number": "is not a number: use 12.50",
    "decimal_type": "is not a number: use 12.50",
    "decimal_parsing": "is not a number: use 12.50",
    "decimal_max_digits": "has more than {max_digits} digits",
    "decimal_max_places": "has more than {decimal_places} digits after the point",
    "decimal_whole_digits": "has more than {whole_digits} digits before the point",
    "bool_type": "is not yes or no: use TRUE or FALSE",
    "bool_parsing": "is not yes or no: use TRUE or FALSE",
    "greater_than": "must be more than {gt}",
    "greater_than_equal": "must be at least {ge}",
    "less_than": "must be less than {lt}",
    "less_than_equal": "must be at most {le}",
    "multiple_of": "must be a multiple of {multiple_of}",
    "literal_error": "must be one of {expected}",
    "enum": "must be one of {expected}",
    "date_past": "must lie in the past",
    "date_future": "must lie in the future",
    "datetime_past": "must lie in the past",
    "datetime_future": "must lie in the future",
    "date_from_datetime_inexact": "has a time of day, where a date alone is wanted",
    "timezone_aware": "needs a time zone: use 2026-11-21 14:30+01:00",
    "timezone_naive": "must have no time zone",
    "none_required": "must be empty",
    "too_short": "needs at least {min_length} entries",
    "too_long": "has more than {max_length} entries",
}
_STARTS = {
    "datetime_": "is not a date and time: use 2026-11-21 14:30",
    "date_": "is not a date: use 2026-11-21",
    "time_delta": "is not a duration: use 01:30:00",
    "time_": "is not a time: use 14:30",
    "url_": "is not a web address: use https://example.org",
    "uuid_": "is not a UUID",
    "list_": "is not a list",
    "dict_": "is not a group of named values",
}


def reason_for(error: ErrorDetails, wanted: Wanted | None) -> str:
    """Say what is wrong with one value, in words that do not show the value."""
    kind = error["type"]
    context: Mapping[str, Any] = error.get("ctx", {})
    if kind == "string_pattern_mismatch":
        return _pattern(str(context.get("pattern", "")), wanted)
    if kind == "string_too_short" and context.get("min_length") == 1:
        return _WORDS["missing"]
    if kind in _WORDS:
        return _WORDS[kind].format_map(context)
    if kind in AUTHORS_OWN:
        return _authors_words(error)
    for start, words in _STARTS.items():
        if kind.startswith(start):
            return words
    return "does not fit" + _such_as(wanted)


def shown(value: object, wanted: Wanted | None) -> str | None:
    """A value as a problem may show it: shortened, on one line, and not at all when personal."""
    if value is None or value == "" or (wanted is not None and wanted.personal):
        return None
    text = " ".join(str(value).split())
    text = "".join(letter if letter.isprintable() else "�" for letter in text)
    return text if len(text) <= _SHOWN else f"{text[: _SHOWN - 1]}…"


def without_value(reason: str, value: object, wanted: Wanted | None) -> str:
    """The words of a model's author, without a personal value that they wrote into them."""
    text = "" if value is None else str(value).strip()
    if wanted is None or not wanted.personal or not text:
        return reason
    # A short value is masked where it stands alone: `a` is also a letter of every sentence.
    whole = (r"(?<!\w)", r"(?!\w)") if len(text) <= 3 else ("", "")
    return re.sub(f"{whole[0]}{re.escape(text)}{whole[1]}", MASK, reason)


def _pattern(pattern: str, wanted: Wanted | None) -> str:
    if "@" in pattern:
        return "is not an e-mail address"
    return "does not have the expected form" + _such_as(wanted)


def _such_as(wanted: Wanted | None) -> str:
    return f": use, for example, {wanted.examples[0]}" if wanted and wanted.examples else ""


def _authors_words(error: ErrorDetails) -> str:
    message = error["msg"]
    if "email address" in message:
        return "is not an e-mail address"
    for prefix in ("Value error, ", "Assertion failed, "):
        message = message.removeprefix(prefix)
    return message.rstrip(".") or "does not fit"
