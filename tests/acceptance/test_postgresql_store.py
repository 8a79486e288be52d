"""Every command on a PostgreSQL store that asks for a password, which nothing shows."""

import os
import secrets
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.acceptance.conftest import Deskhand, Done
from tests.postgresql import Server, running_server

pytestmark = [pytest.mark.postgresql, pytest.mark.slow]

BOT = '''
"""Write a line into a file, and what this process was started with into another."""

import sys
from pathlib import Path

from pydantic import BaseModel

from runner import Verdict, step, bot


class Line(BaseModel):
    name: str


def is_there(line: Line) -> Verdict:
    file = Path("lines.txt")
    return Verdict.of(file.exists() and line.name in file.read_text().split())


@bot(key="name")
def write_line(line: Line) -> str:
    """Write a line."""
    enter(line)
    return line.name


@step(verify=is_there)
def enter(line: Line) -> None:
    with Path("lines.txt").open("a") as file:
        file.write(f"{line.name}\\n")
    Path("arguments.txt").write_text("\\n".join(sys.orig_argv))
'''


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with running_server() as server:
        yield server


@pytest.fixture
def password() -> str:
    return f"Pa {secrets.token_hex(8)} 中"


@pytest.fixture
def url(server: Server, password: str) -> str:
    """A database of an account that is let in with its password only."""
    name = f"clerk{secrets.token_hex(3)}"
    url = server.fresh_database()
    with_sql(server, f"CREATE ROLE {name} LOGIN PASSWORD '{password}'")
    with_sql(server, f"ALTER DATABASE {url.rsplit('/', 1)[1]} OWNER TO {name}")
    rules = server.folder / "data" / "pg_hba.conf"
    rule = f"host all {name} 127.0.0.1/32 scram-sha-256\n"
    rules.write_text(rule + rules.read_text("utf-8"), "utf-8")
    with_sql(server, "SELECT pg_reload_conf()")
    return url.replace("bot@", f"{name}@")


def with_sql(server: Server, statement: str) -> None:
    place = ("-h", "127.0.0.1", "-p", str(server.port), "-U", "bot", "postgres")
    server.run("psql", *place, "-c", statement)


@pytest.fixture
def here(tmp_path: Path, deskhand: Deskhand) -> Path:
    folder = tmp_path / "mine"
    assert deskhand("new", "workspace", str(folder)).code == 0
    (folder / "bots" / "write_line.py").write_text(BOT)
    (folder / "names.csv").write_text("name\nAda\nBea\n")
    return folder


@pytest.fixture
def call(deskhand: Deskhand, here: Path, url: str) -> Callable[..., Done]:
    def calling(*words: str, **changes: str) -> Done:
        return deskhand(*words, cwd=here, **({"DESKHAND_STORE": url} | changes))

    return calling


@pytest.fixture
def signed_in(here: Path, password: str) -> None:
    file = here / "credentials.env"
    file.write_text(f"STORE_PASSWORD='{password}'\n")
    file.chmod(0o600)


@pytest.mark.usefixtures("signed_in")
def test_every_command_works_and_no_one_sees_the_password(call, here, password, tmp_path) -> None:
    said = [
        call("run", "write_line", "--from", "names.csv"),
        call("run", "write_line", "--from", "names.csv", "--dry-run"),
        call("resume"),
        call("runs"),
        call("show"),
        call("show", "Ada"),
        call("items", "--json"),
        call("settle", "Ada", "--entered"),
        call("store", "check"),
        call("store", "backup", "b.db"),
        call("doctor"),
    ]

    assert [done.code for done in said] == [0, 0, 0, 0, 0, 0, 0, 2, 0, 0, said[-1].code]
    assert (here / "lines.txt").read_text() == "Ada\nBea\n"
    assert "clerk" in said[-1].out
    shown = "".join(done.said for done in said) + (here / "arguments.txt").read_text()
    assert password not in shown
    files = [*tmp_path.rglob("*")]
    found = [f for f in files if f.is_file() and password.encode() in f.read_bytes()]
    assert found == [here / "credentials.env"]


def test_without_its_password_the_store_says_what_is_missing(call) -> None:
    said = call("items")

    assert said.code == 4
    assert "does not let this account in" in said.said
    assert "STORE_PASSWORD" in said.said


def test_a_wrong_password_is_not_repeated(call) -> None:
    said = call("items", STORE_PASSWORD="wrong-horse")

    assert said.code == 4
    assert "wrong-horse" not in said.said


def test_postgresqls_own_way_works_too(call, password: str) -> None:
    assert call("items", PGPASSWORD=password).code == 0


@pytest.mark.usefixtures("signed_in")
def test_from_a_file_to_the_server_and_on(call, here: Path, url: str) -> None:
    file = {"DESKHAND_STORE": "store/deskhand.db"}
    first = call("run", "write_line", "--from", "names.csv", **file)
    moved = call("store", "move", url, **file)
    late = call("run", "write_line", "--from", "names.csv", **file)
    again = call("run", "write_line", "--from", "names.csv", "--json")

    assert (first.code, moved.code, again.code) == (0, 0, 0)
    assert "DESKHAND_STORE" in moved.said
    assert (late.code, "was moved to" in late.said) == (4, True)
    assert again.json["known"] == 2
    assert (here / "lines.txt").read_text() == "Ada\nBea\n"
    assert not os.path.lexists(here / "store" / "deskhand.db")
