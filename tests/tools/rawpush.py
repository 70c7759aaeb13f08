"""A push spoken by hand to `git receive-pack`: what no Git client would send, and a hostile one can."""

from __future__ import annotations

import hashlib
import struct
import subprocess
from pathlib import Path

from preau.edges.pktline import FLUSH

NOTHING = "0" * 40
EMPTY = b"PACK" + struct.pack(">II", 2, 0)
EMPTY += hashlib.sha1(EMPTY, usedforsecurity=False).digest()
"""A pack that holds nothing: what is named must be there already."""


def push_by_hand(bare: Path, new: str, ref: bytes) -> str:
    """Ask that a ref of any name at all be made; what the other side said."""
    line = f"{NOTHING} {new} ".encode() + ref + b"\0report-status side-band-64k push-options"
    asked = b"%04x" % (len(line) + 4) + line + FLUSH + FLUSH + EMPTY
    done = subprocess.run(["git", "receive-pack", str(bare)], input=asked, capture_output=True, check=False)
    return (done.stdout + done.stderr).decode("utf-8", "replace")
