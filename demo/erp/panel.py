"""The credit check: an old canvas that is only painted, as terminals in windows often are."""

from collections.abc import Callable
from decimal import Decimal

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QColor, QFont, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from demo.erp.orders import RELEASE_FROM

BUTTON = QRect(16, 106, 120, 30)


class CreditPanel(QWidget):
    """Shows whether an order may be booked; nothing of it can be read but by eye."""

    def __init__(self, released: Callable[[], None]) -> None:
        super().__init__()
        self.setFixedSize(260, 150)
        self._on_release = released
        self._total = Decimal(0)
        self._released = False

    @property
    def stops(self) -> bool:
        """Whether the order may not be booked yet."""
        return self._total >= RELEASE_FROM and not self._released

    def show_total(self, total: Decimal) -> None:
        """The order costs something else now; what was released does not count any more."""
        if total != self._total:
            self._total, self._released = total, False
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        del event
        pen = QPainter(self)
        pen.fillRect(self.rect(), QColor("#10243a"))
        pen.setFont(QFont("DejaVu Sans", 11, QFont.Weight.Bold))
        pen.setPen(QColor("#9fc4e8"))
        pen.drawText(16, 28, "CREDIT CHECK")
        pen.setPen(QColor("#ffffff"))
        pen.drawText(16, 58, f"Total {self._total:,.2f}")
        word, colour = self._state()
        pen.setPen(QColor(colour))
        pen.drawText(16, 88, word)
        if self.stops:
            pen.fillRect(BUTTON, QColor("#e0a030"))
            pen.setPen(QColor("#10243a"))
            pen.drawText(BUTTON, Qt.AlignmentFlag.AlignCenter, "Release")
        pen.end()

    def _state(self) -> tuple[str, str]:
        if self.stops:
            return "HELD", "#ff8a70"
        return ("RELEASED", "#8fe39a") if self._released else ("NO CHECK NEEDED", "#8fe39a")

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        if self.stops and BUTTON.contains(event.position().toPoint()):
            self._released = True
            self.update()
            self._on_release()
