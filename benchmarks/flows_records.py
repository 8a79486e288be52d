"""The records that every contestant enters, and the comparison with what the server holds."""

from collections.abc import Iterable, Mapping
from random import Random

LIST_ROWS = 50
"""Rows of the result list that a customer is opened from."""
CUSTOMERS = 500
REGIONS = ("Bayern", "Hamburg", "Hessen", "Sachsen", "Thüringen")
STATES = ("active", "dormant", "closed")
SHUFFLED = (
    "First Name",
    "Last Name",
    "Company Name",
    "Role in Company",
    "Address",
    "E-mail",
    "Phone Number",
)
"""The labels of the form that changes its looks every time."""

Record = dict[str, str]


def account_numbers() -> list[str]:
    """Every customer number of the site."""
    return [f"{10000 + index * 7:07d}" for index in range(CUSTOMERS)]


def records(count: int) -> list[Record]:
    """As many records of 12 fields, with their customer number under `account`."""
    random = Random(12)
    chosen = random.sample(account_numbers(), count)
    return [_record(number, random) for number in chosen]


def _record(number: str, random: Random) -> Record:
    return {
        "account": number,
        "first_name": random.choice(("Zoë", "Ελένη", "丽娜", "Łukasz")),
        "last_name": random.choice(("Müller", "Παππάς", "欧阳", "O'Connor")) + f" {number}",
        "email": f"c{number}@example.com",
        "phone": f"+49 30 000{random.randint(1000, 9999)}",
        "street": f"Königstraße {random.randint(1, 99)}",
        "postcode": f"{random.randint(1000, 99999):05d}",
        "city": random.choice(("Jena", "Αθήνα", "上海")),
        "credit": f"{random.randint(100, 9000)}.50",
        "region": random.choice(REGIONS),
        "state": random.choice(STATES),
        "newsletter": random.choice(("yes", "no")),
        "notes": f"called, record {number} 🙂",
    }


def rounds(count: int) -> list[Record]:
    """As many records for the form with labels, by label, each with the number of its round."""
    random = Random(7)
    return [
        {"round": str(number)}
        | {label: f"{label[:4]} {number} {random.randint(0, 9999)}" for label in SHUFFLED}
        for number in range(1, count + 1)
    ]


def wrong_records(wanted: Iterable[Record], saved: list[Mapping[str, object]]) -> int:
    """How many records the server holds wrongly, not at all, or more than once."""
    held: dict[str, list[object]] = {}
    for one in saved:
        held.setdefault(str(one["key"]), []).append(one["values"])
    expected = {record["account"]: _sent(record) for record in wanted}
    strange = sum(1 for key in held if key not in expected)
    return strange + sum(1 for key, values in expected.items() if held.get(key) != [values])


def wrong_rounds(wanted: list[Record], saved: list[Mapping[str, object]]) -> int:
    """The same for the form with labels, where the order is the key."""
    held = [one["values"] for one in saved]
    expected = [{label: record[label] for label in SHUFFLED} for record in wanted]
    right = sum(1 for record, values in zip(expected, held, strict=False) if record == values)
    return max(len(wanted), len(held)) - right


def _sent(record: Record) -> Record:
    """What a browser sends of a record: a box that is not ticked is not sent at all."""
    unsent = {"account"} if record["newsletter"] == "yes" else {"account", "newsletter"}
    return {name: value for name, value in record.items() if name not in unsent}
