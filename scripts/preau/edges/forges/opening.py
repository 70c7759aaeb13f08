"""Which forge a movement is on: from `content/movement.yml`, with the token that the environment gives."""

from __future__ import annotations

import base64
import os
from collections.abc import Callable, Mapping
from urllib.parse import quote, urlsplit

from pydantic import ValidationError

from preau.edges.forges.gitea import Gitea
from preau.edges.forges.github import GitHub
from preau.edges.forges.gitlab import GitLab
from preau.edges.forges.http import Client
from preau.edges.forges.protocol import Forge, ForgeFault
from preau.i18n import N_
from preau.model.movement import Forge as Place
from preau.model.movement import Movement

TOKEN = "PREAU_FORGE_TOKEN"
APIS = {"github": "/api/v3", "gitlab": "/api/v4", "gitea": "/api/v1"}


def place_here(environment: Mapping[str, str]) -> Place | None:
    """The repository that a job of a forge says to run for, None elsewhere: a movement need not write it to begin."""
    if environment.get("GITLAB_CI"):
        url, kind = environment.get("CI_PROJECT_URL", ""), "gitlab"
    elif environment.get("GITHUB_ACTIONS"):
        server, path = (environment.get(f"GITHUB_{name}", "") for name in ("SERVER_URL", "REPOSITORY"))
        alike = environment.get("GITEA_ACTIONS") or environment.get("FORGEJO_ACTIONS")
        url, kind = f"{server}/{path}", "gitea" if alike else "github"
    else:
        return None
    try:
        return Place.model_validate({"kind": kind, "url": url})
    except ValidationError:
        return None


def place_of(movement: Movement | None) -> Place | None:
    """Where the files of a movement are kept: as it tells, else as the job of a forge does; None for neither."""
    return (movement.forge if movement else None) or place_here(os.environ)


def let_git_speak(place: Place | None) -> None:
    """Git speaks to this forge with the token of the environment, where there are both."""
    token = os.environ.get(TOKEN, "")
    if place is not None and token:
        os.environ.update(credentials(place, token))


def credentials(place: Place, token: str) -> dict[str, str]:
    """The environment in which Git speaks to this forge, and to no other server, with a token."""
    who = {"github": "x-access-token", "gitlab": "oauth2", "gitea": token}[place.kind]
    said = base64.b64encode(f"{who}:{token}".encode()).decode()
    parts = urlsplit(place.url)
    return {
        "GIT_CONFIG_COUNT": "1", "GIT_CONFIG_KEY_0": f"http.{parts.scheme}://{parts.netloc}/.extraHeader",
        "GIT_CONFIG_VALUE_0": f"Authorization: Basic {said}",
    }  # fmt: skip


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
