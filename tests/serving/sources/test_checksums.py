"""TensorBoard's Python loader with checksums in C."""

from __future__ import annotations

import array
import logging
import sys
from typing import TYPE_CHECKING

import pytest
from tensorboard.backend.event_processing.plugin_event_multiplexer import EventMultiplexer
from tensorboard.compat.tensorflow_stub import pywrap_tensorflow
from tensorboard.plugins.base_plugin import TBContext

from tensorboard_plugin_paramviz.serving import loader
from tensorboard_plugin_paramviz.serving.sources import checksums
from tensorboard_plugin_paramviz.serving.sources.checksums import SWITCH, speed_up_checksums

if TYPE_CHECKING:
    from pathlib import Path

PYTHON_LOADER = TBContext(multiplexer=EventMultiplexer())
ORIGINAL = pywrap_tensorflow.crc32c


@pytest.fixture(autouse=True)
def _restore(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave TensorBoard to the other tests as it was."""
    monkeypatch.setattr(pywrap_tensorflow, "crc32c", ORIGINAL)


@pytest.mark.parametrize("data", [b"", b"a", bytes(1000), [1, 2, 3], bytearray(b"ab"), array.array("B", [255, 0])])
def test_it_takes_and_gives_the_same_as_before(data: bytes) -> None:
    expected = ORIGINAL(data), pywrap_tensorflow.masked_crc32c(data)
    assert speed_up_checksums(PYTHON_LOADER)
    assert pywrap_tensorflow.crc32c is not ORIGINAL
    assert (pywrap_tensorflow.crc32c(data), pywrap_tensorflow.masked_crc32c(data)) == expected


def test_it_is_done_once_and_said_once(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO):
        assert speed_up_checksums(PYTHON_LOADER)
        replaced = pywrap_tensorflow.crc32c
        assert speed_up_checksums(PYTHON_LOADER)
    assert pywrap_tensorflow.crc32c is replaced
    assert caplog.messages == [
        f"TensorBoard computes the checksums of event files in C now; {SWITCH}=0 leaves it as it is."
    ]


def test_the_rust_loader_needs_nothing() -> None:
    assert not speed_up_checksums(TBContext(multiplexer=None))
    assert pywrap_tensorflow.crc32c is ORIGINAL


def test_an_environment_variable_switches_it_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(SWITCH, "0")
    assert not speed_up_checksums(PYTHON_LOADER)
    assert pywrap_tensorflow.crc32c is ORIGINAL


def test_tensorflow_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    class TensorFlow:
        __version__ = "2.21.0"

    monkeypatch.setattr("tensorboard.compat.tf", TensorFlow)
    assert not speed_up_checksums(PYTHON_LOADER)
    assert pywrap_tensorflow.crc32c is ORIGINAL


def test_without_the_c_library_it_says_why_reading_is_slow(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setitem(sys.modules, "google_crc32c", None)
    with caplog.at_level(logging.INFO):
        assert not speed_up_checksums(PYTHON_LOADER)
    assert pywrap_tensorflow.crc32c is ORIGINAL
    assert "google-crc32c is missing" in caplog.text


def test_whatever_goes_wrong_the_plugin_is_loaded(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, tmp_path: Path
) -> None:
    def fail(_: object) -> bool:
        raise RuntimeError("broken")

    monkeypatch.setattr(checksums, "speed_up_checksums", fail)
    assert loader.ParamVizLoader().load(TBContext(logdir=str(tmp_path))) is not None
    assert "checksums are left as they are" in caplog.text
