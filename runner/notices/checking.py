"""Checks whether everybody whom `schedules.yaml` names could be told, without telling anybody."""

import importlib.util
from collections.abc import Iterator

from runner.errors import InputError
from runner.notices.audiences import Way, ways
from runner.notices.errors import NoAppriseError, NoMailServerError
from runner.schedules.notice_entries import TellEntry
from runner.settings import Settings
from runner.vault import Vault, credential_names


def tell_errors(
    name: str, entry: TellEntry, settings: Settings, vault: Vault
) -> Iterator[InputError]:
    """What keeps somebody from being told: no mail server, a credential that is not set."""
    needed: list[str] = []
    for audience in ways(name, entry):
        if audience.way is Way.MAIL and settings.mail is None:
            missing = NoMailServerError()
            yield InputError(missing.message, hint=missing.hint)
        elif audience.way is Way.MAIL and settings.mail is not None and settings.mail.credential:
            needed += credential_names(settings.mail.credential)
        elif audience.way is not Way.MAIL and entry.credential is not None:
            needed.append(entry.credential)
        if audience.way is Way.SERVICE and importlib.util.find_spec("apprise") is None:
            absent = NoAppriseError(entry.credential or "")
            yield InputError(absent.message, hint=absent.hint)
    for said in vault.missing(needed):
        yield InputError(said)
