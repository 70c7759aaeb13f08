"""How well the search answers: questions with their expected pages, beside Pagefind and lunr.

    python tests/bench/relevance.py [--natural | --site DIR] [--misses] [--without MANNER]

The questions over the sample site are in relevance.tsv, those over a natural corpus (natural.py) in natural.tsv. `@1`
and `@3`: the share of questions to which the first answer, one of the first three answers is expected; MRR: the mean
of 1/rank of the first one that is, among ten.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import mkdocs.contrib.search
from playwright.sync_api import Page, sync_playwright

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
sys.path[:0] = [str(ROOT / "tests" / "tools"), str(ROOT / "scripts")]

import natural  # noqa: E402

import chromium  # noqa: E402
import lookups  # noqa: E402
from command import PREAU  # noqa: E402
from webserver import Web  # noqa: E402

MOST = 10
OURS = """async ([base, texts, most]) => {
  const index = preau.lookup.open(base);
  const found = [];
  for (const text of texts) found.push((await index.search(text, { limit: most })).results.map((one) => one.address));
  return found;
}"""
PAGEFIND = """async ([base, texts, most]) => {
  const pagefind = await import(new URL("pagefind.js", new URL(base, document.baseURI)).href);
  await pagefind.options({ baseUrl: "/" });
  await pagefind.init();
  const found = [];
  for (const text of texts) {
    const { results } = await pagefind.search(text);
    const pages = await Promise.all(results.slice(0, most).map((result) => result.data()));
    found.push(pages.map((page) => page.url));
  }
  return found;
}"""


LUNR = """([documents, texts, most]) => {
  const index = lunr(function () {
    this.use(lunr.fr);
    this.ref("location");
    this.field("title", { boost: 10 });
    this.field("text");
    for (const document of documents) this.add(document);
  });
  return texts.map((text) => index.search(text).slice(0, most).map((result) => result.ref));
}"""


class Question(NamedTuple):
    """What is typed, how its words are written, and the pages that answer it."""

    manner: str
    text: str
    expected: frozenset[str]


class Scores(NamedTuple):
    """How many questions, and what became of them."""

    asked: int
    first: float
    third: float
    mean: float


def lines(name: str) -> Iterator[list[str]]:
    """The rows of a committed table."""
    for line in (HERE / name).read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            yield line.split("\t")


def of_the_sample() -> list[Question]:
    """The questions over the sample site."""
    return [Question(manner, text, frozenset(expected.split())) for manner, text, expected in lines("relevance.tsv")]


def of_the_natural() -> list[Question]:
    """The questions over the natural corpus; a rule that is not there has no page: that is a fault of the table."""
    there = {address for address, _ in natural.pages()}
    found = []
    for manner, text, expected in lines("natural.tsv"):
        pages = {natural.address(*rule.split(": ", 1)) for rule in expected.split(" ; ")} & there
        if not pages:
            raise SystemExit(f"natural.tsv: no page answers “{text}”")
        found.append(Question(manner, text, frozenset(pages)))
    return found


def rank(question: Question, answers: list[str]) -> int:
    """The place of the first expected answer, from 1; 0 when there is none."""
    pages = [answer.split("#")[0] for answer in answers]
    return next((place for place, page in enumerate(pages, 1) if page in question.expected), 0)


def scores(ranks: list[int]) -> Scores:
    """The shares of a list of ranks."""
    asked = len(ranks)
    first, third = (sum(1 for place in ranks if 0 < place <= most) / asked for most in (1, 3))
    return Scores(asked, first, third, sum(1 / place for place in ranks if place) / asked)


def ranked(page: Page, script: str, base: Any, asked: list[Question]) -> list[int]:
    """The rank that an engine gives to each question."""
    found = page.evaluate(script, [base, [question.text for question in asked], MOST])
    return [rank(question, answers) for question, answers in zip(asked, found, strict=True)]


def marked(site: Path, to: Path) -> None:
    """The pages of a site with the marks that Pagefind reads in place of ours."""
    for path in site.rglob("*.html"):
        html = path.read_text(encoding="utf-8").replace("data-lookup-body", "data-pagefind-body")
        html = html.replace("data-lookup-ignore", "data-pagefind-ignore")
        target = to / path.relative_to(site)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(html, encoding="utf-8")


def judged(site: Path, asked: list[Question]) -> dict[str, list[int]]:
    """The ranks given by each engine to questions, in one browser, over the pages of a built site."""
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as driver:
        ours = lookups.carried(Path(folder) / "ours", lookups.of_site(site))
        browser = driver.chromium.launch(executable_path=chromium.find(), args=chromium.flags())
        page = browser.new_page()
        page.goto(ours.as_uri())
        found = {"Préau": ranked(page, OURS, "lookup", asked)}
        made = Path(folder) / "theirs"
        made.mkdir()
        (made / "index.html").write_text("<!doctype html><title>.</title>", encoding="utf-8")
        marked(site, Path(folder) / "marked")
        command = ["-m", "pagefind", "--site", f"{folder}/marked", "--output-path", str(made / "search"), "--quiet"]
        subprocess.run([sys.executable, *command], check=True)
        with Web(made) as web:
            page.goto(web.url("/"))
            found["Pagefind"] = ranked(page, PAGEFIND, "search/", asked)
        for name in ("templates/search/lunr.js", "lunr-language/lunr.stemmer.support.js", "lunr-language/lunr.fr.js"):
            page.add_script_tag(path=Path(mkdocs.contrib.search.__file__).parent / name)
        told = [{"location": one.address, "title": one.title, "text": one.body} for one in lookups.of_site(site)]
        found["lunr"] = ranked(page, LUNR, told, asked)
        browser.close()
    return found


def table(found: dict[str, list[int]], asked: list[Question]) -> str:
    """Everything in one Markdown table."""
    manners = list(dict.fromkeys(question.manner for question in asked))
    heads = "".join(f" {name} @1 | @3 | MRR |" for name in found)
    lines = [f"| | questions |{heads}", "|---|---|" + "---|" * 3 * len(found)]
    for manner in [*manners, "all"]:
        mine = [place for place, question in enumerate(asked) if manner in {question.manner, "all"}]
        cells = [scores([ranks[place] for place in mine]) for ranks in found.values()]
        said = "".join(f" {one.first:.2f} | {one.third:.2f} | {one.mean:.3f} |" for one in cells)
        lines.append(f"| {manner} | {len(mine)} |{said}")
    return "\n".join(lines)


def misses(found: dict[str, list[int]], asked: list[Question]) -> Iterator[str]:
    """The questions that some engine does not answer first."""
    for place, question in enumerate(asked):
        ranks = {name: some[place] for name, some in found.items()}
        if set(ranks.values()) != {1}:
            yield f"{question.manner}: {question.text} " + " ".join(f"{name}={at}" for name, at in ranks.items())


def main() -> None:
    """Print the table."""
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("--site", type=Path, help="a site already built")
    ask.add_argument("--natural", action="store_true", help="the natural corpus instead")
    ask.add_argument("--misses", action="store_true", help="also the questions that are not answered first")
    ask.add_argument("--without", help="leave out the questions of one manner, such as those held out")
    said = ask.parse_args()
    asked = of_the_natural() if said.natural else of_the_sample()
    asked = [question for question in asked if question.manner != said.without]
    with tempfile.TemporaryDirectory() as folder:
        site = said.site or Path(folder) / "site"
        if said.natural:
            natural.write(site)
        elif not said.site:
            command = [PREAU, "build", "--site-dir", str(site), "--date", lookups.TODAY]
            subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
        found = judged(site, asked)
    if said.misses:
        print(*misses(found, asked), sep="\n")
    print(table(found, asked))


if __name__ == "__main__":
    main()
