"""Signatures of requests."""

import shutil
import subprocess

import pytest

from runner.secret import Secret
from runner.triggers.signing import BadSignatureError, sign, verify

SECRET = Secret("s3cret Grüße")
NONCE = "0123456789abcdef"
NOW = 1_800_000_000.0


def test_a_signature_holds_for_what_was_signed_and_for_five_minutes() -> None:
    signature = sign(SECRET, "1800000000", NONCE, "/orders", b"{}")

    verify(SECRET, ("1800000000", NONCE, signature), "/orders", b"{}", NOW + 299)
    verify(SECRET, ("1800000000", NONCE, signature), "/orders", b"{}", NOW - 299)


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"body": b"{} "}, "The signature is wrong."),
        ({"path": "/other"}, "The signature is wrong."),
        ({"time": "1800000001"}, "The signature is wrong."),
        ({"nonce": "0123456789abcdeg"}, "The signature is wrong."),
        ({"secret": Secret("another")}, "The signature is wrong."),
        ({"now": NOW + 301}, "The request's time is more than 5 minutes from now."),
        ({"now": NOW - 301}, "The request's time is more than 5 minutes from now."),
        ({"nonce": "short"}, "The request needs Deskhand-Time"),
        ({"time": "-5"}, "The request needs Deskhand-Time"),
        ({"time": "١٢٣٤٥٦٧٨٩٠"}, "The request needs Deskhand-Time"),
        ({"signature": ""}, "The request needs Deskhand-Time"),
        ({"signature": "é" * 64}, "The request needs Deskhand-Time"),
    ],
)
def test_whatever_was_changed_is_refused(changed, reason) -> None:
    given = {
        "secret": SECRET,
        "time": "1800000000",
        "nonce": NONCE,
        "path": "/orders",
        "body": b"{}",
        "now": NOW,
    } | changed
    signature = changed.get("signature", sign(SECRET, "1800000000", NONCE, "/orders", b"{}"))
    with pytest.raises(BadSignatureError) as caught:
        verify(
            given["secret"],
            (given["time"], given["nonce"], signature),
            given["path"],
            given["body"],
            given["now"],
        )

    assert str(caught.value).startswith(reason)


@pytest.mark.skipif(shutil.which("openssl") is None, reason="openssl is not installed")
def test_a_shell_signs_as_the_documents_say() -> None:
    script = (
        'printf "%s\\n%s\\n%s\\n%s" "$time" "$nonce" /orders "$body" '
        '| openssl dgst -sha256 -hmac "$secret" | sed "s/.*= //"'
    )
    given = {"time": "1800000000", "nonce": NONCE, "body": '{"value": "1"}'}
    done = subprocess.run(
        ["sh", "-c", script],
        env={"PATH": "/usr/bin:/bin"} | given | {"secret": SECRET.reveal()},
        capture_output=True,
        text=True,
        check=True,
    )

    wanted = sign(SECRET, given["time"], NONCE, "/orders", given["body"].encode())
    assert done.stdout.strip() == wanted
