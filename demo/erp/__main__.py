"""`python -m demo.erp`: shows the order program."""

import argparse
import os
import sys
from pathlib import Path

from demo.erp.faults import Faults
from demo.erp.orders import Orders
from demo.site import Account

USER = "demo"
PASSWORD = "sesame-31"
"""The password unless the environment's DEMO_PASSWORD says another; this program guards nothing."""


def main() -> int:
    """Runs until its window is closed."""
    wanted = _arguments().parse_args()
    try:
        orders, faults = Orders(wanted.ledger), Faults.parse(wanted.faults)
    except (ValueError, OSError) as error:
        print(f"Meridian Orders cannot start: {error}", file=sys.stderr)
        return 2
    try:
        from PySide6.QtCore import Qt
        from PySide6.QtWidgets import QApplication
    except ImportError as error:
        print(f"Meridian Orders needs PySide6 ({error}).", file=sys.stderr)
        return 2
    from demo.erp.dialogs import SignIn
    from demo.erp.window import MainWindow

    app = QApplication(sys.argv[:1])
    app.setApplicationName("Meridian Orders")
    if wanted.theme == "dark":
        app.styleHints().setColorScheme(Qt.ColorScheme.Dark)
    app.setStyle("Fusion")
    account = Account(USER, os.environ.get("DEMO_PASSWORD") or PASSWORD)
    if not SignIn(account).exec():
        return 0
    window = MainWindow(orders, faults)
    window.show()
    return int(app.exec())


def _arguments() -> argparse.ArgumentParser:
    said = "A made-up order program with windows."
    parser = argparse.ArgumentParser(prog="python -m demo.erp", description=said)
    parser.add_argument("--ledger", type=Path, required=True, help="what was really booked")
    parser.add_argument("--faults", default="", help='JSON, such as {"surprise": 1}')
    parser.add_argument("--theme", choices=("light", "dark"), default="light")
    return parser


if __name__ == "__main__":
    sys.exit(main())
