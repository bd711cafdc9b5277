"""The plugin: its routes, and how TensorBoard shows it. Each route is described in `http_api.md`."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any

from cachetools import LRUCache
from tensorboard import plugin_util
from tensorboard.plugins import base_plugin

from tensorboard_plugin_paramviz.format.names import PLUGIN_NAME
from tensorboard_plugin_paramviz.serving.basis_id import PROJECTIONS
from tensorboard_plugin_paramviz.serving.cloud import Clouds
from tensorboard_plugin_paramviz.serving.history import SNAPSHOT_KINDS, snapshots
from tensorboard_plugin_paramviz.serving.http import Arguments, respond_json, respond_safetensors, route
from tensorboard_plugin_paramviz.serving.reader import Reader
from tensorboard_plugin_paramviz.serving.runs import RunDescriptions
from tensorboard_plugin_paramviz.serving.sources import ProviderSource
from tensorboard_plugin_paramviz.serving.static_files import StaticFiles

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy.typing as npt
    from werkzeug.wrappers import Request, Response

    from tensorboard_plugin_paramviz.serving.http import WSGIApplication

ARGUMENTS: Mapping[str, tuple[str, ...]] = {
    "runs": (),
    "snapshots": ("run", "kind", "after", "steps"),
    "cloud": ("run", "parameter", "projection", "after", "basis"),
}

_MOST_EXPERIMENTS = 4  # TensorBoard on a directory has one


class _Experiment:
    """What is kept of one experiment."""

    def __init__(self) -> None:
        self.reader = Reader()
        self.clouds = Clouds(self.reader)
        self.descriptions = RunDescriptions()


class ParamVizPlugin(base_plugin.TBPlugin):  # type: ignore[misc]  # tensorboard is shipped without types
    """ParamViz in TensorBoard.

    Args:
        context: what TensorBoard offers to plugins; its data provider is used.
    """

    plugin_name = PLUGIN_NAME

    def __init__(self, context: base_plugin.TBContext) -> None:
        super().__init__(context)
        self._provider = context.data_provider
        self._static = StaticFiles()
        self._experiments: LRUCache[str, _Experiment] = LRUCache(_MOST_EXPERIMENTS)
        self._experiments_lock = threading.Lock()

    def get_plugin_apps(self) -> dict[str, WSGIApplication]:
        """The routes."""
        return {
            "/index.js": route(self._static.entry_module),
            "/assets/*": route(self._static.asset),
            "/runs": route(self._runs),
            "/snapshots": route(self._snapshots),
            "/cloud": route(self._cloud),
        }

    def is_active(self) -> bool:
        """Always: TensorBoard moves inactive plugins out of sight, and this one's page says how to log parameters."""
        return True

    def frontend_metadata(self) -> base_plugin.FrontendMetadata:
        """How TensorBoard shows the tab."""
        return base_plugin.FrontendMetadata(es_module_path="/index.js", tab_name="ParamViz")

    def _open(self, request: Request) -> tuple[ProviderSource, _Experiment]:
        name = plugin_util.experiment_id(request.environ)
        source = ProviderSource(self._provider, plugin_util.context(request.environ), name)
        with self._experiments_lock:
            experiment = self._experiments.get(name)
            if experiment is None:
                experiment = self._experiments[name] = _Experiment()
        return source, experiment

    def _runs(self, request: Request) -> Response:
        Arguments(request, ARGUMENTS["runs"])
        source, experiment = self._open(request)
        states = experiment.reader.runs(source)
        problems = [experiment.reader.problems(state) for state in states]
        return respond_json(request, experiment.descriptions.describe(states, problems))

    def _snapshots(self, request: Request) -> Response:
        arguments = Arguments(request, ARGUMENTS["snapshots"])
        name = arguments.text("run")
        kind = arguments.choice("kind", SNAPSHOT_KINDS)
        after = arguments.optional_step("after")
        only = arguments.optional_steps("steps")
        source, experiment = self._open(request)
        (run,) = experiment.reader.open(source, [name])
        steps, values = snapshots(run, kind, after, only)
        return respond_safetensors(request, {"steps": steps, kind: values}, {"run": name})

    def _cloud(self, request: Request) -> Response:
        arguments = Arguments(request, ARGUMENTS["cloud"])
        names = arguments.texts("run")
        parameter = arguments.text("parameter")
        projection = arguments.optional_choice("projection", PROJECTIONS)
        after = arguments.optional_step("after")
        basis = arguments.optional_text("basis")
        source, experiment = self._open(request)
        cloud = experiment.clouds.cloud(source, names, parameter, projection=projection, after=after, basis=basis)
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
        return respond_safetensors(request, tensors, metadata)
