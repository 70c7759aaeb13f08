"""What Jinja makes of our own templates is kept beside Python's own bytecode: half of the build of a small site."""

from __future__ import annotations

import hashlib
import sys
from contextlib import suppress
from importlib.util import cache_from_source
from pathlib import Path
from typing import TYPE_CHECKING

import jinja2
from jinja2.bccache import Bucket, FileSystemBytecodeCache

if TYPE_CHECKING:
    from jinja2 import Environment

_PACKAGE = Path(__file__).resolve().parent.parent
OURS = (str(_PACKAGE / "theme"), str(_PACKAGE.parent.parent / "overrides"))
"""Where our templates are. Those of a movement are not kept: code would come from its files without being read."""


class Compiled(FileSystemBytecodeCache):
    """Compiled templates, trusted as the package is: they are where Python writes and reads its modules' bytecode.

    A folder that cannot be written keeps nothing, and nothing is kept where Python is told to write no bytecode.
    """

    def __init__(self, compiler: Path, folder: Path | None = None) -> None:
        """`compiler` is the module that changes how templates are compiled: another one makes other code."""
        super().__init__(str(folder or Path(cache_from_source(str(compiler))).parent), "%s.template")
        self._made_by = f"{jinja2.__version__} {hashlib.sha256(compiler.read_bytes()).hexdigest()}"

    def get_bucket(self, environment: Environment, name: str, filename: str | None, source: str) -> Bucket:
        """The place of a template in one language: its sentences are in its code."""
        whole = environment.preprocess(source, name, filename)
        key = hashlib.sha256(f"{self._made_by}\n{filename}\n{whole}".encode()).hexdigest()
        bucket = Bucket(environment, key if (filename or "").startswith(OURS) else "", key)
        if bucket.key:
            self.load_bytecode(bucket)
        return bucket

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep one, in one step, where that is possible."""
        if bucket.key and not sys.dont_write_bytecode:
            with suppress(OSError):
                super().dump_bytecode(bucket)
