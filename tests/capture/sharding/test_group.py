"""Processes that take a snapshot together or not at all; here they are threads with a store between them."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, TypeVar

import pytest
import torch
from torch._C._distributed_c10d import HashStore

from tensorboard_plugin_paramviz.capture.sharding.group import ShardGroup, shard_group
from tensorboard_plugin_paramviz.capture.sharding.mailbox import LostPeerError, Mailbox
from tensorboard_plugin_paramviz.capture.sharding.peers import PeerError, PlanMismatchError, SkippedStepError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

Result = TypeVar("Result")

LONG_SECONDS = 60.0


class Processes:
    """What stands for three processes: 4, 5 and 7."""

    def __init__(self, timeout_seconds: float = LONG_SECONDS) -> None:
        self.store = HashStore()
        ranks = [7, 4, 5]
        self.groups = [
            ShardGroup(ranks, rank, Mailbox(self.store, "paramviz/1"), timeout_seconds) for rank in sorted(ranks)
        ]

    def run(self, process: Callable[[ShardGroup], Result]) -> list[Result]:
        """What the same lines give in each process."""
        with ThreadPoolExecutor(len(self.groups)) as threads:
            return list(threads.map(process, self.groups))

    def errors(self, process: Callable[[ShardGroup], object], kind: type[Exception] = PeerError) -> list[Exception]:
        """What the same lines raise in each process."""

        def failing(group: ShardGroup) -> Exception:
            with pytest.raises(kind) as raised:
                process(group)
            return raised.value

        return self.run(failing)


def snapshot(group: ShardGroup, step: int = 1, plan: str = "plan") -> Mapping[int, bytes] | None:
    with group.turn(step):
        return group.gather(plan, f"piece of {group.rank}".encode())


def test_all_pieces_come_to_the_first() -> None:
    expected = {4: b"piece of 4", 5: b"piece of 5", 7: b"piece of 7"}
    assert Processes().run(snapshot) == [expected, None, None]


def test_one_process_is_a_group_as_well() -> None:
    group = ShardGroup([0], 0, Mailbox(HashStore(), "paramviz/1"))
    assert group.is_logged
    assert snapshot(group) == {0: b"piece of 0"}
    assert group.agree(20) == 20


def test_of_several_copies_the_one_with_the_first_rank_is_logged() -> None:
    assert not any(Processes().run(lambda group: group.is_logged))
    assert Processes().run(lambda group: group.is_first) == [True, False, False]


@pytest.mark.parametrize("failing_rank", [4, 5, 7])
def test_an_exception_in_one_is_one_in_all(failing_rank: int) -> None:
    def process(group: ShardGroup) -> None:
        with group.turn(1):
            if group.rank == failing_rank:
                raise MemoryError("no room")
            group.gather("plan", b"")

    processes = Processes()
    errors = processes.errors(process)
    assert {str(error) for error in errors} == {f"rank {failing_rank}: MemoryError: no room"}
    assert [type(error.__cause__) is MemoryError for error in errors] == [
        group.rank == failing_rank for group in processes.groups
    ]
    processes.run(lambda group: group.agree(2))
    assert processes.run(snapshot)[0] is not None  # and the next time all is well


def test_failures_of_several_are_all_told() -> None:
    def process(group: ShardGroup) -> None:
        with group.turn(1):
            raise OSError(f"disk {group.rank}")

    (message,) = {str(error) for error in Processes().errors(process)}
    assert message == "rank 4: OSError: disk 4; rank 5: OSError: disk 5; rank 7: OSError: disk 7"


def test_a_step_can_be_left_out() -> None:
    def process(group: ShardGroup) -> None:
        with group.turn(1):
            if group.rank == 4:
                raise SkippedStepError("two snapshots wait for the disk")
            group.gather("plan", b"")

    errors = Processes().errors(process, SkippedStepError)
    assert {str(error) for error in errors} == {"rank 4: two snapshots wait for the disk"}


def test_a_turn_without_a_piece_is_left_out() -> None:
    def process(group: ShardGroup) -> None:
        with group.turn(1):
            if group.rank != 5:
                group.gather("plan", b"")

    errors = Processes().errors(process, SkippedStepError)
    assert {str(error) for error in errors} == {"rank 5: took no part in step 1"}


def test_an_exception_after_gathering_is_ones_own() -> None:
    def process(group: ShardGroup) -> str:
        try:
            with group.turn(1):
                pieces = group.gather("plan", b"")
                assert pieces is None, "they do not fit"
        except AssertionError as error:
            return str(error).partition("\n")[0]
        return "well"

    assert Processes().run(process) == ["they do not fit", "well", "well"]


def test_different_steps_are_told() -> None:
    errors = Processes().errors(lambda group: snapshot(group, step=group.rank), PlanMismatchError)
    (message,) = {str(error) for error in errors}
    assert message == "rank 5 is at step 5, rank 4 at step 4: call step() alike on every rank"


def test_different_plans_are_told() -> None:
    errors = Processes().errors(lambda group: snapshot(group, plan=str(group.rank == 7)), PlanMismatchError)
    (message,) = {str(error) for error in errors}
    assert message.startswith(
        "rank 7 would log other parameters, tiles or rows than rank 4: call watch() with the same"
    )


def test_the_first_process_says_what_is_due_next() -> None:
    def process(group: ShardGroup) -> list[int]:
        found = []
        for step in range(3):
            snapshot(group, step)
            found.append(group.agree(10 * step + group.rank))
        return found

    assert Processes().run(process) == [[4, 14, 24]] * 3


def test_messages_do_not_pile_up() -> None:
    def process(group: ShardGroup) -> None:
        for step in range(20):
            snapshot(group, step)
            group.agree(step + 1)

    processes = Processes()
    processes.run(process)
    assert processes.store.num_keys() == 2  # the last turn's verdict and next step


@pytest.mark.parametrize("absent_rank", [4, 5])
def test_one_who_does_not_come_is_named_and_never_waited_for_again(absent_rank: int) -> None:
    processes = Processes(timeout_seconds=0.05)
    processes.groups = [group for group in processes.groups if group.rank != absent_rank]
    for error in processes.errors(snapshot, LostPeerError):
        assert str(error).startswith(f"rank {absent_rank} did not come within")
    for group in processes.groups:
        group.timeout_seconds = LONG_SECONDS
    start = time.monotonic()
    processes.errors(snapshot, LostPeerError)
    processes.errors(lambda group: group.agree(2), LostPeerError)
    assert time.monotonic() - start < LONG_SECONDS / 2


def test_one_who_comes_too_late_learns_it_at_once() -> None:
    processes = Processes(timeout_seconds=0.05)
    *in_time, late = processes.groups
    processes.groups = in_time
    processes.errors(snapshot, LostPeerError)
    late.timeout_seconds = LONG_SECONDS
    with pytest.raises(LostPeerError, match=r"^rank 7 did not come within 0.05 s"):
        snapshot(late)


def test_if_the_first_comes_too_late_it_finds_the_pieces_and_nobody_the_next_time() -> None:
    processes = Processes(timeout_seconds=0.05)
    late, *in_time = processes.groups
    processes.groups = in_time
    processes.errors(snapshot, LostPeerError)
    late.timeout_seconds = LONG_SECONDS
    assert snapshot(late) == {4: b"piece of 4", 5: b"piece of 5", 7: b"piece of 7"}
    with pytest.raises(LostPeerError, match=r"^rank 5 logs no more: rank 4 did not come"):
        snapshot(late, 2)


def test_one_who_leaves_is_not_waited_for() -> None:
    def process(group: ShardGroup) -> None:
        if group.rank == 5:
            group.leave("the watcher was closed")
        snapshot(group)

    start = time.monotonic()
    for error in Processes().errors(process, LostPeerError):
        assert "rank 5 logs no more: the watcher was closed" in str(error)
    assert time.monotonic() - start < LONG_SECONDS / 2


def test_one_who_is_interrupted_leaves() -> None:
    def interrupted(group: ShardGroup) -> None:
        with group.turn(1):
            if group.rank == 7:
                raise KeyboardInterrupt
            group.gather("plan", b"")

    def process(group: ShardGroup) -> str:
        with pytest.raises((LostPeerError, KeyboardInterrupt)) as raised:
            interrupted(group)
        return str(raised.value)

    lost = "rank 7 logs no more: ended by KeyboardInterrupt"
    assert Processes().run(process) == [lost, lost, ""]


def test_pieces_are_gathered_once_in_a_turn() -> None:
    group = ShardGroup([0], 0, Mailbox(HashStore(), "paramviz/1"))
    with pytest.raises(RuntimeError, match="outside of a turn"):
        group.gather("plan", b"")
    with group.turn(1):
        group.gather("plan", b"")
        with pytest.raises(RuntimeError, match="twice in one"):
            group.gather("plan", b"")


def test_plain_tensors_need_no_group() -> None:
    assert shard_group([torch.ones(3), torch.nn.Parameter(torch.ones(2))]) is None
