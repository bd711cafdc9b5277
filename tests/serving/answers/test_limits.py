"""No answer is made that would be too large."""

from __future__ import annotations

import pytest

from tensorboard_plugin_paramviz.serving.answers.limits import LARGEST_ANSWER_BYTES, check_answer_size
from tensorboard_plugin_paramviz.serving.errors import TooLargeError


def test_an_answer_may_reach_the_limit() -> None:
    check_answer_size(0, 0)
    check_answer_size(1, LARGEST_ANSWER_BYTES)


def test_a_larger_one_is_refused_with_the_number_of_steps_that_fit() -> None:
    step_bytes = 1024 * 1024
    with pytest.raises(TooLargeError) as raised:
        check_answer_size(5_000, 5_000 * step_bytes)
    assert (raised.value.code, raised.value.argument) == ("too_large", "steps")
    assert str(raised.value).startswith("5000 steps would make an answer of up to 5000.0 MiB, the limit is 256 MiB;")
    assert "ask for at most 256 at a time with steps=" in str(raised.value)
    check_answer_size(256, 256 * step_bytes)


def test_one_step_that_is_too_large_alone() -> None:
    with pytest.raises(TooLargeError, match="not even one of them fits"):
        check_answer_size(1, LARGEST_ANSWER_BYTES + 1)
