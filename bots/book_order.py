"""Book an order in Meridian Orders, the program with windows.

The reference is the key: an order that is there already is not booked again. From 5,000 on the
program's credit check holds an order; it is released by the bot, as the clerks do it.
"""

from datetime import date

from pydantic import BaseModel, Field

from runner import BusinessError, Desktop, Verdict, bot, step


class Order(BaseModel):
    """One order of one article."""

    reference: str = Field(title="Reference", min_length=1, max_length=40)
    customer: str = Field(title="Customer no.", pattern=r"^\d{7}$", examples=["0010007"])
    article: str = Field(title="Article", pattern=r"^[A-H]-\d\d$", examples=["A-01"])
    pieces: int = Field(title="Pieces", ge=1, le=999)
    delivery: date = Field(title="Delivery date")
    note: str = Field("", title="Note", max_length=500)


def found(erp: Desktop, order: Order) -> str | None:
    """The number of the order with this reference; None when there is none."""
    erp.go("find").fill(wanted=order.reference).press("show")
    if erp.which("found", "not_found") == "not_found":
        erp.on("not_found").press("ok")
        return None
    number = erp.on("found").read("number")
    erp.on("found").press("close")
    return number


def on_file(erp: Desktop, order: Order) -> Verdict:
    """A fresh look: does the program have the order?"""
    return Verdict.of(found(erp, order) is not None)


@step(verify=on_file)
def book(erp: Desktop, order: Order) -> str:
    """Enter the order and book it; gives its number."""
    form = erp.go("order")
    form.fill(customer=order.customer, reference=order.reference, delivery=order.delivery)
    form.fill(note=order.note, article=order.article, pieces=order.pieces).press("add_line")
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


@bot(key="reference")
def book_order(order: Order, erp: Desktop) -> str:
    """Book an order in Meridian Orders, the program with windows.

    The reference is the key: an order that is there already is not booked again. From 5,000 on
    the program's credit check holds an order; it is released by the bot, as the clerks do it.
    """
    return found(erp, order) or book(erp, order)
