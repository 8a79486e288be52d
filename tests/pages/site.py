"""A tiny web application with the habits of old screens, each page a few lines."""

import html
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

Form = dict[str, list[str]]


@dataclass
class Answer:
    body: str | bytes
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)


Page = Callable[["Site", Form], "Answer | str"]


class Site:
    """Serves pages by path and keeps what was posted."""

    def __init__(self) -> None:
        self.pages: dict[str, Page] = {}
        self.posted: list[tuple[str, Form]] = []
        self.asked: list[str] = []
        self.signed_in = False
        self.authorization = ""
        """What the last request brought to be let in."""

    def page(self, path: str, body: str | bytes, **headers: str) -> None:
        self.pages[path] = lambda _site, _form: Answer(body, headers=headers)

    def last(self) -> Form:
        return self.posted[-1][1]


def document(title: str, body: str) -> str:
    return (
        f"<!doctype html><html><head><meta charset=utf-8><title>{html.escape(title)}</title>"
        f"</head><body>{body}</body></html>"
    )


class Handler(BaseHTTPRequestHandler):
    """Answers from the pages of `site`, which a subclass has."""

    protocol_version = "HTTP/1.1"
    site: "Site"

    def do_GET(self) -> None:
        self.respond({})

    def do_POST(self) -> None:
        raw = self.rfile.read(int(self.headers.get("Content-Length", "0")))
        form = parse_qs(raw.decode("utf-8", errors="replace"), keep_blank_values=True)
        self.site.posted.append((urlsplit(self.path).path, form))
        self.respond(form)

    def respond(self, form: Form) -> None:
        address = urlsplit(self.path)
        self.site.asked.append(self.path)
        self.site.authorization = self.headers.get("Authorization", "")
        page = self.site.pages.get(address.path, lambda _site, _form: Answer("", status=404))
        answer = page(self.site, {**parse_qs(address.query), **form})
        self.send(Answer(answer) if isinstance(answer, str) else answer)

    def send(self, answer: Answer) -> None:
        body = answer.body if isinstance(answer.body, bytes) else answer.body.encode()
        usual = {"Content-Type": "text/html; charset=utf-8", "Content-Length": str(len(body))}
        self.send_response(answer.status)
        for name, value in (usual | answer.headers).items():
            self.send_header(name, value)
        self.end_headers()
        with suppress(ConnectionError):  # a browser that was killed takes no answer
            self.wfile.write(body)
        self.close_connection = "Content-Length" in answer.headers

    def log_message(self, *_: object) -> None: ...


@contextmanager
def serving(site: Site) -> Iterator[str]:
    handler = type("SiteHandler", (Handler,), {"site": site})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


LOGIN = document(
    "CRM",
    "<h1>Sign in</h1><form method=post action=/login target=_top>"
    "<label>User <input name=user></label>"
    "<label>Password <input name=password type=password></label>"
    "<button>Sign in</button></form>",
)
FRAMES = (
    "<!doctype html><html><head><title>CRM</title></head>"
    "<frameset cols='150,*'><frame name=menu src=/menu><frame name=main src=/home></frameset></html>"
)
MENU = document("Menu", "<a href=/search target=main>Search</a>")
SEARCH = document(
    "Search",
    "<h2>Search customer</h2><form method=post action=/find><table><tr><td>Account number:</td>"
    "<td><input name=account maxlength=20></td></tr></table>"
    "<input type=submit name=go value=Find></form>",
)
EDIT = """<h2>Edit customer</h2>
<form method=post action=/save onsubmit="return confirm('Save changes?')">
<input type=hidden name=account value="{account}">
<table>
<tr><td><label for=n>Name: *</label></td><td><input id=n name=name value="Old Name"></td></tr>
<tr><td><label for=s>Street</label></td><td><input id=s name=street></td></tr>
<tr><td>City</td><td><input name=city></td></tr>
<tr><td><label for=b>Born</label></td><td><input id=b name=born size=10></td></tr>
<tr><td><label for=c>Country</label></td><td><select id=c name=country>
<option value="">-</option><optgroup label=EU><option value=DE>Germany</option>
<option value=GR>Greece</option></optgroup><option value=CN>China</option></select></td></tr>
<tr><td>Gender</td><td><input type=radio name=gender value=f>Female
<input type=radio name=gender value=m>Male</td></tr>
<tr><td><label for=t>Topics</label></td><td><select id=t name=topics multiple>
<option value=1>Bills</option><option value=2>Orders</option><option value=3>Repairs</option>
</select></td></tr>
<tr><td></td><td><label><input type=checkbox name=vip> VIP customer</label></td></tr>
<tr><td><label for=r>Remark</label></td><td><textarea id=r name=remark></textarea></td></tr>
</table><input type=submit value=Save></form>"""


def results(account: str) -> str:
    if account == "none":
        return document("Results", "<h2>Results</h2><p>Nothing found</p>")
    rows = "".join(
        f"<tr><td>{number}</td><td>Customer {number}</td>"
        f"<td><a href='/edit?account={number}'>Open</a></td></tr>"
        for number in (account, "0099", "0100")
    )
    return document(
        "Results",
        "<h2>Results</h2><table class=list><tr><th>Account no. ▲</th><th>Name</th><th></th></tr>"
        f"{rows}</table>",
    )


def crm_site() -> Site:
    """The CRM of crm.yaml: framed, signed in, one customer form."""
    site = Site()

    def login(own: Site, form: Form) -> str:
        if form.get("password") == ["geheim"]:
            own.signed_in = True
            return FRAMES
        return LOGIN

    def inside(body: Callable[[Form], str]) -> Page:
        return lambda own, form: body(form) if own.signed_in else LOGIN

    site.pages["/"] = lambda own, _form: FRAMES if own.signed_in else LOGIN
    site.pages["/login"] = login
    site.page("/menu", MENU)
    site.pages["/home"] = inside(lambda _form: document("Home", "<h2>Welcome</h2>"))
    site.pages["/search"] = inside(lambda _form: SEARCH)
    site.pages["/find"] = inside(lambda form: results(form["account"][0]))
    site.pages["/edit"] = inside(
        lambda form: document("Edit", EDIT.format(account=form["account"][0]))
    )
    site.pages["/save"] = inside(
        lambda _form: document(
            "Saved",
            "<h2>Saved</h2><table><tr><td>Record number</td><td>R-4711</td></tr></table>",
        )
    )
    return site


def slow(page: str, seconds: float) -> Page:
    def answer(_site: Site, _form: Form) -> str:
        time.sleep(seconds)  # noqa: TID251 - a slow server
        return page

    return answer
