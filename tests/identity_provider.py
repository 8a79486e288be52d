"""An identity provider of the tests' own: real keys, real sockets, and ways to lie."""

import base64
import hashlib
import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

CLIENT, SECRET = "deskhand", "shared <secret> 中"


@cache
def private_key(number: int) -> rsa.RSAPrivateKey:
    """A key; another one for another number."""
    del number
    return rsa.generate_private_key(65537, 2048)


class Provider(ThreadingHTTPServer):
    """Signs in whoever is set as `claims`."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.key, self.other_key = private_key(1), private_key(2)
        self.claims: dict[str, Any] = {"email": "anna@example.org", "email_verified": True}
        self.lies: dict[str, Any] = {}
        """Claims of the token that are not as they should be."""
        self.description: dict[str, Any] = {}
        self.algorithm = "RS256"
        self.signs_with_another_key = False
        self.codes: dict[str, dict[str, str]] = {}
        self.token_status = 200
        self.asked: list[dict[str, str]] = []

    @property
    def issuer(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"

    def visit(self, address: str) -> dict[str, str]:
        """What a browser does there: signs in, and brings code and state back."""
        parts = urlsplit(address)
        asked = {name: values[0] for name, values in parse_qs(parts.query).items()}
        assert f"{parts.scheme}://{parts.netloc}{parts.path}" == f"{self.issuer}/authorize"
        assert asked["client_id"] == CLIENT
        assert asked["response_type"] == "code"
        assert asked["code_challenge_method"] == "S256"
        code = f"code-{len(self.codes)}"
        self.codes[code] = asked
        return {"code": code, "state": asked["state"], "back": asked["redirect_uri"]}

    def token(self, asked: dict[str, str]) -> str:
        now = int(time.time())
        claims = {
            "iss": self.issuer,
            "aud": CLIENT,
            "sub": "4711",
            "iat": now,
            "exp": now + 300,
            "nonce": asked["nonce"],
            **self.claims,
            **self.lies,
        }
        claims = {name: value for name, value in claims.items() if value is not None}
        if self.algorithm == "none":
            return jwt.encode(claims, None, algorithm="none")
        if self.algorithm == "HS256":
            return jwt.encode(claims, SECRET + "x" * 32, algorithm="HS256", headers={"kid": "k1"})
        key = self.other_key if self.signs_with_another_key else self.key
        return jwt.encode(claims, key, algorithm="RS256", headers={"kid": "k1"})


class Handler(BaseHTTPRequestHandler):
    server: Provider

    def do_GET(self) -> None:
        if self.path == "/.well-known/openid-configuration":
            issuer = self.server.issuer
            self._answer(
                {
                    "issuer": issuer,
                    "authorization_endpoint": f"{issuer}/authorize",
                    "token_endpoint": f"{issuer}/token",
                    "jwks_uri": f"{issuer}/keys",
                }
                | self.server.description
            )
        elif self.path == "/keys":
            algorithm = jwt.algorithms.RSAAlgorithm(jwt.algorithms.RSAAlgorithm.SHA256)
            told = json.loads(algorithm.to_jwk(self.server.key.public_key()))
            self._answer({"keys": [{**told, "kid": "k1", "use": "sig", "alg": "RS256"}]})
        else:
            self.send_error(404)

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["content-length"])).decode()
        words = {name: values[0] for name, values in parse_qs(body).items()}
        self.server.asked.append(words)
        asked = self.server.codes.pop(words["code"], None)
        if self.server.token_status != 200 or asked is None or not self._fits(asked, words):
            self._answer({"error": "invalid_grant"}, max(self.server.token_status, 400))
            return
        self._answer({"id_token": self.server.token(asked), "access_token": "unused"})

    def _fits(self, asked: dict[str, str], words: dict[str, str]) -> bool:
        digest = hashlib.sha256(words["code_verifier"].encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        return (
            asked["code_challenge"] == challenge
            and words["client_secret"] == SECRET
            and words["redirect_uri"] == asked["redirect_uri"]
        )

    def _answer(self, told: dict[str, Any], status: int = 200) -> None:
        body = json.dumps(told).encode()
        self.send_response(status)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: object) -> None:
        pass


@contextmanager
def running_provider() -> Iterator[Provider]:
    """A provider on a loopback port."""
    provider = Provider()
    thread = threading.Thread(target=provider.serve_forever, daemon=True)
    thread.start()
    try:
        yield provider
    finally:
        provider.shutdown()
        provider.server_close()
        thread.join()
