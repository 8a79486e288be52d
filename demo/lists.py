"""Search, result list, the list of changes, the export, and the pages that other pages ask."""

import csv
import io
import json
from html import escape

from demo.book import PAGE, Book
from demo.fields import BRANCHES, MANAGERS, TERMS, Customer
from demo.page import Answer, Request, headline, link, page, text

COLUMNS = (
    ("account", "Customer no."),
    ("name", "Name"),
    ("street", "Street"),
    ("postcode", "Postcode"),
    ("city", "City"),
    ("country", "Country"),
)
SEARCHED = ("account", "name", "city", "email")
TERMS_DELAY_MS = 120
"""How long the payment terms take to load."""


def search() -> Answer:
    """The search form. A quick search stands before it, as a trap for who presses the first Go."""
    return page(
        "Search customer",
        f"""{headline("Search customer")}<div class="work">
<form method="get" action="/results" style="float:right"><span class="note">Quick search</span>
<input type="text" name="name" size="12"><input type="submit" class="button" value="Go"></form>
<form method="get" action="/results"><table class="box" cellspacing="0" width="420">
<caption>Search by</caption>
<tr><td class="name">Customer no.</td><td><input type="text" name="account" size="12"></td></tr>
<tr><td class="name">Name</td><td><input type="text" name="name" size="30"></td></tr>
<tr><td class="name"><label for="city">City</label></td>
<td><input type="text" name="city" id="city" size="30"></td></tr>
<tr><td class="name">E-mail</td><td><input type="text" name="email" size="30"></td></tr>
</table><div class="buttons"><input type="submit" class="button" value="Find">
<input type="reset" class="button" value="Clear"></div></form></div>""",
    )


def results(book: Book, request: Request) -> Answer:
    """One page of the customers that were searched for."""
    wanted = {name: request.asked(name).strip() for name in SEARCHED}
    sort = request.asked("sort") or "account"
    found = book.search(wanted, sort if sort in dict(COLUMNS) else "account")
    if not found:
        return page(
            "Results",
            f"""{headline("Results")}<div class="work"><div class="error">No customer found.</div>
<a class="button" href="/search">New search</a></div>""",
        )
    number = min(max(int(request.asked("page") or 1), 1), -(-len(found) // PAGE))
    shown = found[(number - 1) * PAGE : number * PAGE]
    heads = "".join(
        f'<th><a href="{link("/results", **wanted, sort=name)}">{title}</a></th>'
        for name, title in COLUMNS
    )
    rows = "".join(_row(one, odd=place % 2 == 1) for place, one in enumerate(shown))
    back = link("/results", **wanted, sort=sort, page=str(number - 1)) if number > 1 else ""
    more = number * PAGE < len(found)
    forth = link("/results", **wanted, sort=sort, page=str(number + 1)) if more else ""
    first, last = (number - 1) * PAGE + 1, (number - 1) * PAGE + len(shown)
    return page(
        "Results",
        f"""{headline("Results", f"{first} to {last} of {len(found)} customers")}
<div class="work"><table class="list" width="100%"><tr>{heads}<th>&nbsp;</th></tr>{rows}</table>
<div class="buttons">{_turn("Previous", back)} {_turn("Next", forth)}
<a class="button" href="/search">New search</a></div></div>""",
    )


def _row(one: Customer, *, odd: bool) -> str:
    address = link("/customer", no=one.account)
    cells = (one.account, one.name, *(one.shown(name) for name, _ in COLUMNS[2:]))
    inside = "".join(f"<td>{text(cell)}</td>" for cell in cells)
    row = ' class="odd"' if odd else ""
    return f'<tr{row}>{inside}<td><a href="{address}">Open</a></td></tr>'


def _turn(name: str, address: str) -> str:
    if not address:
        return f'<span class="note">{name}</span>'
    return f"<a href=\"javascript:void(location.href='{address}')\">{name}</a>"


def changes(book: Book) -> Answer:
    """What was entered since the ledger began, newest first."""
    rows = "".join(
        f"<tr><td>{escape(record)}</td><td>{escape(kind)}</td><td>{escape(key)}</td>"
        f"<td>{escape(at)}</td></tr>"
        for record, kind, key, at in book.changes()
    )
    return page(
        "Changes",
        f"""{headline("Changes")}<div class="work"><table class="list" width="520">
<tr><th>Change no.</th><th>Kind</th><th>Customer no.</th><th>At (UTC)</th></tr>{rows}</table>
</div>""",
    )


def export(book: Book) -> Answer:
    """All customers as a download."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";")
    writer.writerows(book.rows())
    disposition = ("Content-Disposition", 'attachment; filename="customers.csv"')
    body = out.getvalue().encode("utf-8-sig")
    return Answer(body, kind="text/csv; charset=utf-8", headers=(disposition,))


def managers() -> Answer:
    """The window in which an account manager is picked."""
    rows = "".join(
        f'<tr><td><a href="javascript:void(0)" onclick="pick(this)">{escape(name)}</a></td></tr>'
        for name in MANAGERS
    )
    return page(
        "Account managers",
        f"""{headline("Account managers")}<div class="work">
<script>function pick(link) {{ opener.setManager(link.textContent); window.close(); }}</script>
<table class="list" width="100%"><tr><th>Name</th></tr>{rows}</table></div>""",
    )


def branches(request: Request) -> Answer:
    """The branches that hold the typed text, as JSON."""
    wanted = request.asked("q").casefold()
    return _json([name for name in BRANCHES if wanted in name.casefold()])


def terms() -> Answer:
    """The payment terms as JSON, late."""
    return _json(list(TERMS), delay_ms=TERMS_DELAY_MS)


def _json(value: object, delay_ms: int = 0) -> Answer:
    body = json.dumps(value, ensure_ascii=False).encode()
    return Answer(body, kind="application/json", delay_ms=delay_ms)
