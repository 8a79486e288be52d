"""Bring a customer's contact data in the CRM up to date.

Every row of the workbook is one customer. The bot searches the customer by number, changes what
differs, saves, and reads every value back from the customer's page.

A customer that the CRM does not know is rejected, or created with `--option missing=create`.
A value that the CRM does not take is rejected with the CRM's own words. An empty cell leaves the
field as it is.
"""

from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field

from runner import BusinessError, Verdict, Web, bot, step

Text = Annotated[str, Field(max_length=60)]


class Contact(BaseModel):
    """One customer, as the campaign's workbook has it."""

    account: str = Field(title="Customer no.", pattern=r"^\d{7}$", examples=["0010007"])
    first_name: Text | None = Field(None, title="First name")
    last_name: Text = Field(title="Last name", min_length=1)
    birth_date: date | None = Field(
        None, title="Date of birth", json_schema_extra={"personal": True}
    )
    email: str | None = Field(
        None, title="E-mail", pattern=r"^[^@\s]+@[^@\s]+\.[^@\s.]+$", examples=["a@example.org"]
    )
    phone: Text | None = Field(None, title="Phone")
    street: Text | None = Field(None, title="Street")
    postcode: str | None = Field(None, title="Postcode", max_length=10)
    city: str | None = Field(None, title="City", max_length=40)
    country: Text | None = Field(None, title="Country")
    region: Text | None = Field(None, title="Region")
    language: Text | None = Field(None, title="Language")
    newsletter: bool | None = Field(None, title="Newsletter")
    credit_limit: Decimal | None = Field(None, title="Credit limit", decimal_places=2)
    notes: str | None = Field(None, title="Notes", max_length=1000)


class Options(BaseModel):
    """What a person may decide for a whole run."""

    missing: Literal["reject", "create"] = "reject"


def wanted(contact: Contact) -> dict[str, Any]:
    """The values that the workbook brings; an empty cell brings none."""
    return contact.model_dump(exclude={"account"}, exclude_none=True)


def shown(value: object) -> str:
    """A value as the customer's page shows it."""
    match value:
        case bool():
            return "yes" if value else "no"
        case date():
            return f"{value:%d.%m.%Y}"
        case Decimal():
            return f"{value:.2f}"
        case _:
            return " ".join(str(value).split())


def differing(crm: Web, contact: Contact) -> dict[str, Any]:
    """The wanted values that the customer's page, which is open, does not show."""
    values = wanted(contact)
    page = crm.on("customer").read_all("account", *values)
    if page["account"] != contact.account:
        raise BusinessError(f"the CRM opened customer {page['account']!r} instead")
    return {name: value for name, value in values.items() if page[name] != shown(value)}


def found(crm: Web, contact: Contact) -> bool:
    """Search the customer and open its page; false when the CRM does not know it."""
    crm.go("search").fill(account=contact.account).press("find")
    if crm.which("results", "nothing_found") == "nothing_found":
        return False
    crm.on("results").press("open", row=contact.account)
    return True


def on_file(crm: Web, contact: Contact) -> Verdict:
    """A fresh look: does the CRM hold every value?"""
    return Verdict.of(found(crm, contact) and not differing(crm, contact))


def answered(crm: Web, contact: Contact) -> Verdict:
    """From the page that says "saved", open the customer and read every value back."""
    if crm.which("saved", "refused") == "refused":
        return Verdict.NOT_APPLIED
    crm.on("saved").press("show_customer")
    return Verdict.UNKNOWN if differing(crm, contact) else Verdict.APPLIED


def fill_form(crm: Web, values: dict[str, Any]) -> None:
    """Fill the form; a country comes first, because the form returns with its regions."""
    form = crm.on("form")
    if "country" in values:
        form.choose(country=values["country"])
    rest = {name: value for name, value in values.items() if name != "country"}
    crm.on("form").fill(**rest).press("save")
    if crm.which("saved", "refused") == "refused":
        raise BusinessError(crm.on("refused").read("reason"))


@step(verify=on_file, confirm=answered)
def change_customer(crm: Web, contact: Contact) -> None:
    """Enter the values that differ; the customer's page is open."""
    values = differing(crm, contact)
    crm.on("customer").press("edit")
    fill_form(crm, values)


@step(verify=on_file, confirm=answered)
def create_customer(crm: Web, contact: Contact) -> None:
    """Enter a customer that the CRM does not know yet."""
    crm.on("home").press("new_customer")
    fill_form(crm, {"account": contact.account, **wanted(contact)})


@bot(key="account")
def update_contact(contact: Contact, crm: Web, options: Options) -> str:
    """Bring a customer's contact data in the CRM up to date.

    The record number that it returns is the CRM's change number.
    """
    if found(crm, contact):
        if differing(crm, contact):
            change_customer(crm, contact)
    elif options.missing == "create":
        create_customer(crm, contact)
    else:
        raise BusinessError(f"the CRM has no customer {contact.account!r}")
    return crm.on("customer").read("change_number")
