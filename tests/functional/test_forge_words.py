"""`preau forge`, word by word, as a job or a person runs it; and `preau init --forge`."""

from __future__ import annotations

import base64
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from test_authority_attested import MOVEMENT, NUMBERS, POLICY, T34, constitution, county, robots, with_accounts

from fakeforge import FakeForge, serving
from forging import World
from guarded import commit, git, initiative
from preau.edges.forges.opening import credentials, place_here
from preau.edges.signing import keep
from preau.model.movement import Forge as Place

NEW = "initiatives/34/jardin.md"
HOST = "forge.example"


def secret(name: str) -> Ed25519PrivateKey:
    """The private key of somebody of these tests."""
    return Ed25519PrivateKey.from_private_bytes(name.encode().ljust(32, b"."))


def preau(root: Path, *words: str, code: int = 0, **more: str) -> str:
    """A command as a job runs it."""
    settings = {name: value for name, value in os.environ.items() if not name.startswith(("PREAU_", "GITHUB_"))}
    done = subprocess.run(
        [sys.executable, "-m", "preau", *words, "--root", str(root)], capture_output=True, text=True, check=False,
        env={**settings, "PYTHONUTF8": "1", **more},
    )  # fmt: skip
    assert done.returncode == code, done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    return done.stdout + done.stderr


@pytest.fixture
def forge(world: World) -> Iterator[FakeForge]:
    """A forge, and a movement that says to be on it."""
    with serving(FakeForge("github", world.plain)) as found:
        text = with_accounts(constitution(POLICY)) + robots("robot") + "forge:\n  kind: github\n"
        text += f"  url: https://{HOST}/petit/mouvement\n"
        registry = {MOVEMENT: text, T34: county()}
        world.publish({path: said.replace("github.com", HOST) for path, said in registry.items()}, "steward/agathe")
        yield found


def cloned(world: World, name: str = "job") -> Path:
    """A fresh clone of what the forge holds."""
    path = world.folder / name
    git(world.folder, "clone", "--quiet", str(world.plain), str(path))
    git(path, "config", "user.name", "Jeanne")
    git(path, "config", "user.email", "jeanne@example.org")
    return path


def test_one_run_of_the_job(world: World, forge: FakeForge, tmp_path: Path) -> None:
    """The token and the key come from the environment; the next job is told whether something was published."""
    author = cloned(world, "author")
    commit(author, {NEW: initiative()})
    number = forge.open(author, 50)
    forge.review(number, NUMBERS["helene-34"])
    pem = secret("robot").private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
    told = tmp_path / "output"
    faked = {"PREAU_FORGE_TOKEN": "secret", "PREAU_ROBOT_KEY": pem}

    # the clock of this computer is not that of the movement: the robot refuses what is of the future, and says so
    said = preau(cloned(world), "forge", "run", "--api", forge.url, "--note", str(told), **faked)
    assert said.startswith(f"{number}: ")
    assert told.read_text() in {"published=true\n", "published=false\n"}
    assert len(forge.told(number)) == 1


def test_what_is_missing_to_run_is_said(world: World, forge: FakeForge) -> None:
    """No token, a key that is none, a forge that refuses: a sentence each."""
    root = cloned(world)

    assert "PREAU_FORGE_TOKEN" in preau(root, "forge", "run", code=1)
    assert "clé" in preau(root, "forge", "run", code=1, PREAU_FORGE_TOKEN="x", PREAU_ROBOT_KEY="rien")
    assert "401" in preau(root, "forge", "run", "--api", forge.url, code=1, PREAU_FORGE_TOKEN="autre")


def test_a_steward_signs_a_request(world: World, forge: FakeForge, tmp_path: Path) -> None:
    """`preau forge approve`: no token, the whole text shown before, or --yes."""
    author = cloned(world, "author")
    commit(author, {T34: (author / T34).read_text().replace("name: Hérault", "name: L'Hérault")})
    number = forge.open(author, 50)
    path = tmp_path / "agathe.key"
    keep(path, secret("agathe"), "")

    said = preau(cloned(world), "forge", "approve", str(number), "--key", str(path), "--yes")
    assert "Publié" in said or "publié" in said
    assert "demande ne porte le numéro 99" in preau(
        cloned(world, "again"), "forge", "approve", "99", "--key", str(path), "--yes", code=1
    )


def test_codeowners_comes_from_the_mandates(world: World, forge: FakeForge) -> None:
    """Numbers stay, names are asked for; a mandate that changes makes it stale, a change of name does not."""
    root = cloned(world)
    assert "Écrit" in preau(root, "forge", "codeowners")
    text = (root / "CODEOWNERS").read_text()

    assert f"# {NUMBERS['helene-34']}, {NUMBERS['karim-34']}\n/initiatives/34/\n" in text
    assert f"# {NUMBERS['agathe']}\n*\n" in text
    preau(root, "forge", "codeowners", "--check")
    (root / "CODEOWNERS").write_text(text.replace("/initiatives/34/\n", "/initiatives/34/ @helene @karim\n"))
    preau(root, "forge", "codeowners", "--check")
    (root / "CODEOWNERS").write_text(text.replace(str(NUMBERS["karim-34"]), "999"))
    assert "preau forge codeowners" in preau(root, "forge", "codeowners", "--check", code=1)


def line_of(forge: str) -> str:
    """The line by which the job of a forge checks CODEOWNERS, where one is."""
    folder = Path(__file__).resolve().parents[2] / "scripts/preau/skeleton/forge" / forge
    rows = [row.strip() for path in folder.rglob("*.yml") for row in path.read_text().splitlines()]
    (found,) = (row.removeprefix("- ").removeprefix("run: ") for row in rows if "codeowners --check" in row)
    return found


@pytest.mark.parametrize("kind", ["github", "gitlab", "gitea"])
@pytest.mark.usefixtures("forge")
def test_the_jobs_check_that_codeowners_is_fresh(world: World, kind: str) -> None:
    """The very line of each job: content with a fresh file, or (GitLab asks before) with none; not with a stale one."""
    root = cloned(world)
    (root / ".venv").symlink_to(Path(sys.prefix), target_is_directory=True)

    def job() -> int:
        return subprocess.run(
            ["bash", "-e", "-c", line_of(kind)], cwd=root, capture_output=True, check=False
        ).returncode

    if kind != "gitlab":
        assert job() == 0
    preau(root, "forge", "codeowners")
    assert job() == 0
    (root / "CODEOWNERS").write_text("* @quelqu-un\n")
    assert job() == 1


def test_mentions_are_made_by_a_word_and_need_no_address(world: World, forge: FakeForge) -> None:
    """`preau notify --on-forge`: the token is that of the robot; nothing waits here, nobody is mentioned."""
    said = preau(cloned(world), "notify", "--on-forge", "--api", forge.url, PREAU_FORGE_TOKEN="secret")

    assert said == "0 mention faite.\n"
    assert "PREAU_FORGE_TOKEN" in preau(cloned(world, "bare"), "notify", "--on-forge", code=1)


def test_a_preview_is_data_under_the_settings_of_the_base(world: World, tmp_path: Path) -> None:
    """The page is made; settings and programs of the proposal are named, and never read."""
    author = cloned(world, "author")
    evil = "site_name: Pris\nplugins: [preau]\ndocs_dir: content/pages\n"
    head = commit(author, {NEW: initiative(), "mkdocs.yml": evil, "overrides/layout.html": "{{ 1/0 }}"})
    out = tmp_path / "preview"

    said = preau(author, "forge", "preview", "--base", "origin/main", "--head", head, "--out", str(out))
    result = json.loads((out / "result.json").read_text())
    assert result["good"] and result["files"] == [NEW]
    assert result["not_read"] == ["mkdocs.yml", "overrides/layout.html"] and "mkdocs.yml" in said
    assert result["pages"] == ["initiatives/34/jardin/index.html"]
    assert "Un jardin pour tous" in (out / "site" / result["pages"][0]).read_text()


def test_a_faulty_preview_says_why(world: World, tmp_path: Path) -> None:
    """The codes of `preau check`, and no site."""
    author = cloned(world, "author")
    head = commit(author, {NEW: initiative(status="nimporte")})

    said = preau(
        author, "forge", "preview", "--base", "origin/main", "--head", head, "--out", str(tmp_path / "p"), code=1
    )
    result = json.loads((tmp_path / "p" / "result.json").read_text())
    assert not result["good"] and result["faults"][0]["path"] == NEW
    assert result["faults"][0]["code"] in said
    assert not (tmp_path / "p" / "site").exists()


def test_a_preview_has_limits(world: World, tmp_path: Path) -> None:
    """A process that would take all the memory of the machine ends."""
    author = cloned(world, "author")
    head = commit(author, {NEW: initiative()})
    done = subprocess.run(
        [sys.executable, "-m", "preau", "forge", "preview", "--root", author, "--base", "origin/main", "--head", head,
         "--out", tmp_path / "p", "--megabytes", "60"], capture_output=True, check=False,
    )  # fmt: skip

    assert done.returncode != 0


def test_the_token_of_git_goes_to_its_forge_alone() -> None:
    """The setting names the server, and no other gets it."""
    place = Place(kind="github", url="https://github.com/acme/movement")
    told = credentials(place, "secret")

    assert told["GIT_CONFIG_KEY_0"] == "http.https://github.com/.extraHeader"
    assert base64.b64decode(told["GIT_CONFIG_VALUE_0"].split()[-1]) == b"x-access-token:secret"


HUB = {"GITHUB_ACTIONS": "true", "GITHUB_SERVER_URL": "https://github.com", "GITHUB_REPOSITORY": "a/b"}


@pytest.mark.parametrize(("environment", "kind", "url"), [
    (HUB, "github", "https://github.com/a/b"),
    ({**HUB, "GITEA_ACTIONS": "true", "GITHUB_SERVER_URL": "https://tea.example"}, "gitea", "https://tea.example/a/b"),
    ({"GITLAB_CI": "true", "CI_PROJECT_URL": "https://gitlab.com/a/b/c"}, "gitlab", "https://gitlab.com/a/b/c"),
])  # fmt: skip
def test_a_job_knows_where_it_runs(environment: dict[str, str], kind: str, url: str) -> None:
    """A movement begins without writing its own address anywhere."""
    place = place_here(environment)

    assert place is not None
    assert (place.kind, place.url) == (kind, url)
    assert place_here({}) is None


# --- `preau init --forge`


@pytest.mark.parametrize(("kind", "made"), [
    ("github", {f".github/workflows/{name}.yml" for name in ("mail", "preview", "robot", "site")}),
    ("gitlab", {".gitlab-ci.yml"}),
    ("gitea", {".gitea/workflows/preview.yml", ".gitea/workflows/site.yml"}),
])  # fmt: skip
def test_init_writes_what_one_forge_runs(tmp_path: Path, kind: str, made: set[str]) -> None:
    """All that this forge needs, nothing of the others; the files are clean."""
    where = tmp_path / "movement"
    address = f"https://{HOST}/petit/mouvement"
    done = subprocess.run(
        [sys.executable, "-m", "preau", "init", where, "--forge", kind, "--repository", address], check=False,
        capture_output=True, text=True, env={**os.environ, "PREAU_DATE": "2026-11-26"},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    files = {
        path.relative_to(where).as_posix() for path in where.rglob("*") if path.is_file() and ".git/" not in str(path)
    }

    assert {path for path in files if path.startswith(".") and path != ".gitignore"} == made
    assert yaml.safe_load((where / MOVEMENT).read_text())["forge"] == {"kind": kind, "url": address}
    for path in made:
        assert "[[" not in (where / path).read_text()
    preau(where, "check")


@pytest.mark.parametrize(
    "address", ["javascript:alert(1)", "https://x.example/a b", 'https://x.example/"\nlanguage: en']
)
def test_an_address_that_is_none_is_refused(tmp_path: Path, address: str) -> None:
    """Nothing is written."""
    where = tmp_path / "movement"
    done = subprocess.run(
        [sys.executable, "-m", "preau", "init", where, "--forge", "github", "--repository", address], check=False,
        capture_output=True, text=True,
    )  # fmt: skip

    assert done.returncode == 1 and "Traceback" not in done.stderr
    assert not where.exists()
