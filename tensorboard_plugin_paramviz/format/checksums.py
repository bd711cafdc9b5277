"""The checksum of event files, CRC-32C, as fast as the machine has it.

TensorBoard computes it in Python, some megabytes a second, and holds the interpreter lock while it does. The package
google-crc32c takes a thousandth of the time where it is installed with its C library.
"""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING

from tensorboard.compat.tensorflow_stub import pywrap_tensorflow

if TYPE_CHECKING:
    from collections.abc import Callable

    Crc32c = Callable[[bytes], int]

_KNOWN = {  # RFC 3720, appendix B.4, and the check value of the CRC catalogue
    b"": 0,
    b"123456789": 0xE3069283,
    bytes(32): 0x8A9136AA,
    b"\xff" * 32: 0x62A8AB43,
    bytes(range(32)): 0x46DD794E,
    bytes(reversed(range(32))): 0x113FDB5C,
}
_MASK = 0xA282EAD8
_WORD = 0xFFFFFFFF


def hardware_crc32c() -> Crc32c | None:
    """The checksum of some bytes in C; None where it is not installed, is not in C, or gets known values wrong."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about a missing C library, which is what is asked for here
            import google_crc32c  # noqa: PLC0415  # may be installed without its library
    except ImportError:
        return None
    crc32c: Crc32c = google_crc32c.value
    is_sound = google_crc32c.implementation == "c" and all(crc32c(data) == known for data, known in _KNOWN.items())
    return crc32c if is_sound else None


def fastest_crc32c() -> Crc32c:
    """The checksum in C, or else TensorBoard's own."""
    return hardware_crc32c() or pywrap_tensorflow.crc32c


def masked(checksum: int) -> int:
    """A checksum as it stands in an event file: rotated and shifted, as data may hold checksums of its own."""
    rotated = (checksum >> 15 | checksum << 17) & _WORD
    return (rotated + _MASK) & _WORD
