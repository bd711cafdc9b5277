"""Runs whose rows are given."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

import numpy as np
import pytest

from tensorboard_plugin_paramviz.format.codes import INT16, CodeType, encode, rounding_floor, row_scales
from tensorboard_plugin_paramviz.format.layout import CloudLayout, Layout, ParameterLayout
from tensorboard_plugin_paramviz.format.snapshot import CloudRows, Snapshot, snapshot_to_summary

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from tests.serving.conftest import OpenRunWriter


class WriteRows(Protocol):
    """The type of the fixture `write_rows`."""

    def __call__(
        self,
        directory: Path,
        steps: Mapping[int, np.ndarray],
        *,
        labels: Sequence[str] = (),
        code_type: CodeType = INT16,
    ) -> None: ...


@pytest.fixture
def write_rows(write_run: OpenRunWriter) -> WriteRows:
    """Writes a run whose parameter wte has these rows, float `[N, D]` by step."""

    def write(
        directory: Path,
        steps: Mapping[int, np.ndarray],
        *,
        labels: Sequence[str] = (),
        code_type: CodeType = INT16,
    ) -> None:
        count, columns = next(iter(steps.values())).shape
        wte = ParameterLayout("wte", (count, columns), "float32", "token_embedding", (1, 1), 0)
        floor = rounding_floor(code_type)
        cloud = CloudLayout("wte", tuple(range(count)), columns, tuple(labels), floor)
        layout = Layout("GPT", count * columns, (wte,), (cloud,), rounding_floor=floor)
        writer = write_run(directory, layout, code_type=code_type)
        for step, given in steps.items():
            rows = given.astype(np.float32)
            scales = row_scales(rows)
            with np.errstate(all="ignore"):
                norms = np.linalg.norm(rows.astype(np.float64), axis=1)
            statistics = np.stack([scales, norms, norms], axis=1).astype(np.float32)  # (N, 3)
            codes = CloudRows(encode(rows, scales[:, np.newaxis], code_type), statistics)
            parameters = np.zeros((1, len(layout.statistic_names)), np.float32)
            snapshot = Snapshot(step, parameters, np.zeros(1, np.int16), rows={"wte": codes})
            is_first = step == next(iter(steps))
            writer.add(step, snapshot_to_summary(snapshot, writer.segment, writer.header() if is_first else None))

    return write
