"""What follows for all from what each process says."""

from __future__ import annotations

import pytest

from tensorboard_plugin_paramviz.capture.sharding.mailbox import LostPeerError
from tensorboard_plugin_paramviz.capture.sharding.peers import (
    PeerError,
    PlanMismatchError,
    Report,
    SkippedStepError,
    verdict_of,
)


def test_where_all_is_well_nothing_is_raised() -> None:
    verdict_of({0: Report(5, "plan"), 1: Report(5, "plan")}).raise_error()


@pytest.mark.parametrize(
    ("error", "kind", "text"),
    [
        (OSError("disk full"), PeerError, "OSError: disk full"),
        (SkippedStepError("too slow"), SkippedStepError, "too slow"),
        (LostPeerError("rank 1 died"), LostPeerError, "rank 1 died"),
        (PlanMismatchError("?"), PeerError, "PlanMismatchError: ?"),
    ],
)
def test_an_error_travels(error: Exception, kind: type[Exception], text: str) -> None:
    report = Report.from_bytes(Report.of_error(5, error).to_bytes())
    with pytest.raises(kind) as raised:
        report.raise_error()
    assert type(raised.value) is kind
    assert str(raised.value) == text


def test_long_texts_are_cut() -> None:
    reports = {rank: Report.of_error(5, OSError("x" * 10_000)) for rank in range(100)}
    assert len(verdict_of(reports).to_bytes()) < 3000


def test_any_text_travels() -> None:
    text = 'größer "als" \x00 \n \ud800'
    assert Report.from_bytes(Report.of_error(5, SkippedStepError(text)).to_bytes()).reason == text


def test_a_failure_counts_more_than_a_skipped_step_and_that_more_than_a_difference() -> None:
    failed, skipped = Report.of_error(5, OSError("disk full")), Report.of_error(5, SkippedStepError("too slow"))
    other = Report(6, "other plan")
    assert verdict_of({0: skipped, 1: failed, 2: other}).error == "PeerError"
    assert verdict_of({0: Report(5, "plan"), 1: skipped, 2: other}).error == "SkippedStepError"
    assert verdict_of({0: Report(5, "plan"), 2: other}).error == "PlanMismatchError"
