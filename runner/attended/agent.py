"""The agent's desk as a program: launcher, window, icon and hot keys, until it is ended."""

import signal
import threading
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

from runner.attended.acts import title_of
from runner.attended.calling import Calls
from runner.attended.desk import AttendedDesk
from runner.attended.hotkeys import HotKeys, open_hotkeys
from runner.attended.launcher import Launcher
from runner.attended.memory import Memory
from runner.attended.signs import Sign
from runner.attended.tray import Entry, TrayIcon
from runner.attended.window import LauncherWindow
from runner.errors import DeskhandError
from runner.pages.texts import Language
from runner.run.course import Stage
from runner.settings import Settings
from runner.workspace import Workspace

LOOK_SECONDS = 0.25
"""How often the icon is brought up to date."""

SIGNS = {Stage.ASKS: Sign.WAITS, Stage.YOURS: Sign.WAITS, Stage.PAUSED: Sign.WAITS}
TROUBLE = frozenset([Stage.FAILED, Stage.IN_DOUBT])

Say = Callable[[str], None]


class Agent:
    """Everything of one person's desk. Call `work`; it returns when the desk is to end."""

    def __init__(self, workspace: Workspace, settings: Settings, say: Say, state: Path) -> None:
        """`say` tells the person's terminal; `state` is a folder of his own."""
        self._settings = settings
        self._say = say
        self._over = threading.Event()
        self._stack = ExitStack()
        self.memory = Memory(state / "desk.json")
        browser = Path(settings.browser) if settings.browser else None
        self.window = LauncherWindow(state / "window", browser)
        self.desk = AttendedDesk(workspace, settings, warm=settings.desk.warm)
        self._stack.callback(self.desk.close)
        self.launcher = Launcher(self.desk, self.memory, self._fault)
        self._stack.callback(self.launcher.close)
        self._stack.callback(self.window.close)
        self._seen = 0

    def work(self, calls: Calls, tray: TrayIcon | None) -> None:
        """Be there until somebody ends it; with an icon, or with the window alone."""
        with self._stack:
            self.launcher.start()
            self.desk.keep_warm(self.memory.kept.likely)
            keys = open_hotkeys()
            self._stack.callback(keys.close)
            self._grab(keys)
            calls.answer(self.show)
            self._stack.callback(calls.close)
            for number in (signal.SIGINT, signal.SIGTERM):
                signal.signal(number, lambda _number, _frame: self._over.set())
            if tray is None:
                self.show()
            else:
                self._stack.callback(tray.close)
                tray.show(self.show, self._menu())
            self._look_after(tray)

    def show(self, bot: str = "") -> None:
        """Bring the launcher up, or a bot's form."""
        try:
            self.window.open(self.launcher.link(bot))
        except DeskhandError as error:
            self._say(error.sentence())
        self._seen = len(self.desk.runs)

    def stop_all(self) -> None:
        """What the emergency key does: nothing is pressed any more within a second."""
        for run in self.desk.runs:
            run.stop()

    def end(self) -> None:
        """End the desk."""
        self._over.set()

    def _look_after(self, tray: TrayIcon | None) -> None:
        shown: tuple[Sign, str] | None = None
        while not self._over.wait(LOOK_SECONDS):
            if tray is None:
                if not self.window.is_open and self._idle:
                    return
                continue
            now = self.sign()
            if now != shown:
                shown = now
                tray.tell(*now)

    @property
    def _idle(self) -> bool:
        return all(run.course.stage.is_over for run in self.desk.runs)

    def sign(self) -> tuple[Sign, str]:
        """What the icon shows, and what it says."""
        language = self._language()
        runs = self.desk.runs
        working = [run for run in runs if not run.course.stage.is_over]
        for run in working:
            if run.course.stage in SIGNS:
                return Sign.WAITS, self._title(run.course.stage, run.bot.name, language)
        if working:
            one = working[0]
            return Sign.WORKING, self._title(one.course.stage, one.bot.name, language)
        fresh = runs[: max(0, len(runs) - self._seen)]
        for run in fresh:
            if run.course.stage in TROUBLE:
                return Sign.TROUBLE, self._title(run.course.stage, run.bot.name, language)
        return Sign.IDLE, "Deskhand"

    @staticmethod
    def _title(stage: Stage, bot: str, language: Language) -> str:
        return f"{title_of(bot)}: {language.say(f'stage.{stage.value}')}"

    def _language(self) -> Language:
        return self.launcher.texts.chosen(self.memory.kept.language, "")

    def _menu(self) -> list[Entry]:
        """The likely bots, and the end; only where the platform has menus."""
        names = self.desk.engine.workspace.bot_names()
        likely = [name for name in self.memory.kept.likely if name in names]
        chosen = list(dict.fromkeys([*likely, *names]))[:12]
        bots = [Entry(title_of(name), lambda name=name: self.show(name)) for name in chosen]  # type: ignore[misc]
        return [*bots, Entry(self._language().say("launcher.end"), self.end)]

    def _grab(self, keys: HotKeys) -> None:
        wanted: dict[str, Callable[[], None]] = {self._settings.desk.stop_key: self.stop_all}
        for bot, words in self._settings.desk.hot_keys.items():
            wanted[words] = lambda bot=bot: self.show(bot)  # type: ignore[misc]
        for words, do in wanted.items():
            try:
                keys.grab(words, do)
            except DeskhandError as error:
                self._say(error.sentence())

    def _fault(self, number: str, error: Exception) -> None:
        self._say(f"A page failed (number {number}): {type(error).__name__}.")
