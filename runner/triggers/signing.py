"""Signed requests: who sent them, when, and that nobody changed them on the way."""

import hashlib
import hmac
import re

from runner.errors import InputError
from runner.secret import Secret

TIME = "Deskhand-Time"
NONCE = "Deskhand-Nonce"
SIGNATURE = "Deskhand-Signature"

WINDOW_SECONDS = 300
"""How far a request's time may be from this machine's."""

SECONDS = re.compile(r"[0-9]{9,12}", re.ASCII)
WORD = re.compile(r"[A-Za-z0-9_-]{16,100}", re.ASCII)
HEX = re.compile(r"[0-9a-f]{64}", re.ASCII)


class BadSignatureError(InputError):
    """A request is not from whom it should be, or not of now."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)


def sign(secret: Secret, time: str, nonce: str, path: str, body: bytes) -> str:
    """The signature of a request: HMAC-SHA256 over time, nonce, path and body, in hex."""
    message = f"{time}\n{nonce}\n{path}\n".encode() + body
    return hmac.new(secret.reveal().encode(), message, hashlib.sha256).hexdigest()


def verify(
    secret: Secret, headers: tuple[str, str, str], path: str, body: bytes, now: float
) -> None:
    """Check the signature, the time and the nonce of a request.

    Raises:
        BadSignatureError: one is missing, wrong, or too old.
    """
    time, nonce, signature = headers
    if not SECONDS.fullmatch(time) or not WORD.fullmatch(nonce) or not HEX.fullmatch(signature):
        raise BadSignatureError(
            f"The request needs {TIME} (seconds since 1970), {NONCE} (16 to 100 letters and digits) "
            f"and {SIGNATURE} (64 hexadecimal digits)."
        )
    # The signature first: who has no secret learns nothing about this machine's clock.
    if not hmac.compare_digest(sign(secret, time, nonce, path, body), signature):
        raise BadSignatureError("The signature is wrong.")
    if abs(now - int(time)) > WINDOW_SECONDS:
        raise BadSignatureError(
            f"The request's time is more than {WINDOW_SECONDS // 60} minutes from now."
        )
