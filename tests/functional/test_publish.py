"""`preau publish`: what changed and nothing else, in an order that breaks no page, resumed, read back, undone."""

from __future__ import annotations

import gzip
import http.client
import os
import random
import shutil
import subprocess
import tempfile
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from urllib.parse import quote, urlsplit

import pytest
from botocore.auth import S3SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st
from moto.server import ThreadedMotoServer

from githttp import serving
from places import Bucket, OnDisk, OnHost, Place
from preau.cli import main
from preau.edges.building import run_build
from preau.edges.publishing.headers import SHORT, cache_of, type_of
from preau.edges.publishing.limits import Limits, limits_of
from preau.edges.publishing.pages import Pages
from preau.edges.publishing.plan import plan
from preau.edges.publishing.sigv4 import Keys, signed, written
from published import ONE, THREE, TWO, Movement, bytes_of, killed_at, lost_links, page, shown
from services import Cut, Sshd, free_port, nginx

SLEEP = "preau.edges.publishing.sigv4.time.sleep"


@pytest.fixture(scope="module", autouse=True)
def left() -> Iterator[None]:
    """What killed publications leave in the folder for temporary files goes with the tests; its name must be short."""
    with tempfile.TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        patch.setattr(tempfile, "tempdir", folder)
        yield


@pytest.fixture
def movement(tmp_path: Path) -> Movement:
    """A movement whose first site is built."""
    made = Movement(tmp_path / "movement")
    made.build(ONE)
    return made


@pytest.fixture(scope="session")
def storage() -> Iterator[str]:
    """A server that speaks like S3, and keys to it."""
    with pytest.MonkeyPatch.context() as patch:
        for name in [name for name in os.environ if name.startswith("AWS_")]:
            patch.delenv(name)
        patch.setenv("AWS_ACCESS_KEY_ID", "test")
        patch.setenv("AWS_SECRET_ACCESS_KEY", "test")
        patch.setenv("AWS_REGION", "us-east-1")
        server = ThreadedMotoServer("127.0.0.1", 0, verbose=False)
        server.start()
        host, port = server.get_host_and_port()
        patch.setenv("AWS_ENDPOINT_URL", f"http://{host}:{port}")
        yield f"http://{host}:{port}"
        server.stop()


@pytest.fixture(scope="session")
def host(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sshd]:
    """A host that this account reaches by SSH."""
    server = Sshd(tmp_path_factory.mktemp("host") / "sshd")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("RSYNC_RSH", server.client)
        yield server
    server.stop()


@pytest.fixture(params=["folder", "s3", "ssh"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Place:
    """Each kind of place in turn."""
    return request.getfixturevalue("places")(request.param, "www")


@pytest.fixture
def places(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[str, str], Place]:
    """Places of each kind, by their names."""

    def make(kind: str, name: str) -> Place:
        if kind == "s3":
            bucket = f"b{uuid.uuid4().hex}"
            return Bucket(request.getfixturevalue("storage"), bucket, "" if name == "www" else "a site/é/")
        if kind == "ssh":
            return OnHost(request.getfixturevalue("host").address, tmp_path / "a host" / name)
        return OnDisk(tmp_path / name)

    return make


# --- The same promises everywhere ------------------------------------------------------------------------------------


def test_the_site_is_there_as_it_was_built(movement: Movement, place: Place) -> None:
    """Every file, with its bytes; a second publication sends nothing."""
    said = movement.publish(place.target)

    assert place.seen() == bytes_of(ONE)
    assert f"{len(ONE)} files; {len(ONE)} sent" in said
    assert "up to date" in movement.publish(place.target)


def test_only_what_changed_is_sent(movement: Movement, place: Place) -> None:
    """New and changed files are sent, others not; what has gone is removed, its empty folders too."""
    movement.publish(place.target)
    movement.build(TWO)

    said = movement.publish(place.target)

    changed = {path for path in TWO if TWO[path] != ONE.get(path)}
    assert f"{len(changed)} sent" in said and f"{len(ONE.keys() - TWO.keys())} removed" in said
    assert place.seen() == bytes_of(TWO)


def test_a_dry_run_lists_in_order_and_changes_nothing(movement: Movement, place: Place) -> None:
    """Each file with its sign; the list is that of what is then done."""
    movement.publish(place.target)
    movement.build(TWO)

    listed = movement.publish(place.target, "--dry-run").splitlines()

    assert place.seen() == bytes_of(ONE)
    assert {"+ a/2/index.html", "~ index.html", "- old.css"} <= set(listed)
    assert listed.index("+ search/s-two.js") < listed.index("~ search/index.js")
    assert listed.index("+ a/2/index.html") < listed.index("~ a/index.html") < listed.index("~ index.html")
    assert listed.index("~ index.html") < listed.index("- old/index.html") < listed.index("- old.css")


def test_the_version_before_comes_back_and_goes_again(movement: Movement, place: Place) -> None:
    """One version is kept; going back keeps the one that is left in turn."""
    refused = movement.publish(place.target, "--rollback", code=1)
    movement.publish(place.target)
    for files in (TWO, THREE):
        movement.build(files)
        movement.publish(place.target)

    movement.publish(place.target, "--rollback")
    back = place.seen()
    movement.publish(place.target, "--rollback")

    assert "keeps no earlier version" in refused
    assert (back, place.seen()) == (bytes_of(TWO), bytes_of(THREE))


def test_the_version_before_can_be_forgotten(movement: Movement, place: Place) -> None:
    """After a text was withdrawn, no copy of it stays."""
    movement.publish(place.target)
    movement.build(TWO)
    movement.publish(place.target)
    kept = place.kept()

    movement.publish(place.target, "--forget")

    assert kept and not place.kept()
    assert "keeps no earlier version" in movement.publish(place.target, "--rollback", code=1)
    assert place.seen() == bytes_of(TWO)


def test_what_something_else_changed_is_found_and_mended(movement: Movement, place: Place) -> None:
    """Files that did not change are read back too, a few of them; --full reads all."""
    movement.publish(place.target)
    place.spoil("same.txt", b"spoilt")
    movement.build(TWO)

    said = movement.publish(place.target, code=1)
    movement.publish(place.target, "--full")

    assert "same.txt" in said and "--full" in said
    assert place.seen() == bytes_of(TWO)


# --- Refused, before anything is sent ---------------------------------------------------------------------------------


def test_a_place_that_holds_something_else_is_refused(movement: Movement, tmp_path: Path) -> None:
    """Files that Préau did not publish are somebody's; hidden ones, such as the settings of a host, are no matter."""
    (tmp_path / "www").mkdir()
    (tmp_path / "www" / ".htaccess").write_text("theirs")
    (tmp_path / "www" / "index.php").write_text("theirs")

    said = movement.publish(str(tmp_path / "www"), code=1)
    (tmp_path / "www" / "index.php").unlink()
    movement.publish(str(tmp_path / "www"))

    assert "index.php" in said and "nothing was sent" in said
    assert (tmp_path / "www" / ".htaccess").read_text() == "theirs"


@pytest.mark.parametrize("where", ["movement/public", "movement", ".", "movement/site", "movement/content/../x"])
def test_a_place_among_the_files_of_the_movement_is_refused(movement: Movement, tmp_path: Path, where: str) -> None:
    """A site published there would be taken for its source, or committed."""
    assert "among the files of the movement" in movement.publish(str(tmp_path / where), code=1)


def test_a_site_of_another_address_is_refused(movement: Movement, place: Place) -> None:
    """Built for another address than that of mkdocs.yml, or for another than that of the site in place."""
    movement.publish(place.target)
    movement.told("https://elsewhere.example/repo/")

    stale = movement.publish(place.target, code=1)
    movement.build(TWO)
    other = movement.publish(place.target, code=1)

    assert "was built for https://movement.example/" in stale
    assert "holds the site of https://movement.example/" in other and "--moved" in other
    assert place.seen() == bytes_of(ONE)
    movement.publish(place.target, "--moved")
    assert place.seen() == bytes_of(TWO)


def test_a_build_that_was_not_finished_is_refused(movement: Movement, place: Place) -> None:
    """No site, one without its search yet, a file missing or changed since, no address."""
    movement.publish(place.target)
    movement.build(TWO, whole=False)
    unfinished = movement.publish(place.target, code=1)
    movement.build(TWO)
    (movement.site / "a/2/index.html").unlink()
    missing = movement.publish(place.target, code=1)
    movement.build(TWO)
    (movement.site / "data.json").write_text("changed")
    changed = movement.publish(place.target, code=1)
    again = movement.publish(place.target, code=1)
    movement.build(TWO)
    movement.told("")
    silent = movement.publish(place.target, code=1)

    assert "was not finished" in unfinished and "a/2/index.html" in missing and "data.json" in changed
    assert "was not finished" in again  # what was found is remembered, so that a build looks at every file
    assert "site_url" in silent
    assert "no built site" in movement.publish(place.target, "--site-dir", str(movement.root / "none"), code=1)
    assert place.seen() == bytes_of(ONE)


def test_a_kind_of_target_that_is_not_known_is_misuse(movement: Movement) -> None:
    """The kinds that there are, in the answer."""
    assert "ssh://" in movement.publish("ftp://host/www", code=2)


@pytest.mark.parametrize(
    "state",
    [b"{", b"[]", b'{"format":9,"url":"","files":{}}', b'{"format":1,"url":"x","files":{"../x":["1",1,"",""]}}'],
)
def test_a_state_that_is_not_ours_is_refused(movement: Movement, tmp_path: Path, state: bytes) -> None:
    """Whatever somebody wrote there, nothing outside is touched."""
    movement.publish(str(tmp_path / "www"))
    (tmp_path / "www" / ".preau" / "site.json").write_bytes(state)
    (tmp_path / "x").write_text("mine")
    movement.build(TWO)

    assert "cannot be read" in movement.publish(str(tmp_path / "www"), code=1)
    assert (tmp_path / "x").read_text() == "mine" and shown(tmp_path / "www") == bytes_of(ONE)


def test_a_rollback_can_be_listed_first(movement: Movement, tmp_path: Path) -> None:
    """With --dry-run nothing is put back; copies that were lost stop it before anything is."""
    target = tmp_path / "www"
    movement.publish(str(target))
    movement.build(TWO)
    movement.publish(str(target))

    listed = movement.publish(str(target), "--rollback", "--dry-run")
    next((target / ".preau" / "kept").iterdir()).unlink()
    lost = movement.publish(str(target), "--rollback", code=1)

    assert "~ index.html" in listed and "- new.css" in listed
    assert "no longer has 1 files" in lost and shown(target) == bytes_of(TWO)


def test_it_speaks_the_language_asked_for(movement: Movement, tmp_path: Path) -> None:
    """In French, with its signs and units."""
    said = movement.publish(str(tmp_path / "www"), "--lang", "fr")

    assert f"{len(ONE)} fichiers\u00a0; {len(ONE)} envoyés (1 ko), 0 retirés" in said


# --- Killed anywhere -------------------------------------------------------------------------------------------------


def whole(place: Place) -> None:
    """Each file is one of the two versions, whole; whoever starts at the home page finds all that it leads to."""
    seen, one, two = place.seen(), bytes_of(ONE), bytes_of(TWO)
    assert not lost_links(seen)
    assert all(data in (one.get(path), two.get(path)) for path, data in seen.items())


@pytest.mark.parametrize("kind", ["folder", "s3"])
def test_killed_anywhere_it_is_whole_resumed_and_undone(
    movement: Movement, places: Callable[[str, str], Place], kind: str
) -> None:
    """At each step: nothing broken is seen, the next run completes, and the version before is still there."""
    kills, step = 0, random.randint(0, 9)
    while True:
        place = places(kind, f"www{step}")
        movement.build(ONE)
        movement.publish(place.target)
        movement.build(TWO)
        if not killed_at(step, lambda place=place: movement.publish(place.target), events=place.events):  # type: ignore[misc]
            break
        kills, step = kills + 1, step + random.randint(place.stride // 2, place.stride)
        whole(place)
        movement.publish(place.target)
        assert place.seen() == bytes_of(TWO)
        movement.publish(place.target, "--rollback")
        assert place.seen() == bytes_of(ONE)
    assert kills > 1


def test_killed_again_and_again_it_ends(movement: Movement, place: Place) -> None:
    """Each run is killed a little later than the one before; another site is then published over it, and undone."""
    movement.publish(place.target)
    movement.build(TWO)
    step = 0
    while killed_at(step, lambda: movement.publish(place.target), events=place.events):
        step += random.randint(place.stride // 2, place.stride)
        whole(place)
    movement.publish(place.target, "--rollback")
    assert place.seen() == bytes_of(ONE)

    killed_in_the_middle(movement, place)
    movement.build(THREE)
    movement.publish(place.target)
    assert place.seen() == bytes_of(THREE)
    movement.publish(place.target, "--rollback")
    assert place.seen() == bytes_of(ONE)


def killed_in_the_middle(movement: Movement, place: Place) -> None:
    """Kill a publication once it has begun to change the site."""
    before = place.seen()
    for step in range(place.begins, 200, place.begins):
        assert killed_at(step, lambda: movement.publish(place.target), events=place.events)
        if place.seen() != before:
            return


def test_a_publication_that_was_killed_can_be_undone_at_once(movement: Movement, place: Place) -> None:
    """Going back from the middle gives the last whole version."""
    movement.publish(place.target)
    movement.build(TWO)
    killed_in_the_middle(movement, place)
    assert place.seen() not in (bytes_of(ONE), bytes_of(TWO))

    movement.publish(place.target, "--rollback")

    assert place.seen() == bytes_of(ONE)


# --- Storage ---------------------------------------------------------------------------------------------------------


def test_storage_is_told_what_each_object_is(movement: Movement, places: Callable[[str, str], Place]) -> None:
    """Types, how long they may be kept, texts compressed for browsers and not for other programs; over HTTP."""
    place = places("s3", "prefixed")
    assert isinstance(place, Bucket)
    movement.build({
        "index.html": "<p>texte</p>" * 200, "f.xml": "<feed/>" * 200, "small.css": "a{}",
        "search/s-x.js": "x", "img/é +.png": b"\x89PNG",
    })  # fmt: skip

    movement.publish(place.target, "--public")

    told = {path: place.ask(path) for path in place.objects() if not path.startswith(".")}
    assert {path: one["ContentType"] for path, one in told.items()} == {
        "index.html": "text/html; charset=utf-8", "f.xml": "application/xml", "small.css": "text/css; charset=utf-8",
        "search/s-x.js": "text/javascript; charset=utf-8", "img/é +.png": "image/png",
    }  # fmt: skip
    assert [path for path, one in told.items() if one.get("ContentEncoding")] == ["index.html"]
    assert "immutable" in told["search/s-x.js"]["CacheControl"]
    assert "max-age=300," in told["index.html"]["CacheControl"]
    assert "up to date" in movement.publish(place.target)


def test_what_storage_refuses_is_said_in_words(
    movement: Movement, storage: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No bucket, nobody at the address, no keys; what a key is for when it is missing."""
    monkeypatch.setattr(SLEEP, lambda seconds: None)
    lacking = movement.publish("s3://nothing-here/", code=1)
    nobody = movement.publish("s3://bucket/", "--endpoint", "http://127.0.0.1:1", code=1)
    monkeypatch.delenv("AWS_SECRET_ACCESS_KEY")
    keyless = movement.publish("s3://bucket/", code=1)

    assert "There is no bucket called nothing-here" in lacking
    assert "could not be reached" in nobody and "Publish again when the network is back" in nobody
    assert "AWS_SECRET_ACCESS_KEY" in keyless


@pytest.mark.parametrize(
    ("status", "code", "said"),
    [
        (403, "AccessDenied", "does not let these keys do that"), (403, "QuotaExceeded", "its quota"),
        (507, "", "its quota"), (403, "SignatureDoesNotMatch", "does not recognise the signature"),
        (400, "AuthorizationHeaderMalformed", "another region"), (418, "Teapot", "refused: Teapot (HTTP 418)"),
        (403, "RequestTimeTooSkewed", "The clock of this computer"), (503, "SlowDown", "refused: SlowDown"),
    ],
)  # fmt: skip
def test_each_refusal_of_storage_has_its_words(
    movement: Movement, storage: str, monkeypatch: pytest.MonkeyPatch, status: int, code: str, said: str
) -> None:
    """The codes that storages answer with; a busy one is asked again a few times first."""
    monkeypatch.setattr(SLEEP, lambda seconds: None)
    with answering(status, f"<Error><Code>{code}</Code></Error>".encode()) as address:
        assert said in movement.publish("s3://bucket/", "--endpoint", address, code=1)


@contextmanager
def answering(status: int, body: bytes) -> Iterator[str]:
    """A server that answers everything the same way."""

    class Same(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Nothing is said."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Same)
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize("token", ["", "a/token+"])
@pytest.mark.parametrize(
    ("method", "path", "query"),
    [("GET", "/bucket/", {"list-type": "2", "prefix": "a b/é"}), ("PUT", "/b/é +*~.png", {})],
)
def test_signatures_are_those_of_the_reference(method: str, path: str, query: dict[str, str], token: str) -> None:
    """The same request signed by botocore has the same signature."""
    now, body = datetime.now(UTC), b"corps"
    headers = {"Content-Type": "text/plain", "x-amz-meta-sha256": "0  1", "cache-control": SHORT}
    quoted = quote(path, "/-_.~")
    theirs = AWSRequest(method, f"https://s3.example:8443{quoted}?{written(query)}", headers=headers, data=body)
    theirs.context["timestamp"] = now.strftime("%Y%m%dT%H%M%SZ")
    signer = S3SigV4Auth(Credentials("AKID", "secret", token or None), "s3", "eu-west-3")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("botocore.auth.get_current_datetime", lambda remove_tzinfo=True: now)
        signer.add_auth(theirs)

    keys = Keys("AKID", "secret", token, "eu-west-3")
    ours = signed(keys, method, "s3.example:8443", quoted, query, headers, body, now)

    assert ours["authorization"] == theirs.headers["Authorization"]


# --- A host by SSH ---------------------------------------------------------------------------------------------------


def test_a_line_that_breaks_leaves_whole_pages(movement: Movement, host: Sshd, tmp_path: Path) -> None:
    """Cut after more and more bytes: told in words, nothing broken is seen, the next run completes."""
    road = Cut(host.port)
    host.knows("host", road.port)
    place = OnHost(host.address, tmp_path / "www")
    other = place.target.replace(f":{host.port}/", f":{road.port}/")
    movement.publish(place.target)
    movement.build(TWO)
    breaks = 0
    for most in range(3000, 60000, 6000):
        road.most = most
        said = movement.publish(other, code=None)
        whole(place)
        if place.seen() == bytes_of(TWO) and "up to date" in said:
            break
        breaks += "Error" in said
        assert "Traceback" not in said
    road.stop()
    movement.publish(place.target)

    assert breaks > 1
    assert place.seen() == bytes_of(TWO)


def test_what_stops_ssh_is_said_in_words(
    movement: Movement, host: Sshd, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another key of the host, a key that it does not accept, nobody there, a place where one may not write."""
    target = f"{host.address}{tmp_path}/www"
    host.knows("other")
    changed = movement.publish(target, code=1)
    host.knows("host")
    monkeypatch.setenv("RSYNC_RSH", host.client_with("other"))
    refused = movement.publish(target, code=1)
    monkeypatch.setenv("RSYNC_RSH", host.client)
    nobody = movement.publish("ssh://127.0.0.1:1/www", code=1)
    with closed_folder(tmp_path / "closed") as folder:
        closed = movement.publish(f"{host.address}{folder}/www", code=1)

    assert "The key of" in changed and "known_hosts" in changed and "Nothing was sent" in changed
    assert "does not accept your SSH key" in refused and "ssh-add" in refused
    assert "could not be reached" in nobody
    assert "does not let you write there" in closed
    assert "write ssh://user@host/path" in movement.publish("ssh://host", code=2)
    for strange in ("ssh://-oProxyCommand=x/www", "ssh://host/~/-x", "ssh://host:port/www", "ssh://host/a%0Ab"):
        assert "write ssh://user@host/path" in movement.publish(strange, code=2)


@contextmanager
def closed_folder(folder: Path) -> Iterator[Path]:
    """A folder where nothing can be written, not even by root."""
    folder.mkdir(mode=0o555)
    if os.geteuid() == 0:
        subprocess.run(["mount", "-t", "tmpfs", "-o", "ro,size=9m", "tmpfs", str(folder)], check=True)
    yield folder
    if os.geteuid() == 0:
        subprocess.run(["umount", str(folder)], check=True)


def test_rsync_is_asked_for_where_it_lacks(
    movement: Movement, host: Sshd, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Here, or on the host."""
    tools = tmp_path / "bin"
    tools.mkdir()
    (tools / "ssh").symlink_to(str(shutil.which("ssh")))
    (tmp_path / "remote").write_text(f'#!/bin/sh\nexec {host.client} "$@"\n')
    target = f"{host.address}{tmp_path}/www"
    with monkeypatch.context() as patch:
        patch.setenv("PATH", str(tools))
        here = movement.publish(target, code=1)
    poor = Sshd(tmp_path / "poor", path=poor_path(tmp_path / "poor-bin"))
    monkeypatch.setenv("RSYNC_RSH", poor.client)
    there = movement.publish(f"{poor.address}{tmp_path}/www", code=1)
    poor.stop()

    assert "rsync is not installed on this computer" in here
    assert "has no rsync" in there


def poor_path(folder: Path) -> str:
    """A folder with the commands that every host has, and no rsync."""
    folder.mkdir()
    for name in ("sh", "cat", "mkdir", "ls", "df", "dirname", "mv", "rm", "xargs", "sha256sum", "tr", "ln", "cp"):
        (folder / name).symlink_to(str(shutil.which(name)))
    return str(folder)


# --- The Pages of a forge --------------------------------------------------------------------------------------------


class Branch:
    """The branch of a bare repository."""

    events = ("subprocess.Popen",)

    def __init__(self, folder: Path, branch: str = "pages") -> None:
        self.bare, self.branch, self.target = folder, branch, f"pages:{folder}"
        git(folder.parent, "init", "--quiet", "--bare", str(folder))

    def seen(self) -> dict[str, bytes]:
        """The files that the forge shows."""
        return {path: data for path, data in self.files().items() if path not in (".nojekyll", ".preau.json")}

    def files(self) -> dict[str, bytes]:
        """Every file of the branch."""
        names = git(self.bare, "ls-tree", "-r", "--name-only", "-z", self.branch).split("\0")
        return {name: git_bytes(self.bare, "cat-file", "blob", f"{self.branch}:{name}") for name in names if name}

    def length(self) -> int:
        """How many commits the branch has."""
        return int(git(self.bare, "rev-list", "--count", self.branch))


def git_bytes(where: Path, *words: str) -> bytes:
    """What Git answers."""
    return subprocess.run(["git", *words], cwd=where, capture_output=True, check=True).stdout


def git(where: Path, *words: str) -> str:
    """The same as text."""
    return git_bytes(where, *words).decode().strip()


@pytest.fixture(params=["file", "http", "partial"])
def branch(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Branch]:
    """A forge: by its folder, by HTTP, and one that can send trees without files."""
    made = Branch(tmp_path / "forge.git")
    git(made.bare, "config", "http.receivepack", "true")
    if request.param == "file":
        yield made
        return
    if request.param == "partial":
        git(made.bare, "config", "uploadpack.allowFilter", "true")
        git(made.bare, "config", "uploadpack.allowAnySHA1InWant", "true")
    with serving(tmp_path) as address:
        made.target = f"pages:{address}/forge.git"
        yield made


def test_pages_are_a_branch_that_changes_in_one_push(movement: Movement, branch: Branch) -> None:
    """Only what changed travels; its history holds the version before and no other; back, again, forgotten."""
    first = movement.publish(branch.target)
    assert branch.seen() == bytes_of(ONE) and f"{len(ONE)} sent" in first
    assert branch.files()[".nojekyll"] == b""
    for files in (TWO, THREE, TWO):
        movement.build(files)
        movement.publish(branch.target)
        assert branch.seen() == bytes_of(files) and branch.length() == 2

    assert "up to date" in movement.publish(branch.target)
    movement.publish(branch.target, "--rollback")
    assert (branch.seen(), branch.length()) == (bytes_of(THREE), 2)
    movement.publish(branch.target, "--rollback")
    assert (branch.seen(), branch.length()) == (bytes_of(TWO), 2)
    movement.publish(branch.target, "--forget")
    assert (branch.seen(), branch.length()) == (bytes_of(TWO), 1)
    assert "keeps no earlier version" in movement.publish(branch.target, "--rollback", code=1)
    git(branch.bare, "fsck", "--strict", "--no-dangling")


def test_what_others_put_in_the_branch_stays_or_stops_it(movement: Movement, tmp_path: Path) -> None:
    """The name of a domain stays; another project's files stop it, and so does another site's address."""
    branch = Branch(tmp_path / "forge.git")
    movement.publish(branch.target)
    other = tmp_path / "clone"
    git(tmp_path, "clone", "--quiet", "--branch", "pages", str(branch.bare), str(other))
    (other / "CNAME").write_text("movement.example")
    git(other, "add", ".")
    git(other, "-c", "user.name=x", "-c", "user.email=x@x.example", "commit", "--quiet", "--message=x")
    git(other, "push", "--quiet")
    movement.build(TWO)
    movement.publish(branch.target)
    assert branch.seen() == {**bytes_of(TWO), "CNAME": b"movement.example"}

    movement.told("https://elsewhere.example/")
    movement.build(ONE)
    assert "holds the site of https://movement.example/" in movement.publish(branch.target, code=1)
    git(branch.bare, "update-ref", "refs/heads/pages", git(other, "rev-parse", "HEAD~0"))
    git(other, "rm", "--quiet", ".preau.json")
    git(other, "-c", "user.name=x", "-c", "user.email=x@x.example", "commit", "--quiet", "--message=x")
    git(other, "push", "--quiet")
    assert "did not publish" in movement.publish(branch.target, code=1)


def test_a_push_of_somebody_else_is_not_lost(
    movement: Movement, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between what was read and the push, the branch moved: nothing is changed, and it is said."""
    branch = Branch(tmp_path / "forge.git")
    movement.publish(branch.target)
    movement.build(TWO)
    write = Pages._write

    def late(self: Pages, files: list[Path]) -> None:
        write(self, files)
        tree = git(branch.bare, "rev-parse", "pages^{tree}")
        somebody = ("-c", "user.name=x", "-c", "user.email=x@x.example")
        git(branch.bare, "update-ref", "refs/heads/pages", git(branch.bare, *somebody, "commit-tree", "-m", "x", tree))

    monkeypatch.setattr(Pages, "_write", late)
    said = movement.publish(branch.target, code=1)

    assert "Somebody else published" in said
    assert branch.seen() == bytes_of(ONE)


def test_pages_killed_anywhere_are_one_version_or_the_other(movement: Movement, tmp_path: Path) -> None:
    """At each command of Git."""
    branch = Branch(tmp_path / "forge.git")
    movement.publish(branch.target)
    movement.build(TWO)
    step = 0
    while killed_at(step, lambda: movement.publish(branch.target), events=branch.events):
        assert branch.seen() in (bytes_of(ONE), bytes_of(TWO))
        step += 3
    assert branch.seen() == bytes_of(TWO) and step > 9
    movement.publish(branch.target, "--rollback")
    assert branch.seen() == bytes_of(ONE)


def test_the_settings_of_a_remote_are_used(movement: Movement, tmp_path: Path) -> None:
    """A remote by its name, with what its repository says to reach it."""
    shutil.rmtree(movement.root / ".git")
    git(movement.root, "init", "--quiet")
    branch = Branch(tmp_path / "github.git", "gh-pages")
    git(movement.root, "remote", "add", "origin", "forge:github.git")
    git(movement.root, "config", f"url.{tmp_path}/.insteadOf", "forge:")

    movement.publish("pages:origin")

    assert branch.seen() == bytes_of(ONE)
    assert git(movement.root, "status", "--porcelain", "--ignored=no", "--", ".git") == ""


def test_a_site_too_large_for_its_host_is_not_sent(
    movement: Movement, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Bytes of the site, number of files, bytes of one file: each with its number."""
    branch = Branch(tmp_path / "forge.git")
    for limits, said in (
        (Limits("Forge", site=1), "accepts 0 MB"), (Limits("Forge", files=3), "22 files and folders"),
        (Limits("Forge", file=10), "for a file"),
    ):  # fmt: skip
        monkeypatch.setattr("preau.edges.publishing.pages.limits_of", lambda address, limits=limits: limits)
        assert said in movement.publish(branch.target, code=1)
    assert limits_of("git@github.com:a/b.git").site == 10**9


def test_what_stops_a_push_is_said_in_words(movement: Movement, tmp_path: Path) -> None:
    """No such repository, nobody there, a forge that refuses."""
    branch = Branch(tmp_path / "forge.git")
    hook = branch.bare / "hooks" / "pre-receive"
    hook.write_text("#!/bin/sh\necho 'too big for us'\nexit 1\n")
    hook.chmod(0o755)

    assert "There is no repository" in movement.publish("pages:nowhere", code=1)
    assert "could not be reached" in movement.publish("pages:http://127.0.0.1:1/a.git", code=1)
    secret = movement.publish("pages:http://somebody:t0ken@127.0.0.1:1/a.git", code=1)
    assert "could not be reached" in secret and "t0ken" not in secret
    assert "refuses the branch: too big for us." in movement.publish(branch.target, code=1)


def test_the_folder_that_gitlab_publishes(movement: Movement) -> None:
    """Whole each time, with compressed files beside texts; a folder of something else is left alone."""
    movement.build({**ONE, "big/index.html": "<p>texte</p>" * 200})
    movement.publish("gitlab:public")
    public = movement.root / "public"

    assert shown(public).keys() == {*ONE, "big/index.html", "big/index.html.gz", "big/index.html.br"}
    assert gzip.decompress((public / "big/index.html.gz").read_bytes()) == (public / "big/index.html").read_bytes()
    movement.build(TWO)
    movement.publish("gitlab:public")
    assert shown(public) == bytes_of(TWO)
    (public / "assets/preau.css").unlink()
    assert "did not publish" in movement.publish("gitlab:public", code=1)
    assert "write gitlab:public" in movement.publish("gitlab:site", code=2)
    assert "Run the last good pipeline again" in movement.publish("gitlab:public", "--rollback", code=1)


# --- Shown by nginx --------------------------------------------------------------------------------------------------


@pytest.fixture
def web(movement: Movement, tmp_path: Path) -> Iterator[str]:
    """The address at which nginx, set up with what the command prints, shows what is published below `www/`."""
    port = free_port()
    address = f"http://127.0.0.1:{port}/repo/"
    movement.told(address)
    (tmp_path / "preau.conf").write_text(movement.publish("--nginx"))
    server = nginx(tmp_path, port, tmp_path / "www", tmp_path / "preau.conf")
    yield address
    server.stop()


PAGES = {
    "index.html": "<p>été</p>" * 200, "404.html": "<h1>Absente</h1>", "a/index.html": page("A"), "assets/x.js": "1",
    "assets/preau.css": "a{}" * 400, "m.mjs": "1", "d.json": "{}", "f.xml": "<f/>", "s.svg": "<svg/>", "t.csv": "é;1",
    "c.ics": "BEGIN", "v.vtt": "WEBVTT", "p.png": b"\x89PNG", "search/d-1.js": b"\x1f\x8b",
    "search/s-ja.js": b"\x1f\x8b", "search/index.js": "{}", "w.wasm": b"\0asm",
}  # fmt: skip


def test_nginx_shows_the_site_as_it_should_be(movement: Movement, web: str, tmp_path: Path) -> None:
    """Below a path: types, how long each file may be kept, compressed files, what is absent, nothing hidden."""
    movement.build(PAGES)
    movement.publish(str(tmp_path / "www" / "repo"), "--precompress", "--fetch", "20")
    told = {path: ask(web + path) for path in PAGES if path != "404.html"}

    assert {path: one.headers["Content-Type"].lower() for path, one in told.items()} == {
        path: type_of(path).lower() for path in told
    }
    assert {path: one.headers["Cache-Control"] for path, one in told.items()} == {path: cache_of(path) for path in told}
    assert all(one.headers["X-Content-Type-Options"] == "nosniff" for one in told.values())
    assert all(one.headers["Content-Security-Policy"] == "frame-ancestors 'none'" for one in told.values())
    assert [path for path, one in told.items() if "immutable" in one.headers["Cache-Control"]] == [
        "search/d-1.js", "search/s-ja.js",
    ]  # fmt: skip
    packed = ask(web, Accept_Encoding="gzip")
    assert packed.headers["Content-Encoding"] == "gzip"
    assert packed.body == (tmp_path / "www/repo/index.html.gz").read_bytes()
    assert ask(web).body == gzip.decompress(packed.body) == bytes_of(PAGES)["index.html"]
    assert ask(web + "a").headers["Location"].endswith("/repo/a/")
    for hidden in (".preau/site.json", ".preau/kept/x", "none/"):
        absent = ask(web + hidden)
        assert (absent.status, "Absente" in absent.body.decode()) == (404, True)


def test_what_visitors_are_given_is_read(movement: Movement, web: str, tmp_path: Path) -> None:
    """A site that its address does not show is told, with what was met."""
    movement.build(PAGES)
    movement.publish(str(tmp_path / "www" / "repo"), "--fetch", "20")
    movement.build({**PAGES, "a/index.html": page("B")})

    stale = movement.publish(str(tmp_path / "elsewhere"), "--fetch", "1", code=1)
    movement.publish(str(tmp_path / "www" / "repo"), "--fetch", "20")
    movement.told("http://127.0.0.1:1/")
    movement.build(PAGES)
    nobody = movement.publish(str(tmp_path / "third"), "--fetch", "1", code=1)

    assert "such as a/index.html: other bytes" in stale
    assert "Connection refused" in nobody


def test_a_real_site_below_a_path_is_published_whole(web: str, tmp_path: Path) -> None:
    """Built by Préau with that address, published, read as visitors do."""
    root = tmp_path / "real"
    shutil.copytree(Path(__file__).parents[1] / "sites" / "minimal", root)
    (root / "mkdocs.yml").write_text(
        f"site_name: Essai\nsite_url: {web}\ndocs_dir: content/pages\ntheme: {{name: material}}\nplugins: [preau]\n"
    )
    run_build(root, None, day="2026-11-23", jobs=1, full=False, search=False, lang="en")
    call = [
        "publish",
        str(tmp_path / "www/repo"),
        "--root",
        str(root),
        "--fetch",
        "20",
        "--precompress",
        "--lang",
        "en",
    ]

    first, second = CliRunner().invoke(main, call), CliRunner().invoke(main, call)

    assert (first.exit_code, second.exit_code) == (0, 0), first.output + second.output
    assert "up to date" in second.output
    assert b'<link rel="canonical" href="' + web.encode() in ask(web + "initiatives/34/berges-propres/").body


class Met:
    """What a server answered."""

    def __init__(self, answer: http.client.HTTPResponse) -> None:
        self.status, self.headers, self.body = answer.status, answer.headers, answer.read()


def ask(url: str, **headers: str) -> Met:
    """One request, without following where it leads."""
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.netloc, timeout=30)
    connection.request("GET", parts.path, headers={name.replace("_", "-"): value for name, value in headers.items()})
    met = Met(connection.getresponse())
    connection.close()
    return met


# --- A full disk -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["folder", "ssh"])
@pytest.mark.parametrize("limits", ["size=200k", "size=20m,nr_inodes=34"])
def test_a_full_disk_leaves_whole_pages(
    movement: Movement, request: pytest.FixtureRequest, tmp_path: Path, kind: str, limits: str
) -> None:
    """Refused before or in the middle, in words; with room, the same command completes."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", limits, "tmpfs", str(disk)]
    mounted = subprocess.run(mount, capture_output=True, check=False).returncode == 0
    place = OnHost(request.getfixturevalue("host").address, disk / "www") if kind == "ssh" else OnDisk(disk / "www")
    try:
        movement.publish(place.target)
        movement.build({**TWO, **{f"big/{n}/index.html": os.urandom(40_000) for n in range(8)}})
        said = movement.publish(place.target, code=1 if mounted else 0)
        seen = place.seen()
        if mounted:
            assert "disk" in said.lower() or "space" in said.lower()
            assert not lost_links(seen)
            subprocess.run(["mount", "-o", "remount,size=20m,nr_inodes=2000", str(disk)], check=True)
        movement.publish(place.target)
        assert place.seen() == bytes_of({path: (movement.site / path).read_bytes() for path in place.seen()})
    finally:
        if mounted:
            subprocess.run(["umount", str(disk)], check=True)


# --- The order, for any two sites ------------------------------------------------------------------------------------

SITES = st.dictionaries(
    st.sampled_from(["index.html", "a/index.html", "a/b/index.html", "a/b", "x.css", "x", "x/y.json", "z.html.gz"]),
    st.sampled_from("123"),
)


@given(SITES, SITES)
def test_every_plan_leads_from_one_site_to_the_other(before: dict[str, str], after: dict[str, str]) -> None:
    """Applied wave by wave; a removal never comes before a file is put, but where it stands in the way."""
    steps = plan(before, after)
    there = dict(before)
    for wave in steps.waves:
        for path in wave.paths:
            if wave.action == "put":
                there[path] = after[path]
            else:
                del there[path]

    assert there == after
    assert [wave.action for wave in steps.waves[1:]] == sorted(wave.action for wave in steps.waves[1:])
