"""Programs get no variable in which a credential may stand."""

import pytest

from runner.drivers.surface.surroundings import passed_on


def test_credentials_stay_with_the_worker(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("ERP_PASSWORD", "DESKHAND_STORE", "PGPASSWORD", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "geheim")
    monkeypatch.setenv("LC_ALL", "de_DE.UTF-8")
    monkeypatch.setenv("QT_SCALE_FACTOR", "2")

    given = passed_on()

    assert "geheim" not in given.values()
    assert (given["LC_ALL"], given["QT_SCALE_FACTOR"]) == ("de_DE.UTF-8", "2")
    assert "PATH" in given
