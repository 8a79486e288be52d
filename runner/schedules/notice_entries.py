"""What `schedules.yaml` says of whom to tell, and how."""

from typing import Annotated, Literal

from pydantic import Field

from runner.schedules.durations import Duration
from runner.screens.locator_entries import Strict, Texts, listed, said

Topic = Literal["summary", "attention", "missed", "escalation", "recovered"]


class TellEntry(Strict):
    """Somebody who is told."""

    mail: Texts = listed("Addresses of mail: `mail: [ops@example.org]`.")
    webhook: str | None = said("An address that takes JSON: `webhook: https://example.org/hook`.")
    credential: str | None = said(
        "The credential that holds an apprise address, or signs the webhook: `credential: CHAT_URL`."
    )
    about: list[Topic] = listed("What is told; else everything: `about: [attention, missed]`.")


class SignalEntry(Strict):
    """The sign of life."""

    url: str = Field(description="Asked for while all is well: `url: https://example.org/ping`.")
    url_failed: str | None = said("Asked for when a run has failed.")
    every: Annotated[Duration | None, Field(description="How often: `every: 5m`.")] = None
