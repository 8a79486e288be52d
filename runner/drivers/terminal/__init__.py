"""Programs on a terminal: hosts with 3270 screens, and programs on VT terminals."""

from runner.drivers.terminal.options import TerminalOptions
from runner.drivers.terminal.session import TerminalSession, open_terminal

__all__ = ["TerminalOptions", "TerminalSession", "open_terminal"]
