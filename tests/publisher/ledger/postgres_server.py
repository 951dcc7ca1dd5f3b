"""A PostgreSQL for tests: in a temporary folder, on loopback, gone at the end."""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path

import psycopg

PASSWORD = "canary-p@ss:/word%"  # every sign that has to be escaped in a URL; must never be seen in a message
ESCAPED = "canary-p%40ss%3A%2Fword%25"
_SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "fsync": "off",
    "full_page_writes": "off",
    "synchronous_commit": "off",
    "shared_buffers": "16MB",
    "max_connections": "60",
}


@dataclass(frozen=True)
class Server:
    """A running server."""

    port: int
    numbers: Iterator[int]

    def url(self, database: str, password: str = ESCAPED) -> str:
        return f"postgresql://tester:{password}@127.0.0.1:{self.port}/{database}"

    def execute(self, statement: str, database: str = "postgres") -> list[tuple[object, ...]]:
        with psycopg.connect(self.url(database), autocommit=True) as connection:
            cursor = connection.execute(statement)
            return cursor.fetchall() if cursor.description else []

    def new_schema(self) -> str:
        """The URL of a new, empty schema: made and removed a hundred times faster than a database."""
        name = f"ledger_{os.getpid()}_{next(self.numbers)}"
        self.execute(f"CREATE SCHEMA {name}")
        return f"{self.url('postgres')}?options=-csearch_path%3D{name}"

    def new_database(self, options: str = "") -> str:
        """The URL of a new, empty database."""
        name = f"ledger_{os.getpid()}_{next(self.numbers)}"
        self.execute(f"CREATE DATABASE {name} {options}")
        return self.url(name)


def missing() -> str:
    """Why there can be no server here; "" when there can."""
    if binaries() is None:
        return "PostgreSQL is not installed (apt-get install postgresql)"
    if os.geteuid() == 0 and (_unprivileged() is None or shutil.which("runuser") is None):
        return "PostgreSQL does not run as root, and there is no other user (postgres, nobody) or no runuser"
    return ""


def binaries() -> Path | None:
    """The folder with initdb and postgres: Debian keeps it off the PATH."""
    on_path = shutil.which("initdb")
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda each: float(each.parent.name), reverse=True)
    for folder in [*([Path(on_path).resolve().parent] if on_path else []), *folders]:
        if all((folder / name).is_file() for name in ("initdb", "pg_ctl", "postgres")):
            return folder
    return None


@contextmanager
def running() -> Iterator[Server]:
    """Start a server; stop it and remove its folder at the end."""
    folder = Path(tempfile.mkdtemp(prefix="ledger-postgres-", dir=_in_memory()))
    try:
        if os.geteuid() == 0:
            user = _unprivileged()
            assert user is not None
            os.chown(folder, user.pw_uid, user.pw_gid)
        _start(folder)
        try:
            yield Server(int((folder / "port").read_text()), count())
        finally:
            _run("pg_ctl", "stop", "-D", str(folder / "data"), "-m", "immediate", "-w")
    finally:
        shutil.rmtree(folder)


def _in_memory() -> Path | None:
    """A folder in memory, where there is room: tables are many small files."""
    folder = Path("/dev/shm")
    has_room = folder.is_dir() and os.access(folder, os.W_OK) and shutil.disk_usage(folder).free > 2 * 1024**3
    return folder if has_room else None


def _start(folder: Path) -> None:
    data = str(folder / "data")
    password = folder / "password"
    password.write_text(PASSWORD)
    password.chmod(0o644)
    setup = ["--auth=scram-sha-256", "--username=tester", f"--pwfile={password}", "--encoding=UTF8", "--locale=C"]
    _run("initdb", "--no-sync", "--no-instructions", *setup, "-D", data)
    for attempt in range(5):  # somebody else may take the port in between
        port = _free_port()
        options = " ".join(f"-c {name}='{value}'" for name, value in _SETTINGS.items())
        log = str(folder / "data" / "log")
        start = ["start", "-D", data, "-w", "-t", "60", "-l", log, "-o", f"-p {port} {options}"]
        if _run("pg_ctl", *start, must_work=attempt == 4) == 0:
            (folder / "port").write_text(str(port))
            return


def _run(program: str, *arguments: str, must_work: bool = True) -> int:
    folder = binaries()
    assert folder is not None
    command = [str(folder / program), *arguments]
    user = _unprivileged()
    if os.geteuid() == 0 and user is not None:
        command = ["runuser", "-u", user.pw_name, "--", *command]
    # The server inherits what it is started with: it must not hold on to a pipe of ours.
    with tempfile.TemporaryFile() as output:
        done = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=output, stderr=output, cwd="/", check=False)
        output.seek(0)
        assert done.returncode == 0 or not must_work, output.read().decode(errors="replace")
    return done.returncode


def _unprivileged() -> pwd.struct_passwd | None:
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    return None


def _free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])
