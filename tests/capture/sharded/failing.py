"""Three processes, of which one fails, one lags behind and one dies: none of the others waits for ever, or raises else.

Started with the seconds that they may wait for each other.
"""

from __future__ import annotations

import os
import sys
import time

import pytest
import torch
from torch import distributed, nn
from torch.distributed.fsdp import fully_shard

from tensorboard_plugin_paramviz.capture.model.inventory import NamedTensor, named_tensors
from tensorboard_plugin_paramviz.capture.planning.options import capture_options
from tensorboard_plugin_paramviz.capture.planning.plan import make_plan
from tensorboard_plugin_paramviz.capture.sharding.group import ShardGroup, shard_group
from tensorboard_plugin_paramviz.capture.sharding.mailbox import LostPeerError
from tensorboard_plugin_paramviz.capture.sharding.peers import PeerError, PlanMismatchError, SkippedStepError
from tensorboard_plugin_paramviz.capture.sharding.sampler import ShardedSampler

TIMEOUT_SECONDS = float(sys.argv[1])


class Training:
    """What one process does."""

    def __init__(self) -> None:
        torch.manual_seed(0)
        self.model = nn.Sequential(nn.Linear(7, 5), nn.Linear(5, 2))
        fully_shard(self.model)
        group = shard_group(self.model.parameters(), timeout_seconds=TIMEOUT_SECONDS)
        assert group is not None
        self.group: ShardGroup = group
        self.rank = group.rank
        self.sampler = ShardedSampler(make_plan(self.model, capture_options()), group)

    def snapshot(self, step: int, tensors: list[NamedTensor] | None = None, *, skip: bool = False) -> bool:
        """Take one together; whether it came here."""
        with self.group.turn(step):
            if skip:
                raise SkippedStepError("the disk is slow")
            return self.sampler.sample(named_tensors(self.model) if tensors is None else tensors) is not None


def say(what: str) -> None:
    """Tell whoever started the processes."""
    if distributed.get_rank() == 0:
        print(what, flush=True)


def everybody_learns_of_a_failure(training: Training) -> None:
    unreadable = named_tensors(training.model)[:1] if training.rank == 1 else None
    with pytest.raises(PeerError, match=r"^rank 1: KeyError: '0.bias'$") as raised:
        training.snapshot(10, unreadable)
    assert (type(raised.value.__cause__) is KeyError) == (training.rank == 1)
    assert training.group.agree(20) == 20
    assert training.snapshot(20) == (training.rank == 0)
    assert training.group.agree(30) == 30


def the_first_clock_counts(training: Training) -> None:
    training.snapshot(30)
    assert training.group.agree(40 + 10 * training.rank) == 40


def all_leave_a_step_out(training: Training) -> None:
    with pytest.raises(SkippedStepError, match=r"^rank 0: the disk is slow$"):
        training.snapshot(40, skip=training.rank == 0)
    training.group.agree(50)


def ranks_that_do_different_things_are_told(training: Training) -> None:
    with pytest.raises(PlanMismatchError, match="rank 2 is at step 52, rank 0 at step 50: call step"):
        training.snapshot(52 if training.rank == 2 else 50)
    training.group.agree(60)
    own, options = training.sampler, capture_options(max_tile=1 if training.rank == 1 else 64)
    training.sampler = ShardedSampler(make_plan(training.model, options), training.group)
    with pytest.raises(PlanMismatchError, match=r"rank 1 would log other .* same arguments on every rank"):
        training.snapshot(60)
    training.group.agree(70)
    training.sampler = own


def one_who_is_late_is_waited_for(training: Training) -> None:
    time.sleep(TIMEOUT_SECONDS / 4 * training.rank)
    training.snapshot(70)
    assert training.group.agree(80) == 80


def one_who_dies_is_not_waited_for_long(training: Training) -> None:
    if training.rank == 2:
        os._exit(0)  # as suddenly as by a signal, but torchrun lets the others live
    with pytest.raises(LostPeerError, match=r"^rank 2 did not come within"):
        training.snapshot(80)
    for again in (training.snapshot, training.group.agree):
        start = time.monotonic()
        with pytest.raises(LostPeerError, match=r"^rank 2 did not come within"):
            again(90)
        assert time.monotonic() - start < TIMEOUT_SECONDS


def main() -> None:
    """Live through it all."""
    distributed.init_process_group("gloo")
    training = Training()
    distributed.barrier()
    for scene in (
        everybody_learns_of_a_failure,
        the_first_clock_counts,
        all_leave_a_step_out,
        ranks_that_do_different_things_are_told,
        one_who_is_late_is_waited_for,
        one_who_dies_is_not_waited_for_long,
    ):
        scene(training)
        say(scene.__name__)
    # No word of goodbye: the interpreter ends as it does without all this.


if __name__ == "__main__":
    main()
