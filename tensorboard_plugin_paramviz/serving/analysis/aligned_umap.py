"""UMAP over time: layouts that keep neighbourhoods, each laid out near the one before it. Needs `umap-learn`."""

from __future__ import annotations

import importlib.util
import warnings
from typing import TYPE_CHECKING

import numpy as np

from tensorboard_plugin_paramviz.serving.analysis.projection import AXES

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from tensorboard_plugin_paramviz.serving.analysis.projection import Float32Array

_NEIGHBORS = 15
_EPOCHS = 100
_SEED = 0


def is_installed() -> bool:
    """Whether umap-learn can be used."""
    return importlib.util.find_spec("umap") is not None


def aligned_layouts(slices: Sequence[Float32Array], relations: Sequence[Mapping[int, int]]) -> list[Float32Array]:
    """Lay out a series of embeddings such that each is near the one before it: AlignedUMAP (McInnes and others 2018).

    The same slices give the same layouts. It takes from seconds to minutes: some 10 ms for each row of each slice, and
    at first as much again for compiling.

    Args:
        slices: at least two, float32 `[N, D]` each, of any sizes, finite, of more than 3 rows.
        relations: for each slice but the first, which of its rows is which of the slice before: `{before: now}`.

    Returns:
        float32 `[N, 3]` for each slice.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # what the library says of TensorFlow, threads and old functions is no news
        from umap.aligned_umap import AlignedUMAP  # noqa: PLC0415  # optional, and compiles for seconds

        model = AlignedUMAP(
            n_components=AXES,
            n_neighbors=min(_NEIGHBORS, min(map(len, slices)) - 1),
            n_epochs=_EPOCHS,
            random_state=_SEED,
        )
        model.fit(list(slices), relations=[dict(relation) for relation in relations])
    return [np.asarray(layout, np.float32) for layout in model.embeddings_]
