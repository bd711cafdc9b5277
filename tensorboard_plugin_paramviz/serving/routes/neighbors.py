"""The route `neighbors`: who is near a row, and since when."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tensorboard_plugin_paramviz.serving.analysis.neighbors import METRICS
from tensorboard_plugin_paramviz.serving.answers.neighborhoods import neighborhood
from tensorboard_plugin_paramviz.serving.routes.responses import respond_fields
from tensorboard_plugin_paramviz.serving.routes.route import Inquiry, Route

if TYPE_CHECKING:
    from werkzeug.wrappers import Response

NEIGHBORS, MOST_NEIGHBORS = 10, 1000


def _answer(inquiry: Inquiry) -> Response:
    arguments = inquiry.arguments
    name = arguments.text("run")
    parameter = arguments.text("parameter")
    row = arguments.row("row")
    step = arguments.optional_step("step")
    count = arguments.optional_count("k", NEIGHBORS, MOST_NEIGHBORS)
    metric = arguments.optional_choice("metric", METRICS) or "cosine"
    since = arguments.optional_step("since")
    (run,) = inquiry.experiment.reader.open(inquiry.source, [name])
    found = neighborhood(run, parameter, row=row, step=step, count=count, metric=metric, since=since)
    answer: dict[str, Any] = {
        "row": row,
        "step": found.step,
        "metric": metric,
        "neighbors": [vars(neighbor) for neighbor in found.neighbors],
    }
    if since is not None:
        answer |= {
            "since": since,
            "came": list(found.came),
            "went": [vars(neighbor) for neighbor in found.went],
            "neighbor_change": found.change,
        }
    return respond_fields(inquiry.request, answer)


ROUTE = Route("neighbors", ("run", "parameter", "row", "step", "k", "metric", "since"), _answer)
