"""`python -m demo`: starts the CRM and prints, as JSON on the first line, where it is."""

import argparse
import contextlib
import json
import os
import secrets
import signal
import sys
from pathlib import Path

from demo.book import Book
from demo.faults import Faults
from demo.ledger import Ledger
from demo.server import Server
from demo.site import Account, Site

USER = "demo"
PASSWORD = "meridian"
"""The password unless the environment's DEMO_PASSWORD says another; this CRM guards nothing."""


def main() -> int:
    """Serves until it is interrupted or terminated."""
    wanted = _arguments().parse_args()
    try:
        faults = Faults.parse(wanted.faults)
        faults.redesign = faults.redesign or wanted.redesign
        ledger = Ledger(wanted.ledger)
    except (ValueError, OSError) as error:
        print(f"The demo CRM cannot start: {error}", file=sys.stderr)
        return 2
    control = os.environ.get("DEMO_CONTROL") or secrets.token_urlsafe(18)
    account = Account(USER, os.environ.get("DEMO_PASSWORD") or PASSWORD)
    with (
        ledger,
        Server(Site(Book(ledger), account, faults, control), wanted.port) as server,
    ):
        about = {"address": server.address, "control": control, "pid": os.getpid()}
        print(json.dumps(about), flush=True)
        signal.signal(signal.SIGTERM, signal.default_int_handler)
        with contextlib.suppress(KeyboardInterrupt):
            server.serve_forever(poll_interval=0.1)
    return 0


def _arguments() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m demo", description="A made-up legacy CRM.")
    parser.add_argument("--port", type=int, default=0, help="0 takes a free one")
    parser.add_argument("--ledger", type=Path, required=True, help="what was really entered")
    parser.add_argument("--faults", default="", help='JSON, such as {"slow_ms": 250}')
    parser.add_argument("--redesign", action="store_true", help="the form of version 5")
    return parser


if __name__ == "__main__":
    sys.exit(main())
