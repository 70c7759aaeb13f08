"""Which forge a movement is on: from `content/movement.yml`, with the token that the environment gives."""

from __future__ import annotations

import os
from collections.abc import Callable
from urllib.parse import quote, urlsplit

from preau.edges.forges.gitea import Gitea
from preau.edges.forges.github import GitHub
from preau.edges.forges.gitlab import GitLab
from preau.edges.forges.http import Client
from preau.edges.forges.protocol import Forge, ForgeFault
from preau.i18n import N_
from preau.model.movement import Forge as Place

TOKEN = "PREAU_FORGE_TOKEN"
APIS = {"github": "/api/v3", "gitlab": "/api/v4", "gitea": "/api/v1"}


def open_forge(place: Place | None, api: str = "", token: str = "") -> Forge:
    """The forge of a movement; `api` replaces the address that its kind implies."""
    if place is None:
        raise ForgeFault(N_("content/movement.yml does not say on which forge the files are kept (forge:)"))
    parts = urlsplit(place.url)
    path = parts.path.strip("/").removesuffix(".git")
    if path.count("/") < 1:
        raise ForgeFault(N_("{url} is not the address of a repository on a forge"), url=place.url)
    token = token or os.environ.get(TOKEN, "")
    if not token:
        raise ForgeFault(N_("no token to speak with the forge: set {name} in the environment"), name=TOKEN)
    where = api or _api(place.kind, parts.scheme, parts.netloc)
    return _KINDS[place.kind](where, token, parts.netloc, path)


def _api(kind: str, scheme: str, host: str) -> str:
    return "https://api.github.com" if host == "github.com" else f"{scheme}://{host}{APIS[kind]}"


def _github(api: str, token: str, host: str, path: str) -> Forge:
    headers = {"Authorization": f"Bearer {token}", "Accept": "application/vnd.github+json"}
    return GitHub(Client(api, headers | {"X-GitHub-Api-Version": "2022-11-28"}), host, path)


def _gitlab(api: str, token: str, host: str, path: str) -> Forge:
    return GitLab(Client(api, {"PRIVATE-TOKEN": token}), host, quote(path, safe=""))


def _gitea(api: str, token: str, host: str, path: str) -> Forge:
    return Gitea(Client(api, {"Authorization": f"token {token}"}), host, path)


_KINDS: dict[str, Callable[[str, str, str, str], Forge]] = {"github": _github, "gitlab": _gitlab, "gitea": _gitea}
