"""What takes the place of everything in a pickle that is neither a tensor nor plain data.

Checkpoints hold more than weights: arguments as a `Namespace` or a dataclass, numbers as numpy scalars, paths. Each of
these names a class or a function that loading would have to import and to call. Nothing is imported or called here:
a stand-in takes its place, which keeps what it is given. What no data would name (most of the standard library,
`builtins.eval` and the like) gets none, and the checkpoint is refused.
"""

from __future__ import annotations

import struct
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

# Of the standard library: what is data, and is met in checkpoints.
_DATA_MODULES = frozenset({"datetime", "decimal", "enum", "fractions", "pathlib", "pathlib._local", "typing", "uuid"})
_DATA_NAMES = frozenset(
    {
        "argparse.Namespace",
        "collections.deque",
        "copyreg._reconstructor",  # how older pickles make any object
        "functools.partial",
        "types.SimpleNamespace",
        *(f"builtins.{name}" for name in ("bool", "float", "frozenset", "int", "list", "object", "str", "tuple")),
        *(f"builtins.{name}" for name in ("range", "slice")),
    }
)
_DICTIONARIES = frozenset({"builtins.dict", "collections.defaultdict"})
_NUMBERS = frozenset({"numpy.core.multiarray.scalar", "numpy._core.multiarray.scalar"})  # before and since numpy 2
_OF_MODULES = frozenset({"_parameters", "_modules"})
_NUMBER_FORMATS = {
    **{f"i{size}": code for size, code in ((1, "b"), (2, "h"), (4, "i"), (8, "q"))},
    **{f"u{size}": code for size, code in ((1, "B"), (2, "H"), (4, "I"), (8, "Q"))},
    **{f"f{size}": code for size, code in ((2, "e"), (4, "f"), (8, "d"))},
    "b1": "?",
}


class StandIn:
    """Something that a pickle describes and that nobody makes.

    Attributes:
        origin: the class or function that the pickle names.
        arguments: what it would have been called with.
        state: what its attributes would have been.
    """

    origin = ""

    def __new__(cls, *arguments: object) -> Any:  # noqa: ANN401  # some classes of stand-ins make plain data
        """Keep the arguments."""
        self = super().__new__(cls)
        self.arguments = arguments
        self.state = None
        return self

    arguments: tuple[object, ...]
    state: object

    def __init__(self, *arguments: object) -> None:
        """Have kept the arguments."""

    def __setstate__(self, state: object) -> None:
        self.state = state


class _DictionaryStandIn(StandIn):
    """A subclass of dict: it is filled like one, so it is made one."""

    def __new__(cls, *arguments: object) -> Any:  # noqa: ANN401, ARG004  # likewise
        return {}


class _NumberStandIn(StandIn):
    """numpy's way to write a number: its dtype, and its bytes."""

    def __new__(cls, *arguments: object) -> Any:  # noqa: ANN401  # likewise
        dtype, values = (*arguments, None, None)[:2]
        name = dtype.arguments[0] if isinstance(dtype, StandIn) and dtype.arguments else None
        code = _NUMBER_FORMATS.get(str(name))
        if code is None or not isinstance(values, bytes) or len(values) != struct.calcsize(code):
            return super().__new__(cls, *arguments)
        return struct.unpack(f"<{code}", values)[0]


def stand_in_for(name: str) -> type[StandIn] | None:
    """The stand-in for what a pickle names.

    Args:
        name: module and name, joined by a dot.

    Returns:
        A class that keeps what it is given; None for what is no data.
    """
    module, _, word = name.rpartition(".")
    if name in _NUMBERS:
        return _NumberStandIn
    if name in _DICTIONARIES:
        return _DictionaryStandIn
    if module.partition(".")[0] in sys.stdlib_module_names and module not in _DATA_MODULES and name not in _DATA_NAMES:
        return None
    kind = _DictionaryStandIn if word.endswith("Dict") else StandIn  # Lightning's AttributeDict, and others' dicts
    return type(kind.__name__, (kind,), {"origin": name})


@dataclass(frozen=True)
class PickledModule:
    """A whole module, which only its own code could make again.

    Attributes:
        origin: its class.
    """

    origin: str


def plain(value: object) -> object:
    """Its attributes, where a stand-in has some that are data; any other value as it is."""
    if not isinstance(value, StandIn):
        return value
    states = value.state if isinstance(value.state, tuple) else (value.state,)  # a class with slots has two
    attributes = {key: item for state in states if isinstance(state, Mapping) for key, item in state.items()}
    if attributes.keys() >= _OF_MODULES:
        return PickledModule(value.origin)
    return attributes or value
