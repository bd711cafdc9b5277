"""Protocol buffers by hand: what no library would write."""

from __future__ import annotations


def field(number: int, content: bytes) -> bytes:
    """A length-delimited field: bytes, a text or a message."""
    return _varint(number << 3 | 2) + _varint(len(content)) + content


def nested(depth: int, *numbers: int) -> bytes:
    """Messages within each other, `depth` times along these fields, the outermost last."""
    content = b""
    for _ in range(depth):
        for number in numbers:
            content = field(number, content)
    return content


def _varint(value: int) -> bytes:
    written = bytearray()
    while value > 0x7F:  # seven bits a byte
        written.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes([*written, value])
