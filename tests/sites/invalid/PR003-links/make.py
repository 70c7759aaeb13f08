"""Links and a pipe: some systems cannot keep them in Git."""

import os
from pathlib import Path


def make(root: Path) -> None:
    """A link to a file outside, a link to a folder, and a pipe that would never end."""
    (root / "content" / "pages" / "mot-de-passe.md").symlink_to("/etc/passwd")
    (root / "content" / "pages" / "dossier").symlink_to("/etc")
    os.mkfifo(root / "content" / "pages" / "tube.md")
