from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from tensorboard_plugin_paramviz.serving.reading.reader import Reader
from tensorboard_plugin_paramviz.serving.reading.rows import find_cloud, read_rows, row_segments, rows_at
from tensorboard_plugin_paramviz.serving.sources.event_files import EventFileSource

if TYPE_CHECKING:
    from pathlib import Path

    from tests.serving.conftest import OpenRunWriter

EMBEDDING = "transformer.wte.weight"


def test_the_rows_of_one_step_are_those_of_all_steps(tmp_path: Path, write_run: OpenRunWriter) -> None:
    write_run(tmp_path).log(0, 10, 20).cut().log(30, 40)
    source = EventFileSource(tmp_path)
    (run,) = Reader().open(source, [source.run])
    cloud = find_cloud(run.state, EMBEDDING)

    for block in read_rows(run, cloud, row_segments(run, cloud)):
        for step, expected in zip(block.steps.tolist(), block.values(), strict=True):
            rows = rows_at(run, cloud, step)
            assert rows is not None
            assert rows.dtype == np.float32
            np.testing.assert_array_equal(rows, expected)
    assert rows_at(run, cloud, 15) is None
    assert rows_at(run, cloud, 41) is None
