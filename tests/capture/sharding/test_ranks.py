"""Which process this is."""

from __future__ import annotations

import pytest

from tensorboard_plugin_paramviz.capture.sharding.ranks import is_first_rank, rank


@pytest.mark.parametrize(
    ("environment", "expected"),
    [
        ({}, 0),
        ({"RANK": "3", "WORLD_SIZE": "4"}, 3),
        ({"RANK": "0", "WORLD_SIZE": "4"}, 0),
        ({"RANK": "3", "WORLD_SIZE": "1"}, 0),
        ({"RANK": "3"}, 0),
        ({"WORLD_SIZE": "4"}, 0),
        ({"RANK": "two", "WORLD_SIZE": "4"}, 0),
        ({"RANK": "3", "WORLD_SIZE": "many"}, 0),
    ],
)
def test_the_environment_of_torchrun_tells(
    environment: dict[str, str], expected: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    for variable in ("RANK", "WORLD_SIZE"):
        monkeypatch.delenv(variable, raising=False)
    for variable, value in environment.items():
        monkeypatch.setenv(variable, value)
    assert rank() == expected
    assert is_first_rank() == (expected == 0)
