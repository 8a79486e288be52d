"""A small application with screens that have changed, to be looked at."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from runner.drivers.web import WebOptions, WebSession, open_web
from runner.screens.load import load
from tests.pages.site import Answer, Form, Site, document, serving

PAGES = Path(__file__).parents[1] / "pages"
FILE = PAGES / "survey.yaml"

HOME = """<h1>Home</h1><a href=/search>Search</a>
<form method=post action=/erase><button>Erase</button></form>
<a href=/popup target=_blank>Popup</a>"""
SEARCH = """<h1>Search</h1><form action=/list><label>Account <input name=account></label>
<button>Find</button></form>"""
ROWS = """<tr><td>0012</td><td>Ada Lovelace</td><td><a href=/customer>Open</a></td></tr>
<tr><td>0013</td><td>Bob Marley</td><td><a href=/customer>Open</a></td></tr>"""
CUSTOMER = """<h1>Customer</h1><form action=/save method=post><fieldset><legend>Address</legend>
<label>Street and number <input name=street value='Secret street 1'></label>
<label>City <input name=city value=Hidden></label></fieldset>
<label>E-mail <input name=email value=ada@example.org></label>
<label>Country <select name=country><option>Germany<option selected>Greece</select></label>
<table><tr><td>Born</td><td>1815-12-10</td></tr></table>
<p>In the file since 1815-12-10, <a href='/at?day=1815-12-10'>shown</a></p>
<label>IBAN <input name=iban value='DE02 & 37'></label><p>Pays from DE02 &amp; 37</p>
<input type=hidden name=csrf value=t0ken><button onclick="alert('x')">Save</button></form>
<script>window.leak = "scripted"</script><!-- a remark -->"""
RENAMED = "<h1>All orders</h1><label>Order number <input></label>"


def found(_site: Site, form: Form) -> Answer | str:
    rows = ROWS if form.get("account") == ["0012"] else ""
    table = f"<table class=list><tr><th>Number</th><th>Name</th><th></th></tr>{rows}</table>"
    return document("List", f"<h1>List</h1>{table}")


def survey_site() -> Site:
    site = Site()
    site.page("/", document("Start", HOME))
    site.page("/search", document("Search", SEARCH))
    site.pages["/list"] = found
    site.page("/customer", document("Customer", CUSTOMER))
    site.page("/renamed", document("Orders", RENAMED))
    site.page("/popup", document("Chooser", "<h1>Choose</h1><button>Take</button>"))
    site.page("/erase", document("Erased", "<h1>Erased</h1>"))
    return site


@contextmanager
def surveyed(site: Site, file: Path = FILE, wait_seconds: float = 2) -> Iterator[WebSession]:
    with serving(site) as address:
        options = WebOptions(address=address, wait_seconds=wait_seconds)
        session = open_web(load(file), {}.__getitem__, options)
        try:
            yield session
        finally:
            session.close(5)
