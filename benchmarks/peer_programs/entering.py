"""What every contestant does for one key: enter it on the screen, and sometimes die before or after."""

import json
import os
import signal
import urllib.parse
import urllib.request
from pathlib import Path
from random import SystemRandom

PLACE = Path(os.environ.get("PEER_PLACE", "."))
"""The contestant's folder: its database, and the notes of who has died."""
SITE = os.environ.get("PEER_SITE", "")
SERVER = os.environ.get("PEER_SERVER", "")
"""The database or broker that it was given, as a URL."""
CHANCE = float(os.environ.get("PEER_CHANCE", "0"))
"""That the process is killed, at each of the two points."""


def enter(key: str) -> None:
    """Enter one key."""
    die_by_chance("before the act")
    sent = urllib.parse.urlencode({"key": key}).encode()
    with urllib.request.urlopen(f"{SITE}/enter", sent, timeout=10) as answer:
        answer.read()
    die_by_chance("after the act")


def die_by_chance(where: str) -> None:
    """SIGKILL oneself, and note it."""
    if SystemRandom().random() < CHANCE:
        with (PLACE / "kills").open("ab", buffering=0) as kills:
            kills.write(f"{os.getpid()} {where}\n".encode())
        os.kill(os.getpid(), signal.SIGKILL)


def fed() -> list[str]:
    """What is to be entered."""
    found: list[str] = json.loads((PLACE / "keys.json").read_text())
    return found
