from __future__ import annotations

import numpy as np
import pytest

from tensorboard_plugin_paramviz.serving.analysis.clusters.formation import agreement, formation

CLUSTER = np.arange(10)
ROWS = 50


@pytest.mark.parametrize("came", [1, 2, 7, 99, 100, 101, 4999])
def test_the_snapshot_is_found_from_which_on_a_cluster_is_there(came: int) -> None:
    looked_at = []

    def clusters_at(snapshot: int) -> list[np.ndarray[tuple[int], np.dtype[np.int64]]]:
        looked_at.append(snapshot)
        return [CLUSTER] if snapshot >= came else []

    assert formation(CLUSTER, ROWS, 4999, clusters_at) == (came - 1, came)
    assert len(looked_at) <= 8 + 10


def test_what_is_there_from_the_first_snapshot_on_did_not_form() -> None:
    assert formation(CLUSTER, ROWS, 40, lambda _: [CLUSTER]) == (0, 0)


def test_one_that_went_away_and_came_again_is_dated_by_its_return() -> None:
    absent, there = formation(CLUSTER, ROWS, 80, lambda snapshot: [CLUSTER] if not 30 < snapshot < 50 else [])
    assert (absent, there) == (49, 50)


def test_other_clusters_are_not_taken_for_it() -> None:
    others = [np.arange(10, 20), np.arange(50), np.arange(5, 50)]
    assert formation(CLUSTER, ROWS, 8, lambda snapshot: [CLUSTER] if snapshot == 8 else others) == (7, 8)


def test_agreement_is_what_goes_beyond_chance() -> None:
    half = np.arange(50)
    assert agreement(half, half, 100) == 1
    assert agreement(half, np.arange(25, 75), 100) == 0
    assert agreement(half, np.arange(50, 100), 100) == -1
    assert agreement(half, np.arange(100), 100) == 0
    assert agreement(half, np.arange(0), 100) == 0
