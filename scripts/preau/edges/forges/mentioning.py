"""Notices as mentions: a comment under a request tells a referent, by an account's number, under its present name."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from preau.edges.forges.protocol import Forge
from preau.edges.forges.telling import escaped, fenced
from preau.edges.mail.notices import Notice
from preau.proposals.authority import Authority


def accounts_of(authority: Authority, host: str) -> dict[str, int]:
    """The account of each mandate that has one on a forge."""
    return {one.mandate: one.accounts[host] for one in authority.holders if host in one.accounts}


def mention_all(
    notices: Iterable[Notice], accounts: Mapping[str, int], heads: Mapping[str, str], forge: Forge
) -> Counter[str]:
    """Tell each notice under the first of its requests, once: the comment itself remembers; how many were told.

    `heads` gives the commit of each number that waits: a proposal without a request is told nowhere here.
    """
    done, requests = Counter[str](), {one.head: one.number for one in forge.requests()}
    for notice in notices:
        found = (requests.get(heads.get(number, "")) for number in notice.about)
        request = next((one for one in found if one is not None), None)
        done[_mention(notice, accounts[notice.to], request, forge) if request is not None else "nowhere"] += 1
    return done


def _mention(notice: Notice, account: int, request: int, forge: Forge) -> str:
    """What strangers wrote, in lists, is shown as it is: it mentions nobody."""
    name = forge.login(account)
    if name is None:
        return "nowhere"
    text = f"@{name}\n\n**{escaped(notice.subject)}**\n\n{fenced(notice.paragraphs[0])}"
    return "sent" if forge.say(request, text, f"<!-- preau {notice.id} -->") else "known"
