"""Snapshots are bounded before they are read."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tensorboard_plugin_paramviz.serving.answers import limits
from tensorboard_plugin_paramviz.serving.answers.snapshots import bounded_snapshots
from tensorboard_plugin_paramviz.serving.errors import TooLargeError
from tensorboard_plugin_paramviz.serving.reading.reader import OpenRun, Reader

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from tensorboard_plugin_paramviz.format.tags import Tag
    from tensorboard_plugin_paramviz.serving.reading.history import SnapshotKind
    from tensorboard_plugin_paramviz.serving.reading.reader import RunSegment
    from tensorboard_plugin_paramviz.serving.reading.series import Series
    from tensorboard_plugin_paramviz.serving.sources.provider import ProviderSource
    from tests.serving.conftest import OpenRunWriter

WEIGHTS_BYTES = 2 * 6 * 5 * 2  # two parameters of 6 × 5 at two bytes a code
STATISTICS_BYTES = 2 * 26 * 4


@pytest.fixture
def run(tmp_path: Path, write_run: OpenRunWriter, open_source: Callable[[Path], ProviderSource]) -> OpenRun:
    write_run(tmp_path / "a").log(0, 10).cut().log(20)
    (opened,) = Reader().open(open_source(tmp_path), ["a"])
    return opened


@pytest.mark.parametrize(("kind", "step_bytes"), [("weights", WEIGHTS_BYTES), ("statistics", STATISTICS_BYTES)])
def test_as_many_steps_as_fit(
    run: OpenRun, monkeypatch: pytest.MonkeyPatch, kind: SnapshotKind, step_bytes: int
) -> None:
    monkeypatch.setattr(limits, "LARGEST_ANSWER_BYTES", 2 * step_bytes)
    steps, values = bounded_snapshots(run, kind, None, frozenset({0, 20}))
    assert steps.tolist() == [0, 20]
    assert values.nbytes == 2 * step_bytes
    assert bounded_snapshots(run, kind, 0, None)[0].tolist() == [10, 20]
    with pytest.raises(TooLargeError, match="3 steps would make"):
        bounded_snapshots(run, kind, None, None)


def test_what_is_refused_is_not_read(run: OpenRun, monkeypatch: pytest.MonkeyPatch) -> None:
    def read(tags: Sequence[tuple[RunSegment, Tag]]) -> Iterator[Series]:
        raise AssertionError(f"{len(tags)} series were read")

    monkeypatch.setattr(limits, "LARGEST_ANSWER_BYTES", WEIGHTS_BYTES)
    with pytest.raises(TooLargeError):
        bounded_snapshots(OpenRun(run.state, read), "weights", None, None)
