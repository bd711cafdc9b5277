"""The route `cloud`: rows as points, in one basis for all steps and runs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tensorboard_plugin_paramviz.serving.answers.basis_id import PROJECTIONS
from tensorboard_plugin_paramviz.serving.routes.responses import respond_safetensors
from tensorboard_plugin_paramviz.serving.routes.route import Inquiry, Route

if TYPE_CHECKING:
    import numpy.typing as npt
    from werkzeug.wrappers import Response


def _answer(inquiry: Inquiry) -> Response:
    arguments = inquiry.arguments
    names = arguments.texts("run")
    parameter = arguments.text("parameter")
    projection = arguments.optional_choice("projection", PROJECTIONS)
    after = arguments.optional_step("after")
    basis = arguments.optional_text("basis")
    cloud = inquiry.experiment.clouds.cloud(
        inquiry.source, names, parameter, projection=projection, after=after, basis=basis
    )
    tensors: dict[str, npt.NDArray[Any]] = {}
    for index, run in enumerate(cloud.runs):
        tensors |= {
            f"steps/{index}": run.points.steps,
            f"positions/{index}": run.points.positions,
            f"norms/{index}": run.points.norms,
            f"grad_norms/{index}": run.points.grad_norms,
            f"row_ids/{index}": run.row_ids,
        }
    metadata = {
        "runs": [run.name for run in cloud.runs],
        "fits": [run.fit for run in cloud.runs],
        "explained_variance": [run.explained_variance for run in cloud.runs],
        "basis": cloud.basis,
        "projection": cloud.projection,
    }
    if after is None:  # labels do not change, and a poll is to stay small
        metadata["labels"] = [run.layout.labels or None for run in cloud.runs]
    return respond_safetensors(inquiry.request, tensors, metadata)


ROUTE = Route("cloud", ("run", "parameter", "projection", "after", "basis"), _answer)
