"""The site of habits.yaml: static pages beside this file, and the few that need a server."""

import time
from pathlib import Path

from tests.pages.site import LOGIN, Answer, Form, Site, document

STRICT = "default-src 'self'; script-src 'unsafe-inline'; style-src 'unsafe-inline'"


def habits_site() -> Site:
    site = Site()
    for file in Path(__file__).parent.glob("*.html"):
        policy = {"Content-Security-Policy": STRICT} if file.stem == "hostile" else {}
        site.page(f"/{file.name}", file.read_text(encoding="utf-8"), **policy)
    site.pages |= {
        "/counter": counter,
        "/postback": postback,
        "/list": listing,
        "/opened": lambda _site, form: document(
            "Opened", f"<h1>Opened</h1><p data-testid=account>{form['account'][0]}</p>"
        ),
        "/empty": lambda _site, _form: Answer("", status=204),
        "/expire": lambda _site, _form: LOGIN,
        "/never": never,
        "/cut": lambda _site, _form: Answer(b"half", headers={**SAVED, "Content-Length": "4000"}),
        "/export": lambda _site, _form: Answer(b"a;b\n1;2\n", headers=SAVED),
        "/nothing": lambda _site, _form: Answer("", status=204),
    }
    return site


SAVED = {
    "Content-Type": "text/csv",
    "Content-Disposition": "attachment; filename*=UTF-8''..%2F..%2Flist%20%C3%A4.csv",
}


def never(_site: Site, _form: Form) -> Answer:
    time.sleep(3)  # noqa: TID251 - a server that does not answer
    return Answer("", status=204)


def counter(site: Site, _form: Form) -> str:
    """Looks the same every time, and takes its time to do so."""
    number = len([path for path in site.asked if path.startswith("/counter")])
    if number > 1:
        time.sleep(0.3)  # noqa: TID251 - a slow server
    return document(
        "Counter",
        f"<h1>Counter</h1><p data-testid=count>{number}</p><a href=/counter>Link</a> "
        "<form action=/counter method=post id=f><button>Form</button></form>"
        "<button onclick=\"location.href='/counter'\">Script</button>"
        '<button onclick="setTimeout(() => f.submit(), 0)">Timer</button>'
        "<a href=/empty>Empty</a>"
        "<form action=/expire method=post><button>Expire</button></form>",
    )


def postback(_site: Site, form: Form) -> str:
    """Posts itself back whenever the country changes, as old server-side forms do."""
    kept = {name: form.get(name, [""])[0] for name in ("name", "country", "remark")}
    options = {"": [], "DE": ["Hessen", "Bayern"], "FR": ["Alsace"]}[kept["country"]]
    countries = "".join(
        f"<option {'selected' if one == kept['country'] else ''}>{one}</option>"
        for one in ("", "DE", "FR")
    )
    regions = "".join(f"<option>{one}</option>" for one in ("", *options))
    disabled = "" if options else "disabled"
    return document(
        "Postback",
        f"<h1>Postback</h1><form method=post action=/postback>"
        f"<label>Name <input name=name value='{kept['name']}'></label>"
        f"<label>Country <select name=country onchange='this.form.submit()'>{countries}</select>"
        f"</label><label>Region <select name=region {disabled}>{regions}</select></label>"
        f"<label>Remark <input name=remark value='{kept['remark']}'></label></form>",
    )


def listing(_site: Site, form: Form) -> str:
    """Three pages of ten rows."""
    page = int(form.get("page", ["0"])[0])
    rows = "".join(
        f"<tr><td>{number:04}</td><td>Name {number}</td><td>{number},50 €</td>"
        f"<td><a href='/opened?account={number:04}'>Open</a></td></tr>"
        for number in range(page * 10, page * 10 + 10)
    )
    more = f"<a href='/list?page={page + 1}'>Next</a>" if page < 2 else "<span>Next</span>"
    return document(
        "List",
        "<h1>List</h1><table class=list><tr><td colspan=4>Customers</td></tr><tr>"
        "<td><a href='#'>Account ▲</a></td><td>Name</td><td>Price</td><td></td></tr>"
        f"{rows}<tr><td colspan=4>{more}</td></tr></table>",
    )
