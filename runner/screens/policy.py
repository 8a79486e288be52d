"""Decides what may be done with an element that no locator finds any more."""

import re
from enum import StrEnum

from runner.screens.model import App, By, Element, Heal
from runner.yaml_source import FileProblem


class Use(StrEnum):
    """What a bot wants of an element."""

    READ = "read"
    FILL = "fill"
    PRESS = "press"


USUAL = {Use.READ: Heal.AUTO, Use.FILL: Heal.ASK, Use.PRESS: Heal.ASK}
"""Where neither the element nor the app says anything."""

PRESSED_ROLES = frozenset({"button", "link", "menuitem", "tab"})

GRAVE = re.compile(
    r"""
    # English
    \b(save|submit|pay(ment)?|delete|remove|send|order|refund|cancel|confirm|approve|reject|book
       |buy|transfer|post|apply|finish|complete|close|release|execute|sign|update|create|void)\b
    # German, French, Spanish, Italian, Portuguese, Dutch, Polish
    |speicher|absend|abschick|sende|lösch|zahl|bestell|stornier|buche|überweis|bestätig|ausführ
    |enregistr|envoy|supprim|pay(er|é)|command|annul|confirm|valid
    |guard|envia|elimin|borr|pag(a|o)|ped(ir|ido)|cancel|salva|invia|ordin|excluir
    |opsla|verzend|verwijder|betaal|bestel|zapisz|wyślij|usuń|zapłać|zamów|anuluj
    # Greek, Russian, Chinese, Japanese, Korean, Arabic
    |αποθήκ|αποστολ|διαγραφ|πληρωμ|ακύρ|сохран|отправ|удал|оплат|отмен
    |保存|提交|删除|支付|发送|取消|確認|削除|送信|支払|저장|삭제|전송|결제|حفظ|إرسال|حذف|دفع
    """,
    re.IGNORECASE | re.VERBOSE,
)
"""Words on a button after which something is entered, sent, paid or gone."""


def policy(app: App, element: Element, use: Use) -> Heal:
    """What may be done with an element that no locator finds, for what a bot wants of it."""
    if app.heal is Heal.OFF:
        return Heal.OFF
    said = element.heal or app.heal or USUAL[use]
    if element.secret or (use is Use.PRESS and is_grave(element)):
        return Heal.NEVER
    return said


def is_grave(element: Element, *labels: str) -> bool:
    """Whether pressing an element enters, sends, pays or deletes something, as far as is known."""
    said = [element.name.replace("_", " "), *labels, *element.also_called]
    said += [one.name or "" for one in element.locators]
    said += [one.text for one in element.locators if one.by is By.TEXT]
    return element.writes or any(GRAVE.search(text) for text in said)


def unsafe(app: App) -> list[FileProblem]:
    """Every `heal: auto` that would let a bot press, or type a secret into, what may be wrong."""
    problems = []
    for screen in app.screens.values():
        for element in screen.elements.values():
            why = _why_unsafe(element)
            if element.heal is Heal.AUTO and why is not None:
                said = f"`heal: auto` is not possible for {element.name!r}: {why}."
                hint = "Use `ask` or `never`."
                problems.append(FileProblem(element.place.file, element.place.line, said, hint))
    return problems


def _why_unsafe(element: Element) -> str | None:
    if element.secret:
        return "a secret must never be typed into another field"
    if element.writes:
        return "it has `effect: write`"
    pressed = any(one.by is By.ROLE and one.text in PRESSED_ROLES for one in element.locators)
    if pressed and is_grave(element):
        return "its name says that it saves, sends, pays, cancels or deletes"
    return None
