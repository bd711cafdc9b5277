"""What is kept, for how long, and who waits for whom."""

from __future__ import annotations

import threading

import numpy as np
import pytest

from tensorboard_plugin_paramviz.serving.reading.cache import ByteCache, KeyedLocks

KIB = 1024


def array(size_bytes: int) -> np.ndarray:
    return np.zeros(size_bytes, np.int8)


def test_a_value_belongs_to_its_version() -> None:
    cache: ByteCache[np.ndarray] = ByteCache(100 * KIB)
    value = array(10 * KIB)
    cache.put("a", 1, value)
    assert cache.get("a", 1) is value
    assert cache.get("a", 2) is None
    assert cache.get("b", 1) is None


def test_the_least_recently_used_values_make_room() -> None:
    cache: ByteCache[np.ndarray] = ByteCache(100 * KIB)
    cache.put("a", 1, array(40 * KIB))
    cache.put("b", 1, array(40 * KIB))
    assert cache.get("a", 1) is not None
    cache.put("c", 1, array(40 * KIB))
    assert [cache.get(key, 1) is not None for key in "abc"] == [True, False, True]
    assert 80 * KIB < cache.nbytes < 100 * KIB


def test_a_newer_version_takes_the_place_of_the_older() -> None:
    cache: ByteCache[np.ndarray] = ByteCache(100 * KIB)
    cache.put("a", 1, array(60 * KIB))
    cache.put("a", 2, array(70 * KIB))
    assert cache.get("a", 1) is None
    assert cache.get("a", 2) is not None
    assert 70 * KIB < cache.nbytes < 80 * KIB


def test_a_value_that_is_too_large_is_not_kept_and_pushes_nothing_out() -> None:
    cache: ByteCache[np.ndarray] = ByteCache(100 * KIB)
    cache.put("a", 1, array(60 * KIB))
    cache.put("b", 1, array(100 * KIB))
    assert cache.get("b", 1) is None
    assert cache.get("a", 1) is not None


def test_nothing_is_kept_in_no_bytes() -> None:
    cache: ByteCache[np.ndarray] = ByteCache(0)
    cache.put("a", 1, array(0))
    assert cache.nbytes == 0


def test_one_holds_a_lock_and_others_wait_for_it_alone() -> None:
    locks = KeyedLocks()
    order: list[str] = []
    waiting = threading.Event()

    def second() -> None:
        waiting.set()
        with locks.hold("a"):
            order.append("second")

    with locks.hold("a"):
        thread = threading.Thread(target=second)
        thread.start()
        assert waiting.wait(10)
        with locks.hold("b"):  # another key is free
            order.append("first")
    thread.join(10)
    assert order == ["first", "second"]


def test_locks_that_nobody_holds_are_forgotten() -> None:
    locks = KeyedLocks()
    for key in range(100):
        with locks.hold(key):
            pass
    assert locks._locks == {}


def test_an_error_frees_the_lock() -> None:
    locks = KeyedLocks()
    with pytest.raises(RuntimeError), locks.hold("a"):
        raise RuntimeError
    assert locks._locks == {}
