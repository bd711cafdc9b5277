"""TensorBoard as ever, which writes down each second how much the plugin's caches hold.

python -m benchmarks.soak.accounted_tensorboard --cache_account=FILE --logdir=runs

What else is said goes to TensorBoard.
"""

from __future__ import annotations

import argparse
import sys
import threading
import time
from pathlib import Path

from tensorboard.main import run_main

from benchmarks.soak.cache_account import FLAG, CacheAccount

_PAUSE_SECONDS = 1.0


def main() -> None:
    parser = argparse.ArgumentParser(allow_abbrev=False, add_help=False)
    parser.add_argument(FLAG, type=Path, required=True)
    options, sys.argv[1:] = parser.parse_known_args()
    account = CacheAccount()
    account.note_all()
    threading.Thread(target=_keep_writing, args=(account, options.cache_account), daemon=True).start()
    run_main()


def _keep_writing(account: CacheAccount, path: Path) -> None:
    while True:
        account.write(path)
        time.sleep(_PAUSE_SECONDS)


if __name__ == "__main__":
    main()
