"""Selector files: what is right is loaded, every mistake is one sentence with its line."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from runner.screens.errors import SelectorFileError
from runner.screens.load import check, load
from runner.screens.model import By, Kind, Press, ReadBack
from runner.screens.schema import json_schema

ROOT = Path(__file__).parents[3]
HEAD = "version: 1\napp: crm\naddress: http://127.0.0.1:1/\n"


def problems(tmp_path: Path, text: str | bytes) -> list[str]:
    file = tmp_path / "crm.yaml"
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    return [str(problem) for problem in check(file)]


def screens(tmp_path: Path, body: str) -> list[str]:
    return problems(tmp_path, f"{HEAD}screens:\n{body}")


def test_loads_everything_a_file_can_say(tmp_path: Path) -> None:
    file = tmp_path / "crm.yaml"
    file.write_text(
        HEAD
        + """press: page
busy: {css: .spinner}
signed_out: login
sign_in: {credential: crm, steps: [{on: login, fill: {user: username}, press: ok}], then: login}
dialogs: [{kind: confirm, text: {contains: "Sure"}, answer: dismiss}]
screens:
  login:
    shown_by: {heading: 登录}
    frame: [outer, {url: /inner}]
    window: {matches: "^CRM"}
    reach: [{address: /login}]
    elements:
      user: {label: 0012, read_back: case, also_called: [Login]}
      ok:
        locators: [{role: button, name: OK, within: {css: form}}, {css: "#ok"}]
        effect: write
        press: keys
      price: {cell: {table: list, row: "0012", column: price}, kind: text}
    tables:
      list: {locators: {css: table}, columns: {no: No., price: Price}, key: no}
""",
        encoding="utf-8",
    )
    app = load(file)
    login = app.screens["login"]
    user, ok, price = login.elements.values()
    assert user.locators[0].text == "0012"
    assert user.read_back is ReadBack.CASE
    assert ok.writes
    assert ok.press is Press.KEYS
    assert [one.by for one in ok.locators] == [By.ROLE, By.CSS]
    assert str(ok.locators[0].place) == "crm.yaml:18"
    assert str(ok.locators[0]) == "role 'button' named 'OK' within css 'form'"
    assert price.kind is Kind.TEXT
    assert [(step.by, step.text) for step in login.frame] == [("name", "outer"), ("url", "/inner")]
    assert login.shown_by[0].text == "登录"
    assert not app.dialogs[0].accept


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("  a: {shown_by: {headng: x}}", "crm.yaml:5: unknown key 'headng' in screens.a.shown_by.0. Did you mean 'heading'?"),
        ("  a: {shown_by: {css: x}, element: {}}", "crm.yaml:5: unknown key 'element' in screens.a. Did you mean 'elements'?"),
        ("  a: {elements: {}}", "crm.yaml:5: 'screens.a' needs the key 'shown_by'."),
        ("  a: {shown_by: {css: [1]}}", "'screens.a.shown_by.0.css' should be text; put it in quotes."),
        ("  a: {shown_by: {css: true}}", "should be text; put it in quotes."),
        ("  a: {shown_by: {css: x, text: y}}", "a locator has exactly one of role, label,"),
        ("  a: {shown_by: {exact: false}}", "here: none."),
        ("  a: {shown_by: []}", "the screen 'a' needs something it is shown by."),
        ("  a: {shown_by: {css: x}, elements: {b: {css: y, kind: knob}}}", "'kind' may be one of: 'auto', 'field',"),
        ("  a: {shown_by: {css: x}, elements: {b: {css: y, secret: maybe}}}", "should be true or false."),
        ("  a: {shown_by: {css: x}, elements: {b c: {css: y}}}", "'b c' cannot be a name: bots write it in Python."),
        ("  a: {shown_by: {css: x}, elements: {class: {css: y}}}", "'class' cannot be a name"),
        ("  a: {shown_by: {css: x}, elements: {b: {css: y, kind: suggest}}}", "needs `list`"),
        ("  a: {shown_by: {css: x}, elements: {b: {css: y, locators: [{css: z}]}}}", "keep one of the two"),
        ("  a: {shown_by: {css: x}, elements: {b: {css: y, row_of: lst}}}", "there is no table 'lst'. There is none."),
        ("  a: {shown_by: {css: x}, elements: {b: {cell: {table: t, row: r, column: nme}}}, tables: {t: {locators: {css: t}, columns: {name: Name}, key: name}}}", "no column 'nme'. Did you mean 'name'?"),
        ("  a: {shown_by: {css: x}, tables: {t: {locators: {css: t}, columns: {name: Name}, key: nam}}}", "no column 'nam'. Did you mean 'name'?"),
        ("  a: {shown_by: {css: x}, elements: {b: {css: y, row_of: t}}, tables: {t: {locators: {css: t}, columns: {name: Name}}}}", "needs a `key` column"),
        ("  a: {shown_by: {css: x}, reach: [{on: hme, press: go}]}\n  home: {shown_by: {css: x}}", "crm.yaml:5: there is no screen 'hme'. Did you mean 'home'?"),
        ("  a: {shown_by: {css: x}, reach: [{on: b, press: g}]}\n  b: {shown_by: {css: x}, elements: {go: {css: x}}}", "no element on the screen 'b' called 'g'"),
        ("  a: {shown_by: {css: x}, reach: [{on: b}]}\n  b: {shown_by: {css: x}}", "either `on` with `press`, `fill` or `choose`, or `address`"),
        ("  a: {shown_by: {css: x}, reach: [{on: b, press: g}]}\n  b: {shown_by: {css: x}, reach: [{on: a, press: g}], elements: {g: {css: g}}}", "leads through itself"),
        ("  a: {shown_by: {css: x}, reach: [{address: /x, fill: {b: c}}]}", "either `on` with `press`, `fill` or `choose`, or `address`"),
        ("  a: {shown_by: {css: x}, reach: [{on: b, fill: {acount: '1'}}]}\n  b: {shown_by: {css: x}, elements: {account: {css: y}}}", "called 'acount'. Did you mean 'account'?"),
        ("  a: {shown_by: {css: x}, reach: [{on: b, press: go, row: '1'}]}\n  b: {shown_by: {css: x}, elements: {go: {css: y}}}", "`row` needs something to press that stands in the rows of a table (`row_of`)."),
        ("  a: {shown_by: {css: x}, window: {matches: '('}}", "no regular expression"),
    ],
)  # fmt: skip
def test_says_what_is_wrong(tmp_path: Path, body: str, said: str) -> None:
    found = screens(tmp_path, body)
    assert any(said in one for one in found), found
    assert all(one.startswith("crm.yaml:") and "\n" not in one for one in found)
    assert "input_value" not in "".join(found)
    assert "pydantic" not in "".join(found)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "the file is empty"),
        ("- a\n- b\n", "keys and values"),
        ("version: 1\nversion: 1\n", "crm.yaml:2: the key 'version' stands twice; its first place is line 1."),
        ("a: 1\nb:\n\t- x\n", "crm.yaml:3: this is not valid YAML"),
        ("a: !!python/object/apply:os.system ['x']\n", "the tag"),
        ("a: !!binary aGk=\n", "crm.yaml:1: the tag tag:yaml.org,2002:binary is not allowed in a selector file."),
        ("a: [\n", "this is not valid YAML"),
        (b"a: \xff\xfe\n", "crm.yaml:1: the file is not UTF-8 text. Save it as UTF-8."),
        ("a: 'x\0y'\n", "NUL"),
        ("? [a, b]\n: c\n", "a key must be plain text"),
        ("x: &a [" + "1, " * 999 + "1]\n" + "".join(f"k{n}: *a\n" for n in range(9)), "more than 5,000 values"),
        ("x: &a {b: *a}\n", "nested deeper than 30"),
        ("a0: &a0 [x,x]\n" + "".join(f"a{n}: &a{n} [*a{n - 1},*a{n - 1}]\n" for n in range(1, 30)), "too many aliases"),
        ("x: " + "[" * 60 + "]" * 60, "nested"),
        ("# " + "x" * 1_000_001, "larger than 1 MB"),
        (f"{HEAD}version: 2\nscreens: {{}}\n", "stands twice"),
        (f"{HEAD.replace('1', '2', 1)}screens: {{}}\n", "version 2 is not known"),
        (f"{HEAD.replace('http:', 'ftp:')}screens: {{}}\n", "should start with http://"),
        (f"{HEAD.replace('127.0.0.1', '[')}screens: {{}}\n", "crm.yaml:3: the address cannot be read: invalid ipv6 url."),
        (f"{HEAD.replace(':1/', ':99999/')}screens: {{}}\n", "the address cannot be read: port out of range 0-65535."),
        (f"{HEAD}screens: {{a: {{shown_by: {{css: x}}, reach: [{{address: '//['}}]}}}}\n", "crm.yaml:4: the address cannot be read"),
    ],
)  # fmt: skip
def test_refuses_what_is_no_plain_file(tmp_path: Path, text: str | bytes, said: str) -> None:
    found = problems(tmp_path, text)
    assert said in found[0], found


def test_a_missing_file_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(SelectorFileError, match="there is no file"):
        load(tmp_path / "crm.yaml")


def test_a_screen_may_settle_in_its_own_time(tmp_path: Path) -> None:
    rows = "  a: {shown_by: {css: x}}\n  b: {shown_by: {css: x}, settle: 0}\n"
    assert problems(tmp_path, f"{HEAD}settle: 300\nscreens:\n{rows}") == []
    found = load(tmp_path / "crm.yaml").screens
    assert [screen.settle_ms for screen in found.values()] == [300, 0]
    wrong = screens(tmp_path, "  a: {shown_by: {css: x}, settle: -1}")
    assert "crm.yaml:5: " in wrong[0]
    assert "settle" in wrong[0]


def test_a_way_that_fills_or_picks_an_example_is_not_for_bots(tmp_path: Path) -> None:
    file = tmp_path / "crm.yaml"
    file.write_text(
        HEAD
        + """screens:
  search: {shown_by: {css: x}, elements: {no: {css: y}, find: {css: z}}, reach: [{address: /s}]}
  list:
    shown_by: {css: x}
    reach: [{on: search, fill: {no: 0012}, press: find}]
    elements: {open: {css: a, row_of: all}, back: {css: b, optional: true}}
    tables: {all: {locators: {css: t}, columns: {no: No.}, key: no}}
  first: {shown_by: {css: x}, reach: [{on: list, press: open}], canary: true}
  named: {shown_by: {css: x}, reach: [{on: list, press: open, row: 0012}]}
  again: {shown_by: {css: x}, reach: [{on: list, press: back}]}
""",
        encoding="utf-8",
    )
    screens = load(file).screens
    examples = [name for name, screen in screens.items() if screen.shows_example]
    assert examples == ["list", "first", "named"]
    assert all(not screens[name].way for name in examples)
    assert len(screens["again"].way) == 1
    assert screens["list"].reach[0].fill == {"no": "0012"}
    assert screens["named"].reach[0].row == "0012"
    assert [name for name, screen in screens.items() if screen.canary] == ["first"]
    assert screens["list"].elements["back"].optional


def test_an_app_may_say_how_late_its_choices_come(tmp_path: Path) -> None:
    rows = "screens:\n  a: {shown_by: {css: x}}\n"
    for said, limit in (("", None), ("late_choices: 0\n", 0), ("late_choices: 500\n", 500)):
        assert problems(tmp_path, HEAD + said + rows) == []
        assert load(tmp_path / "crm.yaml").late_choices_ms == limit


def test_tells_all_problems_at_once(tmp_path: Path) -> None:
    found = screens(tmp_path, "  a: {shown_by: {css: x, txt: y}}\n  b: {showed_by: {css: x}}")
    assert len(found) == 3
    with pytest.raises(SelectorFileError) as caught:
        load(tmp_path / "crm.yaml")
    assert len(caught.value.problems) == 3


def test_a_self_reference_is_refused(tmp_path: Path) -> None:
    assert problems(tmp_path, "a: &a [*a]\n")


def test_an_anchor_may_be_used_again(tmp_path: Path) -> None:
    rows = "  a: {shown_by: &x {css: a}}\n  b: {shown_by: &x {css: b}}\n  c: {shown_by: *x}\n"
    assert screens(tmp_path, rows) == []
    assert load(tmp_path / "crm.yaml").screens["c"].shown_by[0].text == "b"


def test_the_schema_for_editors_is_fresh() -> None:
    kept = ROOT / "docs/schema/selectors.schema.json"
    assert json.loads(kept.read_text(encoding="utf-8")) == json_schema()


def test_the_repositorys_own_files_are_right() -> None:
    files = [*ROOT.glob("selectors/*.yaml"), *ROOT.glob("benchmarks/workspace/selectors/*.yaml")]
    assert files
    assert [str(problem) for file in files for problem in check(file)] == []


def test_a_bots_words_load_without_a_browser_library() -> None:
    code = "import sys, runner.web, runner.screens.load; print('playwright' in sys.modules)"
    answer = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert answer.stdout.strip() == "False"


def test_elements_may_be_shared_by_many_screens(tmp_path: Path) -> None:
    fields = "".join(f"      f{n}: {{label: L{n}}}\n" for n in range(25))
    shared = "".join(
        f"  s{n}:\n    shown_by: {{heading: H{n}}}\n    elements: *all\n" for n in range(30)
    )
    first = f"  first:\n    shown_by: {{heading: H}}\n    elements: &all\n{fields}"

    assert screens(tmp_path, first + shared) == []
