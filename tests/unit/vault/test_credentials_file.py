"""credentials.env: what a line may say, and who may read it."""

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from runner.vault.credentials_file import CredentialsFile
from runner.vault.errors import (
    CredentialsFileAccessError,
    CredentialsFileError,
    ReadableByOthersError,
    VaultError,
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "credentials.env"


def written(path: Path, content: str | bytes, mode: int = 0o600) -> CredentialsFile:
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    path.chmod(mode)
    return CredentialsFile(path)


@pytest.mark.parametrize(
    ("line", "value"),
    [
        ("A=plain", "plain"),
        (" export A = spaced out ", "spaced out"),
        ("A='it is # \"literal\" \\n'", 'it is # "literal" \\n'),
        ('A="a \\"b\\" \\\\ \\n # c" # comment', 'a "b" \\ \n # c'),
        ("A=p#w", "p#w"),
        ("A=a=b", "a=b"),
        ("A=密码ñ", "密码ñ"),
        ("A=' x '", " x "),
        ("\ufeffA=x\r", "x"),
    ],
)
def test_a_line_means_what_it_says(path: Path, line: str, value: str) -> None:
    assert written(path, line + "\n").values() == {"A": value}


@pytest.mark.parametrize("content", ["", "\n\n# nothing\n", "A=\n", "A=  # later\n", 'A=""\n'])
def test_nothing_is_set(path: Path, content: str) -> None:
    assert written(path, content).values() == {}


def test_no_file_is_no_problem(path: Path) -> None:
    assert CredentialsFile(path).values() == {}


def test_all_bad_lines_are_told_at_once_and_no_value(path: Path) -> None:
    content = '# ok\nhunter2\nA=x\nA=hunter2\nB=\'hunter2\n1B=hunter2\nC=hunter2 #x\nD="a"b\nE=\0\n'

    with pytest.raises(CredentialsFileError) as caught:
        written(path, content).values()

    assert caught.value.sentence() == (
        f"{str(path)!r} cannot be read: line 2: has no NAME=value; "
        "line 4: A stands in line 3 already; "
        "line 5: its quotation marks are not closed, or text follows them; "
        "line 6: its name is not made of letters, digits and underscores; "
        "line 7: put the value in quotation marks: it is followed by a #; "
        "line 8: its quotation marks are not closed, or text follows them; "
        "line 9: holds a NUL character. Each line is NAME=value or NAME='value'."
    )


def test_what_is_not_utf8_is_told_by_line(path: Path) -> None:
    with pytest.raises(CredentialsFileError, match="line 2: is not UTF-8 text"):
        written(path, b"A=x\nB=\xff\n").values()


@pytest.mark.skipif(os.name != "posix", reason="modes are a matter of POSIX")
@pytest.mark.parametrize("mode", [0o644, 0o640, 0o604, 0o660, 0o601])
def test_a_file_that_others_can_read_is_refused(path: Path, mode: int) -> None:
    file = written(path, "A=hunter2\n", mode)

    for use in (file.values, lambda: file.set("A", "new"), lambda: file.remove("A")):
        with pytest.raises(ReadableByOthersError) as caught:
            use()
        assert caught.value.sentence() == (
            f"{str(path)!r} can be read by others and is not used. "
            f"Run `chmod 600 {path}`, and change the passwords that were in it."
        )


@pytest.mark.skipif(os.name != "posix", reason="modes are a matter of POSIX")
def test_a_link_is_as_private_as_what_it_points_to(tmp_path: Path, path: Path) -> None:
    target = tmp_path / "elsewhere.env"
    written(target, "A=x\n", 0o644)
    path.symlink_to(target)

    with pytest.raises(ReadableByOthersError, match="a link to"):
        CredentialsFile(path).values()
    target.chmod(0o600)

    assert CredentialsFile(path).values() == {"A": "x"}


@pytest.mark.skipif(os.name != "posix", reason="owners are a matter of POSIX")
def test_a_file_of_somebody_else_is_refused(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = written(path, "A=x\n")
    if os.geteuid() == 0:
        os.chown(path, 12345, 12345)
    else:
        monkeypatch.setattr(os, "geteuid", lambda: 12345)

    with pytest.raises(ReadableByOthersError, match="belongs to another user"):
        file.values()


def test_setting_keeps_comments_order_and_privacy(path: Path) -> None:
    file = written(path, "# the CRM\nA=old\n\n# the rest\nB=b\n")

    file.set("A", 'new # "x"\n')
    file.set("C", "c")

    assert path.read_text() == ('# the CRM\nA="new # \\"x\\"\\n"\n\n# the rest\nB=b\nC=c\n')
    assert path.stat().st_mode & 0o777 == 0o600
    assert [entry.name for entry in path.parent.iterdir()] == ["credentials.env"]


def test_setting_makes_the_file(path: Path) -> None:
    CredentialsFile(path).set("A", "x")

    assert path.read_text() == "A=x\n"
    assert path.stat().st_mode & 0o777 == 0o600


def test_removing(path: Path) -> None:
    file = written(path, "# a\nA=x\nB=y\n")

    assert (file.remove("A"), file.remove("A")) == (True, False)
    assert path.read_text() == "# a\nB=y\n"


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    value=st.text(st.characters(blacklist_categories=["Cs"], blacklist_characters="\0"), min_size=1)
)
def test_every_value_comes_back_as_it_was(path: Path, value: str) -> None:
    file = CredentialsFile(path)
    file.set("A", value)
    file.set("B", "x")

    assert file.values() == {"A": value, "B": "x"}


def test_a_folder_in_its_place(path: Path) -> None:
    path.mkdir()

    with pytest.raises(CredentialsFileAccessError, match="is a directory"):
        CredentialsFile(path).values()


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(VaultError, match="no such file or directory"):
        CredentialsFile(tmp_path / "no" / "credentials.env").set("A", "x")
