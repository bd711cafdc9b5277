"""Clusters of logged runs: trained, simulated, and walked at random."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
import torch
from torch import nn

from tensorboard_plugin_paramviz import SummaryWriter
from tensorboard_plugin_paramviz.serving.answers.clusters import ClusterEvents
from tensorboard_plugin_paramviz.serving.reading.reader import Reader
from tensorboard_plugin_paramviz.serving.sources.event_files import EventFileSource

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    import numpy.typing as npt

    from tensorboard_plugin_paramviz.serving.analysis.findings import Finding

    FloatArray = npt.NDArray[np.floating]

CLASSES = 3
WORDS = 48  # a third of them in each class
LABELS = [f"{'abc'[word % CLASSES]}{word // CLASSES}" for word in range(WORDS)]


def events(path: Path) -> list[Finding]:
    source = EventFileSource(path)
    (run,) = Reader().open(source, [source.run])
    return ClusterEvents().of(run)


def clusters_of(finding: Finding) -> Any:  # noqa: ANN401  # JSON
    return json.loads(json.dumps(finding.evidence, allow_nan=False))["clusters"]


def log_rows(path: Path, snapshots: Iterable[FloatArray], labels: list[str] | None = None) -> None:
    """Log an embedding that has these rows, float `[N, D]`, at steps 0, 10, 20, …"""
    with SummaryWriter(str(path)) as writer:
        for number, rows in enumerate(snapshots):
            embedding = nn.Embedding(len(rows), rows.shape[1], _weight=torch.tensor(rows, dtype=torch.float32))
            labels_of = {"weight": labels} if labels else None
            writer.add_parameters(embedding, 10 * number, gradients=False, labels=labels_of)


def parting(seed: int = 0, rows: int = WORDS) -> list[FloatArray]:
    """Rows that drift to the corner of their class between snapshots 4 and 12 of 20."""
    random = np.random.default_rng(seed)
    noise, corners = random.standard_normal((rows, 32)), random.standard_normal((CLASSES, 32))
    targets = corners[np.arange(rows) % CLASSES] * 2.5
    return [noise + targets * np.clip((snapshot - 4) / 8, 0, 1) for snapshot in range(20)]


def test_the_classes_of_a_grammar_part_in_a_real_training(tmp_path: Path) -> None:
    torch.manual_seed(0)
    embedding = nn.Embedding(WORDS, 32)
    nn.init.normal_(embedding.weight, std=0.3)
    model = nn.Sequential(embedding, nn.Linear(32, WORDS))
    words = torch.arange(WORDS)
    following = ((words[:, None] + 1) % CLASSES == words % CLASSES).float() * CLASSES / WORDS  # a, b, c, a, b, …
    optimizer = torch.optim.Adam(model.parameters(), lr=0.02)
    with SummaryWriter(str(tmp_path)) as writer:
        for step in range(201):
            if step % 10 == 0:
                writer.add_parameters(model, step, gradients=False, labels={"0.weight": LABELS})
            optimizer.zero_grad()
            torch.autograd.backward(nn.functional.cross_entropy(model(words), following))
            optimizer.step()

    found = [finding for finding in events(tmp_path) if finding.parameters == ("0.weight",)]
    examples = [cluster["examples"] for finding in found for cluster in clusters_of(finding)]

    assert sorted("".join({label[0] for label in labels}) for labels in examples) == ["a", "b", "c"]
    assert all(0 <= finding.first_step < finding.last_step <= 200 for finding in found)


def test_what_is_said_of_clusters_that_formed(tmp_path: Path) -> None:
    log_rows(tmp_path, parting(), LABELS)
    found = events(tmp_path)

    assert sum(len(clusters_of(finding)) for finding in found) == CLASSES
    for finding in found:
        assert finding.name == "clusters"
        assert 40 <= finding.first_step < finding.last_step <= 120
        assert finding.last_step - finding.first_step == 10
        assert finding.parameters == ("weight",)
        assert finding.evidence["step"] == 190
        assert finding.evidence["rows"] == finding.evidence["rows_tested"] == WORDS
        assert finding.evidence["columns"] == 32
        assert finding.evidence["clusters_at_step"] == CLASSES
        assert finding.sentence.startswith(f"Between steps {finding.first_step} and {finding.last_step}, ")
        assert "“" in finding.sentence


def test_rows_without_labels_are_told_by_their_numbers(tmp_path: Path) -> None:
    log_rows(tmp_path, parting())
    assert all("row " in finding.sentence for finding in events(tmp_path))


def test_rows_that_stayed_behind_are_said_to_have_hardly_moved(tmp_path: Path) -> None:
    random = np.random.default_rng(0)
    start = 0.02 * random.standard_normal((80, 32))
    moved = np.where(np.arange(80)[:, np.newaxis] < 40, 0.5 * random.standard_normal(32), 0)
    log_rows(tmp_path, [start + moved * share for share in np.linspace(0, 1, 11)])

    sentences = " ".join(finding.sentence for finding in events(tmp_path))
    assert sentences.count("hardly moved since the start") == 1


def test_clusters_that_were_there_from_the_start_did_not_form(tmp_path: Path) -> None:
    log_rows(tmp_path, parting()[15:])
    assert events(tmp_path) == []


def test_clusters_before_the_end_in_nan_are_found(tmp_path: Path) -> None:
    snapshots = parting()
    snapshots[-2:] = [np.full_like(snapshots[0], np.nan)] * 2
    log_rows(tmp_path, snapshots)
    assert {finding.evidence["step"] for finding in events(tmp_path)} == {140}


@pytest.mark.parametrize("seed", range(3))
def test_a_random_walk_forms_no_clusters(seed: int, tmp_path: Path) -> None:
    random = np.random.default_rng([5, seed])
    log_rows(tmp_path, random.standard_normal((12, 65, 64)).cumsum(axis=0))
    assert events(tmp_path) == []


@pytest.mark.parametrize("rows", [1, 2, 10])
def test_few_rows_form_no_clusters(rows: int, tmp_path: Path) -> None:
    log_rows(tmp_path, parting(rows=rows))
    assert events(tmp_path) == []


def test_a_run_of_one_snapshot_has_no_events(tmp_path: Path) -> None:
    log_rows(tmp_path, parting()[-1:])
    assert events(tmp_path) == []
