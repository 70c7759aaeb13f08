"""A site published on a host by SSH: rsync carries the files, the shell of the account does the rest."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from preau.edges.publishing.limits import need_room
from preau.edges.publishing.plan import File, parents
from preau.edges.publishing.shell import Shell
from preau.edges.publishing.stores import FILES, KEPT, STATE, Upload
from preau.edges.refusal import Refusal
from preau.i18n import N_

_EACH = 'printf "%s\\n" "$list" | tr "\\n" "\\0" | xargs -0 '
_LINES = 'printf "%s\\n" "$list" | while IFS="\t" read -r digest path; do '
_STATE = (
    f'umask 022; mkdir -p "$root" && cd "$root" || exit 1; [ -d {STATE} ] || mkdir -m 700 {STATE} || exit 1; '
    f"mkdir -p {KEPT} {STATE}/waiting || exit 1; "
    f'[ -f {STATE}/.htaccess ] || printf "Require all denied\\n" > {STATE}/.htaccess || exit 1; '
)


class Ssh:
    """A folder of a host that has a shell, rsync and sha256sum."""

    def __init__(self, shell: Shell) -> None:
        self._shell, self.name = shell, f"{shell.host.login}:{shell.host.path}"

    def read(self) -> dict[str, bytes]:
        """The small files of the state that are there, by name: each is one line."""
        _, out = self._shell.run(
            '[ ! -d "$root" ] || cd "$root" || exit 1; '
            + "".join(f'[ ! -f {name} ] || {{ printf "%s " {name}; cat {name}; echo; }}; ' for name in FILES)
        )
        lines = (line.partition(" ") for line in out.splitlines())
        return {name: data.encode("utf-8", "surrogateescape") for name, _, data in lines}

    def write(self, name: str, data: bytes | None) -> None:
        """Replace one small file of the state; None removes it."""
        if data is None:
            self._shell.run(f'rm -f "$root/{name}"')
            return
        waiting = f"{STATE}/waiting/{name.rpartition('/')[2]}"
        self._shell.run(_STATE + f'printf "%s" "$list" > {waiting} && mv -f {waiting} {name}', data.decode())

    def stranger(self) -> str | None:
        """Something that is there and that is not hidden, None in an empty place."""
        _, out = self._shell.run('[ ! -d "$root" ] || ls "$root"')
        return next(iter(out.splitlines()), None)

    def room_for(self, size: int) -> None:
        """Refuse when the disk of the host has not so many bytes left; quotas are not known before they are reached."""
        above = 'place=$root; while [ ! -d "$place" ]; do place=$(dirname "$place"); done; '
        _, out = self._shell.run(above + 'df -Pk "$place"')
        free = int(out.splitlines()[-1].split()[3]) * 1024
        need_room(self.name, free, size)

    def digests(self, paths: Iterable[str]) -> dict[str, str]:
        """The digest of what really stands at these paths; a path where nothing stands has no entry."""
        wanted = "\n".join(paths)
        if not wanted:
            return {}
        code, out = self._shell.run(
            'command -v sha256sum > /dev/null || exit 93; [ -d "$root" ] || exit 0; cd "$root" || exit 1; '
            + _EACH + "sha256sum -- 2> /dev/null; exit 0",
            wanted, fine=(93,),
        )  # fmt: skip
        if code:
            raise Refusal(N_("{target} has no sha256sum: what it holds cannot be read back."), target=self.name)
        return {line[66:]: line[:64] for line in out.splitlines()}

    def put(self, uploads: Iterable[Upload]) -> None:
        """Put files in place, those of one folder of this computer together."""
        found: dict[Path, list[str]] = {}
        for upload in uploads:
            above = upload.local.parents[upload.path.count("/")]
            found.setdefault(above, []).append(upload.path)
        for folder, paths in found.items():
            self._shell.rsync(folder, paths)

    def remove(self, paths: Iterable[str]) -> None:
        """Remove files, and folders left empty; what is gone already is no fault."""
        gone = list(paths)
        folders = sorted({folder for path in gone for folder in parents(path)}, key=lambda one: (-one.count("/"), one))
        if gone:
            self._shell.run('cd "$root" || exit 1; ' + _EACH + "rm -f --", "\n".join(gone))
        if folders:
            script = 'cd "$root" || exit 1; ' + _EACH + "-n 1 rmdir 2> /dev/null; exit 0"
            self._shell.run(script, "\n".join(f"./{folder}" for folder in folders))

    def keep(self, paths: Mapping[str, str]) -> None:
        """Keep files in place under their digests: another name of the same bytes where the disk knows how."""
        self._lines(
            f'[ -e "{KEPT}/$digest" ] || ln "$path" "{KEPT}/$digest" 2> /dev/null || '
            f'{{ cp "$path" "{STATE}/waiting/copy" && mv "{STATE}/waiting/copy" "{KEPT}/$digest"; }} || exit 1; ',
            paths,
        )  # fmt: skip

    def restore(self, files: Mapping[str, File]) -> None:
        """Put kept copies back in place."""
        self._lines(
            f'mkdir -p "$(dirname "$path")" && cp "{KEPT}/$digest" "{STATE}/waiting/copy" && '
            f'chmod 644 "{STATE}/waiting/copy" && mv -f "{STATE}/waiting/copy" "$path" || exit 1; ',
            {path: file.digest for path, file in files.items()},
        )

    def _lines(self, script: str, paths: Mapping[str, str]) -> None:
        if paths:
            listed = "\n".join(f"{digest}\t{path}" for path, digest in paths.items())
            self._shell.run(_STATE + _LINES + script + "done", listed)

    def kept(self) -> set[str]:
        """The digests of the copies kept."""
        _, out = self._shell.run(f'[ ! -d "$root/{KEPT}" ] || ls "$root/{KEPT}"')
        return set(out.split())

    def drop(self, digests: Iterable[str]) -> None:
        """Forget kept copies, and what an interrupted publication left waiting."""
        script = f'rm -rf "$root/{STATE}/waiting"; [ -z "$list" ] || {{ cd "$root/{KEPT}" && ' + _EACH + "rm -f --; }"
        self._shell.run(script, "\n".join(digests))

    def close(self) -> None:
        """End the connection."""
        self._shell.close()
