"""Why a credential cannot be given out; never with a value in it."""

from collections.abc import Sequence
from pathlib import Path

from runner.errors import InputError


class VaultError(InputError):
    """A credential, or the place that keeps it, cannot be used."""


class NoSuchSecretError(VaultError):
    """No place knows the name."""

    def __init__(self, name: str, file: Path, keyring: str) -> None:
        self.name = name
        super().__init__(
            f"The credential {name} is not set: looked for it in the environment, "
            f"in {str(file)!r} and in the keyring ({keyring}).",
            hint=f"Set it with `deskhand secrets set {name}`.",
        )


class BadNameError(VaultError):
    """The name cannot be the name of a credential."""

    def __init__(self, name: str) -> None:
        super().__init__(
            f"{name!r} cannot be the name of a credential.",
            hint="Use letters, digits and underscores, beginning with a letter: CRM_PASSWORD.",
        )


class EmptySecretError(VaultError):
    """An empty value was given."""

    def __init__(self, name: str) -> None:
        super().__init__(
            f"The value for {name} is empty; nothing was changed.",
            hint=f"Give one, or remove it with `deskhand secrets remove {name}`.",
        )


class ReadableByOthersError(VaultError):
    """Other people on the machine can read the file of credentials."""

    def __init__(self, path: Path, target: Path, owner_is_other: bool) -> None:
        self.path = path
        through = f" (a link to {str(target)!r})" if path.is_symlink() else ""
        if owner_is_other:
            message = f"{str(path)!r}{through} belongs to another user and is not used."
            hint = "Make a file of your own."
        else:
            message = f"{str(path)!r}{through} can be read by others and is not used."
            hint = f"Run `chmod 600 {target}`, and change the passwords that were in it."
        super().__init__(message, hint=hint)


class CredentialsFileError(VaultError):
    """Lines of the file of credentials that cannot be read."""

    def __init__(self, path: Path, problems: Sequence[tuple[int, str]]) -> None:
        self.path = path
        self.problems = tuple(problems)
        lines = "; ".join(f"line {line}: {reason}" for line, reason in problems)
        super().__init__(
            f"{str(path)!r} cannot be read: {lines}.",
            hint="Each line is NAME=value or NAME='value'.",
        )


class CredentialsFileAccessError(VaultError):
    """The file of credentials cannot be opened or written."""

    def __init__(self, path: Path, error: OSError) -> None:
        reason = (error.strerror or type(error).__name__).lower()
        super().__init__(
            f"{str(path)!r} cannot be opened: {reason}.", hint="Check the file and its folder."
        )


class KeyringRefusedError(VaultError):
    """The keyring would keep nothing, or keep it for everybody to read."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(
            f"The keyring is not used: {reason}.",
            hint="Keep the credential in credentials.env or in the environment.",
        )
