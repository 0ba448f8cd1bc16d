"""The site as docs/deployment.md installs it on a Debian server: a folder, a settings file, the processes of
its units, and nginx, on PostgreSQL and Redis. The test plays systemd."""

from __future__ import annotations

import functools
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

from tests.processes import PROJECT, Process, free_port
from tests.proxy import NAME, PublicNginx
from tests.servers import PASSWORD, Postgres, Redis, Site
from tests.units import Unit

__all__ = ["PASSWORD", "Installed"]

BUSY = 120  # seconds, for what takes three on a machine with nothing else to do
LEFT_OUT = shutil.ignore_patterns(".git", ".venv", "var", "node_modules", "__pycache__", ".*_cache", "tests")
# What deploy/restart calls: it hands its words to the test, and prints the answer.
SYSTEMCTL = """#!{python}
import socket, sys
with socket.socket(socket.AF_UNIX) as test:
    test.connect({address!r})
    test.sendall(" ".join(sys.argv[1:]).encode())
    test.shutdown(socket.SHUT_WR)
    sys.stdout.write(test.makefile().read())
"""


class Installed(Site):
    """Two processes behind nginx; `url` is https, under the site's own name."""

    def __init__(self, redis: Redis, postgres: Postgres, **settings: object) -> None:
        super().__init__()
        self.program = self.folder / "opt"
        self.env_file = self.folder / "videocall.env"
        self.stores = {"DATABASE_URL": postgres.new_database(migrated=False), "REDIS_URL": redis.url}
        self.given = {name: str(value) for name, value in settings.items()}
        self.ports = [free_port(), free_port()]
        self.nginx = PublicNginx(self.ports)
        self.processes: dict[str, Process] = {}
        self._systemctl: socket.socket | None = None

    @property
    def url(self) -> str:
        return f"https://{NAME}"

    @property
    def socket_url(self) -> str:
        return f"wss://{NAME}/ws/"

    @property
    def socket_options(self) -> dict[str, Any]:
        return {"host": "127.0.0.1", "port": self.nginx.port, "ssl": self.nginx.trust}

    @property
    def environment(self) -> dict[str, str]:
        return self._unit("videocall-prepare.service").environment | {
            "DJANGO_SETTINGS_MODULE": "videocall.settings"
        }

    @property
    def log(self) -> str:
        return "".join(path.read_text(errors="replace") for path in sorted(self.folder.glob("*.log")))

    def sign_in(self, username: str) -> dict[str, str]:
        return {"__Host-session": self.backstage("sign_in", username=username)}

    def start(self) -> None:
        self._install()
        self.run_unit("videocall-prepare.service")
        for port in self.ports:
            self._start_unit(f"videocall@{port}.service")
        for port, process in zip(self.ports, self.processes.values(), strict=True):
            process.wait_for(functools.partial(self._healthy, port), f"port {port} is ready", BUSY)
        self.nginx.start()

    def run_unit(self, name: str) -> None:
        """A oneshot service, to its end."""
        process = self._unit(name).start(self.folder / f"{name}.log")
        assert process.ended(BUSY) == 0, process.log

    def restart_one_by_one(self) -> str:
        """What deploy/restart says."""
        where = {"PATH": f"{self.folder / 'bin'}:{os.environ['PATH']}"}
        done = subprocess.run(
            [str(self.program / "deploy" / "restart")], env=where, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def stop(self, number: int = signal.SIGTERM) -> None:
        self.nginx._leave()
        for process in self.processes.values():
            process.stop(number)
        if self._systemctl:
            self._systemctl.close()

    # ---- the folder ------------------------------------------------------------------------------

    def _install(self) -> None:
        shutil.copytree(PROJECT, self.program, ignore=LEFT_OUT)
        (self.program / ".venv").symlink_to(Path(sys.executable).parent.parent)
        self.env_file.write_text(self._settings_file())
        address = str(self.folder / "systemd")
        self._systemctl = socket.socket(socket.AF_UNIX)
        self._systemctl.bind(address)
        self._systemctl.listen()
        program = self.folder / "bin" / "systemctl"
        program.parent.mkdir()
        program.write_text(SYSTEMCTL.format(python=sys.executable, address=address))
        program.chmod(0o755)
        threading.Thread(target=self._play_systemd, args=[self._systemctl], daemon=True).start()

    def _settings_file(self) -> str:
        """deploy/videocall.env as somebody fills it in."""
        secrets = {
            "SECRET_KEY": "of a test, and for nothing else: 50 letters at least",
            "TURN_SECRET": "x" * 32,
        }
        folder = {
            "TURN_SECRET": "x" * 32,
            "DATA_DIR": str(self.folder / "data"),
            "EMAIL_URL": "consolemail://",
        }
        text = (PROJECT / "deploy" / "videocall.env").read_text()
        for name, value in (secrets | folder | self.stores | self.given).items():
            text, replaced = re.subn(rf"^{name}=.*$", f"{name}={value}", text, flags=re.MULTILINE)
            text += "" if replaced else f"{name}={value}\n"
        return text

    # ---- systemd ---------------------------------------------------------------------------------

    def _unit(self, name: str) -> Unit:
        return Unit(name, {"/opt/videocall": self.program, "/etc/videocall.env": self.env_file})

    def _start_unit(self, name: str) -> None:
        self.processes[name] = self._unit(name).start(self.folder / f"{name}.log")

    def _restart_unit(self, name: str) -> None:
        unit = self._unit(name)
        self.processes[name].stop(signal.Signals[unit.stop_signal])
        assert self.processes[name].ended() != -signal.SIGKILL, "it did not end in time"
        self._start_unit(name)

    def _play_systemd(self, socket: socket.socket) -> None:
        """Answers `systemctl list-units …` and `systemctl restart UNIT` until the socket closes."""
        while True:
            try:
                caller, _ = socket.accept()
            except OSError:
                return
            with caller:
                words = caller.makefile().read().split()
                if words[0] == "restart":
                    self._restart_unit(words[1])
                else:
                    lines = (f"{name} loaded active running Videocall\n" for name in self.processes)
                    caller.sendall("".join(lines).encode())

    def _healthy(self, port: int) -> bool:
        command = [str(self.program / "deploy" / "healthy"), str(port)]
        return subprocess.run(command, capture_output=True, check=False).returncode == 0
