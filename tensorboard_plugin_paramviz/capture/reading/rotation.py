"""Exact norms within a limit of time: of as many parameters as it allows, of the others next time.

Which parameters are exact at a step follows from the time that reading takes, so this is the one statistic that depends
on the machine; a sampled norm is marked (`Norms.sampled`), and says nothing about non-finite values that its tile does
not hold.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from tensorboard_plugin_paramviz.capture.reading.norms import Norms, PendingNorms, take_norms

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from torch import Tensor

_BATCH_WEIGHTS = 1 << 24  # a few milliseconds between two looks at the clock
_MEASURED_WEIGHTS = 1 << 20  # fewer say more about calls than about memory
_SHORTEST_TURN_SECONDS = 0.01  # where reading tiles has taken all the time there is
_RATE_MEMORY = 0.7  # of a lower speed, from batch to batch
_RATE_GROWTH = 1.25  # of the assumed speed, with each turn in which none was measured: the machine may be faster by now


class NormRotation:
    """Takes turns with the parameters of one model.

    Each turn has at least one parameter, even where reading tiles has left no time. One that alone would take longer
    than a whole turn never has an exact norm.

    Args:
        clock: the time in seconds, ever growing.
    """

    def __init__(self, clock: Callable[[], float] = time.perf_counter) -> None:
        self.clock = clock
        self._next = 0  # the parameter to begin with
        self._weights_per_second = 0.0
        self._has_measured = False
        self._longest_seconds = 0.0  # of the turns so far

    def take(
        self,
        weights: Sequence[Tensor | None],
        gradients: Sequence[Tensor | None] | None,
        deadline_seconds: float | None = None,
    ) -> tuple[PendingNorms, PendingNorms | None]:
        """Take norms of weights and, where they are given, of their gradients: of both or of none.

        Reading on an accelerator does not take the host's time, and has no limit.

        Args:
            weights: one per parameter; None where it could not be read.
            gradients: likewise.
            deadline_seconds: when to be done, on the clock; None: when all are taken.
        """
        count = len(weights)
        groups = [weights] if gradients is None else [weights, gradients]
        pending = [PendingNorms(Norms.unknown(count)) for _ in groups]
        sizes = [sum(_host_weights(tensors[index]) for tensors in groups) for index in range(count)]

        def take(indices: Sequence[int]) -> None:
            for tensors, norms in zip(groups, pending, strict=True):
                take_norms(tensors, indices, norms)

        left_out = self._take_in_turns(sizes, take, deadline_seconds)
        for tensors, norms in zip(groups, pending, strict=True):
            norms.known.sampled[[index for index in left_out if tensors[index] is not None]] = True
        return pending[0], pending[1] if gradients is not None else None

    def _take_in_turns(
        self, sizes: Sequence[int], take: Callable[[Sequence[int]], None], deadline_seconds: float | None
    ) -> list[int]:
        """Take what the time allows, beginning where the last turn ended; what is left out."""
        count = len(sizes)
        order = [(self._next + offset) % count for offset in range(count)]
        if deadline_seconds is None:
            take(order)
            return []
        started = now = self.clock()
        limit_seconds = max(deadline_seconds - started, self._longest_seconds, _SHORTEST_TURN_SECONDS)
        self._longest_seconds = limit_seconds
        self._has_measured = False
        batch: list[int] = []
        left_out: list[int] = []
        batch_weights = 0
        is_over = has_taken = False
        for index in order:
            is_possible = sizes[index] == 0 or self._seconds_for(sizes[index]) <= limit_seconds
            has_time = now + self._seconds_for(batch_weights + sizes[index]) <= deadline_seconds
            if sizes[index] and (is_over or not is_possible or (has_taken and not has_time)):
                left_out.append(index)
                if is_possible and not is_over:
                    is_over = True
                    self._next = index
                continue
            batch.append(index)
            batch_weights += sizes[index]
            has_taken = has_taken or sizes[index] > 0
            if batch_weights >= (_BATCH_WEIGHTS if self._weights_per_second else _MEASURED_WEIGHTS):
                now = self._measured(take, batch, batch_weights)
                batch, batch_weights = [], 0
        self._measured(take, batch, batch_weights)
        if left_out and not self._has_measured:
            self._weights_per_second *= _RATE_GROWTH
        return left_out

    def _seconds_for(self, weights: int) -> float:
        """What reading so many takes, as far as that is known; nothing, while nothing is."""
        return weights / self._weights_per_second if self._weights_per_second else 0.0

    def _measured(self, take: Callable[[Sequence[int]], None], batch: Sequence[int], weights: int) -> float:
        started = self.clock()
        take(batch)
        ended = self.clock()
        if weights >= _MEASURED_WEIGHTS and ended > started:
            self._has_measured = True
            rate = weights / (ended - started)
            remembered = self._weights_per_second or rate
            blended = _RATE_MEMORY * remembered + (1 - _RATE_MEMORY) * rate
            self._weights_per_second = min(rate, blended)  # slower at once, faster little by little
        return ended


def _host_weights(tensor: Tensor | None) -> int:
    return 0 if tensor is None or tensor.device.type != "cpu" else tensor.numel()
