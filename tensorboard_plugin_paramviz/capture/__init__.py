"""The wing of the training process: from an `nn.Module` to snapshots in an event file. Only here is torch imported."""

from __future__ import annotations

from tensorboard_plugin_paramviz.capture.errors import MissingTorchError

try:
    import torch as _torch  # noqa: F401  # only asked for here: every module of this wing needs it
except ImportError as error:
    raise MissingTorchError(
        "logging parameters needs PyTorch, which is not installed (looking at runs does not need it); "
        "install it with: pip install tensorboard-plugin-paramviz[torch]"
    ) from error
