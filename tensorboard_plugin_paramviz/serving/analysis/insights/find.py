"""All insights of a run, the gravest first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tensorboard_plugin_paramviz.serving.analysis.insights.cluster_formation import clusters_formed
from tensorboard_plugin_paramviz.serving.analysis.insights.dead import dead_units
from tensorboard_plugin_paramviz.serving.analysis.insights.exploding import exploding_gradients
from tensorboard_plugin_paramviz.serving.analysis.insights.growing import growing_weights
from tensorboard_plugin_paramviz.serving.analysis.insights.nonfinite import nonfinite_values
from tensorboard_plugin_paramviz.serving.analysis.insights.not_learning import layers_not_learning
from tensorboard_plugin_paramviz.serving.analysis.insights.spikes import loss_spikes
from tensorboard_plugin_paramviz.serving.analysis.insights.vanishing import vanishing_gradients

if TYPE_CHECKING:
    from tensorboard_plugin_paramviz.serving.analysis.insights.insight import Insight
    from tensorboard_plugin_paramviz.serving.analysis.insights.subject import Subject

MOST_INSIGHTS = 20


def find_insights(subject: Subject) -> tuple[Insight, ...]:
    """Everything that is wrong with a run or worth a look, warnings before observations, at most 20.

    A run without snapshots has none. Among warnings the gravest kind comes first: values that are lost, a training that
    runs away, units or layers that do nothing, a spike that passed.
    """
    if not len(subject.record.steps):
        return ()
    exploding = exploding_gradients(subject)
    dead = dead_units(subject)
    explained = {name for insight in dead for name in insight.parameters}
    found = [
        *nonfinite_values(subject),
        *exploding,
        *growing_weights(subject),
        *dead,
        *layers_not_learning(subject, explained),
        *([] if exploding else vanishing_gradients(subject)),  # layers differ by any factor while gradients explode
        *loss_spikes(subject),
        *clusters_formed(subject),
    ]
    return tuple(sorted(found, key=lambda insight: insight.severity != "warning")[:MOST_INSIGHTS])
