#!/usr/bin/env python3
"""Chromium as a program that drives it may start it, but that keeps nothing of requests for that program.

Whoever asks Chromium to tell of requests makes each page keep some kB of every one for as long as it is open, and 200
MB of answers, for the case that their bodies are asked for, too. A page that nobody debugs keeps neither, so nor must
one whose memory is measured. What such a program says comes in through file descriptor 3, as JSON with a zero byte
after each message. All of it is passed on as it is, but for the one message that asks to be told of requests: it says
now that nothing is to be told. So whoever drives this Chromium hears of no request.

What to start stands in the environment, as `FORGETFUL_CHROMIUM`.
"""

from __future__ import annotations

import json
import os
import select
import sys
from contextlib import suppress

VARIABLE = "FORGETFUL_CHROMIUM"
_COMMANDS, _ANSWERS = 3, 4
_TELL_OF_REQUESTS = "Network.enable"
_TELL_NOTHING = {"method": "Network.disable", "params": {}}
_CHUNK_BYTES = 1 << 16


def without_requests(message: bytes) -> bytes:
    """A message as it is passed on."""
    if _TELL_OF_REQUESTS.encode() not in message:
        return message
    said = json.loads(message)
    if said.get("method") == _TELL_OF_REQUESTS:
        said.update(_TELL_NOTHING)
    return json.dumps(said).encode()


def _pass_on(source: int, target: int) -> None:
    """Pass on what comes, message by message, until there comes no more, or nobody is there any more to read it."""
    watched = select.poll()
    watched.register(source, select.POLLIN)
    watched.register(target, 0)  # of which is told when Chromium has ended
    begun = b""
    while target not in dict(watched.poll()) and (read := os.read(source, _CHUNK_BYTES)):
        *whole, begun = (begun + read).split(b"\0")
        rest = memoryview(b"".join(without_requests(message) + b"\0" for message in whole))
        while rest:
            rest = rest[os.write(target, rest) :]


def main() -> None:
    """Become Chromium, with a process beside it that listens to what it is told."""
    heard, said = os.pipe()
    if os.fork() == 0:
        os.close(heard)
        os.close(_ANSWERS)
        with suppress(BrokenPipeError):  # Chromium has ended
            _pass_on(_COMMANDS, said)
        os._exit(0)
    os.close(said)
    os.dup2(heard, _COMMANDS)
    os.close(heard)
    chromium = os.environ[VARIABLE]
    os.execv(chromium, [chromium, *sys.argv[1:]])  # noqa: S606  # no shell is wanted


if __name__ == "__main__":
    main()
