"""The route `runs`: what there is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tensorboard_plugin_paramviz.serving.routes.responses import respond_json
from tensorboard_plugin_paramviz.serving.routes.route import Inquiry, Route
from tensorboard_plugin_paramviz.serving.sources.room import is_disk_full

if TYPE_CHECKING:
    from werkzeug.wrappers import Response


def _answer(inquiry: Inquiry) -> Response:
    experiment = inquiry.experiment
    states = experiment.reader.runs(inquiry.source)
    problems = [experiment.reader.problems(state) for state in states]
    answer = experiment.descriptions.describe(states, problems, is_disk_full=is_disk_full(inquiry.logdir))
    return respond_json(inquiry.request, answer)


ROUTE = Route("runs", (), _answer)
