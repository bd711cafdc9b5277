"""Models in several real processes."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


def test_what_processes_read_together_is_what_one_reads_of_the_whole(torchrun: Callable[..., list[str]]) -> None:
    assert torchrun("reading.py", processes=4) == [
        "check_a_transformer_whose_blocks_are_sharded",
        "check_shards_with_copies",
        "check_shards_of_tensor_parallel_layers",
        "check_every_shape_type_and_placement",
        "check_what_is_not_finite_is_counted_exactly",
        "check_gradients_that_are_not_there",
        "check_frozen_and_whole_parameters_beside_shards",
        "check_sums_that_nobody_has_added_up",
        "check_shards_are_read_after_an_evaluation",
        "check_flat_parameters_are_refused",
    ]


def test_no_process_waits_for_ever(torchrun: Callable[..., list[str]]) -> None:
    assert torchrun("failing.py", 3, processes=3) == [
        "everybody_learns_of_a_failure",
        "the_first_clock_counts",
        "all_leave_a_step_out",
        "ranks_that_do_different_things_are_told",
        "one_who_is_late_is_waited_for",
        "one_who_dies_is_not_waited_for_long",
    ]


def test_trainings_in_several_processes_are_watched(torchrun: Callable[..., list[str]], tmp_path: Path) -> None:
    assert torchrun("watching.py", tmp_path, processes=2) == [
        "check_snapshots_equal_those_of_the_whole_model",
        "check_watching_changes_nothing",
        "check_a_rank_that_fails_costs_the_others_one_step_and_no_wait",
        "check_clocks_that_disagree_do_not_matter",
        "check_one_snapshot_by_hand",
        "check_a_compiled_model_in_copies",
        "check_the_writers_of_other_ranks_make_no_file",
        "check_an_exception_in_one_rank_does_not_hang_the_other",
    ]
