"""Servers of Debian that the tests start on this computer alone: sshd and nginx, each with its own files and port."""

from __future__ import annotations

import getpass
import os
import shutil
import socket
import subprocess
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from threading import Thread

PATIENCE = 30


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port


def program(name: str) -> str:
    """Where a server is; Debian keeps them out of the way of people."""
    found = shutil.which(name, path=os.environ["PATH"] + ":/usr/sbin:/sbin")
    assert found, f"{name} is missing: run scripts/tools/services.sh as root"
    return found


class Server:
    """A program that listens on a port until it is stopped."""

    def __init__(self, call: Sequence[str], port: int) -> None:
        self.port = port
        self._process = subprocess.Popen(call, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        until = time.monotonic() + PATIENCE
        while not self._listens():
            assert self._process.poll() is None, self._process.stderr and self._process.stderr.read().decode()
            assert time.monotonic() < until, "the server does not listen"
            time.sleep(0.02)

    def _listens(self) -> bool:
        with socket.socket() as tried:
            return tried.connect_ex(("127.0.0.1", self.port)) == 0

    def stop(self) -> None:
        """End it."""
        self._process.terminate()
        self._process.wait(PATIENCE)


def keygen(path: Path) -> None:
    """A pair of keys."""
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(path)], check=True)


class Sshd:
    """sshd for the account that runs the tests, with keys of its own; `client` is the command that reaches it."""

    def __init__(self, folder: Path, path: str = "") -> None:
        folder.mkdir(parents=True)
        for name in ("host", "person", "other"):
            keygen(folder / name)
        shutil.copy(folder / "person.pub", folder / "authorized")
        if os.geteuid() == 0:
            Path("/run/sshd").mkdir(mode=0o755, exist_ok=True)
        self.folder, self.port = folder, free_port()
        (folder / "sshd_config").write_text(
            f"Port {self.port}\nListenAddress 127.0.0.1\nHostKey {folder}/host\nPidFile none\nUsePAM no\n"
            f"AuthorizedKeysFile {folder}/authorized\nStrictModes no\nPermitRootLogin yes\n"
            "PasswordAuthentication no\nKbdInteractiveAuthentication no\nMaxStartups 100\nPrintMotd no\n"
            f"SetEnv SHLVL=2{f' PATH={path}' if path else ''}\n"  # bash then reads no settings of the account
        )
        self._server = Server([program("sshd"), "-D", "-e", "-f", str(folder / "sshd_config")], self.port)
        self.knows("host")
        self.client = self.client_with("person")
        self.address = f"ssh://{getpass.getuser()}@127.0.0.1:{self.port}"

    def knows(self, key: str, port: int | None = None) -> None:
        """What the client believes the key of the host to be."""
        kind, public = (self.folder / f"{key}.pub").read_text().split()[:2]
        ports = {self.port, port or self.port}
        (self.folder / "known_hosts").write_text("".join(f"[127.0.0.1]:{one} {kind} {public}\n" for one in ports))

    def client_with(self, key: str) -> str:
        """The command `ssh` with one key and what is known of the host, and nothing of this computer's settings."""
        return (
            f"ssh -F none -i {self.folder}/{key} -o IdentitiesOnly=yes -o IdentityAgent=none "
            f"-o UserKnownHostsFile={self.folder}/known_hosts -o GlobalKnownHostsFile=none -o StrictHostKeyChecking=yes"
        )

    def stop(self) -> None:
        """End it."""
        self._server.stop()


def nginx(folder: Path, port: int, root: Path, settings: Path) -> Server:
    """nginx that shows a folder, with some settings inside its `server`."""
    held = folder / "nginx"
    held.mkdir()
    places = "".join(f"{kind}_temp_path {held};\n" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
    account = f"user {getpass.getuser()};\n" if os.geteuid() == 0 else ""
    (held / "nginx.conf").write_text(
        f"{account}daemon off;\nmaster_process off;\npid {held}/pid;\nerror_log stderr;\nevents {{}}\n"
        f"http {{\naccess_log off;\n{places}server {{\nlisten 127.0.0.1:{port};\nserver_name localhost;\n"
        f"absolute_redirect off;\nroot {root};\ninclude {settings};\n}}\n}}\n"
    )
    return Server([program("nginx"), "-e", "stderr", "-c", str(held / "nginx.conf")], port)


class Cut:
    """A road to a server that breaks after so many bytes sent there; each connection has its own count."""

    def __init__(self, to: int) -> None:
        self.most = 1 << 60
        self._to, self._listener = to, socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        _thread(self._accept)

    def _accept(self) -> None:
        while True:
            try:
                near, _ = self._listener.accept()
            except OSError:
                return
            far = socket.create_connection(("127.0.0.1", self._to))
            _thread(lambda near=near, far=far: self._carry(near, far, self.most))  # type: ignore[misc]
            _thread(lambda near=near, far=far: self._carry(far, near, 1 << 60))  # type: ignore[misc]

    def _carry(self, source: socket.socket, target: socket.socket, most: int) -> None:
        with suppress(OSError):
            while most > 0 and (data := source.recv(4096)):
                target.sendall(data[:most])
                most -= len(data)
        for one in (source, target):
            one.close() if most <= 0 else _shut(one)

    def stop(self) -> None:
        """No more connections."""
        self._listener.close()


def _shut(one: socket.socket) -> None:
    with suppress(OSError):
        one.shutdown(socket.SHUT_RDWR)


def _thread(work: Callable[[], None]) -> None:
    Thread(target=work, daemon=True).start()
