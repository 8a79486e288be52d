"""The launcher's pages: who is let in, what they show, and that looking changes nothing."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.routing import Route
from starlette.testclient import TestClient

from runner.attended.desk import AttendedDesk
from runner.attended.launcher import Launcher
from runner.attended.memory import Memory
from runner.item import Draft, Source
from runner.pages.doors import Door
from runner.run.course import Stage
from runner.settings import DeskSettings, Settings
from runner.workspace import Workspace

HOST = "http://127.0.0.1:4711"

BOT = '''"""Greet somebody."""

from pydantic import BaseModel, Field

from runner import bot


class Greeting(BaseModel):
    name: str = Field(title="Name", max_length=5)
    mood: str | None = None


@bot(key="name", next_bots="bid_farewell")
def greet(greeting: Greeting) -> str:
    """Say hello to <b>customers</b>."""
    return f"hello {greeting.name}"
'''

FAREWELL = (
    BOT.replace("def greet", "def bid_farewell")
    .replace("hello", "good bye")
    .replace('"bid_farewell"', "()")
)


class Standby:
    """Keeps nothing warm."""

    ready: frozenset[str] = frozenset()

    def want(self, bots: object) -> None: ...

    def close(self) -> None: ...


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[AttendedDesk]:
    (tmp_path / "bots").mkdir()
    (tmp_path / "bots" / "greet.py").write_text(BOT)
    (tmp_path / "bots" / "bid_farewell.py").write_text(FAREWELL)
    (tmp_path / "bots" / "broken.py").write_text("import nothing_of_that_name\n")
    monkeypatch.setattr("runner.attended.desk.Standby", lambda *_: Standby())
    monkeypatch.setattr("runner.attended.bot_pages.read_clipboard", lambda: "Mood: sunny")
    desk = AttendedDesk(Workspace(tmp_path), Settings(desk=DeskSettings(warm=0)))
    yield desk
    desk.close()


@pytest.fixture
def launcher(desk: AttendedDesk, tmp_path: Path) -> Iterator[Launcher]:
    faults: list[Exception] = []
    launcher = Launcher(desk, Memory(tmp_path / "desk.json"), lambda _, error: faults.append(error))
    yield launcher
    launcher.close()
    assert faults == []


def client_of(launcher: Launcher) -> TestClient:
    cookies = launcher.site.cookies(launcher.port, False)
    app = launcher.site.guarded(frozenset({"127.0.0.1:4711"}), cookies)
    return TestClient(app, base_url=HOST, headers={"origin": HOST}, follow_redirects=False)


@pytest.fixture
def client(launcher: Launcher) -> TestClient:
    client = client_of(launcher)
    link = launcher.link().partition("link=")[2]
    page = client.get(f"/enter?link={link}").text
    assert client.post("/enter", data={"token": token(page), "link": link}).status_code == 303
    return client


def token(page: str) -> str:
    found = re.search(r'name="token" value="([^"]+)"', page)
    assert found is not None
    return found[1]


def started(desk: AttendedDesk, stage: Stage, record: str = "") -> None:
    """A case as it would be after some work."""
    from runner.attended.run import AttendedRun

    bot = desk.engine.workspace.load_bot("greet")
    draft = Draft(Source("form"), "Ada", {"name": "Ada", "mood": record or None})
    run = AttendedRun(1, bot, desk.store, draft=draft)
    run.course.add("act", action="press", screen="home", element="<script>")
    run.course.enter(stage, "<i>why</i>")
    desk._runs.append(run)


def paths(launcher: Launcher) -> list[Door]:
    return [one for one in launcher.site.routes if isinstance(one, Door)]


def test_nobody_is_let_in_without_a_link(launcher: Launcher) -> None:
    client = client_of(launcher)
    for door in paths(launcher):
        if door.right is None:
            continue
        path = door.path.format(bot="greet", run="1")
        answer = client.get(path) if "GET" in (door.methods or ()) else client.post(path, data={})
        assert answer.status_code in {401, 403}, path


def test_only_the_entrance_needs_no_right(launcher: Launcher) -> None:
    assert {door.path for door in paths(launcher) if door.right is None} == {"/enter"}
    assert all(isinstance(one, Route) for one in launcher.site.routes)


def test_a_link_lets_in_once(launcher: Launcher) -> None:
    client = client_of(launcher)
    link = launcher.link().partition("link=")[2]
    page = client.get(f"/enter?link={link}").text
    for status in (303, 401):
        answer = client.post("/enter", data={"token": token(page), "link": link})
        assert answer.status_code == status
        client.cookies.clear()
        page = client.get(f"/enter?link={link}").text


def test_another_site_or_name_is_refused(client: TestClient) -> None:
    assert client.get("/", headers={"host": "evil.example"}).status_code == 421
    form = token(client.get("/").text)
    for headers in ({"origin": "https://evil.example"}, {"sec-fetch-site": "cross-site"}):
        answer = client.post("/bots/greet/favourite", data={"token": form}, headers=headers)
        assert answer.status_code == 403


def test_nothing_is_done_without_the_forms_token(client: TestClient, launcher: Launcher) -> None:
    for door in paths(launcher):
        if "POST" in (door.methods or ()):
            path = door.path.format(bot="greet", run="1")
            assert client.post(path, data={"name": "Ada"}).status_code == 403, path


def test_the_list_shows_bots_and_finds_them(client: TestClient) -> None:
    page = client.get("/").text
    assert "Greet" in page
    assert "Say hello to &lt;b&gt;customers&lt;/b&gt;." in page
    assert "Broken" not in page
    assert "Greet" not in client.get("/?q=farewell").text
    assert "No bot fits these words." in client.get("/?q=zebra").text
    assert client.get("/?q=greet&go=1").headers["location"] == "/bots/greet"


def test_a_favourite_stands_first(client: TestClient) -> None:
    form = token(client.get("/").text)
    client.post("/bots/greet/favourite", data={"token": form})
    page = client.get("/").text
    assert page.index("Favourites") < page.index("Greet") < page.index("All bots")


def test_the_form_is_filled_from_the_clipboard_and_says_so(client: TestClient) -> None:
    page = client.get("/bots/greet").text
    assert 'value="sunny"' in page
    assert "From the clipboard. Please check it." in page


def test_a_wrong_value_is_said_beside_its_field_and_starts_nothing(
    client: TestClient, desk: AttendedDesk
) -> None:
    form = token(client.get("/bots/greet").text)
    answer = client.post("/bots/greet", data={"token": form, "name": "Bartholomew"})
    assert answer.status_code == 422
    assert "Bartholomew" in answer.text
    assert "Please look at what is marked." in answer.text
    assert desk.runs == []
    checked = client.post("/bots/greet/check", data={"token": form, "name": "Bartholomew"})
    assert list(checked.json()) == ["name"]


def test_a_bot_that_cannot_be_used_says_why(client: TestClient) -> None:
    assert "nothing_of_that_name" in client.get("/bots/broken").text


def test_what_is_not_there_is_not_there(client: TestClient) -> None:
    for path in ("/bots/nobody", "/runs/7", "/runs/x", "/bots/../settings.toml"):
        assert client.get(path).status_code == 404


def test_another_language(client: TestClient) -> None:
    form = token(client.get("/").text)
    client.post("/language", data={"token": form, "language": "zh"})
    page = client.get("/").text
    assert '<html lang="zh"' in page
    assert "全部机器人" in page


def test_a_case_at_work_can_be_steered_and_shows_texts_as_texts(
    client: TestClient, desk: AttendedDesk
) -> None:
    started(desk, Stage.WORKING)
    page = client.get("/runs/1").text
    assert "Pressed “&lt;script&gt;”" in page
    assert [word for word in ("Pause", "Take over", "Stop") if f"</svg>{word}</button>" in page]
    assert 'hx-trigger="sse:run-1' in client.get("/runs/1/now").text


def test_a_case_that_is_done_offers_what_comes_next(client: TestClient, desk: AttendedDesk) -> None:
    started(desk, Stage.DONE)
    page = client.get("/runs/1").text
    assert "&lt;i&gt;why&lt;/i&gt;" in page
    assert '<a class="button main" href="/bots/bid_farewell?case=1">Bid farewell' in page
    form = client.get("/bots/bid_farewell?case=1").text
    assert 'value="Ada"' in form
    assert "From “Greet”. Please check it." in form


def test_looking_changes_nothing(client: TestClient, desk: AttendedDesk, tmp_path: Path) -> None:
    started(desk, Stage.WORKING)
    kept = (tmp_path / "desk.json").exists()
    for path in ("/", "/bots/greet", "/runs/1", "/runs/1/now", "/enter?link=x"):
        assert client.get(path).status_code == 200
    assert len(desk.runs) == 1
    assert (tmp_path / "desk.json").exists() is kept
    for path in ("/runs/1/stop", "/bots/greet/favourite", "/language"):
        assert client.get(path).status_code in {404, 405}
