"""A file that is made while it is sent."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, NamedTuple, get_args

from tensorboard_plugin_paramviz.serving.answers.export import csv_file, json_file, npz_file, safetensors_file
from tensorboard_plugin_paramviz.serving.answers.export.plan import plan_export

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tensorboard_plugin_paramviz.serving.answers.export.plan import Plan, Selection
    from tensorboard_plugin_paramviz.serving.reading.reader import OpenRun

FormatName = Literal["csv", "json", "npz", "safetensors"]
FORMATS: tuple[FormatName, ...] = get_args(FormatName)

_LONGEST_NAME = 50  # characters; each may take four of the 255 bytes that file systems allow


class _Format(NamedTuple):
    mimetype: str
    chunks: Callable[[Plan], Iterator[bytes]]
    length_bytes: Callable[[Plan], int] | None = None
    check: Callable[[Plan], None] | None = None


# How long numbers become as text is not known before, nor what an archive says beside its entries. NPZ is not called a
# ZIP archive: some browsers unpack those.
_FORMATS: dict[FormatName, _Format] = {
    "csv": _Format("text/csv", csv_file.chunks),
    "json": _Format("application/json", json_file.chunks),
    "npz": _Format("application/octet-stream", npz_file.chunks, check=npz_file.check),
    "safetensors": _Format("application/octet-stream", safetensors_file.chunks, safetensors_file.length_bytes),
}


@dataclass(frozen=True)
class Download:
    """A file of which nothing has been made yet.

    Attributes:
        file_name: what to call it: letters, digits, `.`, `_` and `-`, of any script.
        mimetype: what it is.
        length_bytes: its size, where that is known before.
        chunks: makes it, piece by piece; raises DataUnavailableError where the source fails on the way.
    """

    file_name: str
    mimetype: str
    length_bytes: int | None
    chunks: Callable[[], Iterator[bytes]]


def export(run: OpenRun, name: FormatName, selection: Selection) -> Download:
    """Export a selection of a run.

    Everything that can be wrong with the request is found before the first byte is made.

    Args:
        run: the run.
        name: the format.
        selection: what of the run.

    Raises:
        ArgumentError: the selection is not written as expected.
        UnknownStepError: the run has none of the steps.
        UnmatchedPatternError: a pattern fits none of its parameters.
        UnmatchedRowsError: it logs none of some of the rows.
        NothingToExportError: it logs one of the kinds of none of these parameters, or nothing that can be read.
        ExportLimitError: the format cannot hold it.
    """
    plan = plan_export(run, selection)
    format_ = _FORMATS[name]
    if format_.check is not None:
        format_.check(plan)
    return Download(
        file_name=f"paramviz-{_file_name(run.state.name)}.{name}",
        mimetype=format_.mimetype,
        length_bytes=format_.length_bytes(plan) if format_.length_bytes is not None else None,
        chunks=lambda: format_.chunks(plan),
    )


def _file_name(run: str) -> str:
    """The end of a run's name without whatever could mean something to a shell, a browser or a file system."""
    kept = "".join(character if character.isalnum() or character in "._-" else "_" for character in run)
    return kept[-_LONGEST_NAME:]
