"""The plugin: its routes, and how TensorBoard shows it. Each route is described in `http_api.md`."""

from __future__ import annotations

import functools
import threading
from contextlib import ExitStack
from typing import TYPE_CHECKING

from cachetools import LRUCache
from tensorboard import plugin_util
from tensorboard.plugins import base_plugin

from tensorboard_plugin_paramviz.format.names import PLUGIN_NAME
from tensorboard_plugin_paramviz.serving.allocator import SmallBlocks, return_large_blocks, share_arenas
from tensorboard_plugin_paramviz.serving.answers.experiment import Experiment
from tensorboard_plugin_paramviz.serving.answers.limits import AnswerSpace, check_answer_size
from tensorboard_plugin_paramviz.serving.reading.reader import CACHE_BYTES, CACHE_BYTES_BESIDE_VALUES
from tensorboard_plugin_paramviz.serving.routes import (
    cloud,
    export,
    insights,
    movement,
    neighbors,
    phases,
    runs,
    scalars,
    snapshots,
)
from tensorboard_plugin_paramviz.serving.routes.arguments import Arguments
from tensorboard_plugin_paramviz.serving.routes.route import Inquiry, Route, application
from tensorboard_plugin_paramviz.serving.routes.static_files import StaticFiles
from tensorboard_plugin_paramviz.serving.sources.provider import ProviderSource
from tensorboard_plugin_paramviz.serving.sources.scalars import ProviderScalars

if TYPE_CHECKING:
    from werkzeug.wrappers import Request, Response

    from tensorboard_plugin_paramviz.serving.routes.route import WSGIApplication

ROUTES: tuple[Route, ...] = (
    runs.ROUTE,
    snapshots.ROUTE,
    cloud.ROUTE,
    neighbors.ROUTE,
    movement.ROUTE,
    export.ROUTE,
    scalars.ROUTE,
    phases.ROUTE,
    insights.ROUTE,
)

# WebKit resolves what TensorBoard's page imports against the page's address, `data/`, and not against its <base>,
# `data/plugin/paramviz/`. From the root of the server both find it; below a --path_prefix WebKit does not.
_ENTRY = f"/../../../data/plugin/{PLUGIN_NAME}/index.js"
_MOST_EXPERIMENTS = 1  # as many as TensorBoard on a directory has, whatever a client calls it


class ParamVizPlugin(base_plugin.TBPlugin):  # type: ignore[misc]  # tensorboard is shipped without types
    """ParamViz in TensorBoard.

    Args:
        context: what TensorBoard offers to plugins; its data provider and its log directory are used.
    """

    plugin_name = PLUGIN_NAME

    def __init__(self, context: base_plugin.TBContext) -> None:
        super().__init__(context)
        share_arenas()
        return_large_blocks()
        self._provider = context.data_provider
        self._logdir: str = context.logdir or ""
        has_python_loader = context.multiplexer is not None
        self._cache_bytes = CACHE_BYTES_BESIDE_VALUES if has_python_loader else CACHE_BYTES
        self._static = StaticFiles()
        self._answers = AnswerSpace()
        self._small_blocks = SmallBlocks()
        self._experiments: LRUCache[str, Experiment] = LRUCache(_MOST_EXPERIMENTS)
        self._experiments_lock = threading.Lock()

    def get_plugin_apps(self) -> dict[str, WSGIApplication]:
        """The routes."""
        return {
            "/index.js": application(self._static.entry_module),
            "/assets/*": application(self._static.asset),
            **{f"/{route.name}": application(functools.partial(self._answer, route)) for route in ROUTES},
        }

    def is_active(self) -> bool:
        """Always: TensorBoard moves inactive plugins out of sight, and this one's page says how to log parameters."""
        return True

    def frontend_metadata(self) -> base_plugin.FrontendMetadata:
        """How TensorBoard shows the tab."""
        return base_plugin.FrontendMetadata(es_module_path=_ENTRY, tab_name="ParamViz")

    def _answer(self, route: Route, request: Request) -> Response:
        arguments = Arguments(request, route.arguments)
        name = plugin_util.experiment_id(request.environ)
        place = (self._provider, plugin_util.context(request.environ), name)
        source, scalars = ProviderSource(*place), ProviderScalars(*place)
        with ExitStack() as held:
            held.callback(self._small_blocks.note_request)  # the last thing to be done

            def reserve(step_count: int, answer_bytes: int) -> None:
                check_answer_size(step_count, answer_bytes)
                held.enter_context(self._answers.hold(answer_bytes))

            inquiry = Inquiry(request, arguments, source, scalars, self._logdir, self._experiment(name), reserve)
            response = route.answer(inquiry)
            response.call_on_close(held.pop_all().close)
            return response

    def _experiment(self, name: str) -> Experiment:
        with self._experiments_lock:
            experiment = self._experiments.get(name)
            if experiment is None:
                experiment = self._experiments[name] = Experiment(self._cache_bytes)
            return experiment
