"""A long history of decisions, made fast: `git fast-import` writes it, signatures are made in this process.

    python tests/bench/history.py DIR [--approvals N] [--no-log]

What is published is like a real movement: 70 % new initiatives, 15 % news by the carrier's own key, 10 % changes (a
third of them by two people), 5 % declines, changes of the registry and deletions; proposals and approvals are a few
merges older than the branch. With the log, each proposal has its signed entry.
"""

from __future__ import annotations

import argparse
import hashlib
import random
import subprocess
import sys
from collections.abc import Iterable
from datetime import date, timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tools"))
import guarded
from preau.edges.repository import ANCHOR, LOG, MAIN, Repository
from preau.edges.signing import Signer
from preau.proposals.history import NEUTRAL, Change, approval_line, entries_of, message, subject_of
from preau.proposals.intake import NAMESPACE as INTAKE
from preau.proposals.intake import LogEntry, digest_of, log_message
from preau.proposals.statement import EXPIRY, NAMESPACE, Statement, Verb

BEGUN = 1704099600  # 2024-01-01, nine in the morning in Paris
SPAN = 2 * 365 * 86400
TERRITORIES = tuple(f"{number:02d}" for number in range(1, 96) if number != 20)
CARRIERS = 400
TEXT = """---
title: {title}
summary: Des voisins se retrouvent chaque semaine pour s'entraider.
territory: "{code}"
purpose: [social]
themes: [environnement]
beneficiaries: [habitants-isoles]
place: La place du village
carrier:
  name: Camille
  consent: pseudonym
  fictional: true
  key: {key}
status: {status}
---

## Problème

{problem}

## Solution

Un samedi par mois, nous nous retrouvons avec des habitants isolés, des outils et du temps.
"""


def oid_of(data: bytes) -> str:
    """The name that Git gives to a blob."""
    return hashlib.sha1(b"blob %d\0" % len(data) + data).hexdigest()


class Importer:
    """`git fast-import`, told commit after commit; it answers with their names."""

    def __init__(self, bare: Path) -> None:
        command = ["git", "-C", str(bare), "fast-import", "--quiet", "--force", "--active-branches=8"]
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self.tips: dict[str, str] = {}
        self.marks: dict[str, str] = {}

    def _say(self, *parts: bytes) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(b"".join(parts))

    def blob(self, data: bytes) -> str:
        """Keep some bytes."""
        self._say(b"blob\ndata %d\n" % len(data), data, b"\n")
        return oid_of(data)

    def commit(self, ref: str, parents: list[str], text: str, time: int, changes: Iterable[Change]) -> str:
        """A neutral commit; its name. What a branch already stands on is not told again."""
        first, *others = parents or [""]
        said = text.encode()
        who = f"{NEUTRAL} {time} +0000".encode()
        mark = f":{len(self.marks) + 1}".encode()
        lines = [f"from {self.marks[first]}"] if first and first != self.tips.get(ref) else []
        lines += [f"merge {self.marks[parent]}" for parent in others]
        files = [f"M 100644 {one.new} {one.path}" if one.new else f"D {one.path}" for one in changes]
        told = "".join(f"{line}\n" for line in [*lines, *files]).encode()
        head = b"commit %s\nmark %s\nauthor %s\ncommitter %s\ndata %d\n" % (ref.encode(), mark, who, who, len(said))
        self._say(head, said, b"\n", told, b"\nget-mark %s\n" % mark)
        assert self.process.stdin is not None and self.process.stdout is not None
        self.process.stdin.flush()
        made = self.tips[ref] = self.process.stdout.readline().decode().strip()
        self.marks[made] = mark.decode()
        return made

    def close(self) -> None:
        """Write everything."""
        assert self.process.stdin is not None
        self.process.stdin.close()
        assert self.process.wait() == 0


class History:
    """A movement whose people publish one thing after the other."""

    def __init__(self, bare: Path, approvals: int, seed: int = 2026, log: bool = True) -> None:
        self.random = random.Random(seed)
        self.bare, self.wanted, self.log = bare, approvals, log
        self.approvals = self.made = 0
        self.files: dict[str, bytes] = {}
        self.touched: dict[str, int] = {}
        self.line: list[tuple[str, date]] = []
        self.records: list[str] = []
        self.received, self.log_tip = 0, ""
        self.keys: dict[str, Signer] = {}

    def key(self, name: str) -> Signer:
        """Somebody's key, made ready once."""
        if name not in self.keys:
            self.keys[name] = guarded.key(name)
        return self.keys[name]

    # --- The beginning

    def begin(self) -> None:
        """The repository and its first commit."""
        Repository.create(self.bare)
        self.git = Importer(self.bare)
        source = guarded.SITES / "minimal"
        for path in sorted(source.rglob("*.*")):
            self.files[path.relative_to(source).as_posix()] = path.read_bytes()
        self.files |= {path: text.encode() for path, text in guarded.files().items()}
        self.files["content/movement.yml"] += f"intake_keys:\n  - {guarded.public('server')}\n".encode()
        for code in TERRITORIES:
            self.files[f"content/territories/{code}.yml"] = self.territory(code).encode()
        changes = [Change(path, None, self.git.blob(data), "", "100644") for path, data in self.files.items()]
        root = self.git.commit(MAIN, [], "Begin\n", BEGUN, changes)
        self.root = root
        self.line.append((root, self.day(BEGUN)))

    def territory(self, code: str, year: int = 2090) -> str:
        """A territory with two referents."""
        people = [
            guarded.referent(f"{name}-{code}", start="2024-01-01", end=f"{year}-12-31") for name in ("un", "deux")
        ]
        return guarded.territory(code, f"Département {code}", people, opened="2024-01-01")

    def day(self, time: int) -> date:
        """The day of a moment (all of them are in the morning)."""
        return date(1970, 1, 1) + timedelta(days=time // 86400)

    # --- One publication

    def publish(
        self, wanted: dict[str, bytes | None], signers: list[tuple[str, str, Verb]], received: bool = True
    ) -> None:
        """Propose files, have them signed by (key, mandate, verb), merge them."""
        changes = []
        for path, data in sorted(wanted.items()):
            before = self.files.get(path)
            old, new = oid_of(before) if before is not None else None, self.git.blob(data) if data is not None else None
            changes.append(Change(path, old, new, "100644" if old else "", "100644" if new else ""))
        self.made += 1
        time = BEGUN + self.made * SPAN // (self.wanted + 1) // 86400 * 86400 + self.made % 7200
        time = max(time, self.last) if self.made > 1 else time
        self.last = time
        low = max(self.touched.get(one.path, 0) for one in changes)
        base = max(low, len(self.line) - 1 - self.random.randrange(12))
        seen = max(base, len(self.line) - 1 - self.random.randrange(6))
        subject = subject_of(changes)
        proposal = self.git.commit("refs/heads/import", [self.line[base][0]], message(subject), time, changes)
        lines = [self.signed(changes, seen, *one, self.day(time)) for one in signers]
        number = self.receive(changes, time) if self.log and received else ""
        text = message(subject, lines, number, self.log_tip)
        made = self.git.commit(MAIN, [self.line[-1][0], proposal], text, time, changes)
        for one in changes:
            self.touched[one.path] = len(self.line)
        self.line.append((made, self.day(time)))
        for path, data in wanted.items():
            if data is None:
                self.files.pop(path)
            else:
                self.files[path] = data
        self.approvals += len(lines)

    def signed(self, changes: list[Change], seen: int, who: str, mandate: str, verb: Verb, day: date) -> str:
        """Somebody's word about these changes."""
        commit, since = self.line[seen]
        signer, said = self.key(who), max(day, since)
        statement = Statement(
            repository=self.root, verb=verb, entries=entries_of(changes), seen=commit, signer=signer.fingerprint,
            mandate=mandate, date=said, expires=said + EXPIRY, independent=verb is not Verb.AMEND,
        )  # fmt: skip
        return approval_line(statement, signer.sign(statement.canonical(), NAMESPACE))

    def receive(self, changes: list[Change], time: int) -> str:
        """One more entry of the log; the name of the proposal."""
        self.received += 1
        day = self.day(time)
        number = f"{2030 + self.received // 9000}-{self.received % 9000 + 1:04d}"
        entry = LogEntry(
            repository=self.root, number=number, revision=1, scope="34", digest=digest_of(entries_of(changes)),
            received=day, deadline=day + timedelta(days=21), previous=self.log_tip or None,
        )  # fmt: skip
        text = log_message(entry, self.key("server").sign(entry.canonical(), INTAKE))
        self.log_tip = self.git.commit(LOG, [self.log_tip] if self.log_tip else [], text, time, [])
        return entry.name

    # --- What happens in a movement

    def one(self) -> None:
        """One more publication, of some kind."""
        dice = self.random.random()
        if dice < 0.70 or len(self.records) < 20:
            self.creation()
        elif dice < 0.85:
            self.news()
        elif dice < 0.95:
            self.modification()
        elif dice < 0.975:
            self.decline()
        elif dice < 0.99:
            self.registry()
        else:
            self.deletion()

    def creation(self) -> None:
        """A new initiative."""
        code, number = self.random.choice(TERRITORIES), self.made
        path = f"initiatives/{code}/projet-{number}.md"
        text = TEXT.format(
            title=f"Le projet numéro {number}", code=code, status="seeking",
            key=guarded.public(f"porteur-{number % CARRIERS}"),
            problem=f"Le quartier {number} n'a plus de lieu où se retrouver. " * (1 + number % 9),
        )  # fmt: skip
        self.publish({path: text.encode()}, [self.referent(code)])
        self.records.append(path)

    def referent(self, code: str, name: str = "") -> tuple[str, str, Verb]:
        """A referent of a territory who approves."""
        who = f"{name or self.random.choice(('un', 'deux'))}-{code}"
        return who, f"{code}/{who}", Verb.APPROVE

    def some(self) -> tuple[str, str, bytes]:
        """An initiative: its path, territory and text."""
        path = self.random.choice(self.records)
        return path, path.split("/")[1], self.files[path]

    def news(self) -> None:
        """The carrier tells what is new, alone."""
        path, _, text = self.some()
        slug = path.rpartition("/")[2].removesuffix(".md")
        number = int(slug.rpartition("-")[2])
        told = b"" if b"## Avancement" in text else b"\n## Avancement\n"
        new = text.replace(b"status: seeking", b"status: underway") + told
        new += f"\n### {self.line[-1][1]}\n\nNous étions {self.made % 40 + 2}.\n".encode()
        self.publish({path: new}, [(f"porteur-{number % CARRIERS}", f"carrier/{slug}", Verb.AMEND)])

    def modification(self) -> None:
        """A text is mended by one referent, or a title changed by two."""
        path, code, text = self.some()
        if self.made % 3:
            new = text.replace(b"du temps.", f"du temps, encore ({self.made}).".encode(), 1)
            new = new if new != text else text.replace(b"## Solution", b"## Solution\n\nEn bref :", 1)
            self.publish({path: new}, [self.referent(code)])
        else:
            new = text.replace("numéro".encode(), f"numéro {self.made} bis".encode(), 1)
            self.publish({path: new}, [self.referent(code, "un"), self.referent(code, "deux")])

    def decline(self) -> None:
        """A proposal is declined."""
        code = self.random.choice(TERRITORIES)
        name = f"2029-{self.made % 9999:04d}" if self.made < 9999 else f"2028-{self.made % 9999:04d}"
        who, mandate, _ = self.referent(code)
        text = (
            f'id: "{name}"\noutcome: declined\nproposal: {code}/projet-refuse\ntitle: Un projet refusé\n'
            f'territory: "{code}"\ncriterion: aide-aux-personnes\n'
            f"reason: Le projet n'aide personne en difficulté pour le moment.\ndecider: {who}\n"
            f"date: {self.line[-1][1]}\n"
        )
        path = f"content/decisions/{name[:4]}/{name}.yml"
        self.publish({path: text.encode()}, [(who, mandate, Verb.DECLINE)], received=False)

    def registry(self) -> None:
        """A mandate is prolonged."""
        code = self.random.choice(TERRITORIES)
        new = self.territory(code, 2030 + self.made % 60).encode()
        path = f"content/territories/{code}.yml"
        if new != self.files[path]:
            self.publish({path: new}, [("agathe", "steward/agathe", Verb.APPROVE)])

    def deletion(self) -> None:
        """An initiative is removed by two referents; its tombstone tells why."""
        path, code, _ = self.some()
        slug = path.rpartition("/")[2].removesuffix(".md")
        name = f"2029-retrait-{slug}"
        text = (
            f'id: "{name}"\noutcome: deleted\nproposal: {code}/{slug}\ntitle: Un projet retiré\nterritory: "{code}"\n'
            f"reason: La personne qui portait ce projet l'a demandé.\ndate: {self.line[-1][1]}\n"
        )
        wanted = {path: None, f"content/decisions/2029/{name}.yml": text.encode()}
        self.publish(wanted, [self.referent(code, "un"), self.referent(code, "deux")])
        self.records.remove(path)


def make_history(bare: Path, approvals: int, seed: int = 2026, log: bool = True) -> History:
    """A bare repository with so many approvals, packed as a clone is."""
    made = History(bare, approvals, seed, log)
    made.begin()
    while made.approvals < approvals:
        made.one()
    made.git.close()
    repository = Repository(bare)
    repository.run("update-ref", ANCHOR, made.root)
    repository.run("update-ref", "-d", "refs/heads/import")
    repository.run("repack", "-a", "-d", "-q")
    repository.close()
    return made


if __name__ == "__main__":
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("folder", type=Path)
    ask.add_argument("--approvals", type=int, default=10_000)
    ask.add_argument("--log", action=argparse.BooleanOptionalAction, default=True)
    said = ask.parse_args()
    done = make_history(said.folder, said.approvals, log=said.log)
    print(f"{done.made} publications, {done.approvals} approvals, {done.received} received")
