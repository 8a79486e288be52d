"""`python -m demo.host`: starts the order host and prints, as JSON on the first line, where it is."""

import argparse
import contextlib
import json
import os
import signal
import sys
from pathlib import Path

from demo.host.faults import Faults
from demo.host.orders import Orders
from demo.host.server import Server
from demo.ledger import Ledger
from demo.site import Account

USER = "demo"
PASSWORD = "sesame-31"
"""The password unless the environment's DEMO_PASSWORD says another; this host guards nothing."""


def main() -> int:
    """Serves until it is interrupted or terminated."""
    wanted = _arguments().parse_args()
    try:
        wanted.ledger.parent.mkdir(parents=True, exist_ok=True)
        faults, ledger = Faults.parse(wanted.faults), Ledger(wanted.ledger)
    except (ValueError, OSError) as error:
        print(f"The demo host cannot start: {error}", file=sys.stderr)
        return 2
    account = Account(USER, os.environ.get("DEMO_PASSWORD") or PASSWORD)
    with ledger, Server(Orders(ledger), account, faults, wanted.port) as server:
        print(json.dumps({"address": server.address, "pid": os.getpid()}), flush=True)
        signal.signal(signal.SIGTERM, signal.default_int_handler)
        with contextlib.suppress(KeyboardInterrupt):
            server.serve_forever(poll_interval=0.1)
    return 0


def _arguments() -> argparse.ArgumentParser:
    said = "A made-up order host with 3270 screens."
    parser = argparse.ArgumentParser(prog="python -m demo.host", description=said)
    parser.add_argument("--port", type=int, default=0, help="0 takes a free one")
    parser.add_argument("--ledger", type=Path, required=True, help="what was really booked")
    parser.add_argument("--faults", default="", help='JSON, such as {"cut_after_book": 1}')
    return parser


if __name__ == "__main__":
    sys.exit(main())
