"""Enter an order on the Meridian Host, on its 3270 screens.

The reference is the key: an order that is there already is not entered again. The host itself
refuses a reference that it has; the bot looks before it enters, and after a crash once more.
"""

from pydantic import BaseModel, Field

from runner import BusinessError, Terminal, Verdict, bot, step


class Order(BaseModel):
    """One order of one article."""

    reference: str = Field(title="Reference", min_length=1, max_length=40)
    customer: str = Field(title="Customer no.", pattern=r"^\d{7}$", examples=["0010007"])
    article: str = Field(title="Article", pattern=r"^[A-H]-\d\d$", examples=["A-01"])
    pieces: int = Field(title="Pieces", ge=1, le=999)
    note: str = Field("", title="Note", max_length=70)


def menu(host: Terminal) -> None:
    """Go back to the menu from wherever the bot left off."""
    here = host.which("menu", "not_found", "inquiry", "detail", "refused", "entry", "booked")
    if here == "menu":
        return
    ways = {"detail": "back", "refused": "cancel", "entry": "cancel", "booked": "continue_"}
    host.on(here).press(ways.get(here, "menu"))
    menu(host)


def found(host: Terminal, order: Order) -> str | None:
    """The number of the order with this reference; None when there is none."""
    menu(host)
    host.go("inquiry").fill(wanted=order.reference).press("show")
    if host.which("detail", "not_found") == "not_found":
        return None
    return host.on("detail").read("number")


def on_file(host: Terminal, order: Order) -> Verdict:
    """A fresh look: does the host have the order?"""
    return Verdict.of(found(host, order) is not None)


@step(verify=on_file)
def enter(host: Terminal, order: Order) -> str:
    """Type the order, check what the host has understood, and book it; gives its number."""
    menu(host)
    host.go("entry").fill(**order.model_dump()).press("check")
    if host.which("confirm", "refused") == "refused":
        raise BusinessError(host.on("refused").read("reason"))
    host.on("confirm").press("book")
    if host.which("booked", "failed") == "failed":
        raise BusinessError(host.on("failed").read("reason"))
    return host.on("booked").read("number")


@bot(key="reference")
def enter_order(order: Order, host: Terminal) -> str:
    """Enter an order on the Meridian Host, on its 3270 screens.

    The reference is the key: an order that is there already is not entered again.
    """
    return found(host, order) or enter(host, order)
