"""What the processes of one model say to each other about a snapshot, and what follows for all of them."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from tensorboard_plugin_paramviz.capture.sharding.mailbox import LostPeerError

if TYPE_CHECKING:
    from collections.abc import Mapping

_LONGEST_REASON = 2000


class PeerError(RuntimeError):
    """A process could not read its piece of a snapshot, so no process takes it."""


class PlanMismatchError(PeerError):
    """Processes that are at different steps, or would log different things."""


class SkippedStepError(PeerError):
    """Raised inside of a turn, by any process, it makes all of them leave the step out."""


_ERRORS: dict[str, type[RuntimeError]] = {
    kind.__name__: kind for kind in (PeerError, PlanMismatchError, SkippedStepError, LostPeerError)
}


@dataclass(frozen=True)
class Report:
    """What a process says of its part in a turn, or the first one of the whole.

    Attributes:
        step: the step that it is at.
        plan: a word for what it reads.
        error: name of the error to raise in all processes; empty where all is well.
        reason: what that error says.
    """

    step: int
    plan: str = ""
    error: str = ""
    reason: str = ""

    @classmethod
    def of_error(cls, step: int, error: Exception) -> Report:
        """Say what went wrong."""
        if isinstance(error, LostPeerError | SkippedStepError):
            return cls(step, error=type(error).__name__, reason=str(error)[:_LONGEST_REASON])
        return cls(step, error=PeerError.__name__, reason=f"{type(error).__name__}: {error}"[:_LONGEST_REASON])

    @classmethod
    def from_bytes(cls, message: bytes) -> Report:
        """Read what another process says."""
        return cls(**json.loads(message))

    def to_bytes(self) -> bytes:
        """Write it down."""
        return json.dumps(asdict(self)).encode()

    def raise_error(self) -> None:
        """Raise the error, if there is one.

        Raises:
            PeerError: or one of its kinds.
            LostPeerError: a process did not come.
        """
        if self.error:
            raise _ERRORS[self.error](self.reason)


def verdict_of(reports: Mapping[int, Report]) -> Report:
    """What all processes do, from what each says: all take the snapshot, or all raise the same error.

    Args:
        reports: one of each rank.
    """
    first = min(reports)
    step, plan = reports[first].step, reports[first].plan
    for kind in (PeerError, SkippedStepError):
        reasons = [f"rank {rank}: {report.reason}" for rank, report in reports.items() if report.error == kind.__name__]
        if reasons:
            return Report(step, error=kind.__name__, reason="; ".join(reasons)[:_LONGEST_REASON])
    for rank, report in reports.items():
        if report.step != step:
            found = f"rank {rank} is at step {report.step}, rank {first} at step {step}"
            return _mismatch(step, f"{found}: call step() alike on every rank")
        if report.plan != plan:
            found = f"rank {rank} would log other parameters, tiles or rows than rank {first}"
            return _mismatch(step, f"{found}: call watch() with the same arguments on every rank, on the same model")
    return Report(step)


def _mismatch(step: int, reason: str) -> Report:
    return Report(step, error=PlanMismatchError.__name__, reason=reason)
