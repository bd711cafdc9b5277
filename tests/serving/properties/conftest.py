"""How many examples are tried: some hundreds, the same each time, or with `--hypothesis-profile=fuzz` ten thousand."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import google_crc32c
import pytest
from hypothesis import HealthCheck, settings
from tensorboard.compat.tensorflow_stub import pywrap_tensorflow

from benchmarks.setup.processes import PeakMemory
from tests.serving.properties.logdirs import write_mixed_logdir

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from werkzeug.test import Client

    from tests.serving.conftest import OpenRunWriter

_MOST_GROWTH_BYTES = 1 << 30

settings.register_profile(
    "test",
    max_examples=150,
    derandomize=True,
    database=None,
    deadline=timedelta(seconds=20),  # a hang, not a slow machine
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
settings.register_profile(
    "fuzz", parent=settings.get_profile("test"), max_examples=10_000, derandomize=False, print_blob=True
)
settings.load_profile("test")


@pytest.fixture(scope="module")
def mixed_client(
    tmp_path_factory: pytest.TempPathFactory, write_run: OpenRunWriter, open_client: Callable[[Path], Client]
) -> Client:
    """TensorBoard's application on runs of every sort, sound, strange and damaged."""
    logdir = tmp_path_factory.mktemp("mixed")
    write_mixed_logdir(logdir, write_run)
    return open_client(logdir)


@pytest.fixture(scope="module", autouse=True)
def _bounded_memory() -> Iterator[None]:
    """Whatever is sent or read, the process does not grow without bound."""
    memory = PeakMemory()
    yield
    assert memory.grown_bytes < _MOST_GROWTH_BYTES


@pytest.fixture(scope="module", autouse=True)
def _fast_checksums() -> Iterator[None]:
    """TensorBoard's own checksum reads 4 MB/s: it would be most of what these tests do."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pywrap_tensorflow, "crc32c", google_crc32c.value)
        yield
