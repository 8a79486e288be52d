"""A Qt window with one text field that tells over a pipe what it holds; Qt 5 or Qt 6."""

import json
import sys
from importlib import import_module
from typing import Any

VERSION, TITLE = sys.argv[1:3]
QT = "PyQt5" if VERSION == "5" else "PySide6"
core: Any = import_module(f"{QT}.QtCore")
widgets: Any = import_module(f"{QT}.QtWidgets")

app = widgets.QApplication([])
field = widgets.QPlainTextEdit()
field.setWindowTitle(TITLE)
field.resize(500, 200)
field.show()


def asked(*_rest: object) -> None:
    """Do what a line says and answer it."""
    line = sys.stdin.readline()
    if not line:
        app.quit()
        return
    said = json.loads(line)
    if "text" in said:
        field.setPlainText(said["text"])
    if said.get("focus"):
        field.activateWindow()
        field.setFocus()
    answer = {
        "window": int(field.winId()),
        # Not `toPlainText`: that makes ordinary spaces of the others.
        "text": field.document().toRawText().replace("\u2029", "\n"),
        "focus": field.isActiveWindow() and field.hasFocus(),
    }
    print(json.dumps(answer), flush=True)


read = core.QSocketNotifier.Read if VERSION == "5" else core.QSocketNotifier.Type.Read
notifier = core.QSocketNotifier(sys.stdin.fileno(), read)
notifier.activated.connect(asked)
(app.exec_ if VERSION == "5" else app.exec)()
