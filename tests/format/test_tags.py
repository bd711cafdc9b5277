"""Tags, written and read."""

from __future__ import annotations

import pytest

from tensorboard_plugin_paramviz.format.errors import TagError
from tensorboard_plugin_paramviz.format.tags import Segment, Tag, parse_segment, parse_tag

SEGMENT = Segment(0x19ABCDEF012, 3)


@pytest.mark.parametrize(
    ("tag", "text"),
    [
        (Tag("statistics", SEGMENT), "paramviz/statistics/19abcdef012-0003"),
        (Tag("weights", SEGMENT), "paramviz/weights/19abcdef012-0003"),
        (Tag("gradients", SEGMENT), "paramviz/gradients/19abcdef012-0003"),
        (Tag("rows", SEGMENT, "transformer.wte.weight"), "paramviz/rows/transformer.wte.weight/19abcdef012-0003"),
        (Tag("row_statistics", SEGMENT, "wte"), "paramviz/row_statistics/wte/19abcdef012-0003"),
        (Tag("rows", SEGMENT, "a/b/weights"), "paramviz/rows/a/b/weights/19abcdef012-0003"),
    ],
)
def test_a_tag_and_its_text(tag: Tag, text: str) -> None:
    assert str(tag) == text
    assert parse_tag(text) == tag


@pytest.mark.parametrize(
    "text",
    [
        "",
        "paramviz",
        "paramviz/weights",
        "paramviz/weights/",
        "paramviz/weights/19abc",
        "paramviz/weights/19abc-003",
        "paramviz/weights/19ABC-0003",
        "paramviz/weights/19abc-0003/",
        "paramviz/weights/19abc-0003\n",
        "paramviz/weights/wte/19abc-0003",
        "paramviz/rows/19abc-0003",
        "paramviz/rows//19abc-0003",
        "paramviz/biases/19abc-0003",
        "Paramviz/weights/19abc-0003",
        "scalars/weights/19abc-0003",
        "paramviz/weights/0x19abc-0003",
        f"paramviz/weights/{'f' * 17}-0003",
        "paramviz/weights/19abc-١٢٣٤",
    ],
)
def test_anything_else_is_no_tag(text: str) -> None:
    with pytest.raises(TagError, match="session"):
        parse_tag(text)


def test_segments_stand_in_order_of_session_and_number() -> None:
    names = ["9-0001", "10-0000", "9-0000", "9-10000", "9-9999"]  # as text, "10" would stand before "9"
    assert [str(segment) for segment in sorted(map(parse_segment, names))] == [
        "9-0000",
        "9-0001",
        "9-9999",
        "9-10000",
        "10-0000",
    ]


def test_a_session_is_named_by_its_start() -> None:
    assert SEGMENT.session == "19abcdef012"
    assert parse_segment(str(SEGMENT)) == SEGMENT
