"""What is done for rows by the hundred thousand is undone afterwards."""

import gc

import pytest

from runner.store.bulk import rare_collections


def test_the_collector_looks_as_often_as_before_when_all_rows_are_written() -> None:
    usual = gc.get_threshold()

    with rare_collections():
        assert gc.get_threshold()[0] > usual[0]

    assert gc.get_threshold() == usual


def test_the_collector_looks_as_often_as_before_when_writing_failed() -> None:
    usual = gc.get_threshold()

    with pytest.raises(OSError, match="full"), rare_collections():
        raise OSError("full")

    assert gc.get_threshold() == usual
