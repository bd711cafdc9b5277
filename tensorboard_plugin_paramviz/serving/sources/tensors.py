"""The place that knows TensorBoard's data providers from inside: values as they were logged.

What a provider hands out are arrays that TensorBoard has made of the values, of all of a series or, where one of them
cannot be made one, of none; and a value of a few bytes may claim a shape of gigabytes, which are allocated for it. So
the values are taken as they lie behind the provider. There is no public way to them; a provider that is built in
another way than those of TensorBoard 2.21 is asked for what it makes of them.
"""
# ruff: noqa: SLF001 # see above

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tensorboard.data.proto import data_provider_pb2

from tensorboard_plugin_paramviz.format.names import PLUGIN_NAME

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from tensorboard.compat.proto import tensor_pb2

    Pair = tuple[str, str]
    Tensors = Sequence[tuple[int, tensor_pb2.TensorProto]]


def stored_tensors(
    provider: Any,  # noqa: ANN401  # tensorboard is untyped
    experiment_id: str,
    pairs: Collection[Pair],
    most_points: int,
) -> dict[Pair, Tensors] | None:
    """The steps and values of some series as they were logged, in order.

    Args:
        provider: TensorBoard's data provider.
        experiment_id: which experiment.
        pairs: runs and tags.
        most_points: how many values of a series at most.

    Returns:
        The series by run and tag; those that do not exist any more are absent. None from a provider of an unknown kind.

    Raises:
        Exception: whatever the provider raises where the series cannot be had.
    """
    if hasattr(getattr(provider, "_multiplexer", None), "Tensors"):  # the Python loader's
        return dict(_from_multiplexer(provider._multiplexer, pairs))
    if hasattr(getattr(provider, "_stub", None), "ReadTensors"):  # the Rust loader's
        return dict(_from_server(provider._stub, experiment_id, pairs, most_points))
    return None


def _from_multiplexer(multiplexer: Any, pairs: Iterable[Pair]) -> Iterable[tuple[Pair, Tensors]]:  # noqa: ANN401  # untyped
    for run, tag in pairs:
        try:
            events = multiplexer.Tensors(run, tag)
        except KeyError:  # it is gone
            continue
        yield (run, tag), [(event.step, event.tensor_proto) for event in events]


def _from_server(
    stub: Any,  # noqa: ANN401  # untyped
    experiment_id: str,
    pairs: Collection[Pair],
    most_points: int,
) -> Iterable[tuple[Pair, Tensors]]:
    request = data_provider_pb2.ReadTensorsRequest(experiment_id=experiment_id)
    request.plugin_filter.plugin_name = PLUGIN_NAME
    request.run_tag_filter.runs.names.extend(sorted({run for run, _ in pairs}))
    request.run_tag_filter.tags.names.extend(sorted({tag for _, tag in pairs}))
    request.downsample.num_points = most_points
    for run in stub.ReadTensors(request).runs:
        for entry in run.tags:
            if (run.run_name, entry.tag_name) in pairs:
                data = entry.data
                yield (run.run_name, entry.tag_name), list(zip(data.step, data.value, strict=True))
