"""Raise a customer's credit limit in the CRM; above 10,000 a second person approves it first.

Whoever feeds the wish cannot approve it himself. The approver sees the customer, the limit as it is
and as it is wished, the reason, and a picture of the customer's page; he has two days, then an
operator is asked, who has two days as well, and after that the wish is rejected.

A limit that the CRM shows already is not entered again.
"""

from datetime import timedelta
from decimal import Decimal

from pydantic import BaseModel, Field

from runner import BusinessError, Verdict, Web, ask, bot, step

APPROVAL_FROM = Decimal(10_000)
"""As the bank's rules have it."""


class Wish(BaseModel):
    """One customer's new credit limit."""

    account: str = Field(title="Customer no.", pattern=r"^\d{7}$", examples=["0010007"])
    limit: Decimal = Field(title="New limit", gt=0, decimal_places=2)
    reason: str = Field(title="Reason", min_length=1, max_length=200)


def opened(crm: Web, wish: Wish) -> dict[str, str]:
    """What the customer's page shows."""
    crm.go("search").fill(account=wish.account).press("find")
    if crm.which("results", "nothing_found") == "nothing_found":
        raise BusinessError(f"the CRM has no customer {wish.account!r}")
    crm.on("results").press("open", row=wish.account)
    return crm.on("customer").read_all("last_name", "city", "credit_limit")


def on_file(crm: Web, wish: Wish) -> Verdict:
    """A fresh look: does the CRM hold the limit?"""
    return Verdict.of(opened(crm, wish)["credit_limit"] == f"{wish.limit:.2f}")


@step(verify=on_file)
def enter_limit(crm: Web, wish: Wish) -> None:
    """Enter the limit; the customer's page is open."""
    crm.on("customer").press("edit")
    crm.on("form").fill(credit_limit=wish.limit).press("save")
    if crm.which("saved", "refused") == "refused":
        raise BusinessError(crm.on("refused").read("reason"))


def approved(wish: Wish, customer: dict[str, str]) -> bool:
    """Whether the limit may be entered."""
    if wish.limit <= APPROVAL_FROM:
        return True
    answer = ask(
        f"Raise the credit limit of customer {wish.account} to {wish.limit:,.2f}?",
        choices=["approve", "decline"],
        facts={
            "Customer": f"{customer['last_name']}, {customer['city']}",
            "Limit now": customer["credit_limit"],
            "New limit": f"{wish.limit:.2f}",
            "Reason": wish.reason,
        },
        of="role:approver",
        four_eyes=True,
        within=timedelta(days=2),
        then=["escalate:role:operator", "reject"],
    )
    return answer == "approve"


@bot(key=("account", "limit"))
def raise_credit_limit(wish: Wish, crm: Web) -> str:
    """Raise a customer's credit limit, above 10,000 with a second person's approval.

    The record number that it returns is the CRM's change number.
    """
    customer = opened(crm, wish)
    if customer["credit_limit"] != f"{wish.limit:.2f}":
        if not approved(wish, customer):
            raise BusinessError("the approver has declined it")
        enter_limit(crm, wish)
        opened(crm, wish)
    return crm.on("customer").read("change_number")
