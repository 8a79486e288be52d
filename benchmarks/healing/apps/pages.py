"""Writes pages and their addresses."""

import json


def write(folder, pages):
    """Each page in a file of its own, the addresses beside them."""
    folder.mkdir(parents=True, exist_ok=True)
    addresses = {}
    for key, address, text in pages:
        (folder / (key + ".html")).write_text(text, encoding="utf-8")
        addresses[key] = address
    (folder / "addresses.json").write_text(json.dumps(addresses, indent=1), encoding="utf-8")
