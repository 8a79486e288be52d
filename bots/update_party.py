"""Bring a party in Tryton up to date: the twin of `update_contact` for an ERP's customer book.

Every row of the workbook is one party. The bot searches it by its code, changes what differs,
saves, and reads every value back from the form, which Tryton loads again after each save.

A party that Tryton does not know is rejected, or created with `--option missing=create`.
Phone and e-mail are rows of the list of contact mechanisms: the first one of the kind is changed,
a missing one is added. An empty cell leaves the value as it is.
"""

from collections.abc import Mapping
from typing import Literal

from pydantic import BaseModel, Field

from runner import BusinessError, TechnicalError, Verdict, Web, bot, step

CONTACTS = {"phone": "Phone", "email": "Email"}
"""Field → the type of contact mechanism that holds it."""

TRIES = 3
"""How often a search is done again whose list was drawn anew while its row was pressed."""
PATIENCE = 5.0
"""Seconds until a row that was pressed counts as lost."""


class Party(BaseModel):
    """One party, as a workbook has it."""

    code: str = Field(title="Code", min_length=1, json_schema_extra={"also_called": ["account"]})
    name: str = Field(title="Name", min_length=1)
    phone: str | None = Field(None, title="Phone")
    email: str | None = Field(None, title="E-mail", pattern=r"^[^@\s]+@[^@\s]+\.[^@\s.]+$")
    street: str | None = Field(None, title="Street")
    postcode: str | None = Field(None, title="Postcode")
    city: str | None = Field(None, title="City")


class Options(BaseModel):
    """What a person may decide for a whole run."""

    missing: Literal["reject", "create"] = "reject"


def found(tryton: Web, party: Party) -> bool:
    """Open the party from a list that was loaded afresh; false when Tryton does not know it."""
    if tryton.on("home").shows("close_tab"):
        tryton.on("home").press("close_tab")
    tryton.go("search").fill(query=f"Code: ={party.code}").press("find")
    for _ in range(TRIES):
        if tryton.which("one_found", "nothing_found") == "nothing_found":
            return False
        tryton.on("one_found").press("party", row=party.code)
        if chosen(tryton):
            tryton.on("chosen").press("switch")
            tryton.on("loaded")
            return True
        tryton.on("search").press("find")
    raise TechnicalError(f"the row of {party.code!r} could not be chosen in {TRIES} tries")


def chosen(tryton: Web) -> bool:
    """Whether the row is marked; false when it was drawn anew in the moment it was pressed."""
    try:
        return tryton.which("chosen", "mislaid", wait=PATIENCE) == "chosen"
    except TechnicalError:
        return False


def contacts(tryton: Web) -> dict[str, str]:
    """The first contact mechanism of each type, once the list shows all that it counts."""
    form = tryton.on("party")
    rows = form.rows("contacts")
    counted = form.read("contact_count").rpartition("/")[2].strip()
    if counted != str(len(rows)):
        raise TechnicalError(f"the list of contact mechanisms shows {len(rows)} of {counted}")
    return {row["type"]: row["value"] for row in reversed(rows)}


def differing(tryton: Web, party: Party) -> dict[str, str]:
    """The wanted values that the open form does not show."""
    wanted = party.model_dump(exclude={"code"}, exclude_none=True)
    plain = [name for name in wanted if name not in CONTACTS]
    shown = tryton.on("party").read_all(*plain)
    listed = contacts(tryton)
    shown |= {name: listed.get(kind, "") for name, kind in CONTACTS.items()}
    return {name: value for name, value in wanted.items() if shown[name] != value}


def on_file(tryton: Web, party: Party) -> Verdict:
    """A fresh look: does Tryton hold every value?"""
    return Verdict.of(found(tryton, party) and not differing(tryton, party))


def answered(tryton: Web, party: Party) -> Verdict:
    """The form that was saved: Tryton has just loaded it again from its database."""
    tryton.on("loaded")
    return Verdict.UNKNOWN if differing(tryton, party) else Verdict.APPLIED


def enter(tryton: Web, values: Mapping[str, str]) -> None:
    """Fill the open form and its list of contact mechanisms, and save."""
    form = tryton.on("party")
    plain = {name: value for name, value in values.items() if name not in CONTACTS}
    if plain:
        form.fill(**plain)
    for name, kind in CONTACTS.items():
        if name in values:
            enter_contact(tryton, kind, values[name])
    tryton.on("party").press("save")
    if tryton.which("saved", "refused") == "refused":
        raise BusinessError(tryton.on("refused").read("reason"))


def enter_contact(tryton: Web, kind: str, value: str) -> None:
    """Change the first contact mechanism of a kind, or add one."""
    form = tryton.on("party")
    if kind in contacts(tryton):
        form.press("contact_cell", row=kind)
    else:
        form.press("new_contact").choose(contact_type=kind)
    form.fill(contact_value=value).press("contact_done")


@step(verify=on_file, confirm=answered)
def change_party(tryton: Web, party: Party) -> None:
    """Enter the values that differ; the party's form is open."""
    enter(tryton, differing(tryton, party))


@step(verify=on_file, confirm=answered)
def create_party(tryton: Web, party: Party) -> None:
    """Enter a party that Tryton does not know yet; the empty answer of the search is open."""
    tryton.on("nothing_found").press("new")
    enter(tryton, party.model_dump(exclude_none=True))


@bot(key="code")
def update_party(party: Party, tryton: Web, options: Options) -> str:
    """Bring a party in Tryton up to date.

    The record number that it returns is the party's code.
    """
    if found(tryton, party):
        if differing(tryton, party):
            change_party(tryton, party)
    elif options.missing == "create":
        create_party(tryton, party)
    else:
        raise BusinessError(f"Tryton has no party with the code {party.code!r}")
    return tryton.on("party").read("code")
