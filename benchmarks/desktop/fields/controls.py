"""A window full of controls that look much alike, drawn into a PNG or shown, in any theme and scale.

Arguments: theme (light, dark), smoothing (smooth, plain, unhinted), seed, file (none: it is shown).
The scale comes by QT_SCALE_FACTOR.
"""

import random
import sys
from importlib import import_module
from typing import Any

core: Any = import_module("PySide6.QtCore")
gui: Any = import_module("PySide6.QtGui")
widgets: Any = import_module("PySide6.QtWidgets")

THEME, SMOOTHING, SEED = sys.argv[1:4]
FILE = sys.argv[4] if len(sys.argv) > 4 else None
COLUMNS, ROWS, CELL, CONTROL = 12, 20, (155, 52), (130, 30)
WORDS = [
    "Save",
    "Sale",
    "Safe",
    "Release",
    "Cancel",
    "Order",
    "Orders",
    "Post",
    "Past",
    "Print",
    "Delete",
    "Invoice",
    "Customer",
    "Account",
    "New",
    "Open",
    "Close",
    "Apply",
    "Search",
    "Reset",
    "Book",
    "Look",
    "Hook",
    "Confirm",
    "Refund",
    "Ship",
]
DARK = {
    "Window": "#353535",
    "WindowText": "white",
    "Base": "#232323",
    "Text": "white",
    "Button": "#353535",
    "ButtonText": "white",
    "Light": "#555555",
    "Dark": "#111111",
    "Shadow": "black",
}
ICONS = (
    "DialogSaveButton TrashIcon FileIcon DirIcon DialogOkButton DialogCancelButton BrowserReload"
)


def furnish(app: Any) -> None:
    """The theme and the smoothing of letters."""
    app.setStyle("Fusion")
    font = gui.QFont("DejaVu Sans", 9)
    if SMOOTHING == "plain":
        font.setStyleStrategy(gui.QFont.StyleStrategy.NoAntialias)
    if SMOOTHING == "unhinted":
        font.setHintingPreference(gui.QFont.HintingPreference.PreferNoHinting)
    app.setFont(font)
    if THEME == "dark":
        palette = gui.QPalette()
        for role, colour in DARK.items():
            palette.setColor(getattr(gui.QPalette.ColorRole, role), gui.QColor(colour))
        app.setPalette(palette)


def control(number: int, window: Any, chance: random.Random) -> Any:
    """One of them; those of one seed are the same in every theme."""
    words = f"{chance.choice(WORDS)} {chance.choice(WORDS)}"
    if number % 4 == 3:
        return widgets.QLineEdit(f"value {chance.randrange(10_000)}", window)
    if number % 4 == 2:
        made = widgets.QToolButton(window)
        icon = f"SP_{chance.choice(ICONS.split())}"
        standard = widgets.QStyle.StandardPixmap
        made.setIcon(window.style().standardIcon(getattr(standard, icon)))
        made.setText(words)
        made.setToolButtonStyle(core.Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        return made
    return widgets.QPushButton(words, window)


def main() -> None:
    """Draw it, or show it until ended."""
    app = widgets.QApplication([])
    furnish(app)
    window = widgets.QWidget()
    window.setWindowFlag(core.Qt.WindowType.FramelessWindowHint)
    window.setFixedSize(COLUMNS * CELL[0], ROWS * CELL[1])
    chance = random.Random(int(SEED))
    for number in range(COLUMNS * ROWS):
        row, column = divmod(number, COLUMNS)
        made = control(number, window, chance)
        made.setGeometry(10 + column * CELL[0], 10 + row * CELL[1], *CONTROL)
        made.setFocusPolicy(core.Qt.FocusPolicy.NoFocus)
    window.move(0, 0)
    window.show()
    if FILE is not None:
        window.grab().save(FILE)
        return
    core.QTimer.singleShot(0, lambda: print("ready", flush=True))
    app.exec()


main()
