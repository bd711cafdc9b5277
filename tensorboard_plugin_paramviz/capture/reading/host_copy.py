"""Values of a tensor on their way to the host, for which the training does not wait."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import torch

if TYPE_CHECKING:
    import numpy.typing as npt
    from torch import Tensor


class HostCopy:
    """A copy of a tensor's values in the host's memory, there when `result` returns.

    From a CUDA device they come on a stream of their own, into pinned memory: the training's stream goes on with what
    was queued on it, and its thread with queueing more. Whoever asks for the result waits, on whichever thread.

    Args:
        values: a tensor that nobody else writes to.
    """

    def __init__(self, values: Tensor) -> None:
        self._event: torch.cuda.Event | None = None
        self._host = values
        if values.is_cuda:
            self._host = torch.empty(values.shape, dtype=values.dtype, device="cpu", pin_memory=True)
            stream = _side_stream(values.device)
            stream.wait_stream(torch.cuda.current_stream(values.device))
            with torch.cuda.stream(stream):
                self._host.copy_(values, non_blocking=True)
                self._event = stream.record_event()
            values.record_stream(stream)  # its memory is not given to others before it is copied
        elif values.device.type != "cpu":
            self._host = values.cpu()

    @property
    def size_bytes(self) -> int:
        """The values' size."""
        return self._host.numel() * self._host.element_size()

    def result(self) -> npt.NDArray[Any]:
        """The values, as an array of the tensor's shape and dtype."""
        if self._event is not None:
            self._event.synchronize()
        array: npt.NDArray[Any] = self._host.numpy()
        return array


_SIDE_STREAMS: dict[torch.device, torch.cuda.Stream] = {}


def _side_stream(device: torch.device) -> torch.cuda.Stream:
    if device not in _SIDE_STREAMS:
        _SIDE_STREAMS[device] = torch.cuda.Stream(device)  # type: ignore[no-untyped-call]  # torch's own
    return _SIDE_STREAMS[device]
