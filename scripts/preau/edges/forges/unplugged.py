"""A process that reads what strangers wrote cuts its own network first, where the kernel lets it."""

from __future__ import annotations

import ctypes
import os
from pathlib import Path

NEW_USER, NEW_NET = 0x10000000, 0x40000000
"""Flags of unshare(2): a space of users of its own, in which a network of its own may be asked for."""


def unplug() -> bool:
    """Leave this process, and those that it will start, without any network; False where the kernel refuses.

    Called while there is one thread. Who is not root asks for a space of users, in which they stay who they are: Git
    looks at who owns its files. Anonymous pipes, and so the workers of a build, go on.
    """
    call = getattr(ctypes.CDLL(None, use_errno=True), "unshare", None)
    if call is None:
        return False
    user, group = os.geteuid(), os.getegid()
    if call(NEW_NET) == 0:
        return True
    if call(NEW_USER | NEW_NET) == 0:
        for name, text in (("setgroups", "deny"), ("uid_map", f"{user} {user} 1"), ("gid_map", f"{group} {group} 1")):
            Path(f"/proc/self/{name}").write_bytes(text.encode())
        return True
    return _alone()


def _alone() -> bool:
    """Whether there is no other interface than the loop: whoever started us cut the network already."""
    try:
        rows = Path("/proc/self/net/dev").read_bytes().decode("utf-8").splitlines()[2:]
    except OSError:
        return False
    return {row.partition(":")[0].strip() for row in rows} <= {"lo"}
