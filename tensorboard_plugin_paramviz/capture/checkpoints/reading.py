"""Reading mapped tensors one after the other, whatever reads them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from torch import Tensor
from torch.utils._python_dispatch import TorchDispatchMode

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

_PILE_BYTES = 1 << 25
_FOREACH = "aten::_foreach_"  # operations that do to each tensor of a list what others do to one


class OneAfterTheOther(TorchDispatchMode):  # type: ignore[no-untyped-call]  # torch's own
    """While it is entered, what was read is given back before much more is read.

    Mapped memory belongs to the system's file cache, which may take it back at any time; but until then it counts as
    memory of the process, and would add up to all tensors. Operations over lists of tensors are divided.

    Args:
        release: gives back what was read.
    """

    def __init__(self, release: Callable[[], None]) -> None:
        super().__init__()  # type: ignore[no-untyped-call]  # likewise
        self._release = release
        self._pile_bytes = 0

    @classmethod
    def _should_skip_dynamo(cls) -> bool:
        """Whether torch is to hide this from its compiler, for which it would load that: a second, and 70 MB."""
        return False

    def __torch_dispatch__(
        self,
        func: Any,  # noqa: ANN401  # an operation of torch's
        types: Sequence[type],
        args: tuple[Any, ...] = (),
        kwargs: Mapping[str, Any] | None = None,
    ) -> Any:  # noqa: ANN401  # what the operation returns
        """Run an operation, on a few tensors at a time if it takes many."""
        piles = list(_piles(args)) if func.name().startswith(_FOREACH) else []
        if len(piles) <= 1:
            return self._run(func, args, kwargs or {})
        results = [
            self._run(func, tuple(arg[pile] if isinstance(arg, list | tuple) else arg for arg in args), kwargs or {})
            for pile in piles
        ]
        return None if results[0] is None else [item for result in results for item in result]

    def _run(self, func: Any, args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> Any:  # noqa: ANN401  # likewise
        result = func(*args, **kwargs)
        if not func.is_view:
            self._pile_bytes += sum(map(_span_bytes, _tensors(args)))
            if self._pile_bytes >= _PILE_BYTES:
                self._release()
                self._pile_bytes = 0
        return result


def _tensors(args: Iterable[object]) -> Iterator[Tensor]:
    for argument in args:
        if isinstance(argument, Tensor):
            yield argument
        elif isinstance(argument, list | tuple):
            yield from _tensors(argument)


def _piles(args: Sequence[object]) -> Iterator[slice]:
    """Cut lists of tensors where enough bytes are together."""
    lists = [arg for arg in args if isinstance(arg, list | tuple)]
    start, pile_bytes = 0, 0
    count = len(lists[0])
    for index, tensors in enumerate(zip(*lists, strict=True)):
        pile_bytes += sum(map(_span_bytes, _tensors(tensors)))
        if pile_bytes >= _PILE_BYTES or index == count - 1:
            yield slice(start, index + 1)
            start, pile_bytes = index + 1, 0


def _span_bytes(tensor: Tensor) -> int:
    """Bytes from the first value to the last: whoever reads some rows brings what is beside them into memory."""
    if not tensor.numel():
        return 0
    span = 1 + sum((size - 1) * step for size, step in zip(tensor.shape, tensor.stride(), strict=True))
    return span * tensor.element_size()
