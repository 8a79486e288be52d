"""A small application with a check at its door that only a person can pass."""

from tests.pages.site import Answer, Form, Site, document

CHECKS = {
    "code": "Type the one-time code 4711",
    "captcha": "Type the word you see: kestrel",
    "locked": "This account is locked. Type the unlock word: please",
}
SOLVED = {"code": "4711", "captcha": "kestrel", "locked": "please"}


def door_site() -> Site:
    """Notes a caller, then wants something of a person before it goes on."""
    site = Site()
    site.page(
        "/",
        document(
            "Calls",
            "<h1>Calls</h1><form method=post action=/note><label>Caller <input name=caller></label>"
            "<button>Note it</button></form>",
        ),
    )

    def note(_site: Site, form: Form) -> str | Answer:
        return Answer("", 303, {"Location": f"/check?caller={form['caller'][0]}"})

    def check(own: Site, form: Form) -> str:
        noted = [form["caller"][0] for path, form in own.posted if path == "/note"]
        caller = form.get("caller", noted[-1:])[0]
        said = CHECKS.get(caller.partition("-")[0], CHECKS["code"])
        return document(
            "Check",
            f"<h1>One more check</h1><p>{said}</p><form method=post action=/solve>"
            f"<input type=hidden name=caller value={caller}>"
            "<label>Answer <input name=answer autofocus></label></form>",
        )

    def solve(own: Site, form: Form) -> str:
        caller = form["caller"][0]
        if form["answer"][0] != SOLVED.get(caller.partition("-")[0], "4711"):
            return check(own, form)
        return document("Inside", f"<h1>Inside</h1><p>Record <b>R-{caller}</b></p>")

    site.pages |= {"/note": note, "/check": check, "/solve": solve}

    def calls(own: Site, _form: Form) -> str:
        noted = "".join(
            f"<li>{form['caller'][0]}</li>" for path, form in own.posted if path == "/note"
        )
        return document("All", f"<h1>All calls</h1><ul>{noted}</ul>")

    site.pages["/calls"] = calls
    return site
