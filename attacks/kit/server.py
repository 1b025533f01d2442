"""A town to attack: a demonstration region on a RAM disk, and the real program serving it on loopback.

The world is made by the program itself (`yui demo`), then bent by the attacks *before* the server starts (they
write the rows that make an ended right, a withdrawn consent, a second account), never while it runs, unless an
attack says so.
"""
import os
import re
import shutil
import signal
import sqlite3
import subprocess
import tempfile
import time
import urllib.request
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
REGION = "yuino"


def binary():
    """The program under attack: YUI_BIN, else what cargo built."""
    target = os.environ.get("CARGO_TARGET_DIR", str(Path.home() / ".cache/yui/target"))
    path = Path(os.environ.get("YUI_BIN") or Path(target) / "debug" / "yui")
    if not path.exists():
        raise SystemExit(f"{path} is not there: build it first (cargo build -p server)")
    return path


def work_folder():
    """The folder of this run, on a RAM disk when there is one; removed by `Works.close`."""
    base = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
    return Path(tempfile.mkdtemp(prefix="yui-attacks-", dir=base))


class Works:
    """One run of attacks: its folder, its copy of the program, the town made once and copied for each attack."""

    def __init__(self, residents=60, stays=120):
        self.folder = work_folder()
        self.bin = self.folder / "yui"
        shutil.copy2(binary(), self.bin)
        self.servers = []
        self.base = self.folder / "base"
        began = time.monotonic()
        ready = os.environ.get("YUI_ATTACKS_BASE")
        if ready and Path(ready).exists():
            shutil.copytree(ready, self.base)
        else:
            words = ["demo", "--residents", str(residents), "--stays", str(stays), "--no-serve"]
            self.run(self.base, *words)
            if ready:
                shutil.copytree(self.base, ready)
        self.made_in = time.monotonic() - began

    def run(self, data, *words, check=True):
        """Runs a command of the program; its output."""
        done = subprocess.run(
            [self.bin, "--data", str(data), *words], capture_output=True, text=True, cwd=ROOT
        )
        if check and done.returncode != 0:
            raise SystemExit(f"yui {' '.join(words)}: {done.returncode}\n{done.stderr[-2000:]}")
        return done

    def town(self, name):
        """A fresh copy of the town, not served yet."""
        data = self.folder / name
        shutil.copytree(self.base, data)
        return data

    def serve(self, data, *words, env=None):
        """Serves a town; the server, ready."""
        s = Server(self.bin, data, words, env)
        self.servers.append(s)
        return s

    def close(self):
        for s in self.servers:
            s.stop()
        shutil.rmtree(self.folder, ignore_errors=True)


class Server:
    """A running program. `origin` is its address; its log lies beside the town."""

    def __init__(self, program, data, words=(), env=None):
        self.data = Path(data)
        self.log = self.data.with_name(self.data.name + f".{time.monotonic_ns()}.log")
        out = open(self.log, "wb")
        full = {**os.environ, "RUST_LOG": "info", **(env or {})}
        self.process = subprocess.Popen(
            [program, "--data", str(data), "serve", "--no-jobs", "--listen", "127.0.0.1:0", *words],
            stdout=subprocess.PIPE,
            stderr=out,
            cwd=ROOT,
            env=full,
        )
        line = self.process.stdout.readline().decode().strip()
        if not line.startswith("http"):
            raise SystemExit(f"the server did not start: {line}\n{self.log.read_text()[-2000:]}")
        self.origin = line
        self.port = int(line.rsplit(":", 1)[1])
        with urllib.request.urlopen(self.origin + "/health", timeout=30) as answer:
            answer.read()
        self.rss_at_start = self.rss()

    def alive(self):
        return self.process.poll() is None

    def rss(self):
        """Resident memory in bytes; 0 when it is gone."""
        try:
            text = Path(f"/proc/{self.process.pid}/status").read_text()
        except OSError:
            return 0
        m = re.search(r"VmRSS:\s+(\d+)", text)
        return int(m.group(1)) * 1024 if m else 0

    def log_text(self):
        return self.log.read_text(errors="replace") if self.log.exists() else ""

    def panics(self):
        """How often the program panicked, by its own log; an early death counts as one."""
        text = self.log_text()
        return len(re.findall(r"panicked at|a page panicked", text)) + (0 if self.alive() else 1)

    def stop(self):
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(timeout=10)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        self.process.stdout.close()


def region_file(data, region=REGION):
    """The SQLite file of a region."""
    found = sorted(Path(data, "regions", region).glob("*.sqlite"))
    if not found:
        raise SystemExit(f"no database in {data}/regions/{region}")
    return found[0]


def control_file(data):
    return Path(data, "control.sqlite")


def open_db(path, write=False):
    """A connection beside the server's; rows by name."""
    mode = "rw" if write else "ro"
    db = sqlite3.connect(f"file:{path}?mode={mode}", uri=True, timeout=30, check_same_thread=False)
    db.row_factory = sqlite3.Row
    return db
