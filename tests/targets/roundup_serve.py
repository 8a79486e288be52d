"""Runs in Roundup's own environment: its demo tracker on a loopback port.

Usage: roundup_serve.py HOME PORT
"""

import sys
from pathlib import Path
from wsgiref.simple_server import WSGIRequestHandler, make_server

from roundup import demo
from roundup.cgi.wsgi_handler import RequestDispatcher

MOUNT = "/demo"


class Quiet(WSGIRequestHandler):
    def log_message(self, *_: object) -> None:
        """Requests are not worth a line."""


def main(home: str, port: int) -> None:
    template = Path(sys.prefix) / "share/roundup/templates/classic"
    # Roundup checks Origin and Referer against the address that it was set up with.
    demo.install_demo(home, "sqlite", str(template), use_port=port, use_host="127.0.0.1")
    tracker = RequestDispatcher(home)

    def mounted(environment, start):
        environment["SCRIPT_NAME"] = MOUNT
        environment["PATH_INFO"] = environment["PATH_INFO"].removeprefix(MOUNT)
        return tracker(environment, start)

    with make_server("127.0.0.1", port, mounted, handler_class=Quiet) as server:
        server.serve_forever()


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
