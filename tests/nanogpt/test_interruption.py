"""The first Ctrl-C is a wish, the second a command."""

from __future__ import annotations

import signal
import threading

import pytest

from nanogpt.interruption import Interruption


@pytest.mark.parametrize(("number", "status"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_the_first_signal_is_noted(number: signal.Signals, status: int, capfd: pytest.CaptureFixture[str]) -> None:
    with Interruption() as interruption:
        assert interruption.exit_status == 0
        signal.raise_signal(number)
        assert interruption.received == number
        assert interruption.exit_status == status
    assert "stopping after this step" in capfd.readouterr().err


def test_a_signal_that_a_launcher_passes_on_is_the_same_wish() -> None:
    with Interruption() as interruption:
        signal.raise_signal(signal.SIGINT)
        signal.raise_signal(signal.SIGTERM)
        assert interruption.received == signal.SIGINT


def test_the_second_signal_ends_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("nanogpt.interruption.SAME_WISH_SECONDS", 0.0)
    with pytest.raises(KeyboardInterrupt), Interruption():  # noqa: PT012 - two signals make the case
        signal.raise_signal(signal.SIGINT)
        signal.raise_signal(signal.SIGINT)


def test_afterwards_signals_do_what_they_did_before() -> None:
    before = signal.getsignal(signal.SIGINT), signal.getsignal(signal.SIGTERM)
    with Interruption():
        assert signal.getsignal(signal.SIGINT) != before[0]
    assert (signal.getsignal(signal.SIGINT), signal.getsignal(signal.SIGTERM)) == before


def test_in_another_thread_it_notes_nothing_and_harms_nothing() -> None:
    statuses: list[int] = []

    def enter() -> None:
        with Interruption() as interruption:
            statuses.append(interruption.exit_status)

    thread = threading.Thread(target=enter)
    thread.start()
    thread.join()
    assert statuses == [0]
