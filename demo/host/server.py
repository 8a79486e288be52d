"""The host on a socket of this machine."""

import socket
import socketserver
from contextlib import suppress

from demo.host.dialogue import Dialogue, Hung
from demo.host.faults import Faults
from demo.host.orders import Orders
from demo.host.telnet import Refused, Terminal
from demo.site import Account

HOST = "127.0.0.1"


class Server(socketserver.ThreadingTCPServer):
    """Serves one book of orders on the loopback address; `port` 0 takes a free one."""

    daemon_threads = True
    allow_reuse_address = True
    request_queue_size = 64

    def __init__(self, orders: Orders, account: Account, faults: Faults, port: int = 0) -> None:
        self.orders = orders
        self.account = account
        self.faults = faults
        super().__init__((HOST, port), Connection)

    @property
    def address(self) -> str:
        return f"tn3270://{HOST}:{self.server_address[1]}"

    def handle_error(self, request: object, client_address: object) -> None:
        """A terminal that goes away in the middle of an answer is no error."""


class Connection(socketserver.BaseRequestHandler):
    """One terminal."""

    server: Server
    request: socket.socket

    def handle(self) -> None:
        self.request.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        terminal = Terminal(self.request)
        name = f"T{self.client_address[1]:05}"
        server = self.server
        with suppress(OSError, Refused):
            try:
                terminal.agree()
                Dialogue(terminal, server.orders, server.account, server.faults, name).run()
            except Hung:
                terminal.cut()
