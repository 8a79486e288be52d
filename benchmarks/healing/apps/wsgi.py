"""Asks a WSGI application for pages in its own process: no port, no server, cookies kept."""

import io
from http.cookies import SimpleCookie
from urllib.parse import urlencode, urlsplit
from wsgiref.util import setup_testing_defaults


class Client:
    """A person with a browser, as far as an application can tell."""

    def __init__(self, application):
        self.application = application
        self.cookies = {}

    def get(self, address):
        """The page at an address of the application; where it leads on, the page there."""
        return self._ask("GET", address, b"")

    def post(self, address, fields):
        """Send a form."""
        return self._ask("POST", address, urlencode(fields).encode())

    def _ask(self, method, address, body, hops=5):
        parts = urlsplit(address)
        environ = {
            "REQUEST_METHOD": method,
            "PATH_INFO": parts.path,
            "QUERY_STRING": parts.query,
            "CONTENT_TYPE": "application/x-www-form-urlencoded",
            "CONTENT_LENGTH": str(len(body)),
            "wsgi.input": io.BytesIO(body),
            "HTTP_COOKIE": "; ".join(f"{name}={value}" for name, value in self.cookies.items()),
            "HTTP_HOST": "localhost",
            "SERVER_NAME": "localhost",
            "REMOTE_ADDR": "127.0.0.1",
        }
        setup_testing_defaults(environ)
        answer = {}
        written = []

        def start_response(status, headers, exc_info=None):
            answer.update(status=int(status.split()[0]), headers=headers)
            return written.append

        given = b"".join(self.application(environ, start_response))
        text = (b"".join(written) + given).decode("utf-8")
        target = ""
        for name, value in answer["headers"]:
            if name.lower() == "set-cookie":
                for cookie in SimpleCookie(value).values():
                    self.cookies[cookie.key] = cookie.value
            if name.lower() == "location":
                target = value
        if target and hops:
            parts = urlsplit(target)
            there = parts.path + ("?" + parts.query if parts.query else "")
            return self._ask("GET", there, b"", hops - 1)
        if answer["status"] >= 400:
            raise SystemExit(
                "{} {}: {}\n{}".format(method, address, answer["status"], text[-2000:])
            )
        return text
