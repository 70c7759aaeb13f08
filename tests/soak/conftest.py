"""What only `make soak` runs: it takes minutes or hours, or brings half a gigabyte of packages."""

from __future__ import annotations

import os

collect_ignore = (
    [] if "PREAU_SOAK" in os.environ else ["test_github_contract.py", "test_lasting.py", "test_same_bytes_long.py"]
)
