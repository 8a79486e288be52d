"""What `schedules.yaml` says of whom to tell, and how."""

from typing import Annotated, Literal, Self
from urllib.parse import urlsplit

from pydantic import Field, field_validator, model_validator

from runner.schedules.durations import Duration
from runner.screens.locator_entries import Strict, Texts, listed, said

Topic = Literal["summary", "attention", "missed", "escalation", "recovered", "decision"]

LOOPBACK = frozenset(["localhost", "127.0.0.1", "::1"])

MOST = 20
"""So many notices an hour go to one audience singly; what is more goes together."""


def safe_address(address: str) -> str:
    """An address that a notice or a sign of life may be sent to; raises ValueError for another."""
    try:
        parts = urlsplit(address)
        host = parts.hostname
    except ValueError:
        raise ValueError("should be an address such as https://example.org/hook") from None
    if parts.scheme not in {"http", "https"} or not host:
        raise ValueError("should be an address such as https://example.org/hook")
    if parts.scheme == "http" and host not in LOOPBACK:
        raise ValueError("should begin with https: what is sent could be read on its way")
    if parts.username or parts.password:
        raise ValueError("should hold no password: this file is no place for one")
    return address


def mail_address(address: str) -> str:
    """An address of mail; raises ValueError for what is none."""
    name, sign, domain = address.rpartition("@")
    plain = all(char.isprintable() and char not in ' ,;<>"' for char in address)
    if not (sign and name and domain and plain):
        raise ValueError(f"should be an address such as ops@example.org, not {address!r}")
    return address


class TellEntry(Strict):
    """Somebody who is told: by mail, by a webhook, or by whatever apprise reaches."""

    mail: Texts = listed("Addresses of mail: `mail: [ops@example.org]`.")
    webhook: str | None = said("An address that takes JSON: `webhook: https://example.org/hook`.")
    credential: str | None = said(
        "The name of the credential that holds an apprise address, or that signs the webhook: "
        "`credential: CHAT_URL`."
    )
    about: list[Topic] = listed("What is told; else everything: `about: [attention, missed]`.")
    quiet: bool = said("No summary of a run in which everything was done: `quiet: true`.", False)
    most: Annotated[
        int,
        Field(
            ge=1, le=1000, description="So many notices an hour singly, else together: `most: 5`."
        ),
    ] = MOST
    attach_report: bool = said("Send the report with the summary, by mail: it holds names.", False)

    @field_validator("mail")
    @classmethod
    def _are_addresses(cls, addresses: list[str]) -> list[str]:
        return [mail_address(address) for address in addresses]

    @field_validator("webhook")
    @classmethod
    def _is_safe(cls, address: str | None) -> str | None:
        return None if address is None else safe_address(address)

    @model_validator(mode="after")
    def _says_how(self) -> Self:
        if not (self.mail or self.webhook or self.credential):
            raise ValueError("should say how: mail, webhook or credential")
        return self


class SignalEntry(Strict):
    """The sign of life for a monitor outside, which tells people when it stays away."""

    url: str = Field(description="Asked for while all is well: `url: https://example.org/ping`.")
    url_failed: str | None = said("Asked for when something has failed; else the same and `/fail`.")
    every: Annotated[
        Duration | None, Field(description="How often: `every: 1m`; else every 5m.")
    ] = None

    @field_validator("url", "url_failed")
    @classmethod
    def _is_safe(cls, address: str | None) -> str | None:
        return None if address is None else safe_address(address)
