"""Watch a neural network's parameters learn, in 3D, inside TensorBoard.

Log with `SummaryWriter.watch` (or `watch` on somebody else's writer), look at it in TensorBoard's ParamViz tab, read
it back with `load_run`. Names are resolved lazily: TensorBoard imports this package at every start and must not pay for
torch.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tensorboard_plugin_paramviz.capture.schedule import Schedule
    from tensorboard_plugin_paramviz.capture.watch import watch
    from tensorboard_plugin_paramviz.capture.watcher import ParameterWatcher
    from tensorboard_plugin_paramviz.capture.writer import SummaryWriter
    from tensorboard_plugin_paramviz.serving.reading.run import Run, load_run

__version__ = "0.1.0"

__all__ = ["ParameterWatcher", "Run", "Schedule", "SummaryWriter", "load_run", "watch"]

_HOMES = {
    "ParameterWatcher": "capture.watcher",
    "Run": "serving.reading.run",
    "Schedule": "capture.schedule",
    "SummaryWriter": "capture.writer",
    "load_run": "serving.reading.run",
    "watch": "capture.watch",
}


def __getattr__(name: str) -> object:
    """Import a public name from its home when it is first used."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}; it offers {', '.join(__all__)}")
    return getattr(importlib.import_module(f"{__name__}.{_HOMES[name]}"), name)


def __dir__() -> list[str]:
    """List the public names, resolved or not."""
    return sorted([*globals(), *__all__])
