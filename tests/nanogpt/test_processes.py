"""A child runs out of the terminal's reach, its last words are kept, and nothing of it is left behind."""

from __future__ import annotations

import os
import signal
import sys
import time
from typing import TYPE_CHECKING

from nanogpt.processes import Child

if TYPE_CHECKING:
    from collections.abc import Callable

    import pytest


def python(code: str, *, is_shown: bool = False) -> Child:
    return Child("the child", [sys.executable, "-c", code], is_shown=is_shown)


def wait_for(child: Child, words: str) -> None:
    while words not in child.last_words():
        assert child.exit_status is None, child.last_words()
        time.sleep(0.02)


def test_the_last_lines_are_kept_of_a_progress_bar_the_last_state() -> None:
    child = python(
        r"print('first'); print('10 %\r50 %\r100 %'); print('\n'.join(map(str, range(30)))); raise SystemExit(3)"
    )
    while child.exit_status is None:
        time.sleep(0.02)
    assert child.exit_status == 3
    assert child.last_words(lines=2) == "its last output:\n28\n29"
    assert "first\n100 %\n0\n1\n" in child.last_words(lines=100)
    assert child.stop(signal.SIGINT, patience_seconds=1) == 3


def test_a_child_that_says_nothing_is_said_to_say_nothing() -> None:
    child = python("")
    assert child.stop(signal.SIGCONT, patience_seconds=20) == 0
    assert child.last_words() == "it printed nothing"


def test_output_is_shown_where_wanted(capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    for is_shown in (False, True):
        python(f"print('shown: {is_shown}')", is_shown=is_shown).stop(signal.SIGCONT, patience_seconds=20)
    assert capfdbinary.readouterr().out == b"shown: True\n"


def test_a_child_is_asked_and_may_end_in_its_own_way() -> None:
    child = python(
        "import signal, time\n"
        "signal.signal(signal.SIGINT, lambda *_: exit(7))\n"
        "print('ready', flush=True)\n"
        "time.sleep(60)\n"
    )
    wait_for(child, "ready")
    assert child.stop(signal.SIGINT, patience_seconds=20) == 7


def test_a_child_that_does_not_listen_is_ended_with_all_that_it_started(is_running: Callable[[int], bool]) -> None:
    child = python(
        "import signal, subprocess, sys, time\n"
        "signal.signal(signal.SIGINT, signal.SIG_IGN)\n"
        "grandchild = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)'])\n"
        "print('ready', grandchild.pid, flush=True)\n"
        "time.sleep(60)\n"
    )
    wait_for(child, "ready")
    grandchild = int(child.last_words().split()[-1])
    assert is_running(grandchild)
    assert child.stop(signal.SIGINT, patience_seconds=0.2) == -signal.SIGKILL
    while is_running(grandchild):
        time.sleep(0.02)


def test_a_child_has_a_session_of_its_own() -> None:
    child = python("import os; print('session', os.getsid(0), flush=True); import time; time.sleep(60)")
    wait_for(child, "session")
    assert int(child.last_words().split()[-1]) != os.getsid(0)
    child.stop(signal.SIGTERM, patience_seconds=20)
