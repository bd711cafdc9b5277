"""The checksum of TensorBoard's Python loader in C, which makes it read event files a hundred times as fast.

TensorBoard's Rust loader exists for few platforms. Everywhere else the Python one is at work; its checksum, in Python
too, reads some 4 MB/s. One function of TensorBoard's is replaced by an equal one, and nothing else is touched.
"""

from __future__ import annotations

import logging
import os
from typing import TYPE_CHECKING, Any

from tensorboard_plugin_paramviz.format.checksums import hardware_crc32c

if TYPE_CHECKING:
    from collections.abc import Callable

    from tensorboard.plugins.base_plugin import TBContext

SWITCH = "PARAMVIZ_FAST_CHECKSUMS"  # an environment variable; "0" leaves TensorBoard as it is

logger = logging.getLogger("tensorboard_plugin_paramviz")


def speed_up_checksums(context: TBContext) -> bool:
    """Have TensorBoard compute checksums in C, if it is its Python loader that reads the event files.

    Args:
        context: what TensorBoard offers to plugins.

    Returns:
        Whether it does from now on. It does not where the Rust loader or TensorFlow reads the files, where the C
        library is missing, or where the environment variable PARAMVIZ_FAST_CHECKSUMS is "0".
    """
    if context.multiplexer is None or os.environ.get(SWITCH, "").strip() == "0":
        return False
    from tensorboard.compat import tf  # noqa: PLC0415  # may be TensorFlow, which the Python loader has loaded by now

    if getattr(tf, "__version__", "stub") != "stub":
        return False
    fast = hardware_crc32c()
    if fast is None:
        logger.info("Event files are read slowly: the package google-crc32c is missing, or its C library.")
        return False
    from tensorboard.compat.tensorflow_stub import pywrap_tensorflow  # noqa: PLC0415  # only where it is in use

    if not isinstance(pywrap_tensorflow.crc32c, _Crc32c):
        pywrap_tensorflow.crc32c = _Crc32c(fast, pywrap_tensorflow.crc32c)  # looked up by name at each call
        logger.info("TensorBoard computes the checksums of event files in C now; %s=0 leaves it as it is.", SWITCH)
    return True


class _Crc32c:
    """Takes all that the original takes: bytes at once, anything else as ever."""

    def __init__(self, fast: Callable[[bytes], int], original: Callable[[Any], int]) -> None:
        self._fast = fast
        self._original = original

    def __call__(self, data: Any) -> int:  # noqa: ANN401  # an array, or any iterable over bytes
        return self._fast(data) if type(data) is bytes else self._original(data)
