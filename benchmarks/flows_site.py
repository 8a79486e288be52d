"""The CRM that the flows are measured on: frames, full page loads, 12 fields; and a form that
changes its looks every time. Runs as a process of its own: `python -m benchmarks.flows_site`."""

import argparse
import contextlib
import json
import secrets
import signal
import sys
import time
from collections.abc import Callable
from html import escape
from random import Random
from threading import Lock

from benchmarks.flows_records import LIST_ROWS, REGIONS, SHUFFLED, STATES, account_numbers
from demo.page import COOKIE, Answer, Request, link, redirect
from demo.server import Server

_HEAD = (
    '<!DOCTYPE html><html><head><meta charset="utf-8"><title>CRM</title><style>'
    "body,td,input,select{font:11px Tahoma,Verdana,sans-serif}.list td{border:1px solid #ccd}"
    "h1{font-size:15px;background:#2f568f;color:#fff;padding:4px}</style></head>"
)


class Site:
    """Serves the pages, keeps what was saved and when."""

    def __init__(self, slow_ms: int) -> None:
        self.slow_ms = slow_ms
        self._sessions: set[str] = set()
        self._saved: list[dict[str, object]] = []
        self._began = 0.0
        self._lock = Lock()
        self._random = Random(7)

    def answer(self, request: Request, body: bytes = b"", token: str = "") -> Answer:
        """The page of one request."""
        del body, token
        with self._lock:
            return self._answer(request)

    def _answer(self, request: Request) -> Answer:
        if request.path == "/__taken":
            return self._taken()
        if request.path == "/signin":
            return self._sign_in()
        if request.cookie not in self._sessions:
            return _page(_SIGN_IN)
        if request.path in ("/search", "/shuffled") and not self._began:
            self._began = time.time()
        return self._page(request)

    def _page(self, request: Request) -> Answer:
        if request.path in _STILL:
            return _page(_STILL[request.path])
        changing: dict[str, Callable[[], str]] = {
            "/results": lambda: _results(request.asked("account")),
            "/edit": lambda: _edit(request.asked("no")),
            "/save": lambda: self._save(request),
            "/shuffled": lambda: self._shuffled(request),
        }
        if request.path in changing:
            return _page(changing[request.path]())
        return Answer(_FRAMES.encode()) if request.path == "/" else Answer(b"no such page", 404)

    def _sign_in(self) -> Answer:
        identity = secrets.token_hex(8)
        self._sessions.add(identity)
        return redirect("/", ("Set-Cookie", f"{COOKIE}={identity}; Path=/"))

    def _save(self, request: Request) -> str:
        number = f"CH-{len(self._saved) + 1:06d}"
        self._keep(request, request.sent("account"))
        return (
            f'<h1>Saved</h1><p>Change no. <b id="record">{number}</b></p>'
            '<a href="/search">New search</a>'
        )

    def _keep(self, request: Request, key: str) -> None:
        values = {name: sent[0] for name, sent in request.form.items() if name != "account"}
        self._saved.append({"key": key, "values": values, "at": time.time()})

    def _taken(self) -> Answer:
        """What was saved since the last time, and when the first record began."""
        taken = {"began": self._began, "saved": self._saved}
        self._saved, self._began = [], 0.0
        return Answer(json.dumps(taken).encode(), kind="application/json")

    def _shuffled(self, request: Request) -> str:
        if request.method == "POST":
            names = self._names(request.sent("__form"))
            values = {name: request.sent(sent) for name, sent in names.items()}
            key = request.sent("round")
            self._saved.append({"key": key, "values": values, "at": time.time()})
        return self._shuffled_form()

    def _names(self, form: str) -> dict[str, str]:
        return {label: f"f{form}x{index}" for index, label in enumerate(SHUFFLED)}

    def _shuffled_form(self) -> str:
        form = f"{self._random.getrandbits(40):010x}"
        fields = [
            f'<div style="float:left;width:{self._random.randint(180, 320)}px;'
            f'margin:{self._random.randint(2, 30)}px"><label for="{name}">{label}</label> '
            f'<input id="{name}" name="{name}"></div>'
            for label, name in self._names(form).items()
        ]
        self._random.shuffle(fields)
        done = sum(1 for _ in self._saved)
        return (
            f'<h1>Round <span id="round">{done + 1}</span></h1>'
            f'<form method="post" action="/shuffled"><input type="hidden" name="__form" '
            f'value="{form}"><input type="hidden" name="round" value="{done}">'
            f'<div style="overflow:auto">{"".join(fields)}</div>'
            '<input type="submit" value="Submit"></form>'
        )


def _page(body: str) -> Answer:
    return Answer(f"{_HEAD}<body>{body}</body></html>".encode())


def _results(account: str) -> str:
    numbers = account_numbers()
    first = numbers.index(account) // LIST_ROWS * LIST_ROWS if account in numbers else 0
    rows = "".join(
        f"<tr><td>{number}</td><td>Customer {number}</td><td>Jena</td><td>active</td>"
        f'<td><a href="{link("/edit", no=number)}" id="open{number}">Open</a></td></tr>'
        for number in numbers[first : first + LIST_ROWS]
    )
    return (
        '<h1>Results</h1><table class="list"><tr><th>Number</th><th>Name</th><th>City</th>'
        f"<th>State</th><th></th></tr>{rows}</table>"
    )


def _edit(account: str) -> str:
    text = "".join(
        f'<tr><td>{label}</td><td><input name="{name}" value="{escape(value)}" size="40"></td></tr>'
        for name, label, value in (
            ("first_name", "First name", "Old"),
            ("last_name", "Last name", "Name"),
            ("email", "E-mail", "old@example.org"),
            ("phone", "Phone", "+49 30 0000000"),
            ("street", "Street", "Altweg 1"),
            ("postcode", "Postcode", "00000"),
            ("city", "City", "Altstadt"),
            ("credit", "Credit limit", "0.00"),
        )
    )
    choices = "".join(
        f'<tr><td>{label}</td><td><select name="{name}">{_options(options)}</select></td></tr>'
        for name, label, options in (("region", "Region", REGIONS), ("state", "State", STATES))
    )
    return (
        f'<h1>Edit customer</h1><form method="post" action="/save">'
        f'<input type="hidden" name="account" value="{escape(account)}">'
        f"<table>{text}{choices}<tr><td>Newsletter</td>"
        '<td><input type="checkbox" name="newsletter" value="yes"></td></tr>'
        '<tr><td>Notes</td><td><textarea name="notes" rows="3" cols="40"></textarea></td></tr>'
        '</table><input type="submit" value="Save"></form>'
    )


def _options(options: tuple[str, ...]) -> str:
    return "".join(f'<option value="{option}">{option}</option>' for option in options)


_SIGN_IN = (
    '<h1>Sign in</h1><form method="post" action="/signin"><table>'
    '<tr><td>User</td><td><input name="user"></td></tr>'
    '<tr><td>Password</td><td><input name="secret" type="password"></td></tr></table>'
    '<input type="submit" value="Sign in"></form>'
)
_FRAMES = (
    '<!DOCTYPE html><html><head><title>CRM</title></head><frameset rows="50,*">'
    '<frame name="banner" src="/banner"><frameset cols="160,*"><frame name="menu" src="/menu">'
    '<frame name="main" src="/welcome"></frameset></frameset></html>'
)
_SEARCH = (
    '<h1>Search customer</h1><form action="/results"><table><tr><td>Number</td>'
    '<td><input name="account"></td></tr><tr><td>Name</td><td><input name="name"></td></tr>'
    '</table><input type="submit" value="Find"></form>'
)

_STILL = {
    "/banner": "<h1>Meridian CRM 4.2</h1>",
    "/menu": '<a href="/search" target="main">Search customer</a>',
    "/welcome": "<h1>Welcome</h1>",
    "/search": _SEARCH,
}


def main() -> int:
    """Serves until it is terminated; the first line says where, as JSON."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.flows_site")
    parser.add_argument("--slow-ms", type=int, default=0)
    with Server(Site(parser.parse_args().slow_ms)) as server:
        print(json.dumps({"address": server.address}), flush=True)
        signal.signal(signal.SIGTERM, signal.default_int_handler)
        with contextlib.suppress(KeyboardInterrupt):
            server.serve_forever(poll_interval=0.1)
    return 0


if __name__ == "__main__":
    sys.exit(main())
