"""What is told about the scalars of a run."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tensorboard_plugin_paramviz.serving.analysis.loss_tag import choose_loss
from tensorboard_plugin_paramviz.serving.errors import UnknownRunError, UnknownTagError

if TYPE_CHECKING:
    from tensorboard_plugin_paramviz.serving.sources.scalars import ScalarSeries, ScalarSource
    from tensorboard_plugin_paramviz.serving.sources.source import Source


@dataclass(frozen=True)
class ScalarTags:
    """The scalars of a run.

    Attributes:
        tags: in order of name.
        loss: that of the loss, as far as names tell.
    """

    tags: list[str]
    loss: str | None


def scalar_tags(scalars: ScalarSource, run: str) -> ScalarTags:
    """Which scalars a run logs; none is fine.

    Raises:
        DataUnavailableError: the source does not answer.
    """
    tags = sorted(scalars.list_scalars(run))
    return ScalarTags(tags, choose_loss(tags))


def scalar_series(scalars: ScalarSource, run: str, tag: str) -> ScalarSeries:
    """One scalar of a run.

    Raises:
        UnknownTagError: the run logs no such scalar.
        DataUnavailableError: the source does not answer.
    """
    series = scalars.read_scalar(run, tag)
    if series is None:
        raise UnknownTagError(run, tag, sorted(scalars.list_scalars(run)))
    return series


def check_run(source: Source, run: str) -> None:
    """Make sure of a run without reading anything of it.

    Raises:
        UnknownRunError: it has no ParamViz data.
        DataUnavailableError: the source does not answer.
    """
    if not source.list_series([run]).get(run):
        raise UnknownRunError(run, sorted(source.list_series()))
