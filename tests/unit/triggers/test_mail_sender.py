"""A sender counts by the word of one's own server, and by nothing that came with the mail."""

import pytest

from runner.triggers.mail_parsing import Mail
from runner.triggers.mail_sender import plain, refusal

RULES = ["*@example.org"]
SERVER = "mx.mine.example"


def mail(*checks: str, sender: str | None = "ada@example.org") -> Mail:
    return Mail("<1@x>", sender, "s", "t", (), checks, "0" * 64)


def refused(*checks: str, sender: str | None = "ada@example.org") -> str | None:
    return refusal(mail(*checks, sender=sender), RULES, SERVER)


@pytest.mark.parametrize(
    "check",
    [
        "mx.mine.example; dmarc=pass (p=reject dis=none) header.from=example.org",
        "MX.MINE.EXAMPLE 1; spf=fail smtp.mailfrom=x.org; dmarc=pass header.from=Example.org",
        "mx.mine.example; spf=pass smtp.mailfrom=bounce@example.org",
        "mx.mine.example; dkim=pass header.d=example.org header.s=k1; spf=fail smtp.mailfrom=x.org",
        "mx.mine.example; dkim=pass header.i=@example.org",
    ],
)
def test_what_the_server_calls_genuine_may_start_it(check: str) -> None:
    assert refused(check) is None


@pytest.mark.parametrize(
    "checks",
    [
        (
            "mx.mine.example; dmarc=fail header.from=example.org; spf=pass smtp.mailfrom=example.org",
        ),
        ("mx.mine.example; dmarc=pass header.from=evil.org",),
        ("mx.mine.example; dmarc=pass",),
        ("mx.mine.example; spf=pass smtp.mailfrom=evil.org; dkim=pass header.d=evil.org",),
        ("mx.mine.example; spf=softfail smtp.mailfrom=example.org",),
        ("mx.mine.example; dkim=pass header.d=notexample.org",),
        ("mx.mine.example; dkim=pass header.d=org",),
        ("mx.mine.example; none",),
        ("mx.mine.example; (dmarc=pass header.from=example.org)",),
        (
            'mx.mine.example; spf=fail smtp.mailfrom="a; dmarc=pass header.from=example.org"@evil.org',
        ),
        ("mx.mine.example; dmarc=pass header.from=example.org (unfinished",),
        (
            "mx.mine.example; dmarc=fail header.from=example.org; dmarc=pass header.from=example.org",
        ),
        (
            "mx.mine.example; dmarc=fail header.from=example.org",
            "mx.mine.example; dmarc=pass header.from=example.org",
        ),
    ],
)
def test_what_the_server_does_not_call_genuine_may_not(checks: tuple[str, ...]) -> None:
    assert refused(*checks) in {
        "The mail server 'mx.mine.example' does not say that the sender is genuine.",
        "The mail server 'mx.mine.example' does not say whether the sender is genuine.",
    }


def test_the_word_of_another_server_is_no_word() -> None:
    forged = "mx.evil.example; dmarc=pass header.from=example.org"

    assert refused(forged) == refused()
    assert refused() == (
        "The mail server 'mx.mine.example' does not say whether the sender is genuine."
    )
    own = "mx.mine.example; dmarc=pass header.from=example.org"
    assert refused(forged, own) is None


def test_only_those_who_may() -> None:
    check = "mx.mine.example; dmarc=pass header.from=evil.org"

    assert refused(check, sender="ada@evil.org") == (
        "Its sender is not among those who may start this."
    )
    assert refused(check, sender=None) == "It does not have exactly one sender."
    assert refused(check, sender="ada@example.org.evil.org") is not None
    assert refusal(mail(sender=None), [], "") is None


def test_what_the_sender_may_have_written_is_left_out() -> None:
    assert plain('a (b (c) \\( d) e "f ; \\" g" h') == "a  e _ h"
    assert plain("a (b") == plain('a "b') == plain("a ) b") == plain("a \\") == ""
