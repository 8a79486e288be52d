"""Says what was done in the words of a bot."""

from collections.abc import Iterator, Sequence

from runner.recording.guessing import Guess, strftime_of
from runner.recording.lines import call, quoted
from runner.recording.procedure import Filled, ItemField, Turn
from runner.screens.model import App


class Words:
    """The words for one bot: what it calls its app and its item."""

    def __init__(self, app: App, crm: str, item: str) -> None:
        self._app = app
        self.crm = crm
        self.item = item

    def done(self, turns: Sequence[Turn], *, first: bool = False) -> list[str]:
        """What is done on each screen; the `first` screen of a bot is gone to, if it can be."""
        lines = []
        for number, turn in enumerate(turns):
            goes = first and number == 0 and bool(self._app.screens[turn.screen].way)
            lines += self._turn(turn, "go" if goes else "on")
        return lines

    def _turn(self, turn: Turn, word: str) -> list[str]:
        begin = f"    {self.crm}.{word}({quoted(turn.screen)})"
        fills = [f"{one.element}={self.value(one.field)}" for one in turn.fills]
        choice = turn.choice
        last = f".press({quoted(turn.press)}{self._row(turn)})" if turn.press else ""
        if choice is not None:
            last = f".choose({choice.element}={self.value(choice.field)})"
        if fills:
            return call(f"{begin}.fill(", fills, f"){last}")
        return [f"{begin}{last}"] if last else []

    def _row(self, turn: Turn) -> str:
        return f", row={self.item}.{turn.row.name}" if turn.row is not None else ""

    def value(self, one: ItemField) -> str:
        """The value of a field."""
        return f"{self.item}.{one.name}"

    def shown(self, one: ItemField) -> str:
        """The value of a field as the screen shows it."""
        value = self.value(one)
        match one.kind:
            case Guess.DATE:
                return f'f"{{{value}:{strftime_of(self._app.date)}}}"'
            case Guess.AMOUNT:
                text = f'f"{{{value}:.2f}}"'
                return text if self._app.decimal == "." else f'{text}.replace(".", ",")'
            case Guess.YES_OR_NO:
                return f"str({value}).lower()"
            case Guess.NUMBER:
                return f"str({value})"
            case Guess.TEXTS:
                return f'"\\n".join({value})'
            case Guess.TEXT:
                return value

    def read(self, turn: Turn) -> Iterator[str]:
        """What is read on a screen, kept in `found`."""
        screen = f"{self.crm}.on({quoted(turn.screen)})"
        if turn.reads:
            names = [quoted(name) for name in turn.reads]
            yield from call(f"    found |= {screen}.read_all(", names, ")")
        if turn.rows:
            table = quoted(turn.rows)
            yield f"    rows = {screen}.rows({table})"
            yield f'    found[{table}] = f"{{len(rows)}} rows"'


def all_fills(turns: Sequence[Turn]) -> list[Filled]:
    """Everything that is filled, the last choice of each page too; one an element."""
    fills = [
        one for turn in turns for one in (*turn.fills, *([turn.choice] if turn.choice else []))
    ]
    return list({one.element: one for one in fills}.values())
