"""Packed and parsed against an independent library that speaks the same protocol."""

import pytest
from hypothesis import given
from hypothesis import strategies as some
from jeepney import DBusAddress, new_error, new_method_call, new_method_return
from jeepney.low_level import Parser

from runner.drivers.desktop.atspi import wire
from runner.drivers.desktop.atspi.wire import Call, messages, pack, packed

TEXTS = some.text(
    some.characters(blacklist_characters="\0", blacklist_categories=["Cs"]), max_size=40
)
ADDRESS = DBusAddress("/a/path", bus_name=":1.7", interface="org.some.Interface")


@given(TEXTS, some.integers(-(2**31), 2**31 - 1), some.integers(1, 2**31 - 1))
def test_calls_are_as_the_library_reads_them(text: str, number: int, serial: int) -> None:
    call = Call(":1.7", "/a/path", "org.some.Interface", "Member", "si", pack("si", text, number))
    parser = Parser()
    parser.add_data(packed(call, serial))
    message = parser.get_next_message()
    assert message.header.serial == serial
    assert {str(value) for value in message.header.fields.values()} >= {":1.7", "/a/path", "Member"}
    assert message.body == (text, number)


def test_variants_are_packed() -> None:
    body = pack("ssv", "org.some", "Level", ("d", 2.5))
    parser = Parser()
    parser.add_data(packed(Call("a.b", "/", "c.d", "Set", "ssv", body), 3))
    assert parser.get_next_message().body == ("org.some", "Level", ("d", 2.5))


def answered(signature: str, *values: object) -> wire.Answer:
    call = new_method_call(ADDRESS, "Member")
    call.header.serial = 41
    buffer = bytearray(new_method_return(call, signature, values).serialise(serial=9))
    (answer,) = messages(buffer)
    assert not buffer
    assert answer.replies_to == 41
    return answer


REFS = [(":1.2", "/org/a/1"), (":1.23", "/org/a/22")]


@pytest.mark.parametrize(
    ("signature", "value", "decode", "wanted"),
    [
        ("s", "Grüße 中文", wire.text, "Grüße 中文"),
        ("v", ("s", "Ελλ"), wire.variant_text, "Ελλ"),
        ("v", ("i", 3), wire.variant_text, ""),
        ("i", -5, wire.number, -5),
        ("v", ("i", 7), wire.variant_number, 7),
        ("v", ("d", 1.5), wire.variant_number, 1.5),
        ("b", True, wire.truth, True),
        ("(iiii)", (1, -2, 3, 4), wire.four, (1, -2, 3, 4)),
        ("au", [0x43000100, 1], wire.bits, 0x143000100),
        ("au", [], wire.bits, 0),
        ("(so)", REFS[0], wire.reference, REFS[0]),
        ("a(so)", REFS, wire.references, REFS),
        ("a(so)", [], wire.references, []),
        ("as", ["ä", "bc", ""], wire.texts, ["ä", "bc", ""]),
        ("a{ss}", {"id": "go", "ü": "中"}, wire.named_texts, {"id": "go", "ü": "中"}),
        ("a{ss}", {}, wire.named_texts, {}),
        ("a(ua(so))", [(2, REFS), (1, REFS[:1])], wire.relations, {2: REFS, 1: REFS[:1]}),
        ("a(ua(so))", [], wire.relations, {}),
    ],
)
def test_answers_are_read(signature, value, decode, wanted) -> None:
    answer = answered(signature, value)
    assert decode(answer.data, answer.body) == wanted


def test_errors_are_named() -> None:
    call = new_method_call(ADDRESS, "Member")
    call.header.serial = 8
    error = new_error(call, "org.freedesktop.DBus.Error.NoReply", "s", ("late",))
    (answer,) = messages(bytearray(error.serialise(serial=2)))
    assert (answer.kind, answer.replies_to) == (wire.ERROR, 8)
    assert answer.error == "org.freedesktop.DBus.Error.NoReply"


@given(some.integers(0, 200))
def test_a_message_that_is_not_whole_stays(cut: int) -> None:
    call = new_method_call(ADDRESS, "Member")
    call.header.serial = 1
    whole = new_method_return(call, "s", ("x" * 50,)).serialise(serial=2)
    cut = min(cut, len(whole) - 1)
    buffer = bytearray(whole + whole[:cut])
    assert len(list(messages(buffer))) == 1
    assert bytes(buffer) == whole[:cut]
