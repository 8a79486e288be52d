"""Says in words what a control is, and what of it is as it was."""

from dataclasses import dataclass

from runner.healing.control import Control, Group

KINDS = {
    Group.ENTER: "field",
    Group.CHOOSE: "list",
    Group.SWITCH: "box",
    Group.PICK: "choice",
    Group.ATTACH: "file field",
}

TRAITS = (
    ("label", ("name",)),
    ("text", ("text",)),
    ("kind", ("kind",)),
    ("form", ("form",)),
    ("section", ("heading",)),
    ("neighbours", ("previous", "next")),
    ("text before it", ("before",)),
    ("text behind it", ("after",)),
    ("column", ("column",)),
    ("placeholder", ("placeholder",)),
    ("hint", ("title",)),
    ("test id", ("test_id",)),
    ("name in the form", ("html_name",)),
    ("id", ("id",)),
    ("target", ("href",)),
)
"""What a control is known by, in the order in which people look."""

LOOSE = frozenset({"text before it", "text behind it", "kind", "text"})
"""Said in the table, not in the summary: they only repeat the others."""


@dataclass(frozen=True, slots=True)
class Trait:
    """One thing by which a control is known, before and now."""

    what: str
    old: str
    new: str

    @property
    def same(self) -> bool:
        """Whether it is as it was."""
        return self.old == self.new


def described(control: Control) -> str:
    """`field 'Street and number'`, as people would call it."""
    kind = control.kind if control.group is Group.PRESS else KINDS[control.group]
    called = control.name or control.text or control.placeholder or control.html_name or control.id
    return f"{kind} {called!r}" if called else f"{kind} without a name"


def traits(stored: Control, found: Control) -> list[Trait]:
    """What is known of a control, before and now; what both do not say is left out."""
    listed = []
    for what, names in TRAITS:
        old, new = (_joined(control, names) for control in (stored, found))
        if old or new:
            listed.append(Trait(what, old, new))
    return listed


def _joined(control: Control, names: tuple[str, ...]) -> str:
    return " / ".join(str(getattr(control, name)) for name in names if getattr(control, name))


def summary(found: list[Trait]) -> str:
    """`same form, same neighbours; label and id changed`."""
    told = [one for one in found if one.what not in LOOSE]
    same = [f"same {one.what}" for one in told if one.same]
    changed = [one.what for one in told if not one.same and one.old and one.new]
    gone = [one.what for one in told if one.old and not one.new]
    new = [one.what for one in told if one.new and not one.old]
    parts = [", ".join(same) or "nothing else is the same"]
    for words, names in (("changed", changed), ("gone", gone), ("new", new)):
        if names:
            parts.append(f"{listed(names)} {words}")
    return "; ".join(parts)


def listed(names: list[str]) -> str:
    """`label, form and id`."""
    return " and ".join([*([", ".join(names[:-1])] if names[:-1] else []), *names[-1:]])
