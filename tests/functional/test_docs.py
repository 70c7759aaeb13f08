"""Documents are tested: what they name exists, and their examples, tables and limits are true."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, get_args

import click
import pytest
from pydantic import BaseModel

from preau.cli import main
from preau.model import initiative
from preau.model.course import QuestionType
from preau.model.kinds import KINDS, recognise, schemas
from preau.model.movement import Term
from preau.reading.callouts import KINDS as BLOCKS
from preau.reading.callouts import read_blocks
from preau.reading.load import PageHead

ROOT = Path(__file__).resolve().parents[2]
DOCUMENTS = [ROOT / name for name in ("README.md", "CONTRIBUTING.md", "CHANGELOG.md")] + sorted(
    (ROOT / "docs").glob("*.md")
)
FORMATS = (ROOT / "docs" / "formats.md").read_text(encoding="utf-8")
PACKAGE = ROOT / "scripts" / "preau"
COMMANDS: dict[str, click.Command] = dict(main.commands)
CHECK = Callable[..., list[str]]
each_document = pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)


def prose(document: Path) -> str:
    """A document without the blocks of examples, which are the files of a movement."""
    return re.sub(
        r"^```(?:yaml|markdown)\n.*?^```$", "", document.read_text(encoding="utf-8"), flags=re.DOTALL | re.MULTILINE
    )


def spans(document: Path) -> list[str]:
    """Everything that a document writes as code: between backquotes, or as lines of a block."""
    text = prose(document)
    blocks = re.findall(r"^```\n(.*?)^```$", text, flags=re.DOTALL | re.MULTILINE)
    inline = re.findall(r"`([^`\n]+)`", re.sub(r"^```.*?^```$", "", text, flags=re.DOTALL | re.MULTILINE))
    return inline + [line for block in blocks for line in block.splitlines()]


def named_paths(document: Path) -> Iterator[str]:
    """Each path of the repository that a document writes as code, patterns and things made by a build left out."""
    starts = {path.name for path in ROOT.iterdir()} | {
        path.name for path in PACKAGE.iterdir() if path.suffix != ".json"
    }
    made = {line.rstrip("/") for line in (ROOT / ".gitignore").read_text(encoding="utf-8").splitlines()}
    for span in spans(document):
        for word in re.findall(r"[\w.<>*/-]+", span):
            first = word.split("/")[0]
            written = "/" in word or re.search(r"\.(?:py|md|yml|toml|html|js|po)$", word)
            if written and first in starts and first not in made and "nnn" not in word:
                yield word


def stands(word: str, document: Path) -> bool:
    """Whether a path is that of a file or folder of the repository or of the examples, or the pattern of a kind."""
    return (
        any((place / word).exists() for place in (ROOT, PACKAGE, document.parent))
        or any(kind.path == word or (word.endswith("/") and kind.path.startswith(word)) for kind in KINDS)
        or word in examples()
        or word == "content/pages/contribuer/index.md"
    )


@each_document
def test_every_path_named_exists(document: Path) -> None:
    """A reader who is sent to a file finds it."""
    assert not [word for word in named_paths(document) if not stands(word, document)]


@each_document
def test_every_link_leads_somewhere(document: Path) -> None:
    """Links between documents, to pictures and to headings can be followed."""
    for target in re.findall(r"\]\(([^)\s]+)\)", prose(document)):
        path, _, heading = target.partition("#")
        if target.startswith("https://") or "://" in target or target.startswith(("/", "link")):
            continue
        if "images/" in target:  # an example of how a page names a picture
            continue
        goal = document.parent / path if path else document
        assert goal.exists(), target
        assert not heading or heading in anchors(goal), target


def anchors(document: Path) -> set[str]:
    """The headings of a document as forges name them: small letters, spaces as hyphens."""
    found = re.findall(r"^#+ (.*)$", document.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", title.lower()).replace(" ", "-") for title in found}


def calls(document: Path) -> Iterator[tuple[str, list[str]]]:
    """Each call of `preau` in a document: the command and its options."""
    for span in spans(document):
        found = re.search(r"(?:^|[ /])preau ([a-z]+)((?: .*)?)$", span.split(" #")[0].strip())
        if found and not span.strip().startswith(("#", "pour corriger")):
            yield found.group(1), re.findall(r"(?<![\w-])--[a-z-]+", found.group(2))


def options_of(command: click.Command) -> set[str]:
    """The options of a command and of the words under it."""
    found = {option for one in command.params for option in (*one.opts, *one.secondary_opts)}
    below = command.commands.values() if isinstance(command, click.Group) else ()
    return found.union(*(options_of(one) for one in below))


@each_document
def test_every_command_and_option_named_exists(document: Path) -> None:
    """What a document tells to type can be typed."""
    for name, options in calls(document):
        assert name in COMMANDS, f"preau {name}"
        known = options_of(COMMANDS[name]) | {"--help"}
        assert set(options) <= known, f"preau {name}"


@each_document
def test_every_lone_option_exists(document: Path) -> None:
    """An option written alone is one of some command, or of a tool of the repository."""
    known = options_of(main)
    tools = [ROOT / "scripts/tools/architecture.py", ROOT / "tests/conftest.py", ROOT / "tests/functional/conftest.py"]
    tools += (ROOT / "tests/bench").glob("*.py")
    declared = "".join(path.read_text(encoding="utf-8") for path in tools)
    for span in spans(document):
        ours = not {"pip", "git", "ssh-keygen"} & set(re.findall(r"[\w-]+", span))
        for option in re.findall(r"(?<![\w-])--[a-z][a-z-]+", span) if ours else ():
            assert option in known or f'"{option}"' in declared, option


@each_document
def test_every_target_of_make_exists(document: Path) -> None:
    """`make WORD` is a word of the Makefile."""
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    for span in spans(document):
        for word in re.findall(r"(?:^|&& )make ([a-z]+)", span):
            assert word in targets, f"make {word}"


def test_every_command_is_in_the_readme() -> None:
    """Each command has its line in README, and a sentence of help."""
    shown = {name for name, _ in calls(ROOT / "README.md")}

    assert set(COMMANDS) == shown
    assert all(command.help for command in COMMANDS.values())


def test_the_readme_shows_what_check_says(repo: Callable[..., Path]) -> None:
    """The finding shown in README is the one that a person meets."""
    from preau.edges.commands import run_check

    shown = re.search(
        r"```\n(initiatives/(\S+\.md):.*?)```", (ROOT / "README.md").read_text(encoding="utf-8"), re.DOTALL
    )
    assert shown is not None
    text = (ROOT / "initiatives" / shown.group(2)).read_text(encoding="utf-8")
    root = repo({f"initiatives/{shown.group(2)}": re.sub(r"^status: .*$", "status: opne", text, flags=re.MULTILINE)})
    report, _ = run_check(root, (), "text", "fr", "2026-11-23", 1)

    assert shown.group(1).strip() in re.sub("[\u00a0\u202f]", " ", report)


@each_document
def test_nothing_of_one_computer(document: Path) -> None:
    """No document names a folder of someone's computer, nor the address of an index of packages."""
    text = document.read_text(encoding="utf-8")

    assert not re.search(r"/(?:work|home|root|tmp|Users|mnt|opt)/|[A-Z]:\\", text)
    assert not re.search(r"py[p]i|python[h]osted|npm[j]s|index-url|extra-index|devpi|artifactory", text, re.IGNORECASE)


def test_the_table_of_rooms_is_fresh() -> None:
    """The architecture page tells the rooms that there are, in their own words."""
    done = subprocess.run(
        [sys.executable, ROOT / "scripts/tools/architecture.py"], capture_output=True, text=True, check=False
    )

    assert done.returncode == 0, done.stdout + done.stderr


def examples() -> dict[str, str]:
    """The files given as examples in formats.md, by path."""
    found = re.findall(r"^Example, `([^`]+)`:\n\n```\w+\n(.*?)^```$", FORMATS, flags=re.DOTALL | re.MULTILINE)
    return dict(found)


def test_the_examples_make_a_whole_movement(repo: Callable[..., Path], check: CHECK) -> None:
    """The examples of formats.md, and nothing else, are read and judged without a single remark."""
    root = repo(examples(), bare=True)

    assert not check(root)


def test_every_kind_has_its_example() -> None:
    """Every kind of text file, every kind of block but films, whose files cannot stand here, is shown once."""
    shown = {kind[0].name for path in examples() if (kind := recognise(path))}
    blocks = set(re.findall(r"^> \[!(\w+)", "".join(examples().values()), re.MULTILINE))

    assert {kind.name for kind in KINDS if kind.source not in {"image", "media"}} == shown
    assert set(BLOCKS) - {"VIDEO"} == blocks


def test_the_table_of_kinds_is_true() -> None:
    """Paths, bytes and classes of the policy are those of the descriptors."""
    rows = re.findall(r"^\| \[([\w-]+)\]\(#[\w-]+\) \| `(.+?)` \| (\d+) KiB \| (\w+) \|$", FORMATS, re.MULTILINE)

    assert {(kind.name, kind.path, str(kind.most_bytes // 1024), kind.policy) for kind in KINDS} == set(rows)


Key = tuple[bool, set[str]]


def keys_of(model: type[BaseModel], before: str = "") -> dict[str, Key]:
    """Each key of a model: whether it is needed, and the words and numbers that its limits are told with."""
    whole = model.model_json_schema(by_alias=True)
    return dict(_keys(whole, whole.get("$defs", {}), before))


def _keys(schema: dict[str, Any], kinds: dict[str, Any], before: str) -> Iterator[tuple[str, Key]]:
    for name, said in schema.get("properties", {}).items():
        one = _plainly(said, kinds)
        item = _plainly(one.get("items", {}), kinds)
        if said.get("x-section"):
            continue
        inner = {} if "properties" in item else item
        yield before + name, (name in schema.get("required", ()), _limits(one) | _limits(inner))
        yield from _keys(item, kinds, f"{before}{name}[].")
        yield from _keys(one, kinds, f"{before}{name}.")


def _plainly(said: dict[str, Any], kinds: dict[str, Any]) -> dict[str, Any]:
    """A schema without its references and without the right to be absent."""
    for choice in said.get("anyOf", ()):
        if choice.get("type") != "null":
            said = {**said, **choice}
    reference = said.get("$ref")
    return {**said, **kinds[reference.rpartition("/")[2]]} if reference else said


def _limits(one: dict[str, Any]) -> set[str]:
    if "pattern" in one:
        return set()
    names = ("minLength", "maxLength", "minItems", "maxItems", "minimum", "maximum", "ge", "le")
    numbers = {str(one[name]) for name in names if name in one} - {"0", "100000"}
    return numbers | set(one.get("enum", ()))


def told_keys(section: str) -> dict[str, Key]:
    """The keys that a section of formats.md tells: whether each is needed, and the words and numbers of its value."""
    found = re.search(rf"^## {section}\n(.*?)(?=^## |\Z)", FORMATS, re.DOTALL | re.MULTILINE)
    assert found is not None, section
    rows = re.findall(r"^\| `([^`|A-Z]+)` \| (yes|no) \| ([^|]+) \|", found.group(1), re.MULTILINE)
    return {key: (needed == "yes", set(re.findall(r"[\w-]+", value.replace("–", " ")))) for key, needed, value in rows}


MODELS: dict[str, dict[str, Key]] = {
    **{name: keys_of(model) for name, model in schemas() if name != "vocabulary"},
    "vocabulary": keys_of(Term, "[]."), "page": keys_of(PageHead),
}  # fmt: skip


def same(expected: dict[str, Key], told: dict[str, Key]) -> None:
    """Same keys, needed alike, every limit told."""
    assert set(expected) == set(told)
    for key, (needed, limits) in expected.items():
        assert needed == told[key][0], key
        assert limits <= told[key][1], f"{key}: {limits - told[key][1]}"


@pytest.mark.parametrize("kind", MODELS)
def test_every_key_and_limit_is_told(kind: str) -> None:
    """Keys, which of them are needed, and their limits are those of the models."""
    same(MODELS[kind], told_keys(kind))


def test_every_key_of_blocks_is_told() -> None:
    """The same for the heads of the blocks of a chapter."""
    rows = re.findall(r"^\| `([A-Z]+)` \| `([\w.\[\]]+)` \| (yes|no) \| ([^|]+) \|", FORMATS, re.MULTILINE)
    told = {
        f"{block}.{key}": (needed == "yes", set(re.findall(r"[\w-]+", value.replace("–", " "))))
        for block, key, needed, value in rows
    }
    expected: dict[str, Key] = {}
    for block, model in BLOCKS.items():
        expected |= keys_of(model, f"{block}.") if model else {}

    same(expected, told)


def test_every_type_of_question_is_shown_and_can_be_read() -> None:
    """The questions given as examples are read without a remark, each as the type that it shows."""
    found = re.search(r"^### Questions\n.*?^```markdown\n(.*?)^```$", FORMATS, re.DOTALL | re.MULTILINE)
    assert found is not None
    blocks, findings = read_blocks(found.group(1), 1, "example.md")

    assert not findings
    read = {block.quiz.type for block in blocks if block.quiz}
    assert {"single", "multiple"} | read == set(get_args(QuestionType))


@pytest.mark.parametrize("key", list(initiative.SECTION_LIMITS))
def test_every_section_is_told(key: str) -> None:
    """The headings of an initiative, in both languages, with their limits."""
    names = initiative.SECTIONS

    assert f"| `## {names['fr'][key]}` | `## {names['en'][key]}` | yes | {initiative.SECTION_LIMITS[key]} |" in FORMATS


def test_bounds_told_are_bounds_held() -> None:
    """Numbers that the text tells and no schema holds."""
    from preau.checks import images, pedagogy

    assert f"At most {pedagogy.WORDS} words" in FORMATS
    assert f"{images.SIDE} pixels on a side" in FORMATS
