"""Services that apprise reaches, more than a hundred: chat, telephone, tickets."""

import importlib
import logging
from typing import Any

from runner.notices.errors import NoAppriseError, ServiceFailedError
from runner.notices.message import Message
from runner.secret import Secret


class ServiceSender:
    """Sends by the addresses that a credential holds, separated by spaces."""

    def __init__(self, addresses: Secret) -> None:
        self._addresses = addresses

    def send(self, message: Message) -> None:
        """Send the text to every address.

        Raises:
            NoAppriseError: the extra `deskhand[notify]` is not installed.
            ServiceFailedError: an address is none, or did not take it.
        """
        name = self._addresses.name
        try:
            apprise: Any = importlib.import_module("apprise")
        except ImportError:
            raise NoAppriseError(name) from None
        # Its own lines may hold the address, and the token in it.
        logging.getLogger("apprise").setLevel(logging.CRITICAL + 1)
        reached = apprise.Apprise()
        for address in self._addresses.reveal().split():
            if not reached.add(address):
                raise ServiceFailedError(name, "has an address that apprise does not know")
        try:
            taken = reached.notify(title=message.subject, body=message.text, body_format="text")
        except Exception as error:  # noqa: BLE001 - whatever a plug-in raises may hold the address
            raise ServiceFailedError(name, f"failed ({type(error).__name__})") from None
        if not taken:
            raise ServiceFailedError(name, "did not take the notice")
