"""A real training has the phases that its loss shows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tensorboard.backend.event_processing.data_provider import MultiplexerDataProvider
from tensorboard.backend.event_processing.plugin_event_multiplexer import EventMultiplexer
from tensorboard.context import RequestContext

from nanogpt.train import train
from tensorboard_plugin_paramviz.serving.answers.phases import Phases
from tensorboard_plugin_paramviz.serving.reading.reader import Reader
from tensorboard_plugin_paramviz.serving.sources.provider import ProviderSource
from tensorboard_plugin_paramviz.serving.sources.scalars import ProviderScalars

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from nanogpt.config import TrainConfig
    from tensorboard_plugin_paramviz.serving.analysis.phases.report import PhaseReport

STEPS = 300


def phases_of(directory: Path) -> PhaseReport:
    multiplexer = EventMultiplexer(tensor_size_guidance={"paramviz": 0})
    multiplexer.AddRun(str(directory), directory.name)
    multiplexer.Reload()
    tensorboard = (MultiplexerDataProvider(multiplexer, str(directory)), RequestContext(), "")
    return Phases(Reader()).report(ProviderSource(*tensorboard), ProviderScalars(*tensorboard), directory.name)


def test_a_training_has_its_phases(tmp_path: Path, tiny: Callable[..., TrainConfig]) -> None:
    train(tiny(max_iters=STEPS, eval_interval=STEPS, watch=True, watch_every=5, learning_rate=3e-3, warmup_iters=20))
    report = phases_of(tmp_path / "runs" / "tiny")
    names = [phase.name for phase in report.phases]
    assert names[:2] == ["initialization", "rapid learning"]
    assert set(names) <= {"initialization", "rapid learning", "convergence", "plateau"}
    assert report.phases[-1].last_step == STEPS
    assert report.events == ()


def test_a_training_that_learns_nothing_has_none(tmp_path: Path, tiny: Callable[..., TrainConfig]) -> None:
    rates = {"learning_rate": 1e-30, "min_lr": 0.0}
    train(tiny(max_iters=STEPS, eval_interval=STEPS, watch=True, watch_every=5, **rates))
    report = phases_of(tmp_path / "runs" / "tiny")
    assert (report.verdict, report.events) == ("no clear phases", ())
    assert report.evidence["displacements"] == 0
