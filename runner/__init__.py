"""Deskhand: bots that work the screens that have no API. This is all that a bot imports."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from runner.asking import ask as ask
    from runner.bots import bot as bot
    from runner.desktop import Desktop as Desktop
    from runner.errors import BusinessError as BusinessError
    from runner.errors import TechnicalError as TechnicalError
    from runner.handing import hand_over as hand_over
    from runner.secret import Secret as Secret
    from runner.steps import Verdict as Verdict
    from runner.steps import step as step
    from runner.tables import read_table as read_table
    from runner.terminal import Terminal as Terminal
    from runner.waiting import pause as pause
    from runner.web import Web as Web

__version__ = "0.1.0"

_HOMES = {
    "BusinessError": "runner.errors",
    "Desktop": "runner.desktop",
    "Secret": "runner.secret",
    "TechnicalError": "runner.errors",
    "Terminal": "runner.terminal",
    "Verdict": "runner.steps",
    "Web": "runner.web",
    "ask": "runner.asking",
    "bot": "runner.bots",
    "hand_over": "runner.handing",
    "pause": "runner.waiting",
    "read_table": "runner.tables",
    "step": "runner.steps",
}

__all__ = [
    "BusinessError",
    "Desktop",
    "Secret",
    "TechnicalError",
    "Terminal",
    "Verdict",
    "Web",
    "ask",
    "bot",
    "hand_over",
    "pause",
    "read_table",
    "step",
]


def __getattr__(name: str) -> Any:
    """Import a public name on first use: `deskhand --help` must not pay for pydantic."""
    home = _HOMES.get(name)
    if home is None:
        raise AttributeError(f"module 'runner' has no attribute {name!r}")
    return getattr(import_module(home), name)
