"""Runs in Tryton's own environment: a database with a customer book of `PARTIES` parties.

Usage: tryton_prepare.py CONFIGURATION DATABASE PARTIES
"""

import sys

from proteus import Model, config


def main(configuration: str, database: str, parties: int) -> None:
    config.set_trytond(database=database, config_file=configuration)
    for item in Model.get("ir.module.config_wizard.item").find([]):
        item.state = "done"
        item.save()
    book = Model.get("party.configuration")(1)
    # Codes are typed by the clerk, as the customers' numbers come from elsewhere.
    book.party_sequence = None
    book.save()
    for number in range(parties):
        _party(f"{10007 + number * 13:07d}", number)


def _party(code: str, number: int) -> None:
    party = Model.get("party.party")(name=f"Müller & Söhne {number}", code=code)
    _contact(party, "phone", f"+49 30 000{number:04d}")
    # Every third party has no e-mail address yet: it is added, not changed.
    if number % 3:
        _contact(party, "email", f"old{code}@example.org")
    address = party.addresses[0] if party.addresses else party.addresses.new()
    address.street, address.postal_code, address.city = f"Altweg {number}", "01067", "Dresden"
    party.save()


def _contact(party, kind: str, value: str) -> None:
    contact = party.contact_mechanisms.new()
    contact.type = kind
    contact.value = value


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]))
