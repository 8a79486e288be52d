"""Units: what is written for each machine, and that nothing of anybody else's is touched."""

import plistlib
import shutil
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from runner.serve.units.elsewhere import launchd_text, task_text
from runner.serve.units.installing import Recipe, install, recipe, uninstall
from runner.serve.units.systemd import quoted, systemd_file, systemd_text
from runner.serve.units.unit import (
    ForeignUnitError,
    NotInstalledError,
    NoUnitError,
    Unit,
    unit_name,
)

ROOT = Path('/srv/my bots 100% "x"')


def a_unit(root: Path = ROOT, account: str | None = None, name: str = "deskhand-bots") -> Unit:
    return Unit(name, root, Path(sys.executable), ("--slots", "2"), (Path("/mnt/in box"),), account)


class Machine:
    """Hears commands; those that hold a word fail."""

    def __init__(self, fails: str = "nothing") -> None:
        self.fails = fails
        self.heard: list[str] = []

    def __call__(self, words: list[str]) -> tuple[int, str]:
        self.heard.append(" ".join(words))
        return (1, "Failed to connect to bus.") if self.fails in words else (0, "")


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    return tmp_path


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="there is no systemd here")
@pytest.mark.parametrize("account", [None, "root"])
@pytest.mark.parametrize("folder", ["bots", "my bots 100% $HOME"])
def test_systemd_takes_the_unit(tmp_path: Path, account: str | None, folder: str) -> None:
    root = tmp_path / folder
    root.mkdir()
    file = tmp_path / "deskhand-bots.service"
    file.write_text(systemd_text(a_unit(root, account)), encoding="utf-8")
    whose = [] if account else ["--user"]
    done = subprocess.run(
        ["systemd-analyze", "verify", *whose, "--man=no", str(file)],
        capture_output=True,
        text=True,
        check=False,
        env={"PATH": "/usr/bin:/bin", "XDG_RUNTIME_DIR": str(tmp_path), "HOME": str(tmp_path)},
    )
    mine = [line for line in done.stderr.splitlines() if "deskhand-bots" in line]

    assert mine == [], done.stderr


def test_the_unit_restarts_ends_gently_and_is_locked_up() -> None:
    lines = systemd_text(a_unit(account="bots")).splitlines()

    for line in (
        "Restart=on-failure", "RestartPreventExitStatus=2", "KillSignal=SIGTERM", "KillMode=mixed",
        "TimeoutStopSec=180", "NoNewPrivileges=yes", "ProtectSystem=strict", "User=bots",
        'ReadWritePaths="/srv/my bots 100%% \\"x\\"" "/mnt/in box"', "WantedBy=multi-user.target",
    ):  # fmt: skip
        assert line in lines
    # A browser locks its pages up in namespaces of its own.
    assert not any(line.startswith("RestrictNamespaces") for line in lines)


def test_a_persons_unit_has_nothing_that_needs_root() -> None:
    lines = systemd_text(a_unit()).splitlines()

    assert "WantedBy=default.target" in lines
    assert not any(line.startswith(("User=", "Protect", "ReadWrite")) for line in lines)


@pytest.mark.parametrize(
    ("word", "expected"),
    [("plain-1.2/x", "plain-1.2/x"), ("50%", "50%%"), ("a b", '"a b"'), ("$X", '"$$X"'),
     ('q"', '"q\\""'), ("", '""')],
)  # fmt: skip
def test_words_are_quoted_as_systemd_reads_them(word: str, expected: str) -> None:
    assert quoted(word) == expected


def test_launchd_gets_a_property_list() -> None:
    values = plistlib.loads(launchd_text(a_unit()).encode())

    assert values["ProgramArguments"][1:4] == ["-P", "-m", "runner"]
    assert values["ProgramArguments"][-2:] == ["--slots", "2"]
    assert values["WorkingDirectory"] == str(ROOT)
    assert values["KeepAlive"] == {"SuccessfulExit": False}


@pytest.mark.parametrize(("account", "kind"), [(None, "InteractiveToken"), ("bots", "S4U")])
def test_windows_gets_a_definition_in_utf_16(account: str | None, kind: str) -> None:
    unit = a_unit(Path("/srv/a & b <c>"), account)
    content = recipe(unit, "win32").content
    task = ET.fromstring(content)

    assert content[:2] == b"\xff\xfe"
    assert task.findtext(".//{*}LogonType") == kind
    assert task.findtext(".//{*}WorkingDirectory") == "/srv/a & b <c>"
    assert '--workspace "/srv/a & b <c>" --slots 2' in (task.findtext(".//{*}Arguments") or "")
    assert task.findtext(".//{*}UserId") == account
    assert "Task version" in task_text(unit)


def test_installing_writes_the_file_and_tells_the_machine(home: Path) -> None:
    unit, machine = a_unit(home), Machine()
    way = recipe(unit, "linux")
    install(unit, way, machine)

    assert systemd_file(unit).read_text() == systemd_text(unit)
    assert machine.heard == [
        "systemctl --user daemon-reload",
        "systemctl --user enable --now deskhand-bots",
    ]
    assert "loginctl enable-linger" in way.notes[0]
    install(unit, way, machine)  # again: its own file is written anew


def test_uninstalling_leaves_nothing(home: Path) -> None:
    unit, machine = a_unit(home), Machine()
    install(unit, recipe(unit, "linux"), machine)
    uninstall(unit, recipe(unit, "linux"), machine)

    assert not systemd_file(unit).exists()
    assert machine.heard[-1] == "systemctl --user disable --now deskhand-bots"
    with pytest.raises(NoUnitError, match="does not exist"):
        uninstall(unit, recipe(unit, "linux"), machine)


@pytest.mark.parametrize("act", [install, uninstall])
def test_a_foreign_file_is_left_alone(home: Path, act: object) -> None:
    unit, other, machine = a_unit(home), a_unit(home / "other"), Machine()
    file = systemd_file(unit)
    for content in ("[Service]\nExecStart=/bin/true\n", systemd_text(other)):
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(content)
        with pytest.raises(ForeignUnitError, match="was not written for this workspace"):
            act(unit, recipe(unit, "linux"), machine)  # type: ignore[operator]
        assert file.read_text() == content
    assert machine.heard == []


def test_a_machine_that_refuses_is_said_with_what_is_left_to_do(home: Path) -> None:
    unit = a_unit(home)
    with pytest.raises(NotInstalledError) as refused:
        install(unit, recipe(unit, "linux"), Machine("enable"))

    assert str(refused.value).endswith(
        "is written, but `systemctl --user enable --now deskhand-bots` failed: "
        "Failed to connect to bus."
    )
    assert refused.value.hint is not None
    assert refused.value.hint.endswith("systemctl --user enable --now deskhand-bots")


def test_a_place_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    unit = a_unit(tmp_path, "bots")
    (tmp_path / "file").write_text("")
    way = recipe(unit, "linux")
    nowhere = Recipe(
        tmp_path / "file" / "x.service", way.content, way.install, way.uninstall, [], []
    )
    with pytest.raises(NotInstalledError, match=r"cannot be written: .* is written by root"):
        install(unit, nowhere, Machine())


def test_windows_keeps_the_definition_itself(tmp_path: Path) -> None:
    unit, machine = a_unit(tmp_path), Machine()
    way = recipe(unit, "win32")
    install(unit, way, machine)

    assert not way.file.exists()
    assert machine.heard[0].startswith("schtasks /Create /TN \\Deskhand\\deskhand-bots /XML")
    uninstall(unit, way, machine)
    assert machine.heard[-1] == "schtasks /Delete /F /TN \\Deskhand\\deskhand-bots"


def test_a_workspaces_service_has_its_name() -> None:
    assert unit_name(Path("/srv/My Bots")) == "deskhand-my-bots"
