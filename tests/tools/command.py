"""The command `preau` of this environment, for the tests that run it as a person does."""

from __future__ import annotations

import sys
from pathlib import Path

PREAU = str(Path(sys.executable).with_name("preau"))
