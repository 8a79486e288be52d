"""What can go wrong between a bot and a terminal."""

from runner.errors import EnvironmentFault, InputError, TechnicalError


class ConnectionLostError(EnvironmentFault):
    """The host, or the network on the way to it, has ended the connection."""

    def __init__(self, app: str, address: str, why: str) -> None:
        super().__init__(f"The connection of {app!r} to {address} is gone: {why}.")
        self.app = app


class ProgramEndedError(EnvironmentFault):
    """The program on the terminal has ended by itself."""

    def __init__(self, app: str, program: str, how: str) -> None:
        super().__init__(f"The program of {app!r} ({program}) has ended by itself: {how}.")
        self.app = app


class BadDataStreamError(EnvironmentFault):
    """A host sent what a 3270 cannot show; an emulator would say X PROG."""

    def __init__(self, app: str, address: str, why: str) -> None:
        super().__init__(
            f"The host of {app!r} at {address} sent what a 3270 cannot show (X PROG): {why}.",
            hint="Look whether `terminal` in the selector file has the size that the host expects.",
        )
        self.app = app


class HostNotTrustedError(EnvironmentFault):
    """The certificate of a host is not one to be trusted."""

    final = True

    def __init__(self, app: str, address: str, why: str) -> None:
        super().__init__(
            f"The host of {app!r} at {address} is not trusted: {why}.",
            hint="Give the certificate of your own authority in SSL_CERT_FILE.",
        )
        self.app_out = app


class NotLetInError(EnvironmentFault):
    """Another machine's ssh did not accept the bot's password or key."""

    final = True

    def __init__(self, app: str, address: str, said: str) -> None:
        super().__init__(
            f"The host of {app!r} at {address} did not let the bot in: {said}.",
            hint="Look at the credential, or at the key. It is not tried again, so that the "
            "account is not locked.",
        )
        self.app_out = app


class NoSuchTerminalError(InputError):
    """The address or the form of a terminal cannot be used."""

    def __init__(self, app: str, why: str) -> None:
        super().__init__(f"The terminal of {app!r} cannot be had: {why}.")


class ProgramNotStartedError(EnvironmentFault):
    """The program of a terminal app cannot be started."""

    def __init__(self, app: str, program: str, why: str) -> None:
        super().__init__(
            f"The program of {app!r} was not started: {program}: {why}.",
            hint="Look at `start` in the selector file.",
        )


class UnknownKeyError(TechnicalError):
    """The terminal has no key of that name."""

    retry = False

    def __init__(self, key: str, known: str) -> None:
        super().__init__(f"There is no key {key!r} on this terminal.", hint=f"There are {known}.")
