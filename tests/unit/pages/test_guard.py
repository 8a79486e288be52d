"""What stands before every page: names, origins, methods, visitors, forms, and headers."""

from pathlib import Path
from urllib.parse import unquote

import pytest
from starlette.testclient import TestClient

from runner.pages.guard import MOST_BYTES, plain_path
from runner.pages.visiting import token_of
from tests.unit.pages.site import HOST, TICKET, client_of, small_site

OWN = {"origin": f"http://{HOST}"}

FORM = {"what": "it", "token": token_of(TICKET)}


@pytest.fixture
def done() -> list[str]:
    return []


@pytest.fixture
def visited(tmp_path: Path, done: list[str]) -> TestClient:
    site, did, _ = small_site(tmp_path)
    done_here = did
    client = client_of(site)
    client.cookies.set("test-8123", TICKET)
    client.done = done_here  # type: ignore[attr-defined]
    return client


def test_a_visitor_sees_a_page(visited: TestClient) -> None:
    answer = visited.get("/")

    assert (answer.status_code, answer.text) == (200, "hello Kim Lee")


@pytest.mark.parametrize(
    "host",
    ["evil.example", "127.0.0.1.nip.io:8123", "localhost.:8123", "127.0.0.1:80", "0.0.0.0:8123",
     "[::1]:8123", "127.0.0.1", "", "127.0.0.1:8123@evil.example"],
)  # fmt: skip
@pytest.mark.parametrize("path", ["/", "/open", "/static/style.css", "/nothing"])
def test_another_name_is_not_answered(visited: TestClient, host: str, path: str) -> None:
    answer = visited.get(path, headers={"host": host})

    assert answer.status_code == 421
    assert "not served under this address" in answer.text


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "https://evil.example"},
        {"origin": "null"},
        {"origin": "http://127.0.0.1:9999"},
        {"origin": f"https://{HOST}"},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site", **OWN},
        {"sec-fetch-site": "none", **OWN},
        {},
    ],
)
def test_another_site_changes_nothing(visited: TestClient, headers: dict[str, str]) -> None:
    answer = visited.post("/act", data=FORM, headers=headers)

    assert answer.status_code == 403
    assert visited.done == []  # type: ignore[attr-defined]


def test_the_own_page_acts(visited: TestClient) -> None:
    answer = visited.post("/act", data=FORM, headers=OWN)

    assert (answer.status_code, visited.done) == (200, ["it"])  # type: ignore[attr-defined]


def test_a_token_may_come_in_a_header(visited: TestClient) -> None:
    headers = OWN | {"x-token": token_of(TICKET)}

    assert visited.post("/act", data={"what": "it"}, headers=headers).status_code == 200


@pytest.mark.parametrize("token", ["", token_of("another"), "ä"])
def test_a_form_without_its_token_does_nothing(visited: TestClient, token: str) -> None:
    answer = visited.post("/act", data={"what": "it", "token": token}, headers=OWN)

    assert (answer.status_code, visited.done) == (403, [])  # type: ignore[attr-defined]
    assert "out of date" in answer.text


@pytest.mark.parametrize(
    "kind", ["text/plain", "application/json", "multipart/form-data; boundary=x", ""]
)
def test_only_a_form_is_taken(visited: TestClient, kind: str) -> None:
    headers = OWN | {"content-type": kind, "x-token": token_of(TICKET)}

    assert visited.post("/act", content=b"what=it", headers=headers).status_code == 415
    assert visited.done == []  # type: ignore[attr-defined]


def test_too_much_is_not_read(visited: TestClient) -> None:
    headers = OWN | {"content-type": "application/x-www-form-urlencoded"}
    answer = visited.post("/act", content=b"a" * (MOST_BYTES + 1), headers=headers)

    assert answer.status_code == 413


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "OPTIONS", "TRACE"])
@pytest.mark.parametrize("path", ["/", "/act", "/open", "/nothing"])
def test_other_methods_are_none(visited: TestClient, method: str, path: str) -> None:
    answer = visited.request(method, path, headers=OWN)

    assert answer.status_code == 405
    assert "access-control-allow-origin" not in answer.headers


@pytest.mark.parametrize(
    "path",
    ["/", "/audit", "/nothing", "/health", "/act/health", "/OPEN", "/open/", "/open;", "//open", "/open%2e",
     "/open/x", "/%6fpen", "/static/", "/static/style.css/"],
)  # fmt: skip
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_a_stranger_sees_nothing_but_what_is_open(tmp_path: Path, path: str, method: str) -> None:
    client = client_of(small_site(tmp_path)[0])

    assert client.request(method, path).status_code in {401, 404}


def test_a_stranger_sees_what_is_open(tmp_path: Path) -> None:
    client = client_of(small_site(tmp_path)[0])

    assert client.get("/open").text == "open"
    assert client.get("/static/style.css").headers["content-type"] == "text/css; charset=utf-8"


def test_a_stranger_posts_what_is_open_with_the_token_he_was_shown(tmp_path: Path) -> None:
    site, done, _ = small_site(tmp_path)
    client = client_of(site)
    token = client.get("/").text.removeprefix("who are you? ")

    assert client.post("/enter", data={"token": "x"}, headers=OWN).status_code == 403
    assert client.post("/enter", data={"token": token}, headers=OWN).status_code == 200
    assert client.post("/act", data={"token": token}, headers=OWN).status_code == 401
    assert len(done) == 1


def test_a_right_that_is_missing_is_said(visited: TestClient) -> None:
    answer = visited.get("/audit")

    assert answer.status_code == 403
    assert "Your roles do not include this." in answer.text


def test_every_answer_has_the_headers(visited: TestClient) -> None:
    for path in ["/", "/fail", "/audit", "/nothing", "/static/htmx.js"]:
        headers = visited.get(path).headers
        policy = headers["content-security-policy"]
        assert "unsafe" not in policy
        assert "frame-ancestors 'none'" in policy
        assert headers["cache-control"] == "no-store"
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["cross-origin-opener-policy"] == "same-origin"
        assert "server" not in headers


def test_a_nonce_is_used_once(visited: TestClient) -> None:
    policies = {visited.get("/").headers["content-security-policy"] for _ in range(3)}

    assert len(policies) == 3


def test_a_fault_is_shown_as_a_number_only(tmp_path: Path) -> None:
    site, _, faults = small_site(tmp_path)
    client = client_of(site)
    client.cookies.set("test-8123", TICKET)
    answer = client.get("/fail")

    assert answer.status_code == 500
    assert [str(error) for _, error in faults] == [f"SELECT secret FROM {tmp_path}"]
    assert faults[0][0] in answer.text
    for telling in ("SELECT", str(tmp_path), "Traceback", "RuntimeError", "starlette"):
        assert telling not in answer.text


def test_cookies_are_kept_from_scripts_and_other_sites(tmp_path: Path) -> None:
    told = client_of(small_site(tmp_path)[0]).get("/").headers["set-cookie"]

    assert told.startswith("test-8123-door=")
    assert "HttpOnly" in told
    assert "SameSite=strict" in told


def test_under_tls_cookies_belong_to_the_host(tmp_path: Path) -> None:
    client = client_of(small_site(tmp_path)[0], secure=True)
    answer = client.get("/")

    assert answer.headers["set-cookie"].startswith("__Host-test-8123-door=")
    assert "Secure" in answer.headers["set-cookie"]
    assert "strict-transport-security" in answer.headers


def test_a_page_in_the_language_that_is_asked_for(visited: TestClient) -> None:
    answer = visited.get("/nothing", headers={"accept-language": "fr, zh-CN;q=0.8, en;q=0.5"})

    assert '<html lang="zh">' in answer.text
    assert "没有这个页面" in answer.text


@pytest.mark.parametrize(
    "raw",
    [
        "/static/../open",
        "/%2e%2e/etc",
        "/a%2fb",
        "/a//b",
        "/a;b",
        "/a\\b",
        "/a%00",
        "/.git",
        "/a.",
        "a",
    ],
)
def test_a_path_that_can_be_read_in_two_ways_is_none(raw: str) -> None:
    assert not plain_path({"path": unquote(raw), "raw_path": raw.encode()})


@pytest.mark.parametrize("raw", ["/", "/items/12", "/static/style.css", "/runs/2026-11-22-a1"])
def test_a_plain_path_is_one(raw: str) -> None:
    assert plain_path({"path": raw, "raw_path": raw.encode()})


PUBLIC = "https://desk.example.org"


@pytest.mark.parametrize(
    ("host", "origin", "status"),
    [
        ("desk.example.org", PUBLIC, 200),
        ("desk.example.org", "http://desk.example.org", 403),
        ("desk.example.org", f"http://{HOST}", 403),
        ("desk.example.org:443", PUBLIC, 421),
        ("evil.example", PUBLIC, 421),
        (HOST, PUBLIC, 403),
        (HOST, f"http://{HOST}", 200),
    ],
)
def test_the_address_that_people_reach_it_by_is_a_name_of_its_own(
    tmp_path: Path, host: str, origin: str, status: int
) -> None:
    site = small_site(tmp_path)[0]
    app = site.guarded(frozenset([HOST]), site.cookies(8123, secure=False), PUBLIC)
    client = TestClient(app, base_url=f"http://{HOST}")
    headers = {"host": host, "origin": origin, "cookie": f"test-8123={TICKET}"}

    assert client.post("/act", data=FORM, headers=headers).status_code == status
