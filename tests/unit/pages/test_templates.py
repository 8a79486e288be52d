"""Templates: every value is text, and what could turn the text around it is a mark."""

import pytest

from runner.pages.templates import Templates, icon, short, visible


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("plain", "plain"),
        ("中文 😀", "中文 😀"),
        ("a\u202eb", "a\ufffdb"),
        ("a\x1b[31mb", "a\ufffd[31mb"),
        ("a\x00b", "a\ufffdb"),
        ("two\nlines", "two\nlines"),
        (12, "12"),
    ],
)
def test_what_cannot_be_seen_is_a_mark(value: object, shown: str) -> None:
    assert visible(value) == shown


def test_a_long_text_is_cut_to_one_line() -> None:
    assert short("a\n b\t c") == "a b c"
    assert short("x" * 500, 10) == "xxxxxxxxx…"
    assert len(short("x" * 10_000_000)) == 400


def test_links_leave_out_what_is_empty() -> None:
    link = Templates.link

    assert link("/items", {"q": "a b&c", "first": "50"}, first="") == "/items?q=a+b%26c"
    assert link("/items", {}) == "/items"


def test_an_icon_is_for_eyes_only() -> None:
    assert 'aria-hidden="true"' in icon("stop")
    assert "<script>" not in icon("<script>")
