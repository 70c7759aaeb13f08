"""`python -m preau`: the command where no script can be put on the path; Git's hooks come this way, in haste."""

import sys
from pathlib import Path

if sys.argv[1:3] == ["guard", "hook"] and sys.argv[3:] in (["pre-receive"], ["proc-receive"], ["post-receive"]):
    from preau.edges.hooks import run_hook

    sys.exit(run_hook(sys.argv[3], Path(), sys.stdin.buffer, sys.stdout.buffer))

from preau.cli import run

run()
