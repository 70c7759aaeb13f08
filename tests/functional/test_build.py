"""`preau build`: the same bytes every time, the last good site untouched by a fault, nothing left behind."""

from __future__ import annotations

import base64
import csv
import hashlib
import io
import json
import os
import re
import signal
import subprocess
import sys
import time
import xml.etree.ElementTree as ET
from collections.abc import Callable
from pathlib import Path

import pytest

TODAY = "2026-11-23"
Repo = Callable[..., Path]
MKDOCS = """site_name: Essai
site_url: https://essai.example/sous-chemin/
docs_dir: content/pages
theme:
  name: material
plugins:
  - preau
"""
RECORD = "initiatives/34/berges-propres.md"


def run(root: Path, *words: str, code: int | None = 0, program: str = "preau.cli") -> subprocess.CompletedProcess[str]:
    """The real command in the folder of a movement, on the day of the tests."""
    call = [
        sys.executable,
        "-c",
        f"from {program} import {'main' if program == 'preau.cli' else 'cli as main'}; main()",
        *words,
    ]
    done = subprocess.run(
        call, cwd=root, capture_output=True, text=True, env={**os.environ, "PREAU_DATE": TODAY}, check=False
    )
    assert code is None or done.returncode == code, done.stdout + done.stderr
    return done


def tree(folder: Path) -> dict[str, bytes]:
    """Every file of a folder with its bytes."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()
    }


@pytest.fixture
def movement(repo: Repo) -> Path:
    """The smallest movement, with what MkDocs needs."""
    return repo({"mkdocs.yml": MKDOCS})


def page(root: Path, address: str) -> str:
    """A page of the site built in `root`."""
    return (root / "site" / address.lstrip("/") / "index.html").read_text(encoding="utf-8")


def test_preau_and_mkdocs_make_the_same_bytes(movement: Path) -> None:
    """`mkdocs build --strict` and `preau build` are two doors to one house, the search included."""
    run(movement, "build")
    run(movement, "build", "--strict", "--quiet", "--site-dir", "other", program="mkdocs.__main__")

    assert tree(movement / "site") == tree(movement / "other")
    assert "search/index.js" in tree(movement / "site")


def test_jobs_and_caches_do_not_change_a_byte(movement: Path) -> None:
    """One process or several, from nothing or after an earlier build: the same site."""
    text = re.sub(r"^aliases: .*\n", "", (movement / RECORD).read_text(encoding="utf-8"), flags=re.M)
    for number in range(450):
        (movement / f"initiatives/34/copie-{number}.md").write_text(text, encoding="utf-8")
    run(movement, "build", "--no-search", "--jobs", "1")
    first = tree(movement / "site")
    run(movement, "build", "--no-search", "--jobs", "3", "--full", "--site-dir", "other")
    again = run(movement, "build", "--no-search", "--jobs", "2")

    assert first == tree(movement / "other") == tree(movement / "site")
    assert len(first) > 450
    assert re.search(r" 0 [^0-9]*, 0 ", again.stdout), again.stdout


def test_a_second_build_writes_nothing(movement: Path) -> None:
    """Files are compared first: the times of unchanged files stay."""
    run(movement, "build")
    before = {path: path.stat().st_mtime_ns for path in (movement / "site").rglob("*") if path.is_file()}
    run(movement, "build")

    assert before == {path: path.stat().st_mtime_ns for path in (movement / "site").rglob("*") if path.is_file()}


@pytest.mark.parametrize("door", ["preau.cli", "mkdocs.__main__"])
def test_a_fault_leaves_the_last_site_untouched(movement: Path, door: str) -> None:
    """An error in one record stops both doors before anything is written, with file, line and remedy."""
    run(movement, "build", "--no-search")
    before = tree(movement / "site")
    text = (movement / RECORD).read_text(encoding="utf-8")
    (movement / RECORD).write_text(
        text.replace("## Solution", "<script>alert(1)</script>\n\n## Solution"), encoding="utf-8"
    )
    done = run(movement, "build", code=1, program=door)
    said = done.stdout + done.stderr

    assert f"{RECORD}:" in said
    assert "PR210" in said
    assert "Traceback" not in said
    assert tree(movement / "site") == before


def test_what_has_no_source_any_more_is_removed(movement: Path) -> None:
    """A record removed takes its page with it, and its empty folder; nothing else goes."""
    copy = movement / "initiatives/34/en-trop.md"
    copy.write_text(
        re.sub(r"^aliases: .*\n", "", (movement / RECORD).read_text(encoding="utf-8"), flags=re.M), encoding="utf-8"
    )
    run(movement, "build", "--no-search")
    assert (movement / "site/initiatives/34/en-trop/index.html").is_file()
    copy.unlink()
    run(movement, "build", "--no-search")

    assert not (movement / "site/initiatives/34/en-trop").exists()
    run(movement, "build", "--no-search", "--site-dir", "fresh")
    assert tree(movement / "site") == tree(movement / "fresh")


def test_the_state_lost_is_found_again(movement: Path) -> None:
    """Without its state the builder takes its own site back, orphans included."""
    run(movement, "build", "--no-search")
    (movement / "site/vieille-page").mkdir()
    (movement / "site/vieille-page/index.html").write_text("old")
    for state in (movement / ".preau").glob("*.db"):
        state.write_text("{ half")
    run(movement, "build", "--no-search")

    assert not (movement / "site/vieille-page").exists()


def test_a_folder_that_is_not_ours_is_left_alone(movement: Path) -> None:
    """`--site-dir` on a folder with other files refuses, in words, and touches nothing."""
    (movement / "photos").mkdir()
    (movement / "photos/ete.txt").write_text("mine")
    done = run(movement, "build", "--no-search", "--site-dir", "photos", code=1)

    assert tree(movement / "photos") == {"ete.txt": b"mine"}
    assert "--site-dir" in done.stderr
    assert "Traceback" not in done.stderr


def test_killed_at_any_moment_then_run_again(movement: Path) -> None:
    """SIGKILL at moments spread over a build, then a whole build: the bytes of a clean one, never half a file."""
    call = [sys.executable, "-c", "from preau.cli import main; main()", "build", "--no-search", "--full"]
    for step in range(8):
        (movement / RECORD).write_text((movement / RECORD).read_text(encoding="utf-8") + "\n", encoding="utf-8")
        started = subprocess.Popen(
            call,
            cwd=movement,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env={**os.environ, "PREAU_DATE": TODAY},
        )
        time.sleep(0.15 + 0.2 * step)
        started.send_signal(signal.SIGKILL)
        started.wait()
        for path, data in tree(movement / "site").items() if (movement / "site").is_dir() else ():
            assert not path.endswith(".html") or data.rstrip().endswith(b"</html>"), path
    run(movement, "build", "--no-search")
    run(movement, "build", "--no-search", "--site-dir", "clean")

    assert tree(movement / "site") == tree(movement / "clean")


def held(root: Path) -> subprocess.Popen[str]:
    """Another process, at work on the site of a movement until it is told to end."""
    work = "from preau.edges.files import Path, alone\nwith alone(Path('.preau')): print(flush=True); input()"
    process = subprocess.Popen(
        [sys.executable, "-c", work], cwd=root, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert process.stdout is not None
    process.stdout.readline()
    return process


@pytest.mark.parametrize("end", ["released", "killed"])
def test_a_second_build_says_at_once_that_it_waits(movement: Path, end: str) -> None:
    """On standard error, with the process that it waits for; one that is killed holds nothing."""
    run(movement, "build", "--no-search")
    first = held(movement)
    call = [sys.executable, "-c", "from preau.cli import main; main()", "build", "--no-search"]
    second = subprocess.Popen(
        call, cwd=movement, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        env={**os.environ, "PREAU_DATE": TODAY},
    )  # fmt: skip
    assert second.stderr is not None
    assert str(first.pid) in second.stderr.readline()
    time.sleep(0.3)
    assert second.poll() is None
    first.kill() if end == "killed" else first.communicate("\n")
    out, err = second.communicate(timeout=30)
    assert (second.returncode, err) == (0, "")
    assert " 0 " in out


def test_builds_at_once_make_one_whole_site(movement: Path) -> None:
    """Two builds started together both end well, beside `preau serve`."""
    call = [sys.executable, "-c", "from preau.cli import main; main()"]
    env = {**os.environ, "PREAU_DATE": TODAY}
    words = [["build", "--no-search"], ["build", "--no-search"]]
    serving = subprocess.Popen(
        [*call, "serve", "--port", "0", "--no-search"], cwd=movement, env=env, text=True, stdout=subprocess.PIPE
    )
    both = [subprocess.Popen([*call, *some], cwd=movement, stderr=subprocess.PIPE, env=env) for some in words]
    assert [one.wait(60) for one in both] == [0, 0], [one.stderr.read() for one in both if one.stderr]
    assert serving.stdout is not None
    said = [serving.stdout.readline(), serving.stdout.readline()]
    serving.terminate()
    serving.communicate(timeout=30)
    run(movement, "build", "--no-search", "--site-dir", "clean")

    assert "http://" in said[0]
    assert re.search(r"\d", said[1]), said
    assert tree(movement / "site") == tree(movement / "clean")
    assert "</html>" in (movement / ".preau/serve/site/index.html").read_text(encoding="utf-8")


def test_no_space_left_is_said_without_a_trace(movement: Path) -> None:
    """A disk that refuses: one sentence, the last site in place."""
    run(movement, "build", "--no-search")
    before = tree(movement / "site")
    (movement / RECORD).write_text(
        (movement / RECORD).read_text(encoding="utf-8").replace("Agde", "Sète"), encoding="utf-8"
    )
    limited = (
        "import resource, signal; resource.setrlimit(resource.RLIMIT_FSIZE, (2000, 2000)); "
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN); from preau.cli import main; main()"
    )
    done = subprocess.run(
        [sys.executable, "-c", limited, "build", "--no-search"],
        cwd=movement,
        capture_output=True,
        text=True,
        env={**os.environ, "PREAU_DATE": TODAY},
        check=False,
    )

    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert tree(movement / "site") == before


def test_code_in_content_stays_text(movement: Path) -> None:
    """`{{ 7*7 }}` is shown as it is written, in records and in pages."""
    text = (movement / RECORD).read_text(encoding="utf-8")
    (movement / RECORD).write_text(
        text.replace("## Solution\n", "## Solution\n\n{{ 7*7 }} {% raw %}\n", 1), encoding="utf-8"
    )
    home = movement / "content/pages/index.md"
    home.write_text(home.read_text(encoding="utf-8") + "\n\n{{ 7*7 }}\n", encoding="utf-8")
    run(movement, "build", "--no-search")

    assert "{{ 7*7 }} {% raw %}" in page(movement, "/initiatives/34/berges-propres/")
    assert "{{ 7*7 }}" in page(movement, "/")


def test_hostile_words_are_escaped_everywhere(movement: Path) -> None:
    """A title with signs of HTML that the check lets through cannot leave its place, in pages, feeds or data."""
    text = (movement / RECORD).read_text(encoding="utf-8")
    title = "a < b > c ' \" = ; --> ]]> ::error"
    text = re.sub(r"^title: .*$", "title: " + json.dumps(title), text, count=1, flags=re.M)
    (movement / RECORD).write_text(text, encoding="utf-8")
    run(movement, "build", "--no-search")
    site = movement / "site"

    for path in [*site.rglob("*.html")]:
        assert "a < b > c" not in path.read_text(encoding="utf-8"), path
    assert ET.parse(site / "initiatives/feed.xml").getroot().findtext(".//{*}entry/{*}title") == title
    assert json.loads((site / "initiatives/feed.json").read_text())["items"][0]["title"] == title
    assert json.loads((site / "donnees/initiatives.json").read_text())["initiatives"][0]["title"] == title
    linked = re.search(
        r'<script type="application/ld\+json">(.*?)</script>', page(movement, "/initiatives/34/berges-propres/")
    )
    assert linked is not None
    assert json.loads(linked.group(1))["name"] == title


def test_spreadsheets_run_no_formula(movement: Path) -> None:
    """A cell that a spreadsheet would run begins with an apostrophe; every other value comes back as it was."""
    text = (movement / RECORD).read_text(encoding="utf-8")
    (movement / RECORD).write_text(
        re.sub(r"^title: .*$", 'title: "=HYPERLINK(1)"', text, count=1, flags=re.M), encoding="utf-8"
    )
    run(movement, "build", "--no-search")
    rows = list(csv.DictReader(io.StringIO((movement / "site/donnees/34.csv").read_text(encoding="utf-8-sig"))))

    assert rows[0]["title"] == "'=HYPERLINK(1)"
    assert rows[0]["key"] == "34/berges-propres"


def test_an_old_address_leads_to_the_new_one(movement: Path) -> None:
    """An alias is a page that leads on, without script, and is kept out of search engines and of the sitemap."""
    text = (movement / RECORD).read_text(encoding="utf-8")
    (movement / RECORD).write_text(
        re.sub(r"^aliases: .*$", 'aliases: ["81/rives-propres"]', text, flags=re.M), encoding="utf-8"
    )
    run(movement, "build", "--no-search")
    old = page(movement, "/initiatives/81/rives-propres/")

    assert 'content="0; url=../../../initiatives/34/berges-propres/"' in old
    assert "noindex" in old
    assert "rives-propres" not in (movement / "site/sitemap.xml").read_text()


def test_the_policy_names_the_script_it_allows(movement: Path) -> None:
    """The one inline script is allowed by its hash; no `unsafe-inline`, no event handler, no style attribute."""
    run(movement, "build")
    for path in (movement / "site").rglob("*.html"):
        text = path.read_text(encoding="utf-8")
        if 'http-equiv="refresh"' in text:
            continue
        policy = re.search(r'<meta http-equiv="Content-Security-Policy" content="([^"]*)"', text)
        assert policy is not None, path
        assert "unsafe-inline" not in policy.group(1)
        inline = re.findall(r"<script>(.*?)</script>", text, re.S)
        for script in inline:
            digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
            assert f"'sha256-{digest}'" in policy.group(1).replace("&#39;", "'"), path
        assert not re.search(r"<[a-z][^>]*\s(?:on[a-z]+|style)=", text), path


def test_sitemaps_split_above_their_limit(monkeypatch: pytest.MonkeyPatch, movement: Path) -> None:
    """Above the limit of addresses the sitemap becomes an index of parts; one that comes is told by one part alone."""
    from preau.edges.builder import Build
    from preau.views import sitemap

    build = Build(movement, movement / "site", url="https://essai.example/", day=TODAY, search=False)
    build.read()
    monkeypatch.setattr(sitemap, "SITEMAP_MOST", 10)
    addresses, frame = [f"/p{number}/" for number in range(25)], build.frame()
    made = dict(sitemap.sitemaps(addresses, frame))
    more = dict(sitemap.sitemaps(["/first/", *addresses], frame))

    index = ET.fromstring(made.pop("/sitemap.xml").encode())
    assert [one.text for one in index.iterfind("{*}sitemap/{*}loc")] == [f"https://essai.example{one}" for one in made]
    told = [[one.text for one in ET.fromstring(text.encode()).iterfind("{*}url/{*}loc")] for text in made.values()]
    assert sorted(one or "" for some in told for one in some) == sorted(
        f"https://essai.example{one}" for one in addresses
    )
    assert max(map(len, told)) <= 10
    assert len([name for name, text in made.items() if more[name] != text]) == 1


def test_without_an_address_no_sitemap(repo: Repo) -> None:
    """A site that does not know its address publishes no sitemap, and works."""
    root = repo({"mkdocs.yml": MKDOCS.replace("site_url: https://essai.example/sous-chemin/\n", "")})
    run(root, "build", "--no-search")

    assert not (root / "site/sitemap.xml").exists()
    assert (root / "site/index.html").is_file()


def test_a_sub_path_reaches_the_missing_page(movement: Path) -> None:
    """Links of 404.html start from the site's own address: a host serves it at any depth."""
    run(movement, "build", "--no-search")

    assert 'href="/sous-chemin/assets/preau.css"' in (movement / "site/404.html").read_text(encoding="utf-8")


def test_schemas_are_published(movement: Path) -> None:
    """The schemas that editors read are part of the site."""
    run(movement, "build", "--no-search")

    assert json.loads((movement / "site/schemas/initiative.json").read_text())["title"] == "Initiative"
