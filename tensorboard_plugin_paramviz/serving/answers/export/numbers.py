"""Numbers as text and as bytes, the same on every machine."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    import numpy.typing as npt

    from tensorboard_plugin_paramviz.format.codes import Float32Array

_PIECE_BYTES = 1024 * 1024


def texts(values: Float32Array, special: Mapping[str, str]) -> list[str]:
    """The shortest decimal text of each value that gives the same float32 when it is read.

    Args:
        values: float32 of any shape.
        special: what to write for `nan`, `inf` and `-inf`.

    Returns:
        One text per value, in order of rows.
    """
    flat = values.ravel()
    written = list(map(str, flat))
    if np.isfinite(flat).all():
        return written
    return [special.get(text, text) for text in written]


def little_endian(values: npt.NDArray[Any]) -> Iterator[bytes]:
    """The bytes of an array in order of rows, in pieces of a megabyte."""
    flat = np.ascontiguousarray(values).reshape(-1)
    count = _PIECE_BYTES // flat.itemsize
    for start in range(0, len(flat), count):
        piece = flat[start : start + count]
        yield piece.astype(piece.dtype.newbyteorder("<"), copy=False).tobytes()
