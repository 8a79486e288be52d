"""A value that cannot be shown: not printed, logged, serialised, or put into an error."""

from typing import Any, NoReturn

MASK = "•••"
"""What stands in the place of a secret or personal value in every artefact."""


class Secret:
    """A password, token or key. Only `reveal()` gives the text, to the code that types it.

    Example:
        >>> password = Secret("hunter2", name="CRM_PASSWORD")
        >>> print(f"signing in with {password}")
        signing in with •••
    """

    __slots__ = ("_text", "hidden", "name")

    def __init__(self, text: str, *, name: str = "secret", hidden: bool = True) -> None:
        self._text = text
        self.name = name
        self.hidden = hidden
        """Whether the text is masked wherever a screen shows it; a user name's is not."""

    def reveal(self) -> str:
        """The text itself. Keep it out of variables that live long."""
        return self._text

    def __repr__(self) -> str:
        return f"Secret({self.name!r})"

    def __str__(self) -> str:
        return MASK

    def __format__(self, spec: str) -> str:
        return format(MASK, spec)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and other._text == self._text

    def __hash__(self) -> int:
        return hash((Secret, self._text))

    def __bool__(self) -> bool:
        return bool(self._text)

    def __reduce__(self) -> NoReturn:
        raise TypeError(f"the secret {self.name!r} cannot be serialised")

    @classmethod
    def __get_pydantic_core_schema__(cls, _source: Any, _handler: Any) -> NoReturn:
        raise TypeError("a model may not hold a Secret: name the credential instead")
