"""What an exported file says about itself: the same in every format, in words and for programs."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from tensorboard_plugin_paramviz.format.names import ROW_STATISTIC_NAMES
from tensorboard_plugin_paramviz.format.tags import ROW_SERIES
from tensorboard_plugin_paramviz.serving.answers.runs import describe_parameter, finite

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tensorboard_plugin_paramviz.format.layout import ParameterLayout
    from tensorboard_plugin_paramviz.format.tags import Series
    from tensorboard_plugin_paramviz.serving.answers.export.plan import ExportArray, Plan

EXPORT_VERSION = 1

_KINDS: Mapping[Series, str] = {
    "statistics": "numbers about a parameter: one row per step, columns as statistic_names says",
    "weights": "the parameter's tile at each step: an evenly spaced selection of its real weights",
    "gradients": "the gradients of the same weights",
    "rows": "logged rows of the parameter at each step, every column of them",
    "row_statistics": "numbers about those rows and their gradients, columns as row_statistic_names says",
}

_TILES = (
    "as a matrix of R x C a parameter has its first axis as rows and the rest as columns (a vector is 1 x n); "
    "row i of its tile of r x c is row floor(i*R/r) of the matrix, column j is column floor(j*C/c)"
)

_UNITS: Mapping[str, str] = {
    "step": "the number of updates made so far",
    "weights, gradients, rows": "as in the model, nothing is scaled; float32",
    "mean, std, min, max, rms, norm, q01 to q99": "of the weights, in their units; quantiles of the sample",
    "grad_mean to grad_q95": "the same of the gradients",
    "zeros": "a share from 0 to 1",
    "nonfinite, grad_nonfinite": "a count",
    "update_ratio": "rms of the change per update since the last snapshot, over the rms of the weights",
    "weight_scale, grad_scale": "largest magnitude in the tile of the weights, of the gradients",
    "scale, norm, grad_norm": "of a row: its largest magnitude, its norm, the norm of its gradient",
}

_ROUNDING = (
    "weights and gradients differ from the model's by at most rounding_floor x weight_scale or grad_scale of the same "
    "step and parameter; rows by at most the rounding_floor of their cloud x their scale; statistics are not rounded"
)

_MISSING = "stands for what was not logged at a step or is damaged, and for a weight or gradient that is not finite"


def explanations(plan: Plan, missing: str) -> dict[str, str]:
    """What the numbers mean, in sentences.

    Args:
        plan: the export.
        missing: what the format writes where there is no value.
    """
    told: dict[str, str] = {kind: _KINDS[kind] for kind in plan.kinds}
    if "weights" in told or "gradients" in told:
        told["tiles"] = _TILES
    told |= {f"unit of {name}": unit for name, unit in _UNITS.items()}
    return told | {"rounding": _ROUNDING, "missing": f"{missing} {_MISSING}"}


def header(plan: Plan) -> dict[str, Any]:
    """What programs want to know; no numbers that are not finite."""
    segments = plan.run.state.segments
    clouds = {
        cloud.parameter: {"rounding_floor": finite(cloud.rounding_floor), "rows": len(cloud.row_ids)}
        for cloud in plan.clouds
    }
    return {
        "paramviz_export": EXPORT_VERSION,
        "run": plan.run.state.name,
        "model_class": plan.layout.model_class,
        "model_name": plan.layout.model_name,
        "parameter_count": plan.layout.parameter_count,
        "n_head": plan.layout.n_head,
        "config": {name: finite(value) for name, value in sorted(plan.layout.config.items())},
        "kinds": plan.kinds,
        "steps": len(plan.steps),
        "first_step": int(plan.steps[0]),
        "last_step": int(plan.steps[-1]),
        "parameters": [_parameter(parameter) for parameter in plan.parameters],
        "statistic_names": plan.layout.statistic_names if "statistics" in plan.kinds else [],
        "row_statistic_names": ROW_STATISTIC_NAMES if "row_statistics" in plan.kinds else [],
        "rounding_floor": finite(max(segment.index.layout.rounding_floor for segment in segments)),
        "clouds": clouds,
    }


def header_with_arrays(plan: Plan, missing: str = "NaN") -> dict[str, Any]:
    """The header of the formats that hold arrays: also the axes of each array, the labels of rows, and explanations.

    Args:
        plan: the export.
        missing: what the format writes where there is no value.
    """
    arrays = {array.name: {"shape": (len(plan.steps), *array.shape), "axes": _axes(array)} for array in plan.arrays}
    labels = {cloud.parameter: cloud.labels for cloud in plan.clouds if cloud.labels}
    return header(plan) | {"arrays": arrays, "labels": labels, "explanations": explanations(plan, missing)}


def json_bytes(value: Any) -> bytes:  # noqa: ANN401  # whatever JSON can hold
    """JSON in UTF-8; what UTF-8 does not have, as in the names of some folders, is escaped."""
    return json.dumps(value, ensure_ascii=False, allow_nan=False).encode(errors="backslashreplace")


def _parameter(parameter: ParameterLayout) -> dict[str, Any]:
    """What the tab knows of a parameter, but for where it lies among the codes: a file has values."""
    return {name: value for name, value in describe_parameter(parameter).items() if name != "tile_offset"}


def _axes(array: ExportArray) -> tuple[str, ...]:
    if array.kind == "statistics":
        return ("step", "statistic")
    if array.kind in ROW_SERIES:
        return ("step", "row in row_ids", "column" if array.kind == "rows" else "row statistic")
    return ("step", "row of the tile", "column of the tile")
