import os
import socket
from pathlib import Path

import pytest
from Xlib.xauth import Xauthority

from runner.drivers.desktop.authority import Keyring, entry, new_cookie, write


def test_entries_are_read_by_an_independent_library(tmp_path: Path) -> None:
    cookie = new_cookie()
    file = tmp_path / "authority"
    write(file, entry(new_cookie(), "7") + entry(cookie, "8"))
    assert file.stat().st_mode & 0o777 == 0o600
    host = socket.gethostname().encode()
    found = Xauthority(str(file)).get_best_auth(256, host, 8)
    assert found == (b"MIT-MAGIC-COOKIE-1", cookie)


def test_a_keyring_keeps_what_the_person_has(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    theirs = tmp_path / "theirs"
    theirs.write_bytes(entry(b"t" * 16, "1"))
    monkeypatch.setenv("XAUTHORITY", str(theirs))
    keyring = Keyring()
    folder = keyring.add("8", b"o" * 16)
    keyring.add("9", b"n" * 16)
    held = Path(os.environ["XAUTHORITY"])
    assert held.parent == folder
    assert b"t" * 16 in held.read_bytes()
    keyring.remove("8")
    assert b"o" * 16 not in held.read_bytes()
    assert b"n" * 16 in held.read_bytes()
    keyring.remove("9")
    assert not folder.exists()
    assert os.environ["XAUTHORITY"] == str(theirs)
    assert theirs.read_bytes() == entry(b"t" * 16, "1")
