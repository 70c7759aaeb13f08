"""A verifier written from docs/trail.md alone, with `git` and `ssh-keygen` as its only helpers: a stranger's program.

Nothing of the package is imported: when it and the audit agree, the document says what the code does.
"""

from __future__ import annotations

import base64
import json
import re
import subprocess
import tempfile
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from functools import cached_property
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import yaml

NOBODY = "Préau <preau@preau.invalid>"
OFFICES = {"stewards": "steward", "editors": "editor"}
FREE = {"status", "needs", "outcome"}
OURS = ("title", "purpose", "carrier")


class Copy:
    """A clone, read with Git."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def git(self, *words: str, check: bool = True) -> bytes:
        """What Git says."""
        command = ["git", "--no-replace-objects", "-C", str(self.path), *words]
        return subprocess.run(command, capture_output=True, check=check).stdout

    def lines(self, *words: str) -> list[str]:
        """The same, line by line."""
        return self.git(*words).decode().split("\n")[:-1]

    def text(self, commit: str, path: str) -> str:
        """A file at a commit, empty when there is none."""
        return self.git("cat-file", "blob", f"{commit}:{path}", check=False).decode("utf-8", "replace")

    def changes(self, old: str, new: str) -> dict[str, tuple[str | None, str | None, str]]:
        """Each path with its blobs before and after, and its mode."""
        parts = (
            self.git("diff-tree", "-r", "-z", "--no-renames", old, new).decode("utf-8", "surrogateescape").split("\0")
        )
        found = {}
        for facts, path in zip(parts[::2], parts[1::2], strict=False):
            _, mode, before, after, _ = facts.split()
            found[path] = (None if before == "0" * 40 else before, None if after == "0" * 40 else after, mode)
        return found


class Registry:
    """Who may decide, as the files of one commit say."""

    def __init__(self, copy: Copy, commit: str) -> None:
        self.movement = _yaml(copy.text(commit, "content/movement.yml"))
        names = copy.lines("ls-tree", "--name-only", f"{commit}:content/territories")
        self.places = {name[:-4]: _yaml(copy.text(commit, f"content/territories/{name}")) for name in names}
        self.policy = self.movement.get("policy") or {}

    def quorum(self, kind: str) -> int:
        """How many people must agree on a kind of change."""
        return int(self.policy.get(kind, 1))

    @cached_property
    def mandates(self) -> dict[str, dict[str, Any]]:
        """Every mandate that decides."""
        found = {
            f"{place}/{one['id']}": one for place, told in self.places.items() for one in told.get("referents") or ()
        }
        for office, scope in OFFICES.items():
            found |= {f"{scope}/{one['id']}": one for one in self.movement.get(office) or ()}
        return found

    def holds(self, mandate: str, key: str, *days: date) -> bool:
        """Whether a mandate speaks with this key on these days."""
        person = self.mandates.get(mandate)
        return person is not None and key in _keys(person) and all(_runs(person, day) for day in days)

    def attests(self, mandate: str, key: str, review: dict[str, Any], *days: date) -> bool:
        """Whether a robot speaks with this key for a forge, and the account is that of the mandate, on these days."""
        person, forge = self.mandates.get(mandate), review["forge"]
        robots = {(one["forge"], one["key"].split()[1]) for one in self.movement.get("robots") or ()}
        account = str(review["account"])
        return (forge, key) in robots and person is not None and (
            (person.get("accounts") or {}).get(forge) == account and all(_runs(person, day) for day in days)
        )  # fmt: skip

    def people(self, keys: set[str], accounts: set[int]) -> set[str]:
        """The people to whom one of these keys, or of these accounts, belongs."""
        return {
            name.partition("/")[2]
            for name, one in self.mandates.items()
            if _keys(one) & keys or {int(number) for number in (one.get("accounts") or {}).values()} & accounts
        }

    def deciders(self, scope: str, day: date, carriers: set[str]) -> list[str]:
        """Who may decide for a place or an office that day, but for some people."""
        held = [name for name, one in self.mandates.items() if name.partition("/")[0] == scope and _runs(one, day)]
        heard = {one["forge"] for one in self.movement.get("robots") or ()} if self.policy.get("attested") else set()
        able = [
            name for name in held if _keys(self.mandates[name]) or heard & set(self.mandates[name].get("accounts", ()))
        ]
        return [name for name in able if name.partition("/")[2] not in carriers]

    def answering(self, place: str, quorum: int, day: date, carriers: set[str]) -> list[str]:
        """Referents of a territory, then of those around it, then the stewards, until they are enough."""
        found: list[str] = []
        while place:
            found += self.deciders(place, day, carriers)
            if len({name.partition("/")[2] for name in found}) >= quorum:
                return found
            place = (self.places.get(place) or {}).get("parent") or ""
        return found + self.deciders("steward", day, carriers)


def _yaml(text: str) -> dict[str, Any]:
    return yaml.load(text, Loader=yaml.BaseLoader) or {}


def _keys(person: dict[str, Any]) -> set[str]:
    return {line.split()[1] for line in person.get("keys") or ()}


def _runs(person: dict[str, Any], day: date) -> bool:
    begun = date.fromisoformat(person.get("from") or "0001-01-01") <= day
    ended = day > date.fromisoformat(person.get("until") or "9999-12-31")
    return begun and not ended and ("revoked" not in person or day < date.fromisoformat(person["revoked"]))


def signed_by(data: bytes, signature: str) -> str | None:
    """The key that signed, by `ssh-keygen`; nothing when it does not hold."""
    with tempfile.NamedTemporaryFile("w", suffix=".sig") as file:
        file.write(f"-----BEGIN SSH SIGNATURE-----\n{signature}\n-----END SSH SIGNATURE-----\n")
        file.flush()
        command = ["ssh-keygen", "-Y", "check-novalidate", "-n", "preau-v1", "-s", file.name]
        done = subprocess.run(command, input=data, capture_output=True, check=False)
    found = re.search(rb"with ED25519 key (SHA256:\S+)", done.stdout)
    return found.group(1).decode() if found and done.returncode == 0 else None


def wire(fingerprint: str, signature: str) -> str:
    """The key inside a signature, as a registry writes it."""
    blob = base64.b64decode(signature)
    return base64.b64encode(blob[14 : 14 + 51]).decode() if fingerprint else ""


class Merge:
    """One merge, judged against the history before it."""

    def __init__(self, copy: Copy, commit: str) -> None:
        self.copy, self.commit = copy, commit
        raw = copy.git("cat-file", "commit", commit).decode("utf-8", "surrogateescape")
        self.head, _, self.message = raw.partition("\n\n")
        self.parents = re.findall(r"^parent (\w+)$", self.head, re.MULTILINE)
        self.complaints: list[str] = []

    def judge(self) -> list[str]:
        """What is wrong with it."""
        if len(self.parents) != 2:
            return ["not a merge of two"]
        self.first, self.second = self.parents
        self.line = self.copy.lines("rev-list", "--first-parent", self.first)
        self.changes = self.copy.changes(self.first, self.commit)
        self.registry = Registry(self.copy, self.first)
        self.day = self._day(self.commit)
        self._shape()
        counted = [one for line in self._facts("Preau-Approval") for one in self._approval(line)]
        self._enough(counted)
        self._places()
        return self.complaints

    def _day(self, commit: str) -> date:
        zone = ZoneInfo(self.registry.movement["timezone"])
        return datetime.fromtimestamp(self._time(commit), zone).date()

    def _time(self, commit: str) -> int:
        return int(self.copy.git("log", "-1", "--format=%ct", commit))

    def _facts(self, name: str) -> list[str]:
        return re.findall(rf"^{name}: (.+)$", self.message, re.MULTILINE)

    def _shape(self) -> None:
        second = self.copy.git("cat-file", "commit", self.second).decode("utf-8", "surrogateescape")
        base = re.findall(r"^parent (\w+)$", second, re.MULTILINE)
        for text in (self.head, second.partition("\n\n")[0]):
            people = re.findall(r"^(?:author|committer) (.*) \d+ \+0000$", text, re.MULTILINE)
            if people != [NOBODY, NOBODY] or len(text.split("\n")) != 3 + text.count("\nparent "):
                self.complaints.append("names somebody")
        if len(base) != 1 or base[0] not in self.line:
            self.complaints.append("hides commits")
        elif self.copy.changes(base[0], self.second) != self.changes:
            self.complaints.append("publishes what was not proposed")
        if self._time(self.commit) < self._time(self.first):
            self.complaints.append("goes back in time")
        if any(mode != "100644" for _, after, mode in self.changes.values() if after):
            self.complaints.append("holds no plain file")

    def _approval(self, line: str) -> Iterator[tuple[str, str, str]]:
        first, _, signature = line.partition(" ")
        data = base64.b64decode(first)
        said = json.loads(data)
        key, days = signed_by(data, signature), [date.fromisoformat(said[name]) for name in ("date", "expires")]
        entries = [{"path": path, "old": old, "new": new} for path, (old, new, _) in sorted(self.changes.items())]
        wrong = json.dumps(said, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode() != data
        wrong = wrong or key is None or key != said["signer"] or days[1] - days[0] > timedelta(days=60)
        wrong = wrong or said["entries"] != entries or said["repository"] != self.line[-1]
        wrong = wrong or said["target"] != "refs/heads/main" or said["seen"] not in self.line
        if wrong or not self._day(said["seen"]) <= days[0] <= self.day <= days[1]:
            self.complaints.append("an approval that does not fit")
            return
        since = self.line[: self.line.index(said["seen"])]
        if any(self.changes.keys() & self.copy.changes(f"{commit}^", commit).keys() for commit in since):
            self.complaints.append("an approval of an old state")
            return
        public, mandate = wire(key or "", signature), said["mandate"]
        if mandate.startswith("carrier/"):
            if public in self._carriers_before() and said["verb"] == "amend":
                yield mandate, public, said["verb"]
            else:
                self.complaints.append("no carrier")
            return
        registries = Registry(self.copy, said["seen"]), self.registry
        review = said.get("review")
        if review:
            mandated = all(one.attests(mandate, public, review, days[0], self.day) for one in registries)
            mandated = mandated and said["verb"] == "approve" and review["account"] not in self._accounts()
            public = f"{review['forge']} {review['account']}"
        else:
            mandated = all(one.holds(mandate, public, days[0], self.day) for one in registries)
        own = public in self._carriers() or mandate.partition("/")[2] in self._people()
        if not mandated or not said["independent"] or own:
            self.complaints.append("no mandate, or one's own proposal")
            return
        yield mandate, public, said["verb"]

    def _accounts(self) -> set[int]:
        """Accounts that carriers say are theirs."""
        heads = [head.get("carrier", {}) for side in ("^", "") for head, _ in self._heads(side).values()]
        return {int(one["account"]) for one in heads if "account" in one}

    def _heads(self, side: str) -> dict[str, tuple[dict[str, Any], str]]:
        """Each initiative's head and body before (`^`) or after."""
        commit = self.first if side == "^" else self.commit
        found = {}
        for path in self.changes:
            parts = self.copy.text(commit, path).split("---\n", 2)
            if re.fullmatch(r"initiatives/[^/]+/[^/]+\.md", path) and len(parts) == 3:
                found[path] = _yaml(parts[1]), parts[2]
        return found

    def _carriers_before(self) -> set[str]:
        heads = [head for head, _ in self._heads("^").values()]
        return {head["carrier"]["key"].split()[1] for head in heads if "key" in head.get("carrier", {})}

    def _carriers(self) -> set[str]:
        heads = [head for side in ("^", "") for head, _ in self._heads(side).values()]
        return {head["carrier"]["key"].split()[1] for head in heads if "key" in head.get("carrier", {})}

    def _people(self) -> set[str]:
        """The people who carry what changes."""
        return self.registry.people(self._carriers(), self._accounts())

    def _heard(self, path: str) -> bool:
        """Whether a review on a forge counts for a file."""
        kinds = {"initiatives": "initiative", "courses": "course"}
        kind = kinds.get(path.split("/")[0]) or ("page" if path.startswith("content/pages/") else "")
        return (kind or ("initiative" if "/committees/" in path else "-")) in self.registry.policy.get("attested", ())

    def _needs(self) -> Iterator[tuple[str, int, str, bool, bool]]:
        """For each part of the change: who answers, how many, with which verb, whether the carrier counts as one,
        and whether a review on a forge counts."""
        before, after = self._heads("^"), self._heads("")
        for path, (old, _, _) in self.changes.items():
            top = path.split("/")
            if top[0] == "initiatives" or path.startswith("content/committees/"):
                theirs = (
                    old is not None and path in before and _rewritten(before[path][0], self._went(path, before, after))
                )
                yield (
                    top[-2],
                    max(self.registry.quorum("initiative"), 2 if theirs else 1),
                    "approve",
                    theirs,
                    self._heard(path),
                )
            elif top[0] == "courses" or path.startswith("content/pages/"):
                yield "editor", self.registry.quorum("page"), "approve", False, self._heard(path)
            elif path.startswith("content/decisions/"):
                decision = _yaml(self.copy.text(self.commit, path))
                if old is not None or not decision:
                    self.complaints.append("changes a decision")
                verb = {"declined": "decline", "withdrawn": "withdraw", "acknowledged": "acknowledge"}
                if decision.get("outcome") in verb:
                    place = "steward" if decision["outcome"] == "acknowledged" else decision["territory"]
                    yield place, self.registry.quorum("decision"), verb[decision["outcome"]], False, False
            else:
                kind = "registry" if path.startswith("content/") else "other"
                yield "steward", self.registry.quorum(kind), "approve", False, False

    def _went(self, path: str, before: dict[str, Any], after: dict[str, Any]) -> dict[str, Any] | None:
        """The head of an initiative after the change, wherever it moved."""
        if path in after:
            return dict(after[path][0])
        name = path.removeprefix("initiatives/").removesuffix(".md")
        moved = [head for other, (head, _) in after.items() if other not in before and name in head.get("aliases", [])]
        return next((head for head in moved if head["carrier"] == before[path][0]["carrier"]), None)

    def _enough(self, counted: list[tuple[str, str, str]]) -> None:
        agreed = any(mandate.startswith("carrier/") for mandate, _, _ in counted)
        news = self._news()
        if agreed and not news and not any(carrier for _, _, _, carrier, _ in self._needs()):
            self.complaints.append("more than news")
        asked = set()
        for scope, quorum, verb, carrier, heard in self._needs():
            who = self._who(scope, quorum)
            theirs = [one for one in counted if one[0] in who and one[2] == verb and (heard or " " not in one[1])]
            asked |= {(mandate, verb, " " in key) for mandate, key, _ in theirs}
            found = [(mandate, key) for mandate, key, _ in theirs]
            people, keys = {one.partition("/")[2] for one, _ in found}, {key for _, key in found}
            count = min(len(people), len(keys)) + (1 if agreed and carrier else 0)
            if count < quorum and not (agreed and news):
                self.complaints.append(f"not enough for {scope}")
        words = [(mandate, said, " " in key) for mandate, key, said in counted if not mandate.startswith("carrier/")]
        if set(words) - asked:
            self.complaints.append("an approval that nobody asked for")

    def _who(self, scope: str, quorum: int) -> list[str]:
        """Those who answer for a part of the change."""
        if scope not in {"steward", "editor"}:
            return self.registry.answering(scope, quorum, self.day, self._people())
        who = self.registry.deciders(scope, self.day, set())
        return who or self.registry.deciders("steward", self.day, set())

    def _news(self) -> bool:
        """Whether all is equal but status, needs, outcome, and steps added at the end."""
        before, after = self._heads("^"), self._heads("")
        allowed = self.registry.policy.get("self_service") != "false"
        if not allowed or len(self.changes) != 1 or len(before) != 1 or before.keys() != after.keys():
            return False
        ((old, old_body),), ((new, new_body),) = before.values(), after.values()
        same = {k: v for k, v in old.items() if k not in FREE} == {k: v for k, v in new.items() if k not in FREE}
        return same and new_body.startswith(old_body.rstrip())

    def _places(self) -> None:
        decisions = [_yaml(self.copy.text(self.commit, path)) for path in self.changes if "/decisions/" in path]
        told = {one.get("proposal") for one in decisions if one.get("outcome") == "deleted"}
        before, after = self._heads("^"), self._heads("")
        for path in self.changes:
            opened = (self.registry.places.get(path.split("/")[1]) or {}).get("opened", "9999-12-31")
            if path in after and path not in before and opened > str(self.day):
                self.complaints.append("a closed territory")
            gone = path in before and path not in after and self._went(path, before, after) is None
            if gone and path.removeprefix("initiatives/").removesuffix(".md") not in told:
                self.complaints.append("a deletion without a reason")
        both = Registry(self.copy, self.commit)
        owners = [(key, name.partition("/")[2]) for name, one in both.mandates.items() for key in _keys(one)]
        if len({key for key, _ in owners}) != len(set(owners)):
            self.complaints.append("a key of two people")
        able = [name for name in both.deciders("steward", self.day, set()) if _keys(both.mandates[name])]
        if "content/movement.yml" in self.changes and len(able) < both.quorum("registry"):
            self.complaints.append("a movement that nobody can change")


def _rewritten(old: dict[str, Any], new: dict[str, Any] | None) -> bool:
    return new is None or any(old.get(name) != new.get(name) for name in OURS)


def complaints(path: Path, tip: str, anchor: str) -> dict[str, list[str]]:
    """What is wrong with each merge between an anchor and a tip."""
    copy = Copy(path)
    line = copy.lines("rev-list", "--first-parent", "--reverse", f"{anchor}..{tip}")
    found = {commit: Merge(copy, commit).judge() for commit in line}
    return {commit: told for commit, told in found.items() if told}
