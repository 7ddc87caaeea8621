"""The process of a worker: `api.worker`, with nothing looking for garbage from the first import on.

What starting makes stays, and looking through it again and again costs a tenth of the start. The worker turns the
garbage collection on when it is ready.
"""

from __future__ import annotations

import gc
import os
import sys

gc.disable()

from api.worker import main  # noqa: E402  # most of what a start makes are modules and their classes

if __name__ == "__main__":
    main()
    # Everything is closed. Threads of libraries that are in the middle of something would abort what Python does now.
    sys.stderr.flush()
    os._exit(0)
