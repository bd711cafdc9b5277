"""The plan of a run's snapshots: which numbers of which parameters are read at each logged step."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TypeAlias

from tensorboard_plugin_paramviz.capture.errors import EmptyModelError, LabelsError, RowsError
from tensorboard_plugin_paramviz.capture.model.describe import describe
from tensorboard_plugin_paramviz.capture.model.inventory import class_name, named_tensors, reason_to_skip, weight_count
from tensorboard_plugin_paramviz.capture.planning.budget import evenly_spaced, plan_budget
from tensorboard_plugin_paramviz.capture.planning.clouds import (
    LABEL_LIMIT_BYTES,
    choose_clouds,
    cloud_size,
    fitting_labels,
    tile_size,
)
from tensorboard_plugin_paramviz.capture.planning.selection import (
    fitting_patterns,
    labels_by_name,
    rows_by_name,
    select,
)
from tensorboard_plugin_paramviz.format.codes import CodeType, rounding_floor
from tensorboard_plugin_paramviz.format.layout import LONGEST_NAME, CloudLayout, Layout, SkippedParameter

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from torch import nn

    from tensorboard_plugin_paramviz.capture.model.inventory import NamedTensor
    from tensorboard_plugin_paramviz.capture.planning.budget import Budget, CloudSize
    from tensorboard_plugin_paramviz.capture.planning.options import CaptureOptions
    from tensorboard_plugin_paramviz.format.layout import ParameterLayout

Signature: TypeAlias = "tuple[tuple[object, ...], ...]"


@dataclass(frozen=True)
class Plan:
    """What is read of a model, and how it is written.

    Attributes:
        layout: what the run says about it.
        tile_dtype: type of the tiles' codes.
        row_dtype: type of the rows' codes.
        gradients: whether gradients are read.
        signature: what the plan was made for; a model with another one needs another plan.
    """

    layout: Layout
    tile_dtype: CodeType
    row_dtype: CodeType
    gradients: bool
    signature: Signature


def signature_of(tensors: Sequence[NamedTensor]) -> Signature:
    """What a plan depends on: names, shapes and dtypes."""
    return tuple(
        (named.name, named.aliases, _reason_to_skip(named) or (named.tensor.shape, named.tensor.dtype))
        for named in tensors
    )


def make_plan(model: nn.Module, options: CaptureOptions) -> Plan:
    """Plan the snapshots of a model.

    Args:
        model: the unwrapped model.
        options: what the user wants to be logged.

    Raises:
        EmptyModelError: the model has no parameters.
        PatternError: a pattern of `include` fits no parameter, or `include` and `exclude` leave none.
        LabelsError: labels for no logged parameter, for one without rows, or not one for each row.
        RowsError: rows of no logged parameter, or rows that it does not have.
    """
    tensors = named_tensors(model)
    if not tensors:
        raise EmptyModelError(f"model is a {class_name(model)} without parameters; there is nothing to log")
    selected = select(tensors, options.include, options.exclude)
    skipped = {named.name: reason for named in selected if (reason := _reason_to_skip(named))}
    parameters, n_head = describe(model, tensors, {named.name for named in selected} - skipped.keys())
    shapes = {parameter.name: parameter.shape for parameter in parameters}
    rows = rows_by_name(options.rows, tensors, shapes)
    labels = labels_by_name(options.labels, tensors, shapes)
    sizes, budget = spend(parameters, rows, labels, options)
    clouds, label_problems = _with_fitting_labels(_cloud_layouts(sizes, budget, rows, labels))
    layout = Layout(
        model_class=class_name(model),
        parameter_count=weight_count(tensors),
        parameters=_with_tiles(parameters, budget),
        clouds=clouds,
        n_head=n_head,
        config=options.config,
        rounding_floor=rounding_floor(budget.tile_dtype),
        skipped=tuple(SkippedParameter(name[:LONGEST_NAME], reason) for name, reason in skipped.items()),
        problems=(*_budget_problems(sizes, budget, rows, options.max_bytes), *label_problems),
    )
    return Plan(layout, budget.tile_dtype, budget.rows.dtype, options.gradients, signature_of(tensors))


def _reason_to_skip(named: NamedTensor) -> str:
    longest = max(len(name) for name in (named.name, *named.aliases))
    if longest > LONGEST_NAME:
        return f"its name has {longest} characters: {LONGEST_NAME} can be logged"
    return reason_to_skip(named.tensor)


def spend(
    parameters: Sequence[ParameterLayout],
    rows: Mapping[str, tuple[int, ...]],
    labels: Mapping[str, tuple[str, ...]],
    options: CaptureOptions,
) -> tuple[list[CloudSize], Budget]:
    """Decide what a snapshot of these parameters consists of; what they hold is not needed for that.

    Args:
        parameters: the logged parameters, as `describe` gives them.
        rows: the rows that the user chose, by parameter.
        labels: the labels of rows, by parameter.
        options: what else the user wants.

    Returns:
        What is wanted of each cloud, and what the budget has room for.
    """
    chosen = choose_clouds([(each.name, each.shape, each.kind) for each in parameters], {*rows, *labels})
    clouds = [
        cloud_size(each.name, each.shape, each.kind, rows.get(each.name)) for each in parameters if each.name in chosen
    ]
    tiles = [tile_size(each.shape, each.kind) for each in parameters]
    budget = plan_budget(
        tiles, clouds, gradients=options.gradients, max_bytes=options.max_bytes, max_tile=options.max_tile
    )
    return clouds, budget


def make_plan_again(model: nn.Module, options: CaptureOptions) -> Plan:
    """Plan the snapshots of a model that changed while it was trained.

    Patterns of `include`, labels and rows that do not fit it any more are left out, and said to be; other errors as in
    `make_plan`.
    """
    notes = []
    include = fitting_patterns(named_tensors(model), options.include)
    if include and include != options.include:
        missing = ", ".join(repr(pattern) for pattern in options.include if pattern not in include)
        notes.append(f"the model changed, no parameter fits {missing} any more")
        options = replace(options, include=include)
    try:
        plan = make_plan(model, options)
    except (LabelsError, RowsError) as error:
        plan = make_plan(model, replace(options, labels={}, rows={}))
        notes.append(f"the model changed, labels and rows are left out: {error}")
    return replace(plan, layout=replace(plan.layout, problems=(*plan.layout.problems, *notes)))


def _with_tiles(parameters: Iterable[ParameterLayout], budget: Budget) -> tuple[ParameterLayout, ...]:
    """Put one tile behind the other."""
    placed = []
    offset = 0
    for parameter, tile_shape in zip(parameters, budget.tile_shapes, strict=True):
        placed.append(replace(parameter, tile_shape=tile_shape, tile_offset=offset))
        offset += placed[-1].tile_cells
    return tuple(placed)


def _cloud_layouts(
    sizes: Sequence[CloudSize],
    budget: Budget,
    rows: Mapping[str, tuple[int, ...]],
    labels: Mapping[str, tuple[str, ...]],
) -> tuple[CloudLayout, ...]:
    """The clouds that the budget has room for, their labels not cut yet."""
    layouts = []
    for size, count in zip(sizes, budget.rows.counts, strict=True):
        candidates = rows.get(size.parameter, range(size.rows))
        row_ids = tuple(candidates[index] for index in evenly_spaced(size.rows, count))
        strings = labels.get(size.parameter)
        layouts.append(
            CloudLayout(
                parameter=size.parameter,
                row_ids=row_ids,
                columns=size.columns,
                labels=tuple(strings[row] for row in row_ids) if strings else (),
                rounding_floor=rounding_floor(budget.rows.dtype),
            )
        )
    return tuple(cloud for cloud in layouts if cloud.row_ids)


def _with_fitting_labels(clouds: Sequence[CloudLayout]) -> tuple[tuple[CloudLayout, ...], list[str]]:
    """Cut the labels of all clouds to what they may take together, and say so."""
    labels, longest_bytes = fitting_labels([label for cloud in clouds for label in cloud.labels])
    if longest_bytes is None:
        return tuple(clouds), []
    if longest_bytes == 0:
        problem = f"no labels are logged: {len(labels):,} of them together exceed {LABEL_LIMIT_BYTES} bytes"
        return tuple(replace(cloud, labels=()) for cloud in clouds), [problem]
    cut = []
    for cloud in clouds:
        cut.append(replace(cloud, labels=labels[: len(cloud.labels)]))
        labels = labels[len(cloud.labels) :]
    return tuple(cut), [f"labels are cut to {longest_bytes} bytes each: together they exceed {LABEL_LIMIT_BYTES} bytes"]


def _budget_problems(
    sizes: Sequence[CloudSize], budget: Budget, rows: Mapping[str, tuple[int, ...]], max_bytes: int
) -> list[str]:
    """What the budget had no room for."""
    problems = [
        f"rows of {size.parameter!r} are not logged: max_bytes={max_bytes} leaves no room for them"
        for size, count in zip(sizes, budget.rows.counts, strict=True)
        if not count
    ]
    problems += [
        f"{count} of the {size.rows} rows chosen of {size.parameter!r} are logged: max_bytes={max_bytes} "
        "leaves no room for more"
        for size, count in zip(sizes, budget.rows.counts, strict=True)
        if size.parameter in rows and 0 < count < size.rows
    ]
    if budget.snapshot_bytes > max_bytes:
        problems.append(
            f"a snapshot takes {budget.snapshot_bytes} bytes, more than max_bytes={max_bytes}: the statistics "
            f"of {len(budget.tile_shapes)} parameters are always logged; include fewer parameters"
        )
    return problems
