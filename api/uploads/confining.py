"""Giving up what a process that reads a stranger's file does not need.

`bound` comes first, `close` when everything that reading needs has been imported: from then on the process can open no
file and no socket, since every open file or socket needs a number and RLIMIT_NOFILE allows none; that holds without any
help of the kernel's namespaces, which are left where they may be. What is open stays so: the pipes.
"""

from __future__ import annotations

import ctypes
import os
import resource

# 41 pages with five photos of 12 megapixels, 27 MB in all, took 320 MB and 2.6 seconds of one core.
MAX_MEMORY = 600_000_000
MAX_CPU_S = 10
NOBODY = 65534
_PR_SET_NO_NEW_PRIVS = 38
_CLONE_NEWUSER_NEWNET = 0x10000000 | 0x40000000


def bound() -> None:
    """Limit memory and time, and write no file; serving comes first."""
    os.nice(10)
    for limit, most in (
        (resource.RLIMIT_AS, MAX_MEMORY),
        (resource.RLIMIT_CPU, MAX_CPU_S),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(limit, (most, most))


def close() -> None:
    """Become nobody, leave the network, start no process, and open nothing any more."""
    library = ctypes.CDLL(None, use_errno=True)
    if os.geteuid() == 0:
        os.setgroups([])
        os.setgid(NOBODY)
        os.setuid(NOBODY)
    if hasattr(library, "unshare"):  # Linux; where it is not allowed, the limits below hold alone
        library.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
        library.unshare(_CLONE_NEWUSER_NEWNET)
    resource.setrlimit(resource.RLIMIT_NPROC, (0, 0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (0, 0))
