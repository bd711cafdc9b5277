"""What is kept of one experiment between requests."""

from __future__ import annotations

from tensorboard_plugin_paramviz.serving.answers.cloud import Clouds
from tensorboard_plugin_paramviz.serving.answers.clusters import ClusterEvents
from tensorboard_plugin_paramviz.serving.answers.phases import Phases
from tensorboard_plugin_paramviz.serving.answers.runs import RunDescriptions
from tensorboard_plugin_paramviz.serving.reading.reader import CACHE_BYTES, Reader


class Experiment:
    """What TensorBoard shows at once, a directory of runs: everything that is read of it and made of it.

    Args:
        cache_bytes: how many bytes of what is read may be kept.
    """

    def __init__(self, cache_bytes: int = CACHE_BYTES) -> None:
        self.reader = Reader(cache_bytes)
        self.clouds = Clouds(self.reader)
        self.phases = Phases(self.reader, [ClusterEvents().of])
        self.descriptions = RunDescriptions()
