"""Selector files are changed in one place; every other line stays byte for byte."""

import random
import threading
from collections.abc import Callable
from difflib import SequenceMatcher
from functools import partial
from pathlib import Path

import pytest

from runner.errors import DeskhandError
from runner.screens.editing import SelectorEdit, TakenNameError
from runner.screens.errors import SelectorFileError, UnknownElementError, UnknownScreenError
from runner.screens.layout import CannotEditError
from runner.screens.load import check, load
from runner.screens.model import By, Locator, Place

ROOT = Path(__file__).parents[3]
NOWHERE = Place(Path(), 0)
LABEL = Locator(By.LABEL, "Street and number", NOWHERE)

TEXT = """\
# The file's own remark.
version: 1
app: crm
address: http://x/    # a made-up one
screens:

  form:   # the form
    shown_by: {heading: Customer}
    elements:
      street: {right_of: "Street, no.", personal: true}   # moved in 2024
      postcode:
        # before: the old place
        right_of: Postcode, area     # plain with a comma
        exact: false
        note: 'keep my quotes'
      city:
        locators:
          # since 4.1
          - {label: City}   # first
          - css: "#city"
      country: {locators: [{label: Country}, {css: '#c'}], note: x}
      region:
        locators: [{label: Region}]
      save: {role: button, name: Save, effect: write}
      # save stands at the bottom

  list:
    shown_by:
      - heading: List
    tables:
      all:
        locators: {css: table}
        columns: {a: A}
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "selectors" / "crm.yaml"
    path.parent.mkdir()
    path.write_text(TEXT, encoding="utf-8")
    return path


def saved(file: Path, edit: SelectorEdit) -> str:
    edit.save("test")
    return file.read_bytes().decode()


def changed_lines(before: str, after: str) -> tuple[list[str], list[str]]:
    old, new = before.splitlines(keepends=True), after.splitlines(keepends=True)
    gone, come = [], []
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag != "equal":
            gone += old[i1:i2]
            come += new[j1:j2]
    return gone, come


def test_an_element_on_one_line_becomes_a_list_and_keeps_its_flags(file: Path) -> None:
    edit = SelectorEdit(file)
    edit.add_locator_first("form", "street", LABEL, comment="repair 3")

    gone, come = changed_lines(TEXT, saved(file, edit))

    assert gone == ['      street: {right_of: "Street, no.", personal: true}   # moved in 2024\n']
    assert "".join(come) == (
        "      street:\n"
        "        personal: true\n"
        "        locators:\n"
        "          - {label: Street and number}  # repair 3\n"
        '          - {right_of: "Street, no."}   # moved in 2024\n'
    )
    assert [str(one) for one in load(file).screens["form"].elements["street"].locators] == [
        "label 'Street and number'",
        "right_of 'Street, no.'",
    ]


def test_an_element_on_several_lines_moves_its_locator_with_its_comments(file: Path) -> None:
    edit = SelectorEdit(file)
    edit.add_locator_first("form", "postcode", LABEL)

    gone, come = changed_lines(TEXT, saved(file, edit))

    assert gone == [
        "        right_of: Postcode, area     # plain with a comma\n",
        "        exact: false\n",
    ]
    assert "".join(come) == (
        "        locators:\n"
        "          - {label: Street and number}\n"
        "          - right_of: Postcode, area     # plain with a comma\n"
        "            exact: false\n"
    )


def test_a_list_of_locators_gets_one_line_more(file: Path) -> None:
    edit = SelectorEdit(file)
    edit.add_locator_first("form", "city", LABEL, comment="why")

    gone, come = changed_lines(TEXT, saved(file, edit))

    assert (gone, come) == ([], ["          - {label: Street and number}  # why\n"])
    assert str(load(file).screens["form"].elements["city"].locators[0]) == str(LABEL)


@pytest.mark.parametrize("element", ["country", "region", "save"])
def test_other_ways_to_write_an_element_are_kept(file: Path, element: str) -> None:
    old = load(file).screens["form"].elements[element]
    edit = SelectorEdit(file)
    edit.add_locator_first("form", element, LABEL)
    gone, _ = changed_lines(TEXT, saved(file, edit))
    new = load(file).screens["form"].elements[element]

    assert len(gone) == 1
    assert [str(one) for one in new.locators] == [str(LABEL), *map(str, old.locators)]
    assert (new.writes, new.note) == (old.writes, old.note)


def test_a_locator_that_is_first_already_is_not_written_again(file: Path) -> None:
    edit = SelectorEdit(file)
    edit.add_locator_first("form", "city", Locator(By.LABEL, "City", NOWHERE))

    assert edit.save("test") is None
    assert file.read_text() == TEXT


@pytest.mark.parametrize(
    ("element", "number"), [("street", 0), ("postcode", 0), ("city", 1), ("country", 1)]
)
def test_a_locator_is_replaced_in_its_place(file: Path, element: str, number: int) -> None:
    edit = SelectorEdit(file)
    edit.replace_locator("form", element, number, LABEL)
    edit.save("test")

    assert str(load(file).screens["form"].elements[element].locators[number]) == str(LABEL)


def test_a_new_element_comes_behind_the_last_one_and_its_comment(file: Path) -> None:
    edit = SelectorEdit(file)
    button = Locator(By.ROLE, "button", NOWHERE, name="Löschen: alles")
    edit.add_element("form", "delete_all", [button], {"effect": "write"}, comment="new")
    edit.add_element("list", "first", [LABEL, button])

    gone, come = changed_lines(TEXT, saved(file, edit))

    assert gone == []
    assert "".join(come) == (
        '      delete_all: {role: button, name: "Löschen: alles", effect: write}  # new\n'
        "    elements:\n"
        "      first:\n"
        "        locators:\n"
        "          - {label: Street and number}\n"
        '          - {role: button, name: "Löschen: alles"}\n'
    )
    assert "      # save stands at the bottom\n      delete_all:" in file.read_text()


def test_new_screens_and_tables(file: Path) -> None:
    edit = SelectorEdit(file)
    css = Locator(By.CSS, "table.list > tbody", NOWHERE)
    edit.add_table("list", "rows", [css], {"number": "0012", "yes": "no"}, {"key": "number"})
    edit.add_screen("popup", [LABEL], {"frame": ["main", "form"], "window": {"contains": "x"}})
    edit.add_element("popup", "close", [Locator(By.TEXT, "Close", NOWHERE, exact=False)])
    edit.save("test")
    app = load(file)

    assert dict(app.screens["list"].tables["rows"].columns) == {"number": "0012", "yes": "no"}
    assert [step.text for step in app.screens["popup"].frame] == ["main", "form"]
    assert not app.screens["popup"].elements["close"].locators[0].exact
    assert file.read_text().startswith(TEXT.rstrip("\n"))


@pytest.mark.parametrize("name", ["crm", "roundup", "tryton"])
def test_every_element_of_the_shipped_files_can_be_changed(name: str, tmp_path: Path) -> None:
    source = ROOT / "selectors" / f"{name}.yaml"
    file = tmp_path / "selectors" / f"{name}.yaml"
    file.parent.mkdir()
    file.write_bytes(source.read_bytes())
    edit = SelectorEdit(file)
    for screen in edit.app.screens.values():
        for element in screen.elements:
            edit.add_locator_first(screen.name, element, LABEL)
        edit.add_element(screen.name, "a_new_one", [LABEL])
    kept = set(source.read_text().splitlines())
    edit.save("test")
    locators = sum(
        len(element.locators) + (element.locators[0].name is not None)
        for screen in load(source).screens.values()
        for element in screen.elements.values()
    )
    lost = kept - set(file.read_text().splitlines())

    assert len(lost) <= locators
    assert not any(line.lstrip().startswith("#") for line in lost)
    assert check(file) == []


@pytest.mark.parametrize("newline", ["\r\n", "\n"])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_line_ends_and_byte_order_mark_stay(file: Path, newline: str, mark: bytes) -> None:
    before = mark + TEXT.replace("City", "Città 東京 😀").replace("\n", newline).encode()
    file.write_bytes(before)
    edit = SelectorEdit(file)
    for name in edit.app.screens["form"].elements:
        edit.add_locator_first("form", name, LABEL)
    edit.add_screen("more", [LABEL])
    edit.save("test")
    after = file.read_bytes()

    assert after.startswith(mark + b"# The file")
    assert after.count(b"\n") == after.count(newline.encode())
    assert "Città 東京 😀".encode() in after
    assert check(file) == []


def test_a_file_without_a_last_line_end(file: Path) -> None:
    file.write_text(TEXT.rstrip())
    edit = SelectorEdit(file)
    edit.add_screen("more", [LABEL])
    edit.save("test")

    assert list(load(file).screens) == ["form", "list", "more"]


def test_a_file_in_braces_is_changed_in_braces(file: Path) -> None:
    file.write_text(
        '{"version": 1, "app": "crm", "address": "http://x/", "screens": {"form": '
        '{"shown_by": {"text": "x"}, "elements": {"a": {"css": "a", "note": "n"}}}}}'
    )
    edit = SelectorEdit(file)
    edit.add_locator_first("form", "a", LABEL)
    edit.add_element("form", "b", [LABEL])
    edit.add_screen("more", [LABEL])
    edit.save("test")
    app = load(file)

    assert [str(one) for one in app.screens["form"].elements["a"].locators] == [
        str(LABEL),
        "css 'a'",
    ]
    assert "more" in app.screens


def test_names_that_are_not_there_are_said(file: Path) -> None:
    edit = SelectorEdit(file)

    with pytest.raises(UnknownScreenError, match=r"crm\.yaml has no screen 'forms'"):
        edit.add_locator_first("forms", "street", LABEL)
    with pytest.raises(UnknownElementError, match="the screen 'form' has no element 'stret'"):
        edit.replace_locator("form", "stret", 0, LABEL)
    with pytest.raises(TakenNameError, match=r"crm\.yaml has an element 'street' already"):
        edit.add_element("form", "street", [LABEL])
    assert edit.save("test") is None


def test_what_would_not_load_is_not_written(file: Path) -> None:
    edit = SelectorEdit(file)

    with pytest.raises(SelectorFileError, match="'2nd' cannot be a name"):
        edit.add_element("form", "2nd", [LABEL])
    with pytest.raises(SelectorFileError, match="unknown key 'colour'"):
        edit.add_element("form", "good", [LABEL], {"colour": "red"})
    assert edit.save("test") is None
    assert file.read_text() == TEXT


def test_an_element_that_is_shared_is_left_to_a_person(file: Path) -> None:
    shared = TEXT.replace('{right_of: "Street, no.", personal: true}', "&s {label: S}").replace(
        "save: {role: button, name: Save, effect: write}", "save: *s"
    )
    file.write_text(shared)
    edit = SelectorEdit(file)

    with pytest.raises(CannotEditError, match=r"crm\.yaml:10: .* shared by an anchor"):
        edit.add_locator_first("form", "save", LABEL)
    edit.add_element("form", "other", [LABEL])
    edit.save("test")
    assert check(file) == []


def test_what_an_editor_saved_meanwhile_is_kept(file: Path) -> None:
    edit = SelectorEdit(file)
    edit.add_locator_first("form", "city", LABEL)
    by_hand = TEXT.replace("# the form", "# the form, seen by me").replace("Region", "Area")
    file.write_text(by_hand)
    edit.save("test")

    assert changed_lines(by_hand, file.read_text()) == (
        [],
        ["          - {label: Street and number}\n"],
    )


def test_a_change_that_an_editor_made_impossible_is_refused(file: Path) -> None:
    edit = SelectorEdit(file)
    edit.add_locator_first("form", "city", LABEL)
    by_hand = TEXT.replace("      city:", "      town:")
    file.write_text(by_hand)

    with pytest.raises(UnknownElementError, match="no element 'city'"):
        edit.save("test")
    assert file.read_text() == by_hand


def test_commands_at_the_same_time_lose_nothing(file: Path) -> None:
    def add(number: int) -> None:
        edit = SelectorEdit(file)
        edit.add_element("form", f"field_{number}", [LABEL])
        edit.save("test")

    threads = [threading.Thread(target=add, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert {f"field_{number}" for number in range(8)} <= set(load(file).screens["form"].elements)


def test_the_mode_of_the_file_and_a_link_to_it_stay(file: Path) -> None:
    file.chmod(0o640)
    link = file.with_name("link.yaml")
    link.symlink_to(file)
    edit = SelectorEdit(link)
    edit.add_element("form", "more", [LABEL])
    edit.save("test")

    assert link.is_symlink()
    assert file.stat().st_mode & 0o777 == 0o640
    assert "more" in load(file).screens["form"].elements
    assert sorted(path.name for path in file.parent.iterdir()) == ["crm.yaml", "link.yaml"]


SIGNS = ("é", "\ud800", "*x", "{", "]", "|\n", "null", "~", "\u2028", "1e9", "\0", "\x85", "%", "@")
STARTS = ("  ", "\t", " ", "- ", "? ", "&a ", "%")
BREAKS = ("\r\n", "\r", "", " # \n")


def with_sign(line: str, chance: random.Random) -> str:
    place = chance.randrange(len(line) + 1)
    return line[:place] + chance.choice(SIGNS) + line[place:]


MUTATIONS: tuple[Callable[[list[str], int, random.Random], object], ...] = (
    lambda lines, at, _: lines.pop(at),
    lambda lines, at, chance: lines.insert(at, chance.choice(lines)),
    lambda lines, at, chance: lines.insert(at, chance.choice(STARTS) + lines.pop(at)),
    lambda lines, at, chance: lines.insert(
        at, lines.pop(at).replace(chance.choice(": {}[],#'\""), "")
    ),
    lambda lines, at, _: lines.insert(at, lines.pop(at).lstrip(" ")),
    lambda lines, at, chance: lines.insert(at, lines.pop(at).replace("\n", chance.choice(BREAKS))),
    lambda lines, at, chance: lines.insert(at, with_sign(lines.pop(at), chance)),
    lambda lines, at, _: lines.__delitem__(slice(at + 1, None)),
    lambda lines, at, chance: lines.insert(chance.randrange(len(lines)), lines.pop(at)),
)


def mutated(text: str, chance: random.Random) -> bytes:
    lines = text.splitlines(keepends=True)
    for _ in range(chance.randint(1, 4)):
        lines = lines or ["x: y\n"]
        chance.choice(MUTATIONS)(lines, chance.randrange(len(lines)), chance)
    return "".join(lines).encode("utf-8", "surrogatepass")


def tried(work: Callable[[], object]) -> bool:
    try:
        work()
    except DeskhandError as error:
        return not error.sentence()
    return True


@pytest.mark.parametrize("start", range(0, 1000, 250))
def test_no_mutation_of_a_file_is_met_with_anything_but_a_sentence(file: Path, start: int) -> None:
    locator = Locator(By.ROLE, "button", NOWHERE, name="x: [y], #z")
    edited = 0
    for seed in range(start, start + 250):
        file.write_bytes(mutated(TEXT, random.Random(seed)))
        if check(file):
            with pytest.raises(SelectorFileError):
                load(file)
            continue
        edit = SelectorEdit(file)
        for screen in load(file).screens.values():
            for element in screen.elements:
                edited += tried(partial(edit.add_locator_first, screen.name, element, locator))
                edited += tried(partial(edit.replace_locator, screen.name, element, 0, LABEL))
            edited += tried(partial(edit.add_element, screen.name, "added", [locator, LABEL]))
        file.write_bytes(edit.content)
        assert check(file) == []

    assert edited > 300
