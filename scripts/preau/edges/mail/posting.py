"""Messages handed to an SMTP server, one conversation for all of a run; addresses are never told in a fault."""

from __future__ import annotations

import smtplib
from collections.abc import Callable
from typing import Literal

from preau.edges.mail.servers import TIMEOUT, Server, trusted, unreachable

Fate = Literal["sent", "later", "never"]
"""What became of a message: taken, not taken now, or refused for ever."""
Post = Callable[[str, bytes], Fate]
"""Hands the bytes of a message on to an address; `Refusal` when the server cannot be used at all."""
FOR_EVER = 500
"""Answers of SMTP from this number on are final."""


class Postman:
    """An SMTP server, joined when there is something to post."""

    def __init__(self, server: Server, sender: str) -> None:
        self.server = server
        self.sender = sender
        self._smtp: smtplib.SMTP | None = None

    def __call__(self, to: str, data: bytes) -> Fate:
        """Hand one message on."""
        try:
            self.join().sendmail(self.sender, [to], data)
        except smtplib.SMTPRecipientsRefused as fault:
            return _fate(next(iter(fault.recipients.values()))[0])
        except smtplib.SMTPDataError as fault:
            return _fate(fault.smtp_code)
        except smtplib.SMTPResponseException as fault:
            raise unreachable(self.server, fault.smtp_code) from None
        except smtplib.SMTPException as fault:
            raise unreachable(self.server, type(fault).__name__) from None
        except OSError as fault:
            raise unreachable(self.server, fault) from None
        return "sent"

    def join(self) -> smtplib.SMTP:
        """The conversation, begun when it was not; `Refusal` when the server does not answer."""
        try:
            if self._smtp is None:
                self._smtp = self._opened()
        except (smtplib.SMTPException, OSError) as fault:
            code = getattr(fault, "smtp_code", "")
            raise unreachable(
                self.server, code or (type(fault).__name__ if not isinstance(fault, OSError) else fault)
            ) from None
        return self._smtp

    def _opened(self) -> smtplib.SMTP:
        server = self.server
        if server.sealed:
            smtp: smtplib.SMTP = smtplib.SMTP_SSL(server.host, server.port, timeout=TIMEOUT, context=trusted())
        else:
            smtp = smtplib.SMTP(server.host, server.port, timeout=TIMEOUT)
            if not server.here:
                smtp.starttls(context=trusted())
        if server.user:
            smtp.login(server.user, server.password)
        return smtp

    def close(self) -> None:
        """Say goodbye, when somebody was spoken to."""
        try:
            if self._smtp is not None:
                self._smtp.quit()
        except (smtplib.SMTPException, OSError):
            return


def _fate(code: int) -> Fate:
    return "never" if code >= FOR_EVER else "later"
