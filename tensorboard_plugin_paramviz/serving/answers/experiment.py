"""What is kept of one experiment between requests."""

from __future__ import annotations

from tensorboard_plugin_paramviz.serving.answers.cloud import Clouds
from tensorboard_plugin_paramviz.serving.answers.phases import Phases
from tensorboard_plugin_paramviz.serving.answers.runs import RunDescriptions
from tensorboard_plugin_paramviz.serving.reading.reader import Reader


class Experiment:
    """What TensorBoard shows at once, a directory of runs: everything that is read of it and made of it."""

    def __init__(self) -> None:
        self.reader = Reader()
        self.clouds = Clouds(self.reader)
        self.phases = Phases(self.reader)
        self.descriptions = RunDescriptions()
