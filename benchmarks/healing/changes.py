"""Changes pages as releases and redesigns do: ids, links, labels, order, twins, rows."""

import hashlib
import random
from collections.abc import Callable, Iterable

from selectolax.lexbor import LexborHTMLParser, LexborNode

from benchmarks.healing.synonyms import SYNONYMS

REFERRING = ("for", "aria-labelledby", "aria-describedby", "aria-controls", "list", "form")
TESTED = ("data-testid", "data-test")
HASHED = ("href", "data-target", "data-bs-target")
SPOKEN = ("placeholder", "title", "aria-label", "alt")
LABELS = "label, legend, th, button, a, h1, h2, h3, h4, h5, h6, caption, dt, summary, td, span, p, b, strong, em, div, li"

Change = Callable[[LexborHTMLParser, random.Random], None]


def token(text: str, salt: str) -> str:
    """What a generator makes of an id: the same text gives the same token on one page."""
    return "f" + hashlib.sha256(f"{salt}/{text}".encode()).hexdigest()[:8]


def regenerate_ids(page: LexborHTMLParser, chance: random.Random) -> None:
    """Every id and name is another; whatever refers to one goes with it."""
    salt = str(chance.random())
    fields = "input[name], select[name], textarea[name], button[name]"
    for name, chosen in (
        ("id", "[id]"),
        ("name", fields),
        *((each, f"[{each}]") for each in TESTED),
    ):
        for node in page.css(chosen):
            if node.attributes.get(name):
                node.attrs[name] = token(str(node.attributes[name]), salt)
    _refer(page, salt)


def _refer(page: LexborHTMLParser, salt: str) -> None:
    """What refers to an id goes with it."""
    for name in REFERRING:
        for node in page.css(f"[{name}]"):
            referred = (node.attributes.get(name) or "").split()
            node.attrs[name] = " ".join(token(each, salt) for each in referred)
    for name in HASHED:
        for node in page.css(f"[{name}^='#']"):
            if node.attributes.get(name):
                node.attrs[name] = "#" + token(str(node.attributes[name])[1:], salt)


def regenerate_links(page: LexborHTMLParser, chance: random.Random) -> None:
    """Every address is another."""
    salt = str(chance.random())
    for name in ("href", "action", "formaction"):
        for node in page.css(f"[{name}]"):
            address = node.attributes.get(name) or ""
            if not address.startswith("#"):
                node.attrs[name] = "/" + token(address.split("?")[0], salt)


def rename(page: LexborHTMLParser, chance: random.Random) -> None:
    """About half of the words that have a synonym are said in another way."""
    salt = chance.random()
    _reword(page, lambda word: synonym(word, salt))


def translate(page: LexborHTMLParser, chance: random.Random) -> None:
    """Every word is one of a language that does not exist: nothing that is said helps."""
    salt = str(chance.random())
    _reword(page, lambda word: foreign(word, salt))


def synonym(word: str, salt: float) -> str:
    others = SYNONYMS.get(word.lower())
    if not others:
        return word
    draw = random.Random(f"{salt}/{word.lower()}")
    if draw.random() < 0.25:
        return word
    other = draw.choice(others)
    return other.capitalize() if word[:1].isupper() else other


SYLLABLES = [c + v for c in "bdfgklmnprstvz" for v in "aeiou"]


def foreign(word: str, salt: str) -> str:
    if not any(letter.isalpha() for letter in word):
        return word
    draw = random.Random(f"{salt}/{word.lower()}")
    made = "".join(draw.choice(SYLLABLES) for _ in range(1 + len(word) // 3))
    return made.capitalize() if word[:1].isupper() else made


def _reword(page: LexborHTMLParser, say: Callable[[str], str]) -> None:
    def reworded(text: str) -> str:
        return " ".join(_parts(text, say))

    for node in _texts(page.body):
        text = node.text_content or ""
        if text.strip():
            lead = text[: len(text) - len(text.lstrip())]
            node.replace_with(lead + reworded(text.strip()) + " ")
    for name in SPOKEN:
        for element in page.css(f"[{name}]"):
            element.attrs[name] = reworded(element.attributes.get(name) or "")
    for element in page.css("input[type=submit], input[type=button], input[type=reset]"):
        if element.attributes.get("value"):
            element.attrs["value"] = reworded(element.attributes["value"] or "")


def _parts(text: str, say: Callable[[str], str]) -> Iterable[str]:
    for word in text.split():
        bare = word.strip(".,:;()?!*…\"'")
        yield word.replace(bare, say(bare)) if bare else word


UNSAID = frozenset({"script", "style", "option", "textarea", "template"})


def _texts(root: LexborNode | None) -> list[LexborNode]:
    found: list[LexborNode] = []
    if root is None:
        return found
    for node in root.traverse(include_text=True):
        parent = node.parent
        if node.tag == "-text" and parent is not None and parent.tag not in UNSAID:
            found.append(node)
    return found


LINES = ("tr", "li", "p", "div", "dd", "section")


def lines(page: LexborHTMLParser) -> list[LexborNode]:
    """The rows of forms: the largest element around a field that holds no other field's label."""
    found: dict[int, LexborNode] = {}
    for field in page.css("input:not([type=hidden]), select, textarea"):
        node, best = field, None
        while node.parent is not None and node.parent.tag not in {"form", "body", "html", None}:
            node = node.parent
            names = {
                each.attributes.get("name")
                for each in node.css("input:not([type=hidden]), select, textarea")
            }
            if len(names) > 1:
                break
            if node.tag in LINES:
                best = node
        if best is not None:
            found[best.mem_id] = best
    return list(found.values())


def reorder(page: LexborHTMLParser, chance: random.Random) -> None:
    """The lines of each form stand in another order."""
    beside: dict[int, list[LexborNode]] = {}
    for line in lines(page):
        if line.parent is not None:
            beside.setdefault(line.parent.mem_id, []).append(line)
    for group in beside.values():
        if len(group) < 2:
            continue
        marks = [str(each.html) for each in group]
        chance.shuffle(marks)
        for line, html in zip(group, marks, strict=True):
            _swap(line, html)


def _swap(line: LexborNode, html: str) -> None:
    wrapped = f"<table><tbody>{html}</tbody></table>" if line.tag == "tr" else html
    made = LexborHTMLParser(wrapped)
    node = made.css_first("tr") if line.tag == "tr" else (made.body.child if made.body else None)
    if node is not None:
        line.replace_with(node)


def insert(page: LexborHTMLParser, chance: random.Random) -> None:
    """Up to three lines of a form stand there once more, with other ids and another label."""
    group = lines(page)
    for line in chance.sample(group, min(3, len(group))):
        _clone(line, lambda word: foreign(word, "inserted"))


def _clone(line: LexborNode, say: Callable[[str], str]) -> None:
    made = LexborHTMLParser(
        f"<table><tbody>{line.html}</tbody></table>" if line.tag == "tr" else str(line.html)
    )
    _reword(made, say)
    for node in made.css("[id], [name], [for]"):
        for name in ("id", "name", "for"):
            if node.attributes.get(name):
                node.attrs[name] = f"{node.attributes[name]}_x"
    for node in made.css("[data-oracle]"):
        del node.attrs["data-oracle"]
    copy = made.css_first("tr") if line.tag == "tr" else (made.body.child if made.body else None)
    if copy is not None:
        line.insert_after(copy)


MODES: dict[str, tuple[Change, ...]] = {
    "as_is": (),
    "ids": (regenerate_ids,),
    "links": (regenerate_ids, regenerate_links),
    "renamed": (rename,),
    "renamed_ids": (rename, regenerate_ids),
    "translated": (translate,),
    "reordered": (reorder,),
    "reordered_ids": (reorder, regenerate_ids),
    "inserted": (insert, regenerate_ids),
}
"""What is done to the new page before the old page's controls are looked for on it."""
