"""Event files that are cut, flipped, or lie about their own sizes."""

from __future__ import annotations

import random
import struct
from typing import TYPE_CHECKING

from tensorboard_plugin_paramviz.capture.simulation.records import frame
from tensorboard_plugin_paramviz.format.checksums import fastest_crc32c, masked
from tensorboard_plugin_paramviz.format.records import CHECKSUM, FOOTER_BYTES, HEADER_BYTES, LENGTH
from tests.hostile.case import STEPS, Case, events_of_a_run, flipped
from tests.hostile.wire import field, nested

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

SEED = 20_240_229
FLIPS_WITHIN = 24
_CUT = "is not complete"
_LENGTH_HIT = "its length does not have the checksum beside it"
_DATA_HIT = "its data do not have the checksum behind them"


def cases() -> list[Case]:
    """Every case of this family."""
    return [*_truncated(), *_flipped(), *_lying((0, 2**31 - 1, 2**32)), *_foreign(), *_flipped_within()]


def absurd_records() -> list[Case]:
    """Records with right checksums that end TensorBoard's own loaders.

    Its data server aborts where it cannot have the memory that a length claims, and its Python loader stops for good
    where Python cannot, or where a record is no event. What reads without them must take no harm.
    """
    return [*_lying((2**60, 2**63 - 1, 2**64 - 16, 2**64 - 1)), *_no_events()]


def _datas() -> list[bytes]:
    """What the records of a sound file hold."""
    return [event.SerializeToString() for event in events_of_a_run()]


def _truncated() -> Iterator[Case]:
    first, second, third = map(frame, _datas())
    start, end = len(first), len(first) + len(second)
    whole = first + second + third
    yield Case("cut-to-nothing", b"", (), "has no ParamViz data")
    yield Case("cut-in-the-first-record", whole[: start // 2], (), _CUT)
    yield Case("cut-between-records", whole[:start], STEPS[:1])
    for name, length in {
        "length": start + LENGTH.size // 2,
        "length-checksum": start + LENGTH.size + 2,
        "data": (start + end) // 2,
        "data-at-its-first-byte": start + HEADER_BYTES,
        "footer": end - FOOTER_BYTES // 2,
        "last-byte": end - 1,
    }.items():
        yield Case(f"cut-in-{name}", whole[:length], STEPS[:1], _CUT)


def _flipped() -> Iterator[Case]:
    first, second, third = map(frame, _datas())
    for name, place, fault in (
        ("length", 0, _LENGTH_HIT),
        ("highest-byte-of-length", LENGTH.size - 1, _LENGTH_HIT),
        ("length-checksum", LENGTH.size, _LENGTH_HIT),
        ("data", len(second) // 2, _DATA_HIT),
        ("data-checksum", len(second) - 1, _DATA_HIT),
    ):
        yield Case(f"flipped-{name}", first + flipped(second, place, 3) + third, STEPS[:1], fault)


def _lying(lengths_bytes: Sequence[int]) -> Iterator[Case]:
    """Lengths with the right checksum beside them, of records that are far shorter."""
    first, second, third = map(frame, _datas())
    for length_bytes in lengths_bytes:
        length = struct.pack("<Q", length_bytes)
        header = length + CHECKSUM.pack(masked(fastest_crc32c()(length)))
        fault = _CUT if length_bytes else _DATA_HIT
        content = first + header + second[HEADER_BYTES:] + third
        yield Case(f"record-of-{length_bytes}-bytes", content, STEPS[:1], fault)


def _foreign() -> Iterator[Case]:
    """Files that were never event files."""
    chosen = random.Random(SEED)  # noqa: S311  # for tests, not for secrets
    yield Case("random-bytes", chosen.randbytes(10_000), (), _LENGTH_HIT)
    yield Case("a-megabyte-of-zeros", bytes(2**20), (), _LENGTH_HIT)
    yield Case("a-page", b"<!doctype html><script>window.top.hacked = 1</script>" * 10, (), _LENGTH_HIT)


def _no_events() -> Iterator[Case]:
    """Records that hold something else."""
    first, _, third = map(frame, _datas())
    yield Case("a-record-that-is-no-event", first + frame(b"\xff" * 40) + third, (STEPS[0], STEPS[2]), "is no event")
    yield Case(
        "a-tensor-10000-deep", first + frame(_nested_tensor(10_000)) + third, (STEPS[0], STEPS[2]), "is no event"
    )


def _flipped_within() -> Iterator[Case]:
    """One bit of a record's data, its checksum right: what is decided here is decided by our own decoding."""
    for number in range(FLIPS_WITHIN):
        chosen = random.Random(SEED + number)  # noqa: S311  # likewise
        datas = _datas()
        hit = number % 2  # the first carries the layout
        datas[hit] = flipped(datas[hit], chosen.randrange(len(datas[hit])), chosen.randrange(8))
        yield Case(f"flipped-within-{number:02d}", b"".join(map(frame, datas)), None, None)


def _nested_tensor(depth: int) -> bytes:
    """An event whose tensor holds a tensor that holds a tensor …"""
    content = nested(depth, 3, 15)  # VariantTensorDataProto.tensors, TensorProto.variant_val
    return field(5, field(1, field(8, content)))  # Event.summary, Summary.value, Value.tensor
