"""Words for any number of tokens."""

from __future__ import annotations

import pytest

from tensorboard_plugin_paramviz.capture.simulation.vocabulary import vocabulary
from tensorboard_plugin_paramviz.capture.simulation.words import GROUPS


@pytest.mark.parametrize("size", [1, 5, 12, 13, 100, 128, 2048, 5000])
def test_there_are_as_many_different_words_as_wanted(size: int) -> None:
    tokens = vocabulary(size)
    assert len(tokens) == len({token.word for token in tokens}) == size
    assert [token.group for token in tokens] == sorted(token.group for token in tokens)
    assert all(0 <= token.place < 1 for token in tokens)


def test_a_small_vocabulary_has_some_words_of_some_groups() -> None:
    tokens = vocabulary(100)
    assert [token.word for token in tokens[:12]] == [*"0123456789", "January", "February"]
    sizes = [sum(token.group == group for token in tokens) for group in range(tokens[-1].group + 1)]
    assert max(sizes) <= 15
    assert len(sizes) == 8


def test_words_are_readable() -> None:
    words = {token.word for token in vocabulary(2048)}
    assert {"Monday", "elephant", "asked", "asking", "turquoise", "seventy-three", "1969"} <= words
    assert len({group.name for group in GROUPS}) == len(GROUPS)
    assert {group.shape for group in GROUPS} == {"ball", "line", "ring"}


def test_words_come_again_with_a_number_where_there_are_not_enough() -> None:
    words = [token.word for token in vocabulary(5000)]
    assert "0 2" in words
