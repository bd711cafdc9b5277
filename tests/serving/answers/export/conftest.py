"""Exported files read back with what other people read them with."""

from __future__ import annotations

import csv
import io
import json
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

import numpy as np
import pytest
import safetensors.numpy

from tensorboard_plugin_paramviz.serving.answers.export.download import FormatName, export
from tensorboard_plugin_paramviz.serving.answers.export.plan import Plan, Selection, plan_export
from tensorboard_plugin_paramviz.serving.reading.log_directory import open_run

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

Arrays = dict[str, np.ndarray]
_NUL = "\ue000"  # stands for it while a file is read: Python 3.10's csv takes no NUL, later ones do


@dataclass
class Exported:
    """A file's bytes, what it says about itself, and its arrays by name."""

    body: bytes
    header: dict[str, Any]
    arrays: Arrays


def read_npz(body: bytes) -> Exported:
    with np.load(io.BytesIO(body), allow_pickle=False) as file:
        arrays = {unquote(name): file[name] for name in file.files if name != "header.json"}
        return Exported(body, json.loads(file["header.json"]), arrays)


def read_safetensors(body: bytes) -> Exported:
    head = json.loads(body[8 : 8 + int.from_bytes(body[:8], "little")])
    return Exported(body, json.loads(head["__metadata__"]["header"]), safetensors.numpy.load(body))


def read_json(body: bytes) -> Exported:
    document = json.loads(body, parse_constant=pytest.fail)
    arrays = {}
    for name, values in document["arrays"].items():
        whole = name == "steps" or name.startswith("row_ids/")
        arrays[name] = np.array(values, np.int64) if whole else np.array(values, np.dtype(object)).astype(np.float32)
    return Exported(body, document["header"], arrays)


def csv_lines(body: bytes) -> tuple[list[str], list[dict[str, str]]]:
    """The comments and the lines of a CSV file."""
    text = body.decode()
    comments = []
    while text.startswith("# "):
        comment, _, text = text.partition("\n")
        comments.append(comment[2:])
    lines = csv.DictReader(io.StringIO(text.replace("\0", _NUL), newline=""))
    return comments, [{name: value.replace(_NUL, "\0") for name, value in line.items()} for line in lines]


def read_csv(body: bytes) -> Exported:
    comments, lines = csv_lines(body)
    header = json.loads(next(c for c in comments if c.startswith("header: ")).removeprefix("header: "))
    tiles = {parameter["name"]: tuple(parameter["tile_shape"]) for parameter in header["parameters"]}
    values: dict[str, list[float]] = {}
    row_ids: dict[str, list[int]] = {}
    for line in lines:
        parameter = line["parameter"].removeprefix("'")
        values.setdefault(f"{line['kind']}/{parameter}", []).append(float(line["value"] or "nan"))
        if line["kind"].startswith("row"):
            row_ids.setdefault(parameter, []).append(int(line["row"]))
    steps = np.array(list(dict.fromkeys(int(line["step"]) for line in lines)), np.int64)
    arrays: Arrays = {"steps": steps}
    arrays |= {f"row_ids/{name}": np.array(list(dict.fromkeys(its)), np.int64) for name, its in row_ids.items()}
    for name, flat in values.items():
        kind, _, parameter = name.partition("/")
        shapes = {
            "statistics": (len(header["statistic_names"]),),
            "rows": (len(arrays.get(f"row_ids/{parameter}", ())), -1),
            "row_statistics": (-1, len(header["row_statistic_names"])),
        }
        arrays[name] = (
            np.array(flat, np.float64).astype(np.float32).reshape(len(steps), *shapes.get(kind, tiles[parameter]))
        )
    assert (
        f"lines of numbers: {sum(math.prod(array.shape) for name, array in arrays.items() if name in values)}"
        in comments
    )
    return Exported(body, header, arrays)


READERS: dict[FormatName, Callable[[bytes], Exported]] = {
    "csv": read_csv,
    "json": read_json,
    "npz": read_npz,
    "safetensors": read_safetensors,
}


@pytest.fixture(scope="session")
def export_run() -> Callable[..., Exported]:
    """Exports the one run of a directory and reads it back: `export_run(tmp_path, "npz", steps="0-10")`."""

    def export_and_read(
        directory: Path,
        name: FormatName,
        *,
        steps: str | None = None,
        parameters: tuple[str, ...] = (),
        kinds: str | None = None,
        rows: str | None = None,
    ) -> Exported:
        download = export(open_run(directory, None).opened, name, Selection(steps, parameters, kinds, rows))
        body = b"".join(download.chunks())
        assert download.length_bytes in (None, len(body))
        return READERS[name](body)

    return export_and_read


@pytest.fixture(scope="session")
def plan_run() -> Callable[..., Plan]:
    """Plans an export of the one run of a directory: `plan_run(tmp_path, kinds="rows")`."""
    return lambda directory, **selection: plan_export(open_run(directory, None).opened, Selection(**selection))
