"""What the last build of a site knew, in one SQLite file: inputs, records, outputs, and what is searched."""

from __future__ import annotations

import errno
import marshal
import os
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from operator import itemgetter
from pathlib import Path
from typing import Any, NamedTuple

from preau.edges.files import digest_of

VERSION = 5
Stamp = tuple[int, int, int]
"""How a file looks without being opened: its size, the moment of its last change in nanoseconds, its number."""
_TABLES = """
create table if not exists said(name text primary key, value blob) without rowid;
create table if not exists inputs(path blob primary key, size int, moment int, number int) without rowid;
create table if not exists folders(name blob primary key, latest int, told blob) without rowid;
create table if not exists records(path text primary key, digest text, told blob) without rowid;
create table if not exists listed(list text, news text, key text, primary key(list, news desc, key)) without rowid;
create table if not exists tallies(list text, facet text, word text, n int, primary key(list, facet, word))
 without rowid;
create table if not exists findings(path text, told blob, primary key(path, told)) without rowid;
create table if not exists outputs(path text primary key, digest text, source text, part text, listed int, staged text)
 without rowid;
create index if not exists outputs_part on outputs(part);
create table if not exists links(source text, target text, primary key(source, target)) without rowid;
create index if not exists links_target on links(target);
"""


def plain_value(told: bytes) -> Any:
    """A value of plain types as it was kept."""
    try:
        return marshal.loads(told)
    except (EOFError, ValueError, TypeError) as error:
        raise sqlite3.DatabaseError(f"a value cannot be read: {error}") from None


class Put(NamedTuple):
    """One output: its path in the site, its digest, and where it waits if it changed.

    `source` is the file it comes from, if it is one alone; `part` what it is drawn with; the sitemap lists it or not.
    """

    path: str
    digest: str
    source: str
    part: str
    listed: bool
    staged: str | None
    """Where it waited when it was last offered, empty when it was in place; None when the build being made has not."""


class KnownRecord(NamedTuple):
    """One record: the digest of its bytes, and its row as plain values."""

    digest: str
    told: tuple[Any, ...]


def memory_path(site_dir: Path, state_dir: Path) -> Path:
    """Where what is known of a site is kept."""
    return state_dir / f"{digest_of(str(site_dir.resolve()).encode())}.db"


def forget_sites_gone(state_dir: Path) -> None:
    """Lose what is known of sites whose folder is no more, such as those that `mkdocs serve` makes."""
    for path in state_dir.glob("*.db"):
        memory = Memory(path)
        try:
            folder = memory.said("site")
        except (OSError, sqlite3.Error):
            folder = None
        memory.close()
        if folder is None or not Path(folder).is_dir():
            memory.lose()


class Memory:
    """What the last build knew. Nothing of it changes but inside `writing()`, whole or not at all."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._db: sqlite3.Connection | None = None
        self._left: list[sqlite3.Connection] = []
        self._owner = os.getpid()

    @property
    def db(self) -> sqlite3.Connection:
        """The open file, made when it lacks; one that cannot be read is as if it lacked. A fork opens it anew."""
        if self._owner != os.getpid():
            self._left += [self._db] if self._db else []  # neither used nor closed: it is the other process's
            self._db, self._owner = None, os.getpid()
        if self._db is None:
            self._db = self._open()
        return self._db

    def _open(self) -> sqlite3.Connection:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        try:
            return self._ready()
        except sqlite3.DatabaseError:
            self.lose()
        try:
            return self._ready()
        except sqlite3.Error as error:
            raise self._fault(error) from error

    def _fault(self, error: sqlite3.Error) -> OSError:
        known = {sqlite3.SQLITE_FULL: errno.ENOSPC, sqlite3.SQLITE_READONLY: errno.EACCES}
        code = known.get(getattr(error, "sqlite_errorcode", 0) & 0xFF, errno.EIO)
        return OSError(code, str(error), str(self.path))

    def lose(self) -> None:
        """Forget everything: what cannot be read is of no use."""
        self.close()
        for path in (self.path, self.path.with_name(self.path.name + "-journal")):
            path.unlink(missing_ok=True)

    def _ready(self) -> sqlite3.Connection:
        db = sqlite3.connect(
            self.path, isolation_level=None, timeout=5
        )  # builds take turns: only another program could hold it
        try:
            db.execute("pragma synchronous=off")  # a killed process loses nothing by it; the site itself has no more
            db.execute("pragma cache_size=-3000")
            known = db.execute("pragma user_version").fetchone()[0]
            if known != VERSION:
                for kind, name in db.execute("select type, name from sqlite_master where sql not null").fetchall():
                    if kind == "table":
                        db.execute(f'drop table "{name}"')
                db.executescript(_TABLES)
                db.execute(f"pragma user_version={VERSION}")
        except BaseException:
            db.close()
            raise
        return db

    def close(self) -> None:
        """Let go of the file."""
        if self._db is not None:
            self._db.close()
            self._db = None

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """One transaction: all of it is kept, or nothing."""
        db = self.db
        try:
            db.execute("begin immediate")
            try:
                yield db
            except BaseException:
                if db.in_transaction:  # a disk without room has ended it already
                    db.execute("rollback")
                raise
            db.execute("commit")
        except sqlite3.Error as error:
            raise self._fault(error) from error

    # --- Said: single values

    def said(self, name: str) -> Any:
        """One value, None when it was never said."""
        found = self.db.execute("select value from said where name = ?", (name,)).fetchone()
        return None if found is None else plain_value(found[0])

    def say(self, **values: Any) -> None:
        """Keep values made of plain types."""
        told = [(name, marshal.dumps(value)) for name, value in values.items()]
        self.db.executemany("insert or replace into said values (?, ?)", told)

    # --- Inputs and records

    def inputs(self) -> dict[str, Stamp]:
        """Every file read that is not a record."""
        found = self.db.execute("select * from inputs")
        return {os.fsdecode(path): (size, moment, number) for path, size, moment, number in found}

    def keep_inputs(self, inputs: Mapping[str, Stamp]) -> None:
        """Replace what is known of inputs."""
        self.db.execute("delete from inputs")
        self.db.executemany(
            "insert into inputs values (?, ?, ?, ?)", ((os.fsencode(path), *stamp) for path, stamp in inputs.items())
        )

    def folders(self) -> dict[str, tuple[int, bytes]]:
        """How the records of each folder looked."""
        return {os.fsdecode(name): (latest, told) for name, latest, told in self.db.execute("select * from folders")}

    def keep_folders(self, folders: Mapping[str, tuple[int, bytes]], gone: Iterable[str] = ()) -> None:
        """Keep how the records of some folders look."""
        self.db.executemany("delete from folders where name = ?", ((os.fsencode(name),) for name in gone))
        told = ((os.fsencode(name), *folder) for name, folder in folders.items())
        self.db.executemany("insert or replace into folders values (?, ?, ?)", told)

    def digest(self, path: str) -> str:
        """The digest of a record as it was read, empty when it was not."""
        found = self.db.execute("select digest from records where path = ?", (path,)).fetchone()
        return found[0] if found else ""

    def keep_records(self, records: Iterable[tuple[str, KnownRecord]]) -> None:
        """Add records, or replace those of the same paths."""
        told = ((path, known.digest, marshal.dumps(known.told)) for path, known in records)
        self.db.executemany("insert or replace into records values (?, ?, ?)", told)

    def forget_records(self, paths: Iterable[str] | None = None) -> None:
        """Forget some records, or all of them."""
        self._forget("records", "path", paths)

    def _forget(self, table: str, column: str, told: Iterable[str] | None) -> None:
        if told is None:
            self.db.execute(f"delete from {table}")
        else:
            self.db.executemany(f"delete from {table} where {column} = ?", ((one,) for one in told))

    def findings(self) -> Iterator[tuple[str, Any]]:
        """What the rules say of records, each with its path: no error, since the site was made."""
        return ((path, plain_value(told)) for path, told in self.db.execute("select path, told from findings"))

    def keep_findings(self, findings: Iterable[tuple[str, Any]], paths: Iterable[str] | None = None) -> None:
        """Replace what the rules say of some records, or of all of them."""
        self._forget("findings", "path", paths)
        told = "insert or ignore into findings values (?, ?)"
        self.db.executemany(told, ((path, marshal.dumps(one)) for path, one in findings))

    # --- Links from one file to the page of a record

    def keep_links(self, links: Iterable[tuple[str, str]]) -> None:
        """Add links."""
        self.db.executemany("insert or ignore into links values (?, ?)", links)

    def forget_links(self, sources: Iterable[str] | None = None) -> None:
        """Forget the links of some sources, or of all of them."""
        self._forget("links", "source", sources)

    def linked(self, target: str) -> set[str]:
        """The files that lead to an address."""
        return {source for (source,) in self.db.execute("select source from links where target = ?", (target,))}

    # --- Outputs

    def digests(self) -> dict[str, str]:
        """The digest of every output by its path; none when the file cannot be read."""
        try:
            return dict(self.db.execute("select path, digest from outputs").fetchall())
        except sqlite3.DatabaseError:
            self.lose()
            return {}

    def get(self, path: str) -> Put | None:
        """One output, None when there is none at this path."""
        found = self.db.execute("select * from outputs where path = ?", (path,)).fetchone()
        return Put(*found) if found else None

    def outputs_of(self, part: str) -> dict[str, str]:
        """The outputs of one part, with their digests."""
        return dict(self.db.execute("select path, digest from outputs where part = ?", (part,)).fetchall())

    def listed(self) -> Iterator[str]:
        """The outputs that the sitemap lists."""
        return map(itemgetter(0), self.db.execute("select path from outputs where listed and staged is not null"))

    def count(self) -> int:
        """How many outputs there are."""
        return int(self.db.execute("select count(*) from outputs").fetchone()[0])

    def paths(self) -> Iterator[str]:
        """The paths of all outputs."""
        return map(itemgetter(0), self.db.execute("select path from outputs"))

    def keep_outputs(self, outputs: Iterable[Put]) -> None:
        """Add outputs, or replace those of the same paths."""
        self.db.executemany("insert or replace into outputs values (?, ?, ?, ?, ?, ?)", outputs)

    def forget_outputs(self, paths: Iterable[str]) -> None:
        """Forget some outputs."""
        self._forget("outputs", "path", paths)

    # --- Outputs while a whole site is made: until it offers them again, those of the last one may go

    def question_outputs(self, standing: Iterable[str]) -> None:
        """No output is offered yet; all that may stand in the folder is known."""
        self.db.execute("update outputs set staged = null")
        gone = ((path, "", "", "", False, None) for path in standing)
        self.db.executemany("insert or ignore into outputs values (?, ?, ?, ?, ?, ?)", gone)

    def waiting(self) -> Iterator[tuple[str, str]]:
        """Where each output waits that changed, and its path."""
        return self.db.execute("select staged, path from outputs where staged <> ''")

    def unwanted(self) -> list[str]:
        """The outputs that were not offered again."""
        return [path for (path,) in self.db.execute("select path from outputs where staged is null")]
