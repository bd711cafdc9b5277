"""The processes that hold the pieces of one model, and how they take a snapshot together or not at all.

with group.turn(step):                      # every process, at the step that is due
    ...                                     # an exception here is one in all processes
    pieces = group.gather(plan, piece)      # all pieces in the first process, None in the others
next_step = group.agree(next_step)          # every process, whatever became of the turn: what the first one says
"""

from __future__ import annotations

import hashlib
from collections import Counter
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from torch import distributed

from tensorboard_plugin_paramviz.capture.model.shards import processes_of
from tensorboard_plugin_paramviz.capture.sharding.mailbox import LostPeerError, Mailbox
from tensorboard_plugin_paramviz.capture.sharding.peers import Report, SkippedStepError, verdict_of
from tensorboard_plugin_paramviz.capture.sharding.ranks import rank as own_rank

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from torch import Tensor

TIMEOUT_SECONDS = 60.0
_GRACE_SECONDS = 2.0  # so that the first process says who is missing before the others miss the first


class ShardGroup:
    """The processes that hold the pieces of one model. All of them do the same in the same order.

    Once a process is lost, every call raises `LostPeerError` at once: it is not known any more where the others stand.

    Args:
        ranks: the processes.
        rank: this one.
        mailbox: what connects them.
        timeout_seconds: how long to wait for the others; it may be set anew at any time.
    """

    def __init__(
        self, ranks: Sequence[int], rank: int, mailbox: Mailbox, timeout_seconds: float = TIMEOUT_SECONDS
    ) -> None:
        self.ranks = tuple(sorted(ranks))
        self.rank = rank
        self.timeout_seconds = timeout_seconds
        self._others = [other for other in self.ranks if other != rank]
        self._mailbox = mailbox
        self._turn = 0
        self._step = 0
        self._has_reported = True
        self._loss = ""

    @property
    def first_rank(self) -> int:
        """The process that puts the pieces together."""
        return self.ranks[0]

    @property
    def is_first(self) -> bool:
        """Whether that is this process."""
        return self.rank == self.first_rank

    @property
    def is_logged(self) -> bool:
        """Whether the process that writes is one of them: of several sharded copies of a model one is logged."""
        return self.first_rank == 0

    @property
    def is_lost(self) -> bool:
        """Whether a process is lost, so that nothing can be done together any more."""
        return bool(self._loss)

    @contextmanager
    def turn(self, step: int) -> Iterator[None]:
        """What all processes do together at a step: they `gather` once.

        Args:
            step: the updates made so far.

        Raises:
            PeerError: an exception in here, in any process, before it has gathered.
            LostPeerError: a process did not come.
        """
        self._check()
        self._turn += 1
        self._step = step
        self._has_reported = False
        try:
            yield
            if not self._has_reported:
                raise SkippedStepError(f"took no part in step {step}")  # noqa: TRY301  # it is told like any other
        except Exception as error:
            if self._has_reported:
                raise
            try:
                self._exchange(Report.of_error(step, error))
            except RuntimeError as told:
                raise told from error
        except BaseException as error:
            self.leave(f"ended by {type(error).__name__}")
            raise

    def gather(self, plan: str, piece: bytes) -> Mapping[int, bytes] | None:
        """Bring all pieces to the first process.

        Args:
            plan: a word for what is read, the same in all processes.
            piece: what this one has read.

        Returns:
            The pieces by rank; None in the other processes.

        Raises:
            PeerError: some process has none.
            PlanMismatchError: the processes are at different steps, or read by different plans.
            LostPeerError: a process did not come.
        """
        if self._has_reported:
            raise RuntimeError("gather() was called outside of a turn, or twice in one")
        return self._exchange(Report(self._step, plan), piece)

    def agree(self, next_step: int) -> int:
        """Agree on the step that is due next, once after each turn.

        Args:
            next_step: what this process would say; only the first one's counts.

        Raises:
            LostPeerError: the first process does not answer.
        """
        self._check()
        with self._leaving_after_a_loss():
            if self.is_first:
                self._mailbox.put(self._name("next", self.rank), str(next_step).encode())
                return next_step
            return int(self._answer("next"))

    def leave(self, reason: str) -> None:
        """Take no part any more, and let the others know why. It waits for nobody."""
        if not self._loss:
            self._loss = f"rank {self.rank} logs no more: {reason}"
            with suppress(LostPeerError):
                self._mailbox.leave(self.rank, self._loss)

    def _exchange(self, report: Report, piece: bytes = b"") -> dict[int, bytes] | None:
        self._has_reported = True
        with self._leaving_after_a_loss():
            if self.is_first:
                return self._collect(report, piece)
            if not report.error:
                self._mailbox.put(self._name("piece", self.rank), piece)
            self._mailbox.put(self._name("report", self.rank), report.to_bytes())
            Report.from_bytes(self._answer("verdict")).raise_error()
            return None

    def _collect(self, report: Report, piece: bytes) -> dict[int, bytes]:
        try:
            self._mailbox.wait(f"{self._turn}/report", self._others, self.timeout_seconds)
        except LostPeerError as error:
            self._tell(Report.of_error(self._step, error))
            raise
        reports = {rank: Report.from_bytes(self._mailbox.take(self._name("report", rank))) for rank in self._others}
        senders = [rank for rank in self._others if not reports[rank].error]
        pieces = {self.rank: piece, **{rank: self._mailbox.take(self._name("piece", rank)) for rank in senders}}
        verdict = verdict_of({self.rank: report, **reports})
        self._tell(verdict)
        self._forget_last_turn()
        verdict.raise_error()
        return pieces

    def _tell(self, verdict: Report) -> None:
        self._mailbox.put(self._name("verdict", self.rank), verdict.to_bytes())

    def _forget_last_turn(self) -> None:
        """Everybody has read it, for everybody is in this one."""
        for what in ("verdict", "next"):
            name = f"{self._turn - 1}/{what}/{self.rank}"
            if self._mailbox.has(name):
                self._mailbox.take(name)

    def _answer(self, what: str) -> bytes:
        """What the first process says."""
        patience_seconds = self.timeout_seconds + min(_GRACE_SECONDS, self.timeout_seconds)
        self._mailbox.wait(f"{self._turn}/{what}", [self.first_rank], patience_seconds)
        return self._mailbox.read(self._name(what, self.first_rank))

    def _name(self, what: str, rank: int) -> str:
        return f"{self._turn}/{what}/{rank}"

    def _check(self) -> None:
        if self._loss:
            raise LostPeerError(self._loss)

    @contextmanager
    def _leaving_after_a_loss(self) -> Iterator[None]:
        try:
            yield
        except LostPeerError as error:
            self.leave(str(error))
            self._loss = str(error)
            raise
        except Exception:
            raise
        except BaseException as error:
            self.leave(f"ended by {type(error).__name__}")
            raise


_GROUPS: Counter[tuple[int, ...]] = Counter()


def shard_group(tensors: Iterable[Tensor], *, timeout_seconds: float = TIMEOUT_SECONDS) -> ShardGroup | None:
    """Find the processes that hold the pieces of a model. All of them ask, and wait for nobody yet.

    Args:
        tensors: the model's parameters.
        timeout_seconds: how long they wait for each other later.

    Returns:
        None where no parameter is sharded.
    """
    ranks = processes_of(tensors)
    if not ranks:
        return None
    _GROUPS[ranks] += 1
    digest = hashlib.sha256(repr(ranks).encode()).hexdigest()[:16]
    store = distributed.distributed_c10d._get_default_store()  # noqa: SLF001  # there is no other way to it
    return ShardGroup(ranks, own_rank(), Mailbox(store, f"paramviz/{digest}/{_GROUPS[ranks]}"), timeout_seconds)
