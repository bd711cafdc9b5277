"""How large an answer may be: one bound for every route, held before anything is read."""

from __future__ import annotations

from tensorboard_plugin_paramviz.serving.errors import TooLargeError

LARGEST_ANSWER_BYTES = 256 * 1024 * 1024  # as much as TensorBoard's own data server puts into a message
_MIB = 1024 * 1024


def check_answer_size(step_count: int, answer_bytes: int) -> None:
    """Refuse to make an answer that would be too large.

    Args:
        step_count: how many steps are asked for, those of all runs together.
        answer_bytes: the most that the answer's arrays can take.

    Raises:
        TooLargeError: that is above the limit; the text says how many steps fit.
    """
    if answer_bytes <= LARGEST_ANSWER_BYTES:
        return
    fitting = step_count * LARGEST_ANSWER_BYTES // answer_bytes
    advice = f"ask for at most {fitting} at a time with steps=, or for new ones with after="
    raise TooLargeError(
        f"{step_count} steps would make an answer of up to {answer_bytes / _MIB:.1f} MiB, "
        f"the limit is {LARGEST_ANSWER_BYTES // _MIB} MiB; "
        + (advice if fitting else "not even one of them fits, so read the run with load_run")
    )
