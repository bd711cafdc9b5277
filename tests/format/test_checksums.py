"""Checksums in C, if they are right."""

from __future__ import annotations

import random
import sys

import google_crc32c
import pytest
from tensorboard.compat.tensorflow_stub import pywrap_tensorflow

from tensorboard_plugin_paramviz.format.checksums import hardware_crc32c, masked


def test_it_is_tensorboards_checksum() -> None:
    crc32c = hardware_crc32c()
    assert crc32c is not None
    chance = random.Random(0)  # noqa: S311  # bytes, not secrets
    for size in [0, 1, 2, 7, 8, 255, 4096, 100_001]:
        data = chance.randbytes(size)
        assert crc32c(data) == pywrap_tensorflow.crc32c(data)
        assert masked(crc32c(data)) == pywrap_tensorflow.masked_crc32c(data)


def test_without_the_package_there_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "google_crc32c", None)
    assert hardware_crc32c() is None


def test_without_its_c_library_there_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(google_crc32c, "implementation", "python")
    assert hardware_crc32c() is None


@pytest.mark.parametrize("wrong", [b"", b"123456789", bytes(32)])
def test_one_that_is_wrong_is_not_used(monkeypatch: pytest.MonkeyPatch, wrong: bytes) -> None:
    right = google_crc32c.value
    monkeypatch.setattr(google_crc32c, "value", lambda data: right(data) ^ (data == wrong))
    assert hardware_crc32c() is None
