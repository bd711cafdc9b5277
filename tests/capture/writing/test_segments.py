"""Where a run is cut, and what each piece says about itself."""

from __future__ import annotations

from dataclasses import replace

from tensorboard_plugin_paramviz.capture.writing.segments import Placement, SegmentCutter
from tensorboard_plugin_paramviz.format.layout import Layout, ParameterLayout

MEGABYTE = 1024 * 1024
FIRST = Layout(
    "Model", 4, (ParameterLayout("weight", (2, 2), "float32", "mlp", (2, 2), 0),), config={"lr": float("nan")}
)
SECOND = replace(FIRST, parameter_count=5)


def write(cutter: SegmentCutter, layout: Layout = FIRST, array_bytes: int = MEGABYTE) -> Placement:
    placement = cutter.place(layout, array_bytes)
    cutter.commit(placement, layout, array_bytes)
    return placement


def described(placement: Placement) -> tuple[int, str]:
    header = placement.header
    if header is None:
        return placement.segment.number, "goes on"
    return placement.segment.number, "layout" if header.layout is not None else f"see {header.layout_segment}"


def test_a_segment_ends_before_a_tag_exceeds_4_mib() -> None:
    cutter = SegmentCutter(0x18F)
    found = [described(write(cutter)) for _ in range(9)]
    assert found == [
        *[(0, "layout"), (0, "goes on"), (0, "goes on"), (0, "goes on")],
        *[(1, "see 0"), (1, "goes on"), (1, "goes on"), (1, "goes on")],
        (2, "see 0"),
    ]


def test_a_snapshot_larger_than_that_has_a_segment_to_itself() -> None:
    cutter = SegmentCutter(1)
    assert [described(write(cutter, array_bytes=5 * MEGABYTE)) for _ in range(2)] == [(0, "layout"), (1, "see 0")]


def test_another_layout_begins_another_segment() -> None:
    cutter = SegmentCutter(1)
    found = [described(write(cutter, layout)) for layout in (FIRST, SECOND, SECOND, FIRST, SECOND)]
    assert found == [(0, "layout"), (1, "layout"), (1, "goes on"), (2, "see 0"), (3, "see 1")]


def test_a_segment_that_is_ended_is_followed_by_another_one() -> None:
    cutter = SegmentCutter(1)
    found = [described(write(cutter))]
    cutter.end_segment()
    cutter.end_segment()
    assert [*found, described(write(cutter)), described(write(cutter))] == [(0, "layout"), (1, "see 0"), (1, "goes on")]


def test_segments_are_named_after_the_session() -> None:
    assert str(write(SegmentCutter(0x18F)).segment) == "18f-0000"


def test_asking_changes_nothing() -> None:
    cutter = SegmentCutter(1)
    assert cutter.place(FIRST, 1) == cutter.place(FIRST, 1)
    assert described(write(cutter)) == (0, "layout")


def test_nothing_refers_to_a_segment_that_may_not_exist() -> None:
    cutter = SegmentCutter(1)
    cutter.abandon(cutter.place(FIRST, 1))
    assert described(write(cutter)) == (1, "layout")


def test_nothing_more_goes_into_a_segment_that_may_be_torn() -> None:
    cutter = SegmentCutter(1)
    write(cutter)
    cutter.abandon(cutter.place(FIRST, 1))
    assert described(write(cutter)) == (1, "see 0")
