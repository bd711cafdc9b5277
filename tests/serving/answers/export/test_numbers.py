"""Numbers as text and as bytes."""

from __future__ import annotations

import numpy as np

from tensorboard_plugin_paramviz.serving.answers.export.numbers import little_endian, texts

SPECIAL = {"nan": "", "inf": "∞", "-inf": "-∞"}


def test_texts_are_the_shortest_that_give_the_same_number() -> None:
    values = np.array([[0.1, -0.0, 1], [1e-45, 3.4028235e38, 1 / 3]], np.float32)
    assert texts(values, SPECIAL) == ["0.1", "-0.0", "1.0", "1e-45", "3.4028235e+38", "0.33333334"]


def test_any_float32_comes_back() -> None:
    bits = np.random.default_rng(0).integers(0, 2**32, 20_000, dtype=np.uint32)
    values = bits.view(np.float32)
    values = values[np.isfinite(values)]
    np.testing.assert_array_equal(np.array(texts(values, {}), np.float64).astype(np.float32), values)


def test_special_values_have_their_own_texts() -> None:
    assert texts(np.array([1, np.nan, np.inf, -np.inf], np.float32), SPECIAL) == ["1.0", "", "∞", "-∞"]


def test_bytes_come_in_pieces_whatever_the_array_looks_like() -> None:
    values = np.arange(600_000, dtype=">f4").reshape(1000, 600)[::-1]
    pieces = list(little_endian(values))
    assert [len(piece) for piece in pieces] == [1024 * 1024, 1024 * 1024, 302_848]
    np.testing.assert_array_equal(np.frombuffer(b"".join(pieces), "<f4").reshape(values.shape), values)
    assert list(little_endian(np.zeros((0, 3)))) == []
