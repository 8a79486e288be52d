"""Neighbours: other accounts of this machine see a program's arguments, and with them a link."""

import os
from pathlib import Path

TABLES = (Path("/proc/net/tcp"), Path("/proc/net/tcp6"))


def is_own_browser(address: tuple[str, int] | None, tables: tuple[Path, ...] = TABLES) -> bool:
    """Whether a connection of this machine was made by this very account.

    Only Linux tells. Elsewhere it is taken for granted: a link works once, and other accounts
    there do not see the arguments of a program.
    """
    if address is None or not hasattr(os, "getuid") or not any(map(Path.exists, tables)):
        return True
    owners = {owner for table in tables for owner in owners_of(table, address[1])}
    return not owners or os.getuid() in owners


def owners_of(table: Path, port: int) -> list[int]:
    """The accounts that have a connection from a port, as one of the kernel's tables has it."""
    try:
        lines = table.read_text(encoding="ascii").splitlines()[1:]
    except OSError:
        return []
    rows = [line.split() for line in lines]
    here = f"{port:04X}"
    return [int(row[7]) for row in rows if len(row) > 7 and row[1].rpartition(":")[2] == here]
