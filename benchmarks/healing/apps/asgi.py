"""Asks an ASGI application for pages in its own process."""

import asyncio
from http.cookies import SimpleCookie
from urllib.parse import urlsplit


class Client:
    """Gets pages; follows where they lead."""

    def __init__(self, application):
        self.application = application
        self.cookies = {}

    def get(self, address, hops=5):
        """The page at an address of the application."""
        status, headers, body = asyncio.run(self._ask(address))
        target = ""
        for name, value in headers:
            if name.lower() == b"set-cookie":
                for cookie in SimpleCookie(value.decode()).values():
                    self.cookies[cookie.key] = cookie.value
            if name.lower() == b"location":
                target = value.decode()
        if target and hops:
            parts = urlsplit(target)
            return self.get(parts.path + ("?" + parts.query if parts.query else ""), hops - 1)
        if status >= 400:
            raise SystemExit("{}: {}\n{}".format(address, status, body[-2000:]))
        return body.decode("utf-8")

    async def _ask(self, address):
        parts = urlsplit(address)
        cookie = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        scope = {
            "type": "http",
            "asgi": {"version": "3.0"},
            "http_version": "1.1",
            "method": "GET",
            "scheme": "http",
            "path": parts.path,
            "raw_path": parts.path.encode(),
            "query_string": parts.query.encode(),
            "root_path": "",
            "headers": [(b"host", b"localhost"), (b"cookie", cookie.encode())],
            "client": ("127.0.0.1", 1),
            "server": ("localhost", 80),
        }
        found = {"status": 500, "headers": []}
        parts = []

        asked = []

        async def receive():
            if asked:
                await asyncio.Event().wait()  # nobody goes away before the page is there
            asked.append(True)
            return {"type": "http.request", "body": b"", "more_body": False}

        async def send(message):
            if message["type"] == "http.response.start":
                found.update(status=message["status"], headers=message["headers"])
            else:
                parts.append(message.get("body", b""))

        await self.application(scope, receive, send)
        return found["status"], found["headers"], b"".join(parts)
