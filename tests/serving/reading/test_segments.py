"""Tags sorted into segments, each with its layout or a reason why not."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from tensorboard_plugin_paramviz.format.layout import CloudLayout, Layout, ParameterLayout
from tensorboard_plugin_paramviz.format.metadata import SegmentHeader, header_to_bytes
from tensorboard_plugin_paramviz.format.tags import Segment, Tag
from tensorboard_plugin_paramviz.serving.reading.segments import index_segments
from tensorboard_plugin_paramviz.serving.sources.source import SeriesListing

if TYPE_CHECKING:
    from tensorboard_plugin_paramviz.serving.reading.segments import SegmentIndex


def statistics(segment: Segment, layout: Layout | None, layout_segment: int | None = None) -> dict[str, SeriesListing]:
    content = header_to_bytes(SegmentHeader(segment, layout, layout_segment))
    return {str(Tag("statistics", segment)): SeriesListing(0, 0.0, content)}


def other(tag: Tag) -> dict[str, SeriesListing]:
    return {str(tag): SeriesListing(0, 0.0, b"")}


def index(listing: dict[str, SeriesListing]) -> tuple[list[SegmentIndex], list[str]]:
    return index_segments(listing, {})


def test_segments_are_in_order_with_their_tags(layout: Layout) -> None:
    late, early = Segment(0x10, 0), Segment(0x9, 0)
    segments, problems = index(
        statistics(late, layout)
        | other(Tag("weights", late))
        | other(Tag("rows", early, "wte"))
        | statistics(early, layout)
    )
    assert problems == []
    assert [segment.segment for segment in segments] == [early, late]
    assert segments[0].tags == {Tag("statistics", early), Tag("rows", early, "wte")}
    assert segments[1].layout == layout


def test_a_layout_may_be_that_of_an_earlier_segment(layout: Layout) -> None:
    first, second, third = (Segment(1, number) for number in range(3))
    segments, problems = index(statistics(third, None, 0) | statistics(second, None, 0) | statistics(first, layout))
    assert problems == []
    assert [segment.layout == layout for segment in segments] == [True, True, True]


def test_headers_are_parsed_once(layout: Layout) -> None:
    headers: dict[bytes, SegmentHeader] = {}
    first, _ = index_segments(statistics(Segment(1, 0), layout), headers)
    again, _ = index_segments(statistics(Segment(1, 0), layout), headers)
    assert again[0].layout is first[0].layout


def test_tags_of_a_later_version_are_ignored(layout: Layout) -> None:
    segment = Segment(1, 0)
    unknown = {"paramviz/optimizer/1-0000": SeriesListing(0, 0.0, b""), "paramviz": SeriesListing(0, 0.0, b"")}
    segments, problems = index(statistics(segment, layout) | unknown)
    assert (len(segments), problems) == (1, [])


def test_each_fault_costs_its_own_segment_alone(layout: Layout) -> None:
    good = Segment(1, 0)
    lying = Segment(1, 1)
    listing = statistics(good, layout)
    listing |= {str(Tag("statistics", lying)): SeriesListing(0, 0.0, header_to_bytes(SegmentHeader(good, layout)))}
    listing |= other(Tag("weights", Segment(1, 2)))  # no statistics
    listing |= statistics(Segment(1, 3), None, 7)  # refers to a segment that is not there
    listing |= statistics(Segment(2, 0), None, 0)  # refers to another session's
    listing |= {str(Tag("statistics", Segment(3, 0))): SeriesListing(0, 0.0, b"\xff\xff")}
    listing |= {str(Tag("statistics", Segment(4, 0))): SeriesListing(0, 0.0, b"\x08\x09")}
    segments, problems = index(listing)
    assert [segment.segment for segment in segments] == [good]
    for problem, text in zip(
        problems,
        [
            "segment 1-0001 is left out: its layout is that of segment 1-0000",
            "segment 1-0002 is left out: it has no statistics",
            "segment 1-0003 is left out: it has the layout of segment 1-0007, which cannot be read",
            "segment 2-0000 is left out: it has the layout of segment 2-0000, which cannot be read",
            "segment 3-0000 is left out: the 2 bytes of plugin data are no PluginData message",
            "segment 4-0000 is left out: found format version 9, this reader knows 1; update",
        ],
        strict=True,
    ):
        assert problem.startswith(text)


def test_claims_of_gigabytes_are_refused(layout: Layout) -> None:
    wide = ParameterLayout("wide", (2**30, 2**20), "float32", "other", (2**30, 2**20), 0)
    claims = [
        Layout("Claims", 1, (wide,)),
        Layout(
            "Claims",
            1,
            (replace(wide, tile_shape=(1, 1)),),
            clouds=(CloudLayout("wide", tuple(range(1000)), 2**20),),
        ),
        replace(layout, statistic_names=("mean",) * 10, parameters=(), clouds=()),
    ]
    listing: dict[str, SeriesListing] = {}
    for number, claim in enumerate(claims):
        listing |= statistics(Segment(1, number), claim)
    segments, problems = index(listing)
    assert [segment.segment.number for segment in segments] == [2]
    assert all("TensorBoard hands out 268435456 at most" in problem for problem in problems)
    assert len(problems) == 2
