"""Hand an order on: the address from the CRM, the order into Meridian Orders, a note to the host.

Three programs, and none of them knows the others: a CRM in a browser, an order program with
windows, and the warehouse's host with its green screens. The reference is the key in the last two;
what is there already is not entered again. The record number that it returns is both numbers.
"""

from datetime import date

from pydantic import BaseModel, Field

from runner import BusinessError, Desktop, Terminal, Verdict, Web, bot, step


class Order(BaseModel):
    """One order of one article."""

    reference: str = Field(title="Reference", min_length=1, max_length=40)
    customer: str = Field(title="Customer no.", pattern=r"^\d{7}$", examples=["0010007"])
    article: str = Field(title="Article", pattern=r"^[A-H]-\d\d$", examples=["A-01"])
    pieces: int = Field(title="Pieces", ge=1, le=999)
    delivery: date = Field(title="Delivery date")


def address(crm: Web, order: Order) -> str:
    """Where the customer lives, as the CRM has it."""
    crm.go("search").fill(account=order.customer).press("find")
    if crm.which("results", "nothing_found") == "nothing_found":
        raise BusinessError(f"the CRM has no customer {order.customer!r}")
    crm.on("results").press("open", row=order.customer)
    shown = crm.on("customer").read_all("street", "postcode", "city")
    return f"{shown['street']}, {shown['postcode']} {shown['city']}"


def booked(erp: Desktop, order: Order) -> str | None:
    """The number of the order in the order program; None when it is not there."""
    erp.go("find").fill(wanted=order.reference).press("show")
    if erp.which("found", "not_found") == "not_found":
        erp.on("not_found").press("ok")
        return None
    number = erp.on("found").read("number")
    erp.on("found").press("close")
    return number


def in_the_program(erp: Desktop, order: Order, note: str) -> Verdict:
    """A fresh look: does the order program have it?"""
    del note
    return Verdict.of(booked(erp, order) is not None)


@step(verify=in_the_program)
def book(erp: Desktop, order: Order, note: str) -> str:
    """Enter the order into the order program; gives its number."""
    form = erp.go("order").fill(
        customer=order.customer, reference=order.reference, delivery=order.delivery, note=note
    )
    form.fill(article=order.article, pieces=order.pieces).press("add_line")
    form.press("book")
    if erp.which("held", "confirm", "refused") == "held":
        erp.on("held").press("ok")
        erp.on("order").press("release").press("book")
    if erp.which("confirm", "refused") == "refused":
        reason = erp.on("refused").read("reason")
        erp.on("refused").press("ok")
        raise BusinessError(reason)
    erp.on("confirm").press("yes")
    said = erp.on("booked").read("said")
    erp.on("booked").press("ok")
    return said.removeprefix("Order ").removesuffix(" is booked.")


def menu(host: Terminal) -> None:
    """Go back to the host's menu from wherever the bot left off."""
    here = host.which("menu", "not_found", "inquiry", "detail", "refused", "entry", "booked")
    if here == "menu":
        return
    ways = {"detail": "back", "refused": "cancel", "entry": "cancel", "booked": "continue_"}
    host.on(here).press(ways.get(here, "menu"))
    menu(host)


def told(host: Terminal, order: Order) -> str | None:
    """The number of the order on the host; None when it is not there."""
    menu(host)
    host.go("inquiry").fill(wanted=order.reference).press("show")
    if host.which("detail", "not_found") == "not_found":
        return None
    return host.on("detail").read("number")


def on_the_host(host: Terminal, order: Order, number: str) -> Verdict:
    """A fresh look: does the host have it?"""
    del number
    return Verdict.of(told(host, order) is not None)


@step(verify=on_the_host)
def tell(host: Terminal, order: Order, number: str) -> str:
    """Enter the order on the host, with the order program's number; gives the host's."""
    menu(host)
    values = order.model_dump(include={"reference", "customer", "article", "pieces"})
    host.go("entry").fill(**values, note=number).press("check")
    if host.which("confirm", "refused") == "refused":
        raise BusinessError(host.on("refused").read("reason"))
    host.on("confirm").press("book")
    if host.which("booked", "failed") == "failed":
        raise BusinessError(host.on("failed").read("reason"))
    return host.on("booked").read("number")


@bot(key="reference")
def hand_on_order(order: Order, crm: Web, erp: Desktop, host: Terminal) -> str:
    """Hand an order on: the address from the CRM, into Meridian Orders, and to the host.

    The reference is the key; what is there already is not entered again.
    """
    note = address(crm, order)
    number = booked(erp, order) or book(erp, order, note)
    return f"{number} / {told(host, order) or tell(host, order, number)}"
