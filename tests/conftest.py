"""What all tests share."""

import gc

from hypothesis import settings

# How long an example takes says how busy the machine is, not whether the code is right.
settings.register_profile("immerse", deadline=None)
settings.load_profile("immerse")

N_NEW = 5_000  # objects until the collector looks; the default, 700, costs a twelfth of the time of all tests


def pytest_collection_finish() -> None:
    """Take what was imported out of the collector's rounds, as a worker of the service does when it has started."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(N_NEW)
