"""Why a notice cannot be sent; never with an address that may hold a token, and no password."""

from runner.errors import EnvironmentFault


class NotSentError(EnvironmentFault):
    """A notice did not reach who is to be told; it is tried again."""


class NoMailServerError(NotSentError):
    """`settings.toml` names no mail server."""

    def __init__(self) -> None:
        super().__init__(
            "No mail can be sent: settings.toml names no mail server.",
            hint="Give it `[mail]` with host and sender; docs/notices.md shows how.",
        )


class MailFailedError(NotSentError):
    """The mail server cannot be reached, or does not take the mail."""

    def __init__(self, host: str, port: int, reason: str) -> None:
        super().__init__(
            f"The mail server {host}:{port} {reason}.",
            hint="Look at `[mail]` in settings.toml; `deskhand notices test NAME` tries again.",
        )


class OpenPasswordError(NotSentError):
    """A password would go over the network for everybody to read."""

    def __init__(self, host: str) -> None:
        super().__init__(
            f"The password is not sent to the mail server {host} without encryption.",
            hint='Set `security = "starttls"` or `"tls"` under `[mail]` in settings.toml.',
        )


class WebhookFailedError(NotSentError):
    """A webhook cannot be reached, or does not say that it has taken the notice."""

    def __init__(self, host: str, reason: str) -> None:
        super().__init__(
            f"The webhook at {host} {reason}.",
            hint="Look at its address under `tell` in schedules.yaml.",
        )


class ServiceFailedError(NotSentError):
    """A service that apprise reaches did not take the notice."""

    def __init__(self, credential: str, reason: str) -> None:
        super().__init__(
            f"The service of the credential {credential} {reason}.",
            hint="Look at the address: `deskhand secrets set` writes it anew.",
        )


class NoAppriseError(NotSentError):
    """The extra that reaches other services is not installed."""

    def __init__(self, credential: str) -> None:
        super().__init__(
            f"The service of the credential {credential} cannot be reached: apprise is missing.",
            hint="Install it with `pip install 'deskhand[notify]'`.",
        )


class NobodyError(NotSentError):
    """A notice is for somebody whom `schedules.yaml` names no more."""

    def __init__(self, name: str) -> None:
        super().__init__(
            f"Nobody is called {name!r} under `tell` in schedules.yaml any more.",
            hint="The notice stays in the ledger: `deskhand notices` shows it.",
        )
