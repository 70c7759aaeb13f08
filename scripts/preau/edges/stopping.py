"""What can stop a build without being a bug, and how it is told: files at fault, a disk, a folder not ours."""

from __future__ import annotations

import errno

from preau.edges.output import NotOurs
from preau.findings import Say, printable
from preau.i18n import N_, say_in
from preau.views.markdown import Cut


class Refused(Exception):
    """The files have errors: nothing was built, the last site stays. `report` tells them all."""

    def __init__(self, report: str) -> None:
        super().__init__(report)
        self.report = report


class Faulty(Exception):
    """What is not a record has errors: the work under way stops, so that everything is told."""


_NO_ROOM = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_NO_RIGHT = {errno.EACCES, errno.EPERM, errno.EROFS}
FAULTS = (Refused, NotOurs, Cut, OSError)
"""What can stop a build without being a bug."""


def told(error: Exception, lang: str) -> str:
    """What stopped a build, in the reader's words."""
    say = say_in(lang).gettext
    if isinstance(error, Refused):
        return error.report + "\n" + say("Nothing was built: the site in place is the last good one.")
    if isinstance(error, NotOurs):
        sentence = say(
            "{folder} holds files that Préau did not make. Empty it, or choose another folder with --site-dir."
        )
        return sentence.format(folder=error)
    if isinstance(error, Cut):
        return say("This would be removed before publication, in {what}").format(what=error)
    return _of_the_disk(error, say) if isinstance(error, OSError) else str(error)


def _of_the_disk(error: OSError, say: Say) -> str:
    """What the disk refused, with the file and what to do; the next build mends what this one left."""
    path, why = error.filename2 or error.filename, error.strerror or error
    if error.errno in _NO_ROOM:
        sentence = N_("There is no room left to write {path}: make some, then build again, and the site is whole.")
    elif error.errno in _NO_RIGHT:
        sentence = N_("{path} cannot be read or written: {why}. Give yourself the right to, then build again.")
    elif error.errno == errno.EILSEQ:
        sentence = N_(
            "{path} has a name that no address can hold (its bytes are not UTF-8): rename it, then build again."
        )
    else:
        sentence = N_("{path} cannot be read or written: {why}. Once mended, build again, and the site is whole.")
    return say(sentence).format(path=printable(str(path)) if path else say(N_("a file")), why=why)
