"""No registered value survives, in whatever encoding it comes by."""

import base64
import html
import json
import re
import traceback
from collections.abc import Callable
from urllib.parse import quote, quote_plus

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from runner.evidence.mask import Masker
from runner.secret import MASK, Secret

ENCODINGS: dict[str, Callable[[str], str]] = {
    "plain": lambda value: value,
    "url": lambda value: quote(value, safe="", errors="surrogatepass"),
    "url path": lambda value: quote(value, errors="surrogatepass"),
    "url form": lambda value: quote_plus(value, errors="surrogatepass"),
    "url lower": lambda value: re.sub(
        "%..", lambda byte: byte[0].lower(), quote(value, safe="", errors="surrogatepass")
    ),
    "json": lambda value: json.dumps(value)[1:-1],
    "json text": lambda value: json.dumps(value, ensure_ascii=False)[1:-1],
    "json in json": lambda value: json.dumps(json.dumps(value))[3:-3],
    "html": html.escape,
    "html text": lambda value: html.escape(value, quote=False),
    "html numbers": lambda value: "".join(f"&#{ord(letter)};" for letter in value),
    "html hex": lambda value: "".join(f"&#x{ord(letter):X};" for letter in value),
    "python": lambda value: repr(value)[1:-1],
}
values = st.text(min_size=4, max_size=30).filter(lambda text: len(text.strip()) > 3)


def masker_of(*values: str) -> Masker:
    masker = Masker()
    for value in values:
        masker.add_secret(Secret(value))
    return masker


@settings(deadline=None)
@given(value=values, around=st.text(max_size=10), name=st.sampled_from(sorted(ENCODINGS)))
@example(value="\"<&%\n'/\\", around="x", name="json in json")
@example(value="a b+c d", around="", name="url form")
@example(value="pässwörd 王", around="", name="json")
@example(value="😀😀😀😀", around="", name="json")
def test_no_value_survives_in_any_encoding(value: str, around: str, name: str) -> None:
    assume(MASK[0] not in value)
    written = ENCODINGS[name](value)
    # What the surrounding text says by itself is no leak.
    assume(written not in around + around and value not in around + around)

    masked = masker_of(value).text(f"{around}{written}{around}")

    assert MASK in masked
    assert written not in masked
    assert value not in masked


@settings(deadline=None)
@given(value=values, name=st.sampled_from(["url", "url form", "json", "json in json", "html"]))
def test_no_personal_value_survives_what_programs_do_to_text(value: str, name: str) -> None:
    assume(MASK[0] not in value)
    masker = Masker()
    masker.add_personal([value])

    assert ENCODINGS[name](value) not in masker.text(f"x {ENCODINGS[name](value)} y").split(" ")


@settings(deadline=None)
@given(
    value=st.text(min_size=7, max_size=30).filter(lambda text: len(text.strip().encode()) > 6),
    before=st.binary(max_size=5),
    after=st.binary(max_size=5),
    urlsafe=st.booleans(),
)
def test_no_value_survives_in_base64(
    value: str, before: bytes, after: bytes, urlsafe: bool
) -> None:
    encode = base64.urlsafe_b64encode if urlsafe else base64.b64encode
    text = encode(before + value.encode() + after).decode()

    masked = masker_of(value).text(f"Basic {text}")

    # Only what stands beside the value may be left, and the letters that it shares.
    left = masked.removeprefix("Basic ").replace(MASK, "")
    assert MASK in masked
    assert len(left) <= (len(before) + len(after)) * 4 / 3 + 8


@settings(deadline=None)
@given(values=st.lists(values, min_size=2, max_size=4), filler=st.text(max_size=5))
def test_values_that_overlap_are_masked_together(values: list[str], filler: str) -> None:
    assume(not any(MASK[0] in value for value in values))
    text = filler.join([values[0] + values[1][len(values[1]) // 2 :], *values])

    masked = masker_of(*values).text(text)

    assert not any(value in masked for value in values)


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("pin 1 of 12", "pin ••• of 12"),
        ("1", "•••"),
        ('{"pin":"1"}', '{"pin":"•••"}'),
        ("pin=%31", "pin=•••"),
        ("a1b", "a1b"),
    ],
)
def test_a_short_value_is_masked_where_it_stands_alone(text: str, masked: str) -> None:
    assert masker_of("1").text(text) == masked


def test_every_line_of_a_secret_of_several_lines_is_masked() -> None:
    masker = masker_of("-----BEGIN-----\nMIIEvQ\n-----END-----")

    assert masker.text("line 2 is MIIEvQ") == "line 2 is •••"


def test_a_letter_composed_differently_is_still_the_value() -> None:
    assert masker_of("Müller").text("Mu\u0308ller") == MASK


def test_nested_values_keys_numbers_and_exceptions_are_masked() -> None:
    masker = masker_of("hunter2", "4711")

    masked = masker.value(
        {
            "hunter2": [("hunter2", 4711, 12, None, True)],
            "error": ValueError("no hunter2"),
            "raw": b"hunter2",
            "secret": Secret("hunter2"),
        }
    )

    assert masked == {
        MASK: [[MASK, MASK, 12, None, True]],
        "error": f"ValueError: no {MASK}",
        "raw": MASK,
        "secret": MASK,
    }


def test_a_traceback_is_masked() -> None:
    try:
        raise RuntimeError("cannot sign in with 'p\"w&1'")
    except RuntimeError:
        text = traceback.format_exc()

    assert 'p"w&1' not in masker_of('p"w&1').text(text)


def test_personal_values_are_forgotten_with_the_attempt_and_secrets_are_not() -> None:
    masker = masker_of("hunter2")
    masker.add_personal(["Erika Mustermann", ""])
    assert masker.text("Erika Mustermann hunter2") == f"{MASK} {MASK}"

    masker.end_attempt()

    assert masker.text("Erika Mustermann hunter2") == f"Erika Mustermann {MASK}"


def test_an_endless_text_is_cut_without_showing_half_a_value() -> None:
    masker = masker_of("hunter2" * 3)

    masked = masker.text("x" * (2**18 - 10) + "hunter2" * 3)

    assert "hunter2" not in masked
    assert masked.endswith("x…")


def test_a_text_that_was_seen_before_its_value_was_registered_is_masked_afterwards() -> None:
    masker = Masker()

    assert masker.text("born 01.05.1980") == "born 01.05.1980"
    masker.add_personal(["01.05.1980"])
    assert masker.text("born 01.05.1980") == "born •••"
    masker.end_attempt()
    assert masker.text("born 01.05.1980") == "born 01.05.1980"
