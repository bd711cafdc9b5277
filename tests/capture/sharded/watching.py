"""Two processes that train and are watched, well and badly. Started with a directory for logs."""

from __future__ import annotations

import sys
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, cast

import numpy as np
import torch
from torch import distributed, nn
from torch.distributed.fsdp import fully_shard
from torch.nn.parallel import DistributedDataParallel

from nanogpt.model import GPT, GPTConfig
from tensorboard_plugin_paramviz import SummaryWriter, load_run, watch
from tensorboard_plugin_paramviz.capture.sharding.sampler import ShardedSampler
from tensorboard_plugin_paramviz.capture.watcher import IdleWatcher

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from torch.distributed.tensor import DTensor

LOGS = Path(sys.argv[1])
RANK = 0
STEPS = 12


def build() -> GPT:
    torch.manual_seed(0)
    return GPT(GPTConfig(n_layer=2, n_head=2, n_embd=16, block_size=8, vocab_size=11, dropout=0.1))


def in_shards() -> nn.Module:
    model = build()
    for block in model.transformer.h:
        fully_shard(block)
    return cast("nn.Module", fully_shard(model))


def in_copies() -> nn.Module:
    return DistributedDataParallel(build())


def whole(model: nn.Module) -> nn.Module:
    """The model that one process would have, with gradients; all processes take part."""
    copy = build()
    for ours, theirs in zip(copy.parameters(), model.parameters(), strict=True):
        is_sharded = hasattr(theirs, "full_tensor")
        ours.data = cast("DTensor", theirs).full_tensor().detach().clone() if is_sharded else theirs.detach().clone()
        gradient = theirs.grad
        if gradient is not None:
            ours.grad = cast("DTensor", gradient).full_tensor() if is_sharded else gradient.clone()
    return copy


def train(model: nn.Module, steps: int = STEPS) -> Iterator[int]:
    """Make updates; gradients are there while a step is looked at."""
    optimizer = torch.optim.AdamW(model.parameters(), 0.01)
    generator = torch.Generator().manual_seed(RANK)
    for step in range(1, steps + 1):
        optimizer.zero_grad()
        tokens = torch.randint(0, 11, (2, 9), generator=generator)
        torch.autograd.backward(model(tokens[:, :-1], tokens[:, 1:])[1])
        optimizer.step()
        yield step


def check_snapshots_equal_those_of_the_whole_model() -> None:
    for wrap in (in_shards, in_copies):
        folder = LOGS / wrap.__name__
        model = wrap()
        reference = SummaryWriter(folder / "whole") if RANK == 0 else None
        with SummaryWriter(folder / "run") as writer:
            watcher = watch(writer, model, every=3)
            copy = whole(model)
            if reference is not None:
                reference.add_parameters(copy, 0)
            for step in train(model):
                is_logged = watcher.step(step)
                assert is_logged == (RANK == 0 and step % 3 == 0)
                copy = whole(model)
                if reference is not None and is_logged:
                    reference.add_parameters(copy, step)
        assert isinstance(watcher, IdleWatcher) == (RANK == 1 and wrap is in_copies)
        if reference is not None:
            reference.close()
            compare(folder / "run", folder / "whole")


def compare(found_path: Path, expected_path: Path) -> None:
    found, expected = load_run(found_path), load_run(expected_path)
    assert found.steps.tolist() == expected.steps.tolist() == [0, 3, 6, 9, 12]
    assert found.parameters == expected.parameters
    assert len(list(found_path.iterdir())) == 1  # rank 0 alone writes
    for parameter in found.parameters:
        np.testing.assert_array_equal(found.weights(parameter.name), expected.weights(parameter.name))
        np.testing.assert_array_equal(found.gradients(parameter.name), expected.gradients(parameter.name))
    np.testing.assert_array_equal(found.rows("transformer.wte.weight"), expected.rows("transformer.wte.weight"))
    np.testing.assert_allclose(found.statistics, expected.statistics, rtol=1e-5)


def check_watching_changes_nothing() -> None:
    def trained(*, is_watched: bool) -> list[torch.Tensor]:
        model = in_shards()
        with SummaryWriter(LOGS / f"watched-{is_watched}") as writer:
            watcher = writer.watch(model, every=1) if is_watched else None
            for step in train(model):
                if watcher is not None:
                    watcher.step(step)
        return [cast("DTensor", parameter).to_local().detach().clone() for parameter in model.parameters()]

    pairs = zip(trained(is_watched=True), trained(is_watched=False), strict=True)
    assert all(torch.equal(watched, unwatched) for watched, unwatched in pairs)


def check_a_rank_that_fails_costs_the_others_one_step_and_no_wait() -> None:
    model = in_shards()
    sample = ShardedSampler.sample
    with SummaryWriter(LOGS / "failing") as writer:
        watcher = writer.watch(model, every=1)
        for step in train(model):
            if step == 4 and RANK == 1:
                ShardedSampler.sample = broken  # type: ignore[method-assign,assignment]  # a fault on one rank
            watcher.step(step)
            ShardedSampler.sample = sample  # type: ignore[method-assign]  # that passes
        assert watcher.report.failures == 1
    if RANK == 0:
        steps = load_run(LOGS / "failing").steps.tolist()
        assert steps == [0, 1, 2, 3, 6, 7, 8, 9, 10, 11, 12], steps


def broken(*_: object) -> None:
    raise MemoryError("no room on this rank")


def check_clocks_that_disagree_do_not_matter() -> None:
    model = in_shards()
    with SummaryWriter(LOGS / "clocks") as writer:
        watcher = writer.watch(model, every="auto")
        clock = watcher._clock
        watcher._clock = (lambda: clock() * 1000) if RANK else clock
        for step in train(model, 30):
            watcher.step(step)
    if RANK == 0:
        assert load_run(LOGS / "clocks").steps.tolist()[:3] == [0, 1, 11]


def check_one_snapshot_by_hand() -> None:
    model = in_shards()
    with SummaryWriter(LOGS / "by-hand") as writer:
        writer.add_parameters(model, 7)
        writer.add_parameters(model, 8)
    if RANK == 0:
        assert load_run(LOGS / "by-hand").steps.tolist() == [7, 8]


def check_a_compiled_model_in_copies() -> None:
    model = DistributedDataParallel(cast("nn.Module", torch.compile(build(), backend="eager")))
    with SummaryWriter(LOGS / "compiled") as writer:
        watcher = writer.watch(model, every=5)
        for step in train(model):
            watcher.step(step)
    if RANK == 0:
        run = load_run(LOGS / "compiled")
        assert run.steps.tolist() == [0, 5, 10, 12]
        assert run.parameters[0].name == "transformer.wte.weight"


def check_the_writers_of_other_ranks_make_no_file() -> None:
    folder = LOGS / "alone"
    if RANK == 1:
        writer = SummaryWriter(folder)
        assert not list(folder.glob("*"))
        writer.flush()
        writer.add_scalar("loss", 1.0, 1)  # unless somebody asks for one
        writer.close()
        assert len(list(folder.iterdir())) == 1


def check_an_exception_in_one_rank_does_not_hang_the_other() -> None:
    model = in_shards()
    with suppress(BrokenRankError), SummaryWriter(LOGS / "exception") as writer:
        watcher = writer.watch(model, every=4)
        for step in train(model, 6):
            watcher.step(step)
        if RANK == 1:
            raise BrokenRankError
    if RANK == 0:
        assert load_run(LOGS / "exception").steps.tolist() == [0, 4, 6]


class BrokenRankError(Exception):
    """What ends the training on one rank."""


CHECKS: list[Callable[[], None]] = [
    check_snapshots_equal_those_of_the_whole_model,
    check_watching_changes_nothing,
    check_a_rank_that_fails_costs_the_others_one_step_and_no_wait,
    check_clocks_that_disagree_do_not_matter,
    check_one_snapshot_by_hand,
    check_a_compiled_model_in_copies,
    check_the_writers_of_other_ranks_make_no_file,
    check_an_exception_in_one_rank_does_not_hang_the_other,
]

if __name__ == "__main__":
    distributed.init_process_group("gloo")
    RANK = distributed.get_rank()
    for check in CHECKS:
        check()
        distributed.barrier()
        if RANK == 0:
            print(check.__name__, flush=True)
    distributed.destroy_process_group()
