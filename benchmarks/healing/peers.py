"""Other ways to find an element again, re-implemented from their publications.

Similo: Nass, Alegroth, Feldt, Leotta, Ricca, TOSEM 2023 (doi 10.1145/3571855), without geometry,
which a page that is not drawn does not have. Healenium: the weights of tree-comparing's scores.
Strict: locators in the order in which Playwright's code generator ranks them, and a match only
where exactly one element has it.
"""

import re
from collections.abc import Callable, Iterator, Sequence

from rapidfuzz.distance import LCSseq, Levenshtein

from benchmarks.healing.marks import Marks

Peer = Callable[[Marks, Sequence[Marks]], int | None]
"""From an element as it was, and all of a page: the number of the one it takes, or none."""

GUID = re.compile(r"[0-9a-f]{8}|\d{3}")


def alike(one: str, other: str) -> float:
    """Levenshtein similarity, from 0 to 1."""
    return float(Levenshtein.normalized_similarity(one, other))


def words_shared(one: str, other: str) -> float:
    """The share of words that two texts have in common."""
    mine, its = set(one.lower().split()), set(other.lower().split())
    return len(mine & its) / max(len(mine), len(its)) if mine and its else 0.0


def neighbours(marks: Marks) -> str:
    """The text around an element."""
    control = marks.control
    return f"{control.before} {control.after}".strip()


def similo_score(old: Marks, new: Marks) -> float:
    """The weighted sum of Similo's attributes that need no geometry."""
    mine, its = old.control, new.control
    strong = (
        float(old.tag == new.tag),
        float(bool(mine.html_name) and mine.html_name == its.html_name),
        float(bool(mine.id) and mine.id == its.id),
        alike(mine.text or mine.name, its.text or its.name),
        words_shared(neighbours(old), neighbours(new)),
    )
    weak = (
        alike(" ".join(sorted(old.classes)), " ".join(sorted(new.classes))),
        alike(mine.href, its.href) if mine.href else 0.0,
        alike(old.alt, new.alt) if old.alt else 0.0,
        alike(old.xpath, new.xpath),
        alike(old.id_xpath, new.id_xpath),
        float(old.is_button == new.is_button),
    )
    return 1.5 * sum(strong) + 0.5 * sum(weak)


def similo(old: Marks, page: Sequence[Marks]) -> int | None:
    """The likeliest element; there is always one."""
    scores = [similo_score(old, new) for new in page]
    return max(range(len(scores)), key=scores.__getitem__, default=None)


def healenium_score(old: Marks, new: Marks) -> float:
    """Healenium's score, from 0 to 1; 0 where the paths have too little in common."""
    height = len(old.path)
    shared = LCSseq.similarity(old.path, new.path) / height
    if height > 5 and shared < 0.7:
        return 0.0
    classes = len(old.classes & new.classes) / len(old.classes) if old.classes else 1.0
    return (
        100 * shared
        + 100 * (old.tag == new.tag)
        + 50 * cut(alike(old.control.id, new.control.id), 0.3)
        + 30 * cut(alike(old.control.text, new.control.text), 0.3)
        + 40 * classes
        + 30 * others_shared(old, new)
    ) / 350


def cut(share: float, least: float) -> float:
    """A similarity, or 0 below a limit."""
    return share if share >= least else 0.0


def others_shared(old: Marks, new: Marks) -> float:
    """The share of other attributes that are alike."""
    mine = {**dict(old.others), "name": old.control.html_name, "type": old.type}
    its = {**dict(new.others), "name": new.control.html_name, "type": new.type}
    if not mine:
        return 1.0
    return sum(cut(alike(value, its.get(name, "")), 0.75) for name, value in mine.items()) / len(
        mine
    )


def healenium(cap: float) -> Peer:
    """Healenium's formula with a score cap."""

    def find(old: Marks, page: Sequence[Marks]) -> int | None:
        scores = [healenium_score(old, new) for new in page]
        best = max(range(len(scores)), key=scores.__getitem__, default=None)
        return best if best is not None and scores[best] >= cap else None

    return find


def strict(old: Marks, page: Sequence[Marks]) -> int | None:
    """The first locator that exactly one element has."""
    for matches in locators(old):
        found = [number for number, new in enumerate(page) if matches(new)]
        if len(found) == 1:
            return found[0]
    return None


def locators(old: Marks) -> Iterator[Callable[[Marks], bool]]:
    """An element's locators, the most stable first."""
    mine = old.control
    if mine.test_id:
        yield lambda new: new.control.test_id == mine.test_id
    if mine.name:
        yield lambda new: (new.control.kind, new.control.name) == (mine.kind, mine.name)
    if mine.placeholder:
        yield lambda new: new.control.placeholder == mine.placeholder
    if mine.title:
        yield lambda new: new.control.title == mine.title
    if mine.id and not GUID.search(mine.id):
        yield lambda new: new.control.id == mine.id
    if mine.html_name:
        yield lambda new: (new.tag, new.control.html_name) == (old.tag, mine.html_name)


PEERS: dict[str, Peer] = {
    "similo": similo,
    "healenium_05": healenium(0.5),
    "healenium_08": healenium(0.8),
    "strict": strict,
}
