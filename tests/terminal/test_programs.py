"""Programs on VT terminals: how they begin, ask for secrets, and end."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import psutil
import pytest

from runner.drivers.errors import AppUnreachableError, ElementNotReadyError, ScreenNotShownError
from runner.drivers.terminal.errors import (
    ConnectionLostError,
    NotLetInError,
    ProgramEndedError,
    ProgramNotStartedError,
)
from tests.terminal.real_programs import free_port, needed, started

SELECTORS = Path(__file__).parent / "selectors"
SECRETS = {"ASKS_USERNAME": "clerk", "ASKS_PASSWORD": "geheim-4711"}
ASKS = """
import getpass, sys
name = input("login: ")
word = {asked}
print("Welcome", name, "wrong" if word != "geheim-4711" else "right")
sys.stdout.flush()
line = input("command: ")
sys.exit(3)
"""


@pytest.fixture
def asks(opened, tmp_path):
    def call(asked: str = "getpass.getpass('Password: ')", *, wait: float = 20, secrets=SECRETS):
        (tmp_path / "asks.py").write_text(ASKS.format(asked=asked), encoding="utf-8")
        return opened(SELECTORS / "asks.yaml", folder=tmp_path, wait=wait, secrets=secrets)

    return call


def test_a_password_prompt_is_answered_and_seen_nowhere(asks) -> None:
    session = asks()

    assert session.on("welcome").read("said") == "Welcome"
    assert "right" in session.stage.surface.display().line(2)
    assert "geheim" not in repr(session.stage.recorder.told)
    assert session.picture("welcome") is not None


def test_a_prompt_that_shows_what_is_typed_gets_no_secret(asks) -> None:
    with pytest.raises(ElementNotReadyError) as error:
        asks("input('Password: ')", wait=2)

    assert "it is a secret, and the terminal shows what is typed" in str(error.value)
    assert "geheim" not in str(error.value)


def test_credentials_of_the_worker_are_not_passed_on(asks, monkeypatch) -> None:
    monkeypatch.setenv("CRM_PASSWORD", "hidden")
    session = asks("getpass.getpass('Password: '); import os; print(sorted(os.environ))")
    shown = "".join(session.stage.surface.display().cells)

    assert "TERM" in shown
    assert "CRM_PASSWORD" not in shown


def test_a_program_that_ends_by_itself(asks) -> None:
    session = asks()
    session.on("welcome").press("enter")
    with pytest.raises(
        ProgramEndedError, match=r"has ended by itself: it ended with exit code 3\."
    ):
        session.on("gone")

    assert not session.alive()
    session.reset()
    assert session.alive()


def test_a_program_that_is_killed(asks) -> None:
    session = asks()
    [program] = session.process_ids()
    os.kill(program, signal.SIGKILL)
    os.waitid(os.P_PID, program, os.WEXITED | os.WNOWAIT)
    with pytest.raises(ProgramEndedError, match="by signal 9"):
        session.on("gone")


def test_a_screen_that_does_not_come(asks) -> None:
    session = asks()
    session.stage.wait_seconds = 1
    with pytest.raises(ScreenNotShownError, match="'login: clerk'"):
        session.on("gone")


def test_whatever_it_has_started_ends_with_it(asks) -> None:
    session = asks(
        "getpass.getpass('Password: '); import subprocess, signal;"
        "signal.signal(signal.SIGHUP, signal.SIG_IGN);"
        "subprocess.Popen(['sleep', '300'], start_new_session=True)"
    )
    family = [psutil.Process(one) for one in session.process_ids()]
    session.close(3)

    assert len(family) == 2
    assert not any(one.is_running() and one.status() != psutil.STATUS_ZOMBIE for one in family)


def test_a_program_dies_with_its_worker(tmp_path) -> None:
    worker = (
        "import sys, time; from pathlib import Path;"
        "from runner.screens.load import load;"
        "from runner.drivers.terminal import *;"
        "s = open_terminal(load(Path(sys.argv[1])), None, TerminalOptions(workspace=Path('.')));"
        "s.stage.surface.open(); print(*s.process_ids(), flush=True); input()"
    )
    (tmp_path / "asks.py").write_text(ASKS.format(asked="1"), encoding="utf-8")
    words = [sys.executable, "-c", worker, str(SELECTORS / "asks.yaml")]
    root = Path(__file__).parents[2]
    with subprocess.Popen(
        words,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": str(root)},
        text=True,
    ) as process:
        assert process.stdout is not None
        program = psutil.Process(int(process.stdout.readline()))
        process.kill()
    psutil.wait_procs([program], timeout=20)

    assert not program.is_running() or program.status() == psutil.STATUS_ZOMBIE


def test_a_program_that_cannot_be_started(opened, tmp_path) -> None:
    with pytest.raises(ProgramNotStartedError) as error:
        opened(SELECTORS / "asks.yaml", folder=tmp_path, secrets=SECRETS)

    assert "it ended with exit code 2 and said: " in str(error.value)
    assert "asks.py" in str(error.value)


@pytest.fixture
def sshd(tmp_path, monkeypatch):
    """A server of one's own, with a key that lets the tests in; gives its port and known hosts."""
    server = (
        "/usr/sbin/sshd" if Path("/usr/sbin/sshd").exists() else needed("sshd", "openssh-server")
    )
    home = tmp_path / "home"
    home.mkdir(mode=0o700)
    for name in ("host", "client"):
        made = ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(home / name)]
        subprocess.run(made, check=True)
    port = free_port()
    if os.geteuid() == 0:
        Path("/run/sshd").mkdir(exist_ok=True)
    (home / "sshd_config").write_text(
        f"Port {port}\nListenAddress 127.0.0.1\nHostKey {home}/host\nPidFile none\n"
        f"AuthorizedKeysFile {home}/client.pub\nStrictModes no\nPasswordAuthentication no\n"
        "KbdInteractiveAuthentication no\nUsePAM no\nPermitRootLogin yes\nAcceptEnv LANG\n",
        encoding="utf-8",
    )
    key = (home / "host.pub").read_text(encoding="utf-8")
    known = home / "known_hosts"
    agent = subprocess.run(["ssh-agent", "-s"], check=True, capture_output=True, text=True).stdout
    parts = dict(part.split("=", 1) for part in agent.split(";") if part.strip().startswith("SSH"))
    parts = {name.strip(): value for name, value in parts.items()}
    socket, pid = parts["SSH_AUTH_SOCK"], int(agent.split("SSH_AGENT_PID=")[1].split(";")[0])
    monkeypatch.setenv("SSH_AUTH_SOCK", socket)
    subprocess.run(["ssh-add", "-q", str(home / "client")], check=True)
    try:
        with started([server, "-D", "-e", "-f", str(home / "sshd_config")], port):
            yield port, known, f"[127.0.0.1]:{port} {key}"
    finally:
        os.kill(pid, signal.SIGTERM)


@pytest.fixture
def known_by(monkeypatch):
    """Which hosts ssh knows."""

    def call(file: Path) -> None:
        words = ("-o", f"UserKnownHostsFile={file}", "-o", "GlobalKnownHostsFile=/dev/null")
        from runner.drivers.terminal import commands

        monkeypatch.setattr(commands, "SSH", (*commands.SSH, *words))

    return call


def user() -> str:
    return psutil.Process().username()


def test_a_program_on_another_host(sshd, known_by, opened) -> None:
    port, known, key = sshd
    known.write_text(key, encoding="utf-8")
    known_by(known)
    session = opened(SELECTORS / "shell.yaml", address=f"ssh://{user()}@127.0.0.1:{port}")
    session.on("ready").fill(name="Zoë 办公桌").press("enter")

    assert session.on("greeted").read("said") == "Hello Zoë 办公桌."
    family = [psutil.Process(one) for one in session.process_ids()]
    for one in family:
        one.kill()
    psutil.wait_procs(family, timeout=20)
    with pytest.raises(ConnectionLostError, match=r"The connection of 'shell' to ssh://127.0.0.1"):
        session.on("ready")


def test_a_key_that_is_not_accepted_is_tried_once(sshd, known_by, opened, monkeypatch) -> None:
    port, known, key = sshd
    known.write_text(key, encoding="utf-8")
    known_by(known)
    monkeypatch.setenv("HOME", str(known.parent / "nobody"))
    monkeypatch.delenv("SSH_AUTH_SOCK")
    with pytest.raises(NotLetInError) as error:
        opened(SELECTORS / "shell.yaml", address=f"ssh://{user()}@127.0.0.1:{port}")

    assert "did not let the bot in: Permission denied (publickey)" in str(error.value)
    assert error.value.final


def test_a_host_that_nobody_knows_is_not_believed(sshd, known_by, opened) -> None:
    port, known, _ = sshd
    known.write_text("", encoding="utf-8")
    known_by(known)
    with pytest.raises(AppUnreachableError, match="Host key verification failed"):
        opened(SELECTORS / "shell.yaml", address=f"ssh://{user()}@127.0.0.1:{port}")
