"""Sending: real dialogues with servers on loopback; what fails is tried again and said."""

import email
import email.policy
import hashlib
import hmac
import shutil
from datetime import timedelta
from email.message import EmailMessage
from pathlib import Path

import pytest

from runner.notices.audiences import everybody
from runner.notices.mail import ATTACHED_BYTES
from runner.notices.sending import send_due
from runner.schedules.notice_entries import TellEntry
from runner.settings import MailSecurity, MailSettings, Settings
from runner.store.notices import NoticeDraft, NoticeState
from runner.store.store import Store
from runner.vault import Vault
from tests.unit.notices.conftest import NOW
from tests.unit.notices.servers import mail_server, make_certificate, web_server

# The servers of the tests, and the plug-ins of apprise, have their own opinions.
pytestmark = [
    pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS"),
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
]

MINUTE = timedelta(minutes=1)
CANARY = "c4nary-p@ss"


@pytest.fixture(autouse=True)
def without_proxies(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    if shutil.which("openssl") is None:
        pytest.skip("there is no openssl to make a certificate with")
    return make_certificate(tmp_path_factory.mktemp("certificate"))


def vault(tmp_path: Path, **values: str) -> Vault:
    return Vault(tmp_path / "credentials.env", environment=values)


def mail_settings(port: int, **changes: object) -> Settings:
    values = {"host": "localhost", "port": port, "sender": "bots@example.org"} | changes
    return Settings(mail=MailSettings.model_validate(values))


def post(store: Store, tell: dict[str, TellEntry], *keys: str, topic: str = "summary") -> None:
    drafts = [
        NoticeDraft(topic, key, audience, f"About {key}: Zoë 中文", "Ünten …\n", "<p>Ü</p>")
        for key in keys
        for audience in everybody(tell)
    ]
    store.notices.post(drafts, NOW)


def read(mail: bytes) -> EmailMessage:
    found = email.message_from_bytes(mail, policy=email.policy.default)
    assert isinstance(found, EmailMessage)
    return found


def test_a_mail_goes_out_encrypted_and_signed_in(
    store: Store,
    tmp_path: Path,
    certificate: tuple[Path, Path],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate[0]))
    tell = {"team": TellEntry(mail=["ops@example.org", "boss@example.org"])}
    post(store, tell, "k")
    with mail_server(certificate, ("bots", CANARY)) as mailbox:
        settings = mail_settings(mailbox.port, credential="mail")
        secrets = vault(tmp_path, MAIL_USERNAME="bots", MAIL_PASSWORD=CANARY)
        sent = send_due(store, tell, settings, secrets, NOW)

    assert (sent.sent, sent.failed) == (1, 0), sent.errors
    assert mailbox.was_encrypted == [True]
    assert mailbox.to == [["ops@example.org", "boss@example.org"]]
    mail = read(mailbox.mails[0])
    assert mail["Subject"] == "About k: Zoë 中文"
    assert mail["From"] == "bots@example.org"
    assert mail["Auto-Submitted"] == "auto-generated"
    text, html = (mail.get_body((kind,)) for kind in ("plain", "html"))
    assert text is not None
    assert html is not None
    assert [text.get_content().strip(), html.get_content().strip()] == ["Ünten …", "<p>Ü</p>"]
    assert mail["Message-ID"] == store.notices.recent(1)[0].message_id


def test_a_certificate_that_nobody_vouches_for_is_refused(
    store: Store, tmp_path: Path, certificate: tuple[Path, Path]
) -> None:
    tell = {"team": TellEntry(mail=["ops@example.org"])}
    post(store, tell, "k")
    with mail_server(certificate) as mailbox:
        sent = send_due(store, tell, mail_settings(mailbox.port), vault(tmp_path), NOW)

    assert mailbox.mails == []
    [error] = sent.errors
    assert f"localhost:{mailbox.port} shows a certificate that cannot be trusted" in error


@pytest.mark.parametrize(
    ("password", "refuses", "said"),
    [("wrong", False, "refuses the user name or the password (code 535)"),
     (CANARY, True, "refuses it (code 554)")],
)  # fmt: skip
def test_refusals_are_said_without_the_servers_words(
    store: Store, tmp_path: Path, password: str, refuses: bool, said: str
) -> None:
    tell = {"team": TellEntry(mail=["ops@example.org"])}
    post(store, tell, "k")
    with mail_server(account=("bots", CANARY)) as mailbox:
        mailbox.refuses = refuses
        settings = mail_settings(mailbox.port, credential="mail", security=MailSecurity.NONE)
        secrets = vault(tmp_path, MAIL_USERNAME="bots", MAIL_PASSWORD=password)
        sent = send_due(store, tell, settings, secrets, NOW)

    assert said in sent.errors[0]
    [notice] = store.notices.recent(1)
    assert (notice.state, notice.tries) == (NoticeState.WAITING, 1)
    for canary in ("canary", CANARY, "wrong"):
        assert canary not in notice.last_error


def test_a_password_is_not_sent_in_the_open(store: Store, tmp_path: Path) -> None:
    tell = {"team": TellEntry(mail=["ops@example.org"])}
    post(store, tell, "k")
    settings = mail_settings(25, host="mail.example.org", credential="mail", security="none")
    secrets = vault(tmp_path, MAIL_USERNAME="bots", MAIL_PASSWORD=CANARY)
    sent = send_due(store, tell, settings, secrets, NOW)

    assert sent.errors[0].startswith("The password is not sent to the mail server mail.example.org")


def test_a_server_that_is_not_there_is_tried_again_later(store: Store, tmp_path: Path) -> None:
    tell = {"team": TellEntry(mail=["ops@example.org"])}
    post(store, tell, "a", "b")
    with mail_server() as mailbox:
        pass
    settings = mail_settings(mailbox.port, security="none")
    sent = send_due(store, tell, settings, vault(tmp_path), NOW)

    assert sent.failed == 2
    assert sent.errors[0].startswith(f"The mail server localhost:{mailbox.port} cannot be reached")
    assert send_due(store, tell, settings, vault(tmp_path), NOW).failed == 0
    with mail_server() as mailbox:
        settings = mail_settings(mailbox.port, security="none")
        assert send_due(store, tell, settings, vault(tmp_path), NOW + MINUTE).sent == 2


def test_without_a_mail_server_it_is_said_and_kept(store: Store, tmp_path: Path) -> None:
    tell = {"team": TellEntry(mail=["ops@example.org"])}
    post(store, tell, "k")
    sent = send_due(store, tell, Settings(), vault(tmp_path), NOW)

    assert "settings.toml names no mail server" in sent.errors[0]
    assert store.notices.recent(1)[0].state is NoticeState.WAITING


def test_a_report_is_attached_where_it_is_wanted_and_small(store: Store, tmp_path: Path) -> None:
    small, big = tmp_path / "report.html", tmp_path / "big.html"
    small.write_text("<p>report</p>")
    big.write_bytes(b" " * (ATTACHED_BYTES + 1))
    tell = {"team": TellEntry(mail=["ops@example.org"], attach_report=True)}
    for file in (small, big):
        details = {"report": str(file)}
        draft = NoticeDraft("summary", file.name, "team:mail", "s", "b", "h", details)
        store.notices.post([draft], NOW)
    with mail_server() as mailbox:
        settings = mail_settings(mailbox.port, security="none")
        assert send_due(store, tell, settings, vault(tmp_path), NOW).sent == 2

    attached = [
        [part.get_filename() for part in read(mail).iter_attachments()] for mail in mailbox.mails
    ]
    assert attached == [["report.html"], []]


def test_a_webhook_gets_signed_json(store: Store, tmp_path: Path) -> None:
    with web_server() as hook:
        tell = {"hook": TellEntry(webhook=f"{hook.url}/in", credential="HOOK_SECRET")}
        post(store, tell, "k")
        sent = send_due(store, tell, Settings(), vault(tmp_path, HOOK_SECRET=CANARY), NOW)

    assert sent.sent == 1, sent.errors
    assert hook.asked == ["POST /in"]
    [body] = hook.bodies
    moment, signed = hook.headers[0]["X-Deskhand-Signature"].removeprefix("t=").split(",v1=")
    secret = hmac.new(CANARY.encode(), moment.encode() + b"." + body, hashlib.sha256)
    assert signed == secret.hexdigest()
    [said] = hook.said()
    assert said["subject"] == "About k: Zoë 中文"
    assert said["notices"][0]["topic"] == "summary"
    assert hook.headers[0]["Idempotency-Key"] == said["id"]


def test_a_webhook_is_not_sent_elsewhere(store: Store, tmp_path: Path) -> None:
    with web_server() as hook, web_server() as other:
        hook.answer, hook.location = 302, f"{other.url}/stolen"
        tell = {"hook": TellEntry(webhook=f"{hook.url}/secret-token")}
        post(store, tell, "k")
        sent = send_due(store, tell, Settings(), vault(tmp_path), NOW)

    assert other.asked == []
    assert "answered with 302, which sends it elsewhere" in sent.errors[0]
    assert "secret-token" not in sent.errors[0]


def test_apprise_reaches_a_service_and_its_address_is_never_said(
    store: Store, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    pytest.importorskip("apprise")
    tell = {"chat": TellEntry(credential="CHAT_URL")}
    post(store, tell, "k")
    with web_server() as hook:
        address = f"json://127.0.0.1:{hook.url.rpartition(':')[2]}/{CANARY}"
        sent = send_due(store, tell, Settings(), vault(tmp_path, CHAT_URL=address), NOW)
        assert sent.sent == 1, sent.errors
        hook.answer = 500
        post(store, tell, "l")
        failed = send_due(store, tell, Settings(), vault(tmp_path, CHAT_URL=address), NOW)
    unknown = vault(tmp_path, CHAT_URL=f"nonsense://{CANARY}")
    post(store, tell, "m")
    wrong = send_due(store, tell, Settings(), unknown, NOW)

    assert hook.said()[0]["title"] == "About k: Zoë 中文"
    assert failed.errors[0].startswith("The service of the credential CHAT_URL did not take")
    assert "has an address that apprise does not know" in wrong.errors[0]
    said = capfd.readouterr()
    assert CANARY not in repr((failed, wrong, said, store.notices.recent(9)))


def test_ways_are_tried_each_by_itself(store: Store, tmp_path: Path) -> None:
    with web_server() as hook:
        tell = {"team": TellEntry(mail=["ops@example.org"], webhook=hook.url)}
        post(store, tell, "k")
        first = send_due(store, tell, Settings(), vault(tmp_path), NOW)
        again = send_due(store, tell, Settings(), vault(tmp_path), NOW + MINUTE)

    assert (first.sent, first.failed) == (1, 1)
    assert (again.sent, again.failed) == (0, 1)
    assert len(hook.bodies) == 1


def test_a_flood_is_told_together_and_not_more_than_was_wanted(
    store: Store, tmp_path: Path
) -> None:
    with web_server() as hook:
        tell = {"team": TellEntry(webhook=hook.url, most=3)}
        for second in range(0, 7200, 10):
            now = NOW + timedelta(seconds=second)
            draft = NoticeDraft("missed", f"k{second}", "team:webhook", f"About {second}", "b", "h")
            store.notices.post([draft], now)
            send_due(store, tell, Settings(), vault(tmp_path), now)
        last = NOW + timedelta(hours=4)
        send_due(store, tell, Settings(), vault(tmp_path), last)

    assert len(hook.bodies) <= 8
    assert sum(len(said["notices"]) >= 1 for said in hook.said()) == len(hook.bodies)
    assert any(
        said["subject"].startswith(f"{n} notices") for n in range(400) for said in hook.said()
    )
    assert store.notices.due(last) == []


def test_who_is_named_no_more_is_said(store: Store, tmp_path: Path) -> None:
    post(store, {"old": TellEntry(mail=["ops@example.org"])}, "k")
    sent = send_due(store, {}, Settings(), vault(tmp_path), NOW)

    assert sent.errors[0].startswith("Nobody is called 'old' under `tell`")


def test_a_credential_that_is_not_set_is_said(store: Store, tmp_path: Path) -> None:
    tell = {"chat": TellEntry(credential="CHAT_URL")}
    post(store, tell, "k")
    sent = send_due(store, tell, Settings(), vault(tmp_path), NOW)

    assert sent.errors[0].startswith("The credential CHAT_URL is not set")
