"""Mails of every kind: read, or refused in the end, and never more than that."""

import base64
from contextlib import suppress
from email.message import EmailMessage

import pytest

from runner.triggers.mail_parsing import (
    Mail,
    PoisonMailError,
    parse_mail,
    safe_name,
    without_marks,
)


def mail(**changes: str) -> EmailMessage:
    made = EmailMessage()
    headers = {
        "From": "Ada Löwe <ADA@Example.org>",
        "Subject": "Neue Adresse – Κώστας",
        "Message-ID": "<1@example.org>",
        "Date": "Sun, 22 Nov 2026 10:00:00 +0100",
    }
    for name, value in (headers | {k.replace("_", "-"): v for k, v in changes.items()}).items():
        made[name] = value
    made.set_content("Please change it.\nThank you: 中文\n")
    return made


def parsed(message: EmailMessage) -> Mail:
    return parse_mail(message.as_bytes())


def test_a_mail_is_read_in_any_script() -> None:
    message = mail()
    message.add_attachment(
        b"value\n1\n", maintype="text", subtype="csv", filename="Käufe/../../Κ.csv"
    )
    found = parsed(message)

    assert (found.message_id, found.sender) == ("<1@example.org>", "ada@example.org")
    assert (found.subject, found.text) == (
        "Neue Adresse – Κώστας",
        "Please change it.\nThank you: 中文",
    )
    assert [(one.name, one.content) for one in found.attachments] == [("Κ.csv", b"value\n1\n")]


def test_what_servers_add_on_the_way_does_not_make_it_another_mail() -> None:
    raw = mail().as_bytes()
    other = b"Received: from elsewhere\r\nDelivered-To: me@example.org\r\n" + raw

    assert parse_mail(raw).digest == parse_mail(other).digest
    assert parse_mail(raw).digest == parse_mail(raw.replace(b"\n", b"\r\n")).digest


def test_a_repeated_message_id_with_other_content_is_a_mail_of_its_own() -> None:
    raw = mail().as_bytes()
    digests = {
        parse_mail(raw).digest,
        parse_mail(raw + b"P.S.").digest,
        parse_mail(raw.replace(b"<1@", b"<2@")).digest,
        parse_mail(raw.replace(b"Message-ID: <1@example.org>\n", b"")).digest,
    }

    assert len(digests) == 4


@pytest.mark.parametrize(
    "sender", ["a@x.org, b@x.org", "", "nobody", "a@b@c", "a@x.org\nFrom: b@x.org"]
)
def test_without_exactly_one_sender_there_is_none(sender: str) -> None:
    raw = f"From: {sender}\nSubject: x\n\ntext".encode()

    assert parse_mail(raw).sender is None


def test_html_is_read_as_its_words() -> None:
    page = "<html><head><title>t</title></head><body><p>Hello&nbsp;you,</p><script>x</script>two</body>"

    assert without_marks(page).strip().split() == ["Hello", "you,", "two"]
    raw = b"From: a@x.org\nContent-Type: text/html; charset=utf-8\n\n" + page.encode()
    assert "Hello" in parse_mail(raw).text


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (b"Subject: " + b"x" * 300_000 + b"\n\ntext", "its headers are huge"),
        (b"X: y\n" * 3000 + b"\ntext", "its headers are huge"),
        (b"Subject: a\0b\n\ntext", "its headers hold NUL characters"),
        (
            b"Content-Type: multipart/mixed; boundary=b\n\n"
            + b"--b\nContent-Type: text/plain\n\nx\n" * 10_000,
            "it has more than 200 parts",
        ),
        (
            b"Content-Type: multipart/mixed; boundary=b\n\n" + b"--b\n\nx\n" * 10_000,
            "it has more than 200 parts",
        ),
        (
            b"Content-Type: multipart/mixed; boundary=b0\n\n"
            + b"".join(
                b"--b%d\nContent-Type: multipart/mixed; boundary=b%d\n\n" % (n, n + 1)
                for n in range(100)
            ),
            "its parts are nested more than 20 deep",
        ),
    ],
)
def test_poison_is_refused_in_words(raw: bytes, reason: str) -> None:
    with pytest.raises(PoisonMailError) as caught:
        parse_mail(raw)

    assert str(caught.value) == f"The mail was not read: {reason}."


def punycode(count: int) -> bytes:
    return b"a" * count + b"-" + b"9" * count


@pytest.mark.timeout(30)
@pytest.mark.parametrize(
    "raw",
    [
        b"Subject: =?punycode?q?" + punycode(100_000) + b"?=\n\ntext",
        b"From: " + b"(" * 100_000 + b"a@x.org\n\ntext",
        b"From: " + b"a@x.org," * 20_000 + b"\n\ntext",
        b"Content-Type: text/plain; charset=punycode\n\n" + punycode(5_000_000),
        b"Content-Type: text/plain; charset=idna\n\n" + b"xn--" * 2_000_000,
        b"Content-Type: text/plain; charset=utf-7\n\n+2AA-" * 1000,
        b"Content-Type: text/html\n\n" + b"<!--" * 2_000_000,
        b"Content-Type: text/html\n\n" + b"<a b='" * 2_000_000,
        b"Content-Type: text/html\n\n" + b"\n \t" * 2_000_000 + b"x",
        b"Content-Type: text/html\n\n" + b"&" * 4_000_000,
        b"Authentication-Results: " + b"(" * 200_000 + b"\n\ntext",
        b"Content-Type: multipart/mixed; boundary=b\n\n" + b"--" * 5_000_000,
        b"Content-Type: multipart/mixed; boundary=b\n\n--b\n" + b" x\n" * 500_000,
    ],
)
def test_no_mail_takes_long(raw: bytes) -> None:
    with suppress(PoisonMailError):
        parse_mail(raw)


@pytest.mark.timeout(30)
@pytest.mark.parametrize(
    "header",
    [
        b"Content-Disposition: attachment; filename*=punycode''" + punycode(3_000_000),
        b"Content-Type: text/plain" + b";a" * 3_000_000,
        b"Content-Type: text/plain;\n" + b" ;a=1;\n" * 1_000_000,
    ],
)
def test_huge_headers_of_parts_are_refused_before_they_are_read(header: bytes) -> None:
    top = b"Content-Type: multipart/mixed; boundary=b\n\n--b\n"
    for ending in (b"\n", b"\r\n", b"\r"):
        raw = (top + header + b"\n\nx\n--b--\n").replace(b"\n", ending)
        with pytest.raises(PoisonMailError) as caught:
            parse_mail(raw)

        assert str(caught.value) == "The mail was not read: a header of one of its parts is huge."


@pytest.mark.parametrize(
    ("charset", "content", "text"),
    [
        ("utf-16", "Käufer".encode("utf-16"), "Käufer"),
        ("shift_jis", "顧客".encode("shift_jis"), "顧客"),
        ("iso-8859-7", "Κώστας".encode("iso-8859-7"), "Κώστας"),
        ("hex", b"41", "41"),
        ("rot13", b"abc", "abc"),
        ("nonsense", "Käufer".encode(), "Käufer"),
    ],
)
def test_texts_are_read_in_the_encodings_that_mails_have(charset, content, text) -> None:
    coded = base64.b64encode(content)
    head = f"Content-Transfer-Encoding: base64\nContent-Type: text/plain; charset={charset}\n\n"

    assert parse_mail(head.encode() + coded).text == text


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\n\n",
        b"no headers at all",
        b"From: =?x-unknown?q?a?= <a@x.org>\nSubject: =?utf-8?b?!!!?=\n\ntext",
        b"Content-Type: text/plain; charset=nonsense\n\n\xff\xfe\0text",
        b"Content-Type: multipart/mixed\n\nno boundary",
        b"Content-Transfer-Encoding: base64\n\n@@@@",
        b'Content-Disposition: attachment; filename="=?utf-8?b?4pi?="\n\nx',
        b"Message-ID: \xff\xff\nDate: never\nFrom: \xf0\x9f\x92\xa9@x.org\n\ntext",
        bytes(range(256)) * 10,
    ],
)
def test_broken_mails_are_read_as_far_as_they_go_or_refused(raw: bytes) -> None:
    with suppress(PoisonMailError):
        found = parse_mail(raw)
        assert "\0" not in found.text + found.subject
        assert len(found.digest) == 64


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("a.xlsx", "a.xlsx"),
        ("../../etc/passwd", "passwd"),
        ("C:\\temp\\b.csv", "b.csv"),
        ("..", "_"),
        ("", "_"),
        ("CON.csv", "_CON.csv"),
        ("a\u202exslx.exe", "a_xslx.exe"),
        ("line\nbreak.csv", "line_break.csv"),
        ("x" * 500 + ".xlsx", "x" * 96 + ".xlsx"),
        (".hidden", "hidden"),
    ],
)
def test_names_lead_nowhere(name: str, safe: str) -> None:
    assert safe_name(name) == safe
