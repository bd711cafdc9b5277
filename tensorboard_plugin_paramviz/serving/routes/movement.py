"""The route `movement`: which rows moved between two steps, and whose neighbours changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tensorboard_plugin_paramviz.serving.analysis.neighbors import METRICS
from tensorboard_plugin_paramviz.serving.answers.neighborhoods import MOVEMENT_VALUES, movement
from tensorboard_plugin_paramviz.serving.routes.neighbors import MOST_NEIGHBORS, NEIGHBORS
from tensorboard_plugin_paramviz.serving.routes.responses import respond_fields
from tensorboard_plugin_paramviz.serving.routes.route import Inquiry, Route

if TYPE_CHECKING:
    from werkzeug.wrappers import Response

_LISTED_ROWS, _MOST_LISTED_ROWS = 100, 10_000


def _answer(inquiry: Inquiry) -> Response:
    arguments = inquiry.arguments
    name = arguments.text("run")
    parameter = arguments.text("parameter")
    first, last = arguments.step("from"), arguments.step("to")
    limit = arguments.optional_count("limit", _LISTED_ROWS, _MOST_LISTED_ROWS)
    count = arguments.optional_count("k", NEIGHBORS, MOST_NEIGHBORS)
    metric = arguments.optional_choice("metric", METRICS) or "cosine"
    values = arguments.optional_choice("values", MOVEMENT_VALUES)
    (run,) = inquiry.experiment.reader.open(inquiry.source, [name])
    found = movement(run, parameter, first=first, last=last, limit=limit, count=count, metric=metric, values=values)
    answer = {
        "from": first,
        "to": last,
        "metric": metric,
        "k": count,
        **{name: value for name, value in vars(found).items() if name != "values" or values is not None},
        "rows": [vars(row) for row in found.rows],
    }
    return respond_fields(inquiry.request, answer)


ROUTE = Route("movement", ("run", "parameter", "from", "to", "limit", "k", "metric", "values"), _answer)
