"""The route `scalars`: the tags of a run's scalars, or one of them over time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tensorboard_plugin_paramviz.serving.answers.scalars import check_run, scalar_series, scalar_tags
from tensorboard_plugin_paramviz.serving.routes.responses import respond_fields
from tensorboard_plugin_paramviz.serving.routes.route import Inquiry, Route

if TYPE_CHECKING:
    from werkzeug.wrappers import Response


def _answer(inquiry: Inquiry) -> Response:
    run = inquiry.arguments.text("run")
    tag = inquiry.arguments.optional_text("tag")
    check_run(inquiry.source, run)
    return respond_fields(inquiry.request, _tags(inquiry, run) if tag is None else _series(inquiry, run, tag))


def _tags(inquiry: Inquiry, run: str) -> dict[str, Any]:
    found = scalar_tags(inquiry.scalars, run)
    return {"run": run, "tags": found.tags, "loss": found.loss}


def _series(inquiry: Inquiry, run: str, tag: str) -> dict[str, Any]:
    series = scalar_series(inquiry.scalars, run, tag)
    return {
        "run": run,
        "tag": tag,
        "steps": series.steps.tolist(),
        "wall_times": series.wall_times.tolist(),
        "values": series.values.tolist(),
    }


ROUTE = Route("scalars", ("run", "tag"), _answer)
