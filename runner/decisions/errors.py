"""Why an answer cannot be taken as it was typed, each in a sentence."""

from collections.abc import Mapping, Sequence

from runner.errors import InputError


class NotAChoiceError(InputError):
    """Values were typed for a choice, or a choice for a form."""

    def __init__(self, decision: int, choices: Sequence[str]) -> None:
        wanted = f"one of its choices: {', '.join(map(repr, choices))}" if choices else "its fields"
        hint = "--choice CHOICE" if choices else "--set FIELD=VALUE, as often as needed"
        super().__init__(
            f"Decision {decision} is answered by {wanted}.",
            hint=f"deskhand decisions answer {decision} {hint}",
        )


class FormChangedError(InputError):
    """The bot was changed since it asked."""

    def __init__(self, decision: int, model: str, bot: str) -> None:
        super().__init__(
            f"The form of decision {decision} is {model!r} of bot {bot!r}, which has changed since "
            "it was asked.",
            hint="Bring the bot's earlier form back, or have its item worked again, so that it is "
            "asked anew.",
        )


class UnfitAnswerError(InputError):
    """What was typed does not fit the form."""

    def __init__(self, decision: int, problems: Mapping[str, str]) -> None:
        self.problems = problems
        told = "; ".join(
            f"{name}: {problem}" if name else problem for name, problem in problems.items()
        )
        super().__init__(
            f"Decision {decision} cannot be answered so: {told.rstrip('.')}. Nothing was changed.",
            hint=f"Its fields: deskhand decisions show {decision}",
        )


class NoSuchFieldError(InputError):
    """The form does not have that field."""

    def __init__(self, decision: int, name: str, known: Sequence[str]) -> None:
        super().__init__(
            f"The form of decision {decision} has no field {name!r}. Nothing was changed.",
            hint=f"It has: {', '.join(known)}.",
        )
