"""The modal windows of the order program."""

from collections.abc import Sequence

from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from demo.site import Account

Buttons = QDialogButtonBox.StandardButton


class SignIn(QDialog):
    """Who works here."""

    def __init__(self, account: Account) -> None:
        super().__init__()
        self.setWindowTitle("Meridian Orders - sign in")
        self._account = account
        self.user, self.password = QLineEdit(), QLineEdit()
        self.password.setEchoMode(QLineEdit.EchoMode.Password)
        self.refused = QLabel()
        form = QFormLayout(self)
        form.addRow("User:", self.user)
        form.addRow("Password:", self.password)
        form.addRow(self.refused)
        enter = QPushButton("Sign in")
        enter.setDefault(True)
        enter.clicked.connect(self._enter)
        form.addRow(enter)

    def _enter(self) -> None:
        if self._account.accepts(self.user.text(), self.password.text()):
            self.accept()
        self.refused.setText("User or password is wrong.")
        self.password.clear()


class Message(QDialog):
    """Something is said, or asked."""

    def __init__(
        self, parent: QWidget | None, title: str, text: str, buttons: Sequence[str] = ("OK",)
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setModal(True)
        self.pressed = ""
        whole = QVBoxLayout(self)
        whole.addWidget(QLabel(text))
        box = QDialogButtonBox()
        for name in buttons:
            button = box.addButton(name, QDialogButtonBox.ButtonRole.ActionRole)
            button.clicked.connect(lambda _=False, name=name: self._press(name))
        whole.addWidget(box)
        self.setMinimumWidth(320)

    def _press(self, name: str) -> None:
        self.pressed = name
        self.accept()


class FindOrder(QDialog):
    """Which order is wanted."""

    def __init__(self, parent: QWidget | None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Find order")
        self.setModal(True)
        self.wanted = QLineEdit()
        form = QFormLayout(self)
        form.addRow("Number or reference:", self.wanted)
        box = QDialogButtonBox(Buttons.Cancel)
        show = box.addButton("Show", QDialogButtonBox.ButtonRole.AcceptRole)
        show.setDefault(True)
        box.accepted.connect(self.accept)
        box.rejected.connect(self.reject)
        form.addRow(box)
