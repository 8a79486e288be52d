"""What other tools look at in an element: tags, paths, classes."""

from dataclasses import dataclass
from itertools import takewhile

from selectolax.lexbor import LexborNode

from runner.healing.control import Control


@dataclass(frozen=True, slots=True)
class Marks:
    """An element as its tags describe it, and as a control."""

    control: Control
    tag: str
    type: str
    classes: frozenset[str]
    alt: str
    xpath: str
    id_xpath: str
    path: tuple[str, ...]
    """Tag and id of every element from the root on."""
    others: tuple[tuple[str, str], ...]
    """Its other attributes."""

    @property
    def is_button(self) -> bool:
        """Whether it is a button, or a link that is made up as one."""
        return self.control.kind == "button" or any("btn" in name for name in self.classes)


KNOWN = frozenset({"id", "class", "name", "href", "alt", "type", "data-oracle"})


def marks_of(node: LexborNode, control: Control) -> Marks:
    """Read an element's marks."""
    attributes = node.attributes
    above = [node, *_ancestors(node)]
    steps = [f"{each.tag}[{_nth(each)}]" for each in above]
    inner = list(takewhile(lambda each: not each.attributes.get("id"), above))
    anchor = above[len(inner)].attributes.get("id") if len(inner) < len(above) else ""
    return Marks(
        control=control,
        tag=str(node.tag),
        type=attributes.get("type") or "",
        classes=frozenset((attributes.get("class") or "").split()),
        alt=attributes.get("alt") or "",
        xpath="/".join(reversed(steps)),
        id_xpath=f"//*[@id='{anchor}']/" + "/".join(reversed(steps[: len(inner)])),
        path=tuple(f"{each.tag}#{each.attributes.get('id') or ''}" for each in reversed(above)),
        others=tuple(
            (name, value or "") for name, value in attributes.items() if name not in KNOWN
        ),
    )


def _ancestors(node: LexborNode) -> list[LexborNode]:
    found, parent = [], node.parent
    while parent is not None and parent.tag not in {None, "-document", "html", "-undef"}:
        found.append(parent)
        parent = parent.parent
    return found


def _nth(node: LexborNode) -> int:
    number, sibling = 1, node.prev
    while sibling is not None:
        number += sibling.tag == node.tag
        sibling = sibling.prev
    return number
