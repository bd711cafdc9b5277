"""No answer is made that would be too large, nor too many large ones at once."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from tensorboard_plugin_paramviz.serving.answers.limits import LARGEST_ANSWER_BYTES, AnswerSpace, check_answer_size
from tensorboard_plugin_paramviz.serving.errors import DataUnavailableError, TooLargeError

MIB = 1024 * 1024


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


def test_large_answers_take_turns() -> None:
    space, guard = AnswerSpace(capacity_bytes=100 * MIB), threading.Lock()
    taken: list[int] = [0]
    most: list[int] = [0]

    def answer(size_mib: int) -> None:
        with space.hold(size_mib * MIB):
            with guard:
                taken[0] += size_mib
                most[0] = max(most[0], taken[0])
            threading.Event().wait(0.002)
            with guard:
                taken[0] -= size_mib

    with ThreadPoolExecutor(16) as threads:
        list(threads.map(answer, [40, 60, 30, 90] * 8))
    assert taken == [0]
    assert 60 <= most[0] <= 100


def test_one_that_is_larger_than_all_space_is_made_alone() -> None:
    space = AnswerSpace(capacity_bytes=10 * MIB, longest_wait_seconds=0)
    with (
        space.hold(200 * MIB),
        pytest.raises(DataUnavailableError, match="busy with other large answers; ask again"),
        space.hold(5 * MIB),
    ):
        pass
    with space.hold(5 * MIB):
        pass


def test_small_answers_wait_for_nobody() -> None:
    space = AnswerSpace(capacity_bytes=10 * MIB, longest_wait_seconds=0)
    with space.hold(200 * MIB), space.hold(4 * MIB):
        pass


def test_an_answer_that_fails_gives_its_space_back() -> None:
    space = AnswerSpace(capacity_bytes=10 * MIB, longest_wait_seconds=0)
    with pytest.raises(KeyError), space.hold(10 * MIB):
        raise KeyError
    with space.hold(10 * MIB):
        pass
