"""Credentials by name."""

from pathlib import Path

import pytest

from runner.errors import ExitCode
from runner.evidence.mask import Masker
from runner.secret import Secret
from runner.vault import Place, StoredName, Vault, VaultError, credential_names, open_vault
from runner.vault.errors import KeyringRefusedError


class FakeKeyring:
    def __init__(self, values: dict[str, str] | None = None) -> None:
        self.values = values

    def get(self, name: str) -> str | None:
        if self.values is None:
            raise KeyringRefusedError("this machine has none")
        return self.values.get(name)

    def set(self, name: str, value: str) -> None:
        if self.values is None:
            raise KeyringRefusedError("this machine has none")
        self.values[name] = value

    def describe(self) -> str:
        return "not used: this machine has none" if self.values is None else "fake"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "credentials.env"
    path.write_text("CRM_USERNAME=erika\nCRM_PASSWORD=from-file\n")
    path.chmod(0o600)
    return path


def vault(
    path: Path, environment: dict[str, str] | None = None, keyring: dict[str, str] | None = None
) -> Vault:
    return Vault(path, environment=environment or {}, keyring=FakeKeyring(keyring))


def test_the_environment_comes_first_then_the_file_then_the_keyring(path: Path) -> None:
    keyring = {"CRM_PASSWORD": "from-keyring", "ERP_TOKEN": "from-keyring"}
    places = vault(path, {"CRM_PASSWORD": "from-environment"}, keyring)

    assert places.get("CRM_PASSWORD").reveal() == "from-environment"
    assert vault(path, {"CRM_PASSWORD": ""}, keyring).get("CRM_PASSWORD").reveal() == "from-file"
    assert places.get("ERP_TOKEN").reveal() == "from-keyring"


def test_what_is_given_out_shows_no_value(path: Path) -> None:
    given = [vault(path).get(name) for name in credential_names("crm")]

    assert [each.reveal() for each in given] == ["erika", "from-file"]
    assert "from-file" not in f"{given!r} {given[1]}"
    assert "erika" not in f"{given!r} {given[0]}"


def test_a_user_name_need_not_be_hidden_on_screens(path: Path) -> None:
    assert not vault(path).get("CRM_USERNAME").hidden
    assert vault(path).get("CRM_PASSWORD").hidden


def test_a_missing_name_is_told_with_all_places_and_the_remedy(path: Path) -> None:
    with pytest.raises(VaultError) as caught:
        vault(path).get("ERP_PASSWORD")

    assert caught.value.exit_code is ExitCode.USAGE
    assert caught.value.sentence() == (
        "The credential ERP_PASSWORD is not set: looked for it in the environment, "
        f"in {str(path)!r} and in the keyring (not used: this machine has none). "
        "Set it with `deskhand secrets set ERP_PASSWORD`."
    )


def test_every_password_given_out_is_masked_from_then_on(path: Path) -> None:
    masker = Masker()
    credentials = Vault(path, environment={}, keyring=FakeKeyring(), on_secret=masker.add_secret)

    for name in credential_names("crm"):
        credentials.get(name)

    assert masker.text("erika typed from-file") == "erika typed •••"


def test_names_tell_places_and_never_values(path: Path) -> None:
    names = vault(path, {"ERP_TOKEN": "hunter2"}, {"X": "hunter2"}).names(["ERP_TOKEN", "X", "Y"])

    assert names == [
        StoredName("ERP_TOKEN", Place.ENVIRONMENT),
        StoredName("X", Place.KEYRING),
        StoredName("Y", None),
        StoredName("CRM_USERNAME", Place.FILE),
        StoredName("CRM_PASSWORD", Place.FILE),
    ]


def test_everything_that_is_missing_is_told_in_sentences(path: Path) -> None:
    missing = vault(path).missing(["CRM_PASSWORD", "A", "B"])

    assert [sentence.split(" is not set")[0] for sentence in missing] == [
        "The credential A",
        "The credential B",
    ]


def test_values_are_set_in_the_file_or_the_keyring(path: Path) -> None:
    keyring: dict[str, str] = {}
    credentials = vault(path, keyring=keyring)

    credentials.set("A", "x")
    credentials.set("B", "y", place=Place.KEYRING)

    assert credentials.get("A").reveal() == "x"
    assert keyring == {"B": "y"}
    assert credentials.remove("A")
    assert len(credentials.missing(["A"])) == 1


@pytest.mark.parametrize("name", ["", "1A", "A B", "A=B", "A\nB", "Ä"])
def test_a_name_that_cannot_be_one(path: Path, name: str) -> None:
    with pytest.raises(VaultError, match="cannot be the name of a credential"):
        vault(path).set(name, "x")


def test_an_empty_value_changes_nothing(path: Path) -> None:
    before = path.read_text()
    with pytest.raises(VaultError) as caught:
        vault(path).set("CRM_PASSWORD", "")

    assert caught.value.sentence() == (
        "The value for CRM_PASSWORD is empty; nothing was changed. "
        "Give one, or remove it with `deskhand secrets remove CRM_PASSWORD`."
    )
    assert path.read_text() == before


def test_names_of_a_credential() -> None:
    assert credential_names("my-crm") == ("MY_CRM_USERNAME", "MY_CRM_PASSWORD")
    with pytest.raises(VaultError):
        credential_names("my crm")


def test_the_vault_of_a_workspace(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MY_CRM_PASSWORD", "x")
    seen: list[Secret] = []
    credentials = open_vault(path.parent, seen.append)

    assert credentials.get("MY-CRM_PASSWORD").reveal() == "x"
    assert credentials.get("CRM_USERNAME").reveal() == "erika"
    assert [secret.name for secret in seen] == ["MY_CRM_PASSWORD"]
