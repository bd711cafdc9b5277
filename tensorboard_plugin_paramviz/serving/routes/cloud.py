"""The route `cloud`: rows as points, in one basis for all steps and runs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tensorboard_plugin_paramviz.serving.answers.basis_id import PROJECTIONS
from tensorboard_plugin_paramviz.serving.answers.cloud import CloudRequest
from tensorboard_plugin_paramviz.serving.routes.responses import respond_safetensors
from tensorboard_plugin_paramviz.serving.routes.route import Inquiry, Route

if TYPE_CHECKING:
    import numpy.typing as npt
    from werkzeug.wrappers import Response

    from tensorboard_plugin_paramviz.serving.answers.fitting import Alignment


def _answer(inquiry: Inquiry) -> Response:
    arguments = inquiry.arguments
    request = CloudRequest(
        names=arguments.texts("run"),
        parameter=arguments.text("parameter"),
        projection=arguments.optional_choice("projection", PROJECTIONS),
        align=arguments.optional_switch("align"),
        basis=arguments.optional_text("basis"),
        after=arguments.optional_step("after"),
        only=arguments.optional_steps("steps"),
    )
    cloud = inquiry.experiment.clouds.cloud(inquiry.source, request, inquiry.reserve)
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
        "fits": [run.fit.group for run in cloud.runs],
        "explained_variance": [run.fit.basis.explained_variance for run in cloud.runs],
        "neighbor_preservation": [run.fit.preservation and vars(run.fit.preservation) for run in cloud.runs],
        "alignment": [_describe_alignment(run.fit.alignment) for run in cloud.runs],
        "fitted_steps": [run.fit.fitted_steps for run in cloud.runs],
        "basis": cloud.basis,
        "projection": cloud.projection,
    }
    if request.after is None:  # labels do not change, and a poll is to stay small
        metadata["labels"] = [run.layout.labels or None for run in cloud.runs]
    return respond_safetensors(inquiry.request, tensors, metadata)


def _describe_alignment(alignment: Alignment) -> dict[str, Any]:
    agreement = alignment.agreement
    return {
        "method": alignment.method,
        "onto": alignment.onto,
        "matched_by": alignment.matched_by,
        "shared_rows": alignment.shared_rows,
        "agreement": agreement and agreement.found,
        "agreement_by_chance": agreement and agreement.by_chance,
    }


ROUTE = Route("cloud", ("run", "parameter", "projection", "align", "basis", "after", "steps"), _answer)
