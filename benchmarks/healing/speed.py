"""Times indexing and lookups on a page with 5,000 controls."""

import random
from collections.abc import Sequence
from statistics import median, quantiles
from time import perf_counter

from runner.healing.control import Control
from runner.healing.fingerprint import Fingerprint, learn
from runner.healing.locating import locate
from runner.healing.page import Page

CONTROLS = 5_000
LOOKUPS = 200
ROUNDS = 5

LABELS = [
    "Street",
    "Postcode",
    "City",
    "Country",
    "Phone",
    "E-mail",
    "First name",
    "Last name",
    "Date of birth",
    "Tax no.",
    "Notes",
    "Credit limit",
    "Payment terms",
    "Discount",
    "Order no.",
    "Invoice date",
    "Net amount",
    "Gross amount",
    "Currency",
    "Delivery date",
    "Carrier",
    "Status",
    "Priority",
    "Owner",
    "Branch",
]
KINDS = ("text", "text", "text", "select", "number", "checkbox", "button", "link")


def timed() -> dict[str, float]:
    """Milliseconds: indexing (median of several), and a lookup by itself (median, 95th percent).

    The page stands for a release that regenerated its ids and renamed a tenth of its labels.
    """
    chance = random.Random(1)
    old = many(chance)
    indexing = [milliseconds_to_index(old) for _ in range(ROUNDS)]
    page = Page([changed(one, chance) for one in old])
    wanted = [learned(old, number) for number in chance.sample(range(CONTROLS), LOOKUPS)]
    locate(wanted[:1], page)
    spent = [milliseconds_to_find(each, page) for each in wanted]
    return {
        "lookup_p50_ms": median(spent),
        "lookup_p95_ms": quantiles(spent, n=20)[-1],
        "index_ms": median(indexing),
    }


def many(chance: random.Random) -> list[Control]:
    """A page with sections of twenty-five fields each."""
    found = []
    for number in range(CONTROLS):
        section, line = divmod(number, len(LABELS))
        label = LABELS[line] if chance.random() < 0.5 else f"{LABELS[line]} {section}"
        name = f"{label.lower().replace(' ', '_')}_{section}"
        kind = KINDS[number % len(KINDS)]
        found.append(
            Control(
                kind=kind,
                name=label,
                text=label if kind in {"button", "link"} else "",
                id=f"id_{name}",
                html_name=name,
                form=f"/section/{section}/save",
                heading=f"Section {section}",
                before=label,
                path="td>tr>tbody>table>form>div",
                previous=LABELS[line - 1],
                next=LABELS[(line + 1) % len(LABELS)],
            )
        )
    return found


def changed(one: Control, chance: random.Random) -> Control:
    """The control in another release."""
    from dataclasses import replace

    label = f"{one.name} (new)" if chance.random() < 0.1 else one.name
    token = f"x{chance.randrange(10**8)}"
    return replace(one, name=label, before=label, id=token, html_name=token)


def learned(controls: Sequence[Control], number: int) -> Fingerprint:
    """A fingerprint of one control of the old page."""
    return learn(str(number), controls, number)


def milliseconds_to_index(controls: Sequence[Control]) -> float:
    """Time to index a page."""
    begun = perf_counter()
    Page(controls)
    return (perf_counter() - begun) * 1000


def milliseconds_to_find(wanted: Fingerprint, page: Page) -> float:
    """Time to find one element by itself."""
    begun = perf_counter()
    locate([wanted], page)
    return (perf_counter() - begun) * 1000
