"""The project as a whole: what must never be in it, and what must agree."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


def tracked() -> list[Path]:
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return [ROOT / name for name in listed.stdout.split("\0") if name]


def test_selectors_hold_data_only() -> None:
    strange = [
        path
        for path in (ROOT / "selectors").rglob("*")
        if path.is_file() and path.suffix not in {".yaml", ".md", ".png", ".json"}
    ]

    assert strange == []


def test_standard_library_modules_are_not_shadowed_from_the_root() -> None:
    code = "import subprocess, selectors; print(selectors.__file__)"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )

    assert str(ROOT / "selectors") not in done.stdout


def test_readme_begins_with_the_two_commands() -> None:
    blocks = re.findall(r"```sh\n(.*?)```", (ROOT / "README.md").read_text(), re.DOTALL)

    assert [block.strip() for block in blocks[:2]] == ["scripts/demo", "scripts/test"]


def test_no_registry_host_is_named() -> None:
    hosts = re.compile(
        r"(pypi\.org|pythonhosted\.org|npmjs\.(org|com)|deb\.debian\.org)", re.IGNORECASE
    )
    texts = [path for path in tracked() if path.suffix not in {".png", ".xlsx", ".xls", ".ods"}]
    found = [
        path.name
        for path in texts
        if path.name != "test_project.py"
        and path.is_file()
        and hosts.search(path.read_text(encoding="utf-8", errors="replace"))
    ]

    assert found == []


def test_locks_pin_every_package_with_hashes() -> None:
    for lock in (ROOT / "requirements").glob("*.txt"):
        text = lock.read_text()
        entries = re.split(r"\n(?=\S)", text.strip())
        unpinned = [
            entry for entry in entries if "==" not in entry or "--hash=sha256:" not in entry
        ]

        assert unpinned == []


def test_lock_covers_what_the_project_needs() -> None:
    import tomllib

    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    wanted = [*project["dependencies"], *project["optional-dependencies"]["keyring"]]
    names = {re.split(r"[><=;\[ ]", need)[0].lower().replace(".", "-") for need in wanted}
    lock = (ROOT / "requirements" / "runtime.txt").read_text()

    assert {name for name in names if f"\n{name}==" not in f"\n{lock}"} == set()


@pytest.mark.parametrize("words", [["--help"], []])
def test_overview_imports_nothing_heavy(words: list[str]) -> None:
    code = (
        "import sys; from runner.cli.main import main; main(sys.argv[1:]);"
        "heavy = {'playwright', 'sqlalchemy', 'pandas', 'openpyxl', 'pydantic', 'starlette', 'rich'};"
        "print(sorted(heavy & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, *words], capture_output=True, text=True, check=True
    )

    assert done.stdout.splitlines()[-1] == "[]"
    assert "deskhand COMMAND" in done.stdout
