"""Webhooks: JSON by POST, signed where a secret is shared; it never goes anywhere else."""

import hashlib
import hmac
import http.client
import json
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from email.message import Message as Headers
from typing import IO
from urllib.parse import urlsplit

import runner
from runner.notices.errors import WebhookFailedError
from runner.notices.message import Message
from runner.secret import Secret

PATIENCE_SECONDS = 15.0

MOST_BYTES = 65_536
"""What is read of an answer, at most."""


class _Staying(urllib.request.HTTPRedirectHandler):
    """Refuses to be sent elsewhere: what is told is for this address alone."""

    def redirect_request(
        self,
        req: urllib.request.Request,
        fp: IO[bytes],
        code: int,
        msg: str,
        headers: Headers,
        newurl: str,
    ) -> None:
        """Follow nothing, which makes of the answer an error with its number."""
        del req, fp, code, msg, headers, newurl


def opened(request: urllib.request.Request, patience: float = PATIENCE_SECONDS) -> int:
    """Send a request, and say with what number it was answered; redirects are not followed.

    Raises:
        OSError: nothing was reached, or the answer is an error.
        http.client.HTTPException: what answered speaks no HTTP.
    """
    opener = urllib.request.build_opener(_Staying())
    with opener.open(request, timeout=patience) as answer:
        answer.read(MOST_BYTES)
        return int(answer.status)


def signature(secret: Secret, moment: int, body: bytes) -> str:
    """`t=SECONDS,v1=HEX`: HMAC-SHA256 over the moment, a dot and the body."""
    signed = f"{moment}.".encode() + body
    return f"t={moment},v1={hmac.new(secret.reveal().encode(), signed, hashlib.sha256).hexdigest()}"


class WebhookSender:
    """Posts to one address."""

    def __init__(
        self, url: str, secret: Secret | None = None, clock: Callable[[], float] = time.time
    ) -> None:
        self._url = url
        self._secret = secret
        self._clock = clock

    def send(self, message: Message) -> None:
        """Post the message as JSON.

        Raises:
            WebhookFailedError: it was not reached, or did not answer with a number from 200 to 299.
        """
        content = {
            "version": 1,
            "id": message.id.strip("<>"),
            "subject": message.subject,
            "text": message.text,
            "notices": list(message.notices),
        }
        body = json.dumps(content, ensure_ascii=False).encode("utf-8", "replace")
        headers = {
            "Content-Type": "application/json; charset=utf-8",
            "User-Agent": f"deskhand/{runner.__version__}",
            "Idempotency-Key": message.id.strip("<>"),
        }
        if self._secret is not None:
            headers["X-Deskhand-Signature"] = signature(self._secret, int(self._clock()), body)
        self._post(urllib.request.Request(self._url, body, headers, method="POST"))  # noqa: S310 - checked where it was read

    def _post(self, request: urllib.request.Request) -> None:
        host = urlsplit(self._url).hostname or "its address"
        try:
            opened(request)
        except (OSError, http.client.HTTPException, ValueError) as error:
            raise WebhookFailedError(host, reason(error)) from None


def reason(error: Exception) -> str:
    """Why a request failed, without the address, whose path may be a token."""
    if isinstance(error, urllib.error.HTTPError):
        error.close()
        moved = ", which sends it elsewhere" if 300 <= error.code < 400 else ""
        return f"answered with {error.code}{moved}"
    cause = error.reason if isinstance(error, urllib.error.URLError) else error
    if isinstance(cause, TimeoutError):
        return f"did not answer within {PATIENCE_SECONDS:g} s"
    if isinstance(cause, OSError) and cause.strerror:
        return f"cannot be reached: {cause.strerror.lower()}"
    return f"cannot be reached ({type(cause).__name__})"
