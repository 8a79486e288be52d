"""Requests and answers, and the frame of HTML that every page of the demo shares."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
from urllib.parse import quote

COOKIE = "MERIDIANSESSION"
"""The cookie that carries a session."""


@dataclass(frozen=True, slots=True)
class Request:
    """One request of a browser, decoded."""

    method: str
    path: str
    query: Mapping[str, Sequence[str]] = field(default_factory=dict)
    form: Mapping[str, Sequence[str]] = field(default_factory=dict)
    files: Mapping[str, tuple[str, bytes]] = field(default_factory=dict)
    """Field → (file name, content)."""
    cookie: str = ""
    """The session's."""

    def asked(self, name: str) -> str:
        """The first value of a query parameter, or the empty text."""
        return (self.query.get(name) or [""])[0]

    def sent(self, name: str) -> str:
        """The first value of a form field, or the empty text."""
        return (self.form.get(name) or [""])[0]


@dataclass(frozen=True, slots=True)
class Answer:
    """What goes back to the browser."""

    body: bytes
    status: int = 200
    kind: str = "text/html; charset=utf-8"
    headers: tuple[tuple[str, str], ...] = ()
    delay_ms: int = 0
    cut: bool = False
    """Nothing is sent; the connection is reset."""


def page(title: str, body: str, *, script: str = "", onload: str = "") -> Answer:
    """A page with the demo's look; `body` is HTML."""
    scripts = f'<script src="/static/{script}"></script>' if script else ""
    load = f' onload="{escape(onload)}"' if onload else ""
    return Answer(
        f"""<!DOCTYPE HTML PUBLIC "-//W3C//DTD HTML 4.01 Transitional//EN">
<html><head><meta http-equiv="Content-Type" content="text/html; charset=utf-8">
<title>{escape(title)} - Meridian CRM</title>
<link rel="stylesheet" type="text/css" href="/static/meridian.css">{scripts}</head>
<body bgcolor="#eef1f6"{load}>{body}</body></html>""".encode()
    )


def headline(title: str, aside: str = "") -> str:
    """The bar with a page's title; `aside` is text at its right end."""
    return (
        '<table class="headline" width="100%" cellspacing="0" cellpadding="0"><tr>'
        f'<td><h1>{escape(title)}</h1></td><td align="right">{escape(aside)}</td></tr></table>'
    )


def redirect(address: str, *headers: tuple[str, str]) -> Answer:
    return Answer(b"", 303, headers=(("Location", address), *headers))


def text(value: str) -> str:
    """A value as HTML text; a space that cannot break stands for an empty one."""
    return escape(value) or "&nbsp;"


def link(path: str, **query: str) -> str:
    """An address with a query, escaped for an attribute."""
    pairs = "&".join(f"{name}={quote(value)}" for name, value in query.items())
    return escape(f"{path}?{pairs}" if pairs else path)
