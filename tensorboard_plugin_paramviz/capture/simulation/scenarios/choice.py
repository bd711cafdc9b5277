"""From a scenario's name to the scenario."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tensorboard_plugin_paramviz.capture.simulation.scenarios.convergence import Convergence
from tensorboard_plugin_paramviz.capture.simulation.scenarios.dead_units import DeadUnits
from tensorboard_plugin_paramviz.capture.simulation.scenarios.divergence import Divergence
from tensorboard_plugin_paramviz.capture.simulation.scenarios.nonfinite import NonFinite
from tensorboard_plugin_paramviz.capture.simulation.scenarios.oscillation import Oscillation

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from tensorboard_plugin_paramviz.capture.simulation.scenarios.scenario import Course, Scenario

SCENARIO_TYPES: Mapping[str, Callable[[Course], Scenario]] = {
    "convergence": Convergence,
    "divergence": Divergence,
    "oscillation": Oscillation,
    "dead": DeadUnits,
    "nan": NonFinite,
}
