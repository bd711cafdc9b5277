"""The place that knows TensorBoard's data providers from inside, to read a series around a value that is damaged.

A provider makes arrays of all values of a series or, where one of them cannot be made one, of none. The values as they
were logged lie behind it, and there is no public way to them. A provider that is built in another way is left alone.
"""
# ruff: noqa: SLF001 # see above

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tensorboard.data.proto import data_provider_pb2

from tensorboard_plugin_paramviz.format.names import PLUGIN_NAME

if TYPE_CHECKING:
    from tensorboard.compat.proto import tensor_pb2


def stored_tensors(
    provider: Any,  # noqa: ANN401  # tensorboard is untyped
    experiment_id: str,
    run: str,
    tag: str,
    most_points: int,
) -> list[tuple[int, tensor_pb2.TensorProto]] | None:
    """The steps and values of one series as they were logged, in order; None from a provider of an unknown kind.

    Raises:
        Exception: whatever the provider raises where the series cannot be had.
    """
    if hasattr(provider, "_multiplexer"):  # the Python loader's
        return [(event.step, event.tensor_proto) for event in provider._multiplexer.Tensors(run, tag)]
    if hasattr(getattr(provider, "_stub", None), "ReadTensors"):  # the Rust loader's
        request = data_provider_pb2.ReadTensorsRequest(experiment_id=experiment_id)
        request.plugin_filter.plugin_name = PLUGIN_NAME
        request.run_tag_filter.runs.names.append(run)
        request.run_tag_filter.tags.names.append(tag)
        request.downsample.num_points = most_points
        found = [entry.data for its in provider._stub.ReadTensors(request).runs for entry in its.tags]
        return [pair for data in found for pair in zip(data.step, data.value, strict=True)]
    return None
