"""How many threads linear algebra may use."""

from __future__ import annotations

import functools
from contextlib import AbstractContextManager, nullcontext
from typing import Any

try:
    from threadpoolctl import ThreadpoolController  # type: ignore[import-untyped]  # shipped without types
except ImportError:  # scikit-learn brings it; without it the answers are the same, and slower beside a training
    ThreadpoolController = None


def one_thread() -> AbstractContextManager[Any]:
    """Compute in one thread.

    OpenBLAS' threads wait for each other by spinning: beside a training that uses all cores, a product of 5 ms was seen
    to take 400 ms with two threads, and the training pays as well.
    """
    controller = _controller()
    return nullcontext() if controller is None else controller.limit(limits=1, user_api="blas")


@functools.cache
def _controller() -> Any:  # noqa: ANN401  # threadpoolctl is shipped without types
    return None if ThreadpoolController is None else ThreadpoolController()
