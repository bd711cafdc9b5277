"""Models to log, and what TensorBoard's own loader finds in the files."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pytest
import torch
from tensorboard.backend.event_processing.event_file_loader import EventFileLoader
from torch import nn
from torch.utils.tensorboard import SummaryWriter

from tensorboard_plugin_paramviz.capture.recorder import recorder_of
from tensorboard_plugin_paramviz.format.metadata import header_from_bytes
from tensorboard_plugin_paramviz.format.names import PLUGIN_NAME
from tensorboard_plugin_paramviz.format.snapshot import array_from_proto, check_array
from tensorboard_plugin_paramviz.format.tags import Segment, parse_tag

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    import numpy.typing as npt

    from tensorboard_plugin_paramviz.format.layout import Layout
    from tensorboard_plugin_paramviz.format.metadata import SegmentHeader


@dataclass
class LoggedStep:
    """One event of the plugin, as it lies in the file."""

    step: int
    segment: Segment
    layout: Layout
    header: SegmentHeader | None
    size_bytes: int
    arrays: dict[str, npt.NDArray[Any]] = field(default_factory=dict)

    def statistic(self, parameter: str, name: str) -> float:
        """One number of the statistics."""
        row = [each.name for each in self.layout.parameters].index(parameter)
        return float(self.arrays["statistics"][row, self.layout.statistic_names.index(name)])


def read_steps(directory: Path) -> list[LoggedStep]:
    """All snapshots in the one event file of a directory, each array checked against its layout."""
    (path,) = directory.glob("events.out.tfevents.*")
    return list(_steps(path))


def _steps(path: Path) -> Iterator[LoggedStep]:
    layouts: dict[Segment, Layout] = {}
    for event in EventFileLoader(str(path)).Load():
        values = [value for value in event.summary.value if value.metadata.plugin_data.plugin_name == PLUGIN_NAME]
        if not values:
            continue
        segment = parse_tag(values[0].tag).segment
        content = values[0].metadata.plugin_data.content
        header = header_from_bytes(content) if content else None
        if header is not None:
            source = Segment(segment.session_start_ms, header.layout_segment or 0)
            layouts[segment] = header.layout or layouts[source]
        logged = LoggedStep(event.step, segment, layouts[segment], header, event.ByteSize())
        for value in values:
            tag = parse_tag(value.tag)
            assert tag.segment == segment
            array = array_from_proto(value.tensor)
            check_array(array, logged.layout, tag)
            logged.arrays[f"{tag.series}/{tag.parameter}".rstrip("/")] = array
        yield logged


@pytest.fixture
def logged_steps() -> Callable[[Path], list[LoggedStep]]:
    """Reads all snapshots in the one event file of a directory."""
    return read_steps


class Classifier(nn.Module):
    """A small model with an embedding, a block and a head."""

    def __init__(self, tokens: int = 20, width: int = 8) -> None:
        super().__init__()
        self.embedding = nn.Embedding(tokens, width)
        self.blocks = nn.ModuleList([nn.Linear(width, width), nn.Linear(width, width)])
        self.norm = nn.LayerNorm(width)
        self.head = nn.Linear(width, 4)

    def forward(self, tokens: torch.Tensor) -> torch.Tensor:
        """Map int64 (B, T) to (B, 4)."""
        x = self.embedding(tokens).mean(dim=1)  # (B, C)
        for block in self.blocks:
            x = x + torch.relu(block(x))
        logits: torch.Tensor = self.head(self.norm(x))
        return logits


@pytest.fixture
def model() -> Classifier:
    """A small model, always the same."""
    with torch.random.fork_rng():
        torch.manual_seed(0)
        return Classifier()


def train_step(model: nn.Module, optimizer: torch.optim.Optimizer, generator: torch.Generator) -> float:
    """One update on random tokens; gradients are left in place."""
    tokens = torch.randint(0, 20, (4, 6), generator=generator)
    optimizer.zero_grad(set_to_none=True)
    loss = torch.nn.functional.cross_entropy(model(tokens), tokens[:, 0] % 4)
    torch.autograd.backward(loss)
    optimizer.step()
    return loss.item()


@pytest.fixture
def train() -> Callable[[nn.Module, torch.optim.Optimizer, torch.Generator], float]:
    """Makes one update of the small model, and leaves its gradients in place."""
    return train_step


@pytest.fixture
def writer(tmp_path: Path) -> Iterator[SummaryWriter]:
    """A plain writer, as somebody else may own it."""
    writer = SummaryWriter(tmp_path)
    yield writer
    writer.close()


@pytest.fixture
def written(
    writer: SummaryWriter, tmp_path: Path, logged_steps: Callable[[Path], list[LoggedStep]]
) -> Callable[[], list[LoggedStep]]:
    """The snapshots in the file, when all that were taken are there."""

    def read() -> list[LoggedStep]:
        recorder_of(writer).finish()
        return logged_steps(tmp_path)

    return read


@pytest.fixture
def steps_of(written: Callable[[], list[LoggedStep]]) -> Callable[[], list[int]]:
    """The steps that are in the file, when all that were taken are there."""
    return lambda: [logged.step for logged in written()]
