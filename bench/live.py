#!/usr/bin/env python3
"""Readers of one room, live: does everybody get every post exactly once and in order, however often the line breaks?

    bench/live.py [--bin PATH] [--readers 2000] [--seconds 60] [--rate 5] [--processes 1] [--database URL]

Starts the program on loopback with a demonstration, opens the readers (each its own connection, cut at random times and
opened again with Last-Event-ID), writes posts by the form of the page meanwhile, and compares what each reader heard with
what was written. Prints: posts, events, reconnections, delivery p50/p99 (from the answer to the writer, as the writer
sees it, to the reader's socket), memory of the program per reader. Ends with 1 when a reader missed, doubled or
disordered anything. With --processes the readers and the writer are spread over as many processes on one PostgreSQL.
"""
import argparse
import asyncio
import json
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import urllib.parse

REGION = "yuino"
ID = r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"


async def ask(port, method, path, cookies, body=None):
    """One request on a connection of its own: status, headers, text."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        head = [f"{method} /{REGION}{path} HTTP/1.1", f"Host: 127.0.0.1:{port}", "Connection: close"]
        if cookies:
            head.append("Cookie: " + "; ".join(f"{k}={v}" for k, v in cookies.items()))
        data = b"" if body is None else urllib.parse.urlencode(body, doseq=True).encode()
        if body is not None:
            head += ["Content-Type: application/x-www-form-urlencoded", f"Content-Length: {len(data)}"]
        writer.write(("\r\n".join(head) + "\r\n\r\n").encode() + data)
        await writer.drain()
        raw = await reader.read()
    finally:
        writer.close()
    top, _, rest = raw.partition(b"\r\n\r\n")
    lines = top.decode().split("\r\n")
    headers = {}
    for line in lines[1:]:
        k, _, v = line.partition(": ")
        if k.lower() == "set-cookie":
            name, _, value = v.partition("=")
            cookies[name] = value.split(";")[0]
        headers[k.lower()] = v
    return int(lines[0].split()[1]), headers, rest.decode("utf-8", "replace")


async def sign_in(port, role):
    cookies = {}
    _, _, page = await ask(port, "GET", "/login", cookies)
    form = next(f for f in page.split("<form") if f'data-role="{role}"' in f)
    account = re.search(r'name="account" value="([^"]+)"', form).group(1)
    status, _, _ = await ask(port, "POST", "/login", cookies, {"account": account, "next": "/"})
    assert status == 303, status
    return cookies


class Reader:
    """One who follows the room and is cut off now and then."""

    def __init__(self, port, room, cookies, after, mean):
        self.port, self.room, self.cookies, self.mean = port, room, cookies, mean
        self.last, self.heard, self.times, self.cuts, self.stop = after, [], {}, 0, False

    async def run(self):
        while not self.stop:
            try:
                await self.once()
            except (OSError, asyncio.IncompleteReadError, ConnectionError):
                pass
            self.cuts += 1
            await asyncio.sleep(random.uniform(0, 0.3))

    async def once(self):
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port, limit=1 << 14)
        until = time.monotonic() + random.expovariate(1 / self.mean)
        try:
            cookie = "; ".join(f"{k}={v}" for k, v in self.cookies.items())
            writer.write((f"GET /{REGION}/rooms/{self.room}/live?after=0 HTTP/1.1\r\nHost: 127.0.0.1:{self.port}\r\n"
                          f"Cookie: {cookie}\r\nLast-Event-ID: {self.last}\r\n\r\n").encode())
            await writer.drain()
            head = await reader.readuntil(b"\r\n\r\n")
            if b" 200 " not in head.split(b"\r\n")[0]:
                raise SystemExit(f"a reader was refused: {head.splitlines()[0]!r}")
            pos, data = self.last, None
            while not self.stop:
                left = until - time.monotonic()
                if left <= 0:
                    return
                try:
                    line = await asyncio.wait_for(reader.readline(), left)
                except asyncio.TimeoutError:
                    return
                if not line:
                    return
                text = line.decode().rstrip("\r\n")
                if text.startswith("id: "):
                    pos = int(text[4:])
                elif text.startswith("data: "):
                    data = json.loads(text[6:])
                elif text == "" and pos > self.last:
                    # an event counts when its blank line has come, as for a browser
                    self.last = pos
                    if data is not None:
                        self.heard.append((pos, data["post"], data["what"]))
                        self.times.setdefault((data["post"], data["what"]), time.monotonic())
                        data = None
        finally:
            writer.close()


async def write_posts(ports, room, sessions, seconds, rate):
    """Writes posts by the page's own form; id → (before, after)."""
    made, n, begun = [], 0, time.monotonic()
    forms = {}
    while time.monotonic() - begun < seconds:
        who = n % len(sessions)
        port, cookies = ports[n % len(ports)], sessions[who]
        if who not in forms:
            _, _, page = await ask(port, "GET", f"/rooms/{room}/write?layer=team", cookies)
            forms[who] = re.search(r'name="_csrf" value="([^"]+)"', page).group(1)
        body = {"_csrf": forms[who], "_key": f"live-{os.getpid()}-{n}", "layer": "team", "reply_to": "",
                "kind": "report", "text": f"測定の投稿 {n}"}
        sent = time.monotonic()
        status, headers, text = await ask(port, "POST", f"/rooms/{room}/write", cookies, body)
        if status != 303:
            raise SystemExit(f"a post was refused: {status} {re.sub('<[^>]*>', ' ', text)[:300]}")
        made.append((re.search(rf"p-({ID})", headers["location"]).group(1), sent, time.monotonic()))
        n += 1
        await asyncio.sleep(max(0, begun + n / rate - time.monotonic()))
    return made


def memory(pids):
    total = 0
    for pid in pids:
        for line in open(f"/proc/{pid}/status"):
            if line.startswith("VmRSS"):
                total += int(line.split()[1]) * 1024
    return total


def share(values, p):
    values = sorted(values)
    return values[min(len(values) - 1, int(len(values) * p))] * 1000 if values else 0.0


async def measure(args, ports, pids):
    sessions = [await sign_in(ports[0], r) for r in ("cm", "visit-nurse")]
    _, _, page = await ask(ports[0], "GET", "/rooms", sessions[1])
    rooms = re.findall(rf'href="/{REGION}/rooms/({ID})"', page)
    room = None
    for r in rooms:
        answers = [await ask(ports[0], "GET", f"/rooms/{r}/write?layer=team", s) for s in sessions]
        if all(a[0] == 200 for a in answers) and "ご家族には見えません" in answers[0][2]:
            room = r
            break
    if room is None:
        raise SystemExit("the demonstration has no room of both")
    _, _, page = await ask(ports[0], "GET", f"/rooms/{room}", sessions[0])
    after = int(re.search(r"live\?after=(\d+)", page).group(1))
    # on PostgreSQL the last posts of the demonstration may get their numbers only now: the page shows them already
    shown = set(re.findall(rf'id="p-({ID})"', page))
    empty = memory(pids)
    readers = [Reader(ports[i % len(ports)], room, sessions[i % 2], after, args.mean) for i in range(args.readers)]
    tasks = []
    for i, r in enumerate(readers):
        tasks.append(asyncio.create_task(r.run()))
        if i % 50 == 49:
            await asyncio.sleep(0.1)
    await asyncio.sleep(3)
    full = memory(pids)
    made = await write_posts(ports, room, sessions, args.seconds, args.rate)
    wanted = [m[0] for m in made]
    end = time.monotonic() + 120
    while time.monotonic() < end and any(len([h for h in r.heard if h[2] == "new" and h[1] not in shown]) < len(wanted) for r in readers):
        await asyncio.sleep(0.5)
    loaded = memory(pids)
    for r in readers:
        r.stop = True
    for t in tasks:
        t.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    bad = 0
    order = None
    for r in readers:
        new = [h for h in r.heard if h[2] == "new" and h[1] not in shown]
        poses = [h[0] for h in r.heard]
        ok = poses == sorted(set(poses)) and sorted(h[1] for h in new) == sorted(wanted)
        order = order or [h[1] for h in new]
        bad += not (ok and [h[1] for h in new] == order)
    late = [r.times[(p, "new")] - done for p, _, done in made for r in readers if (p, "new") in r.times]
    # heard before the writer had its own answer counts as no delay
    late = [max(0.0, x) for x in late]
    print(json.dumps({
        "readers": args.readers, "processes": len(ports), "posts": len(made), "events": sum(len(r.heard) for r in readers),
        "cuts": sum(r.cuts for r in readers), "readers_with_a_fault": bad,
        "delivery_ms": {"p50": round(share(late, 0.5), 1), "p99": round(share(late, 0.99), 1), "max": round(share(late, 1.0), 1)},
        "bytes_per_reader": {"open": (full - empty) // args.readers, "under load": (loaded - empty) // args.readers},
        "load": os.getloadavg()[0],
    }, ensure_ascii=False))
    return bad == 0


def main():
    p = argparse.ArgumentParser()
    p.add_argument("--bin", default=os.environ.get("YUI_BIN", "target/debug/yui"))
    p.add_argument("--readers", type=int, default=2000)
    p.add_argument("--seconds", type=float, default=60)
    p.add_argument("--rate", type=float, default=5)
    p.add_argument("--mean", type=float, default=10, help="mean seconds until a reader is cut off")
    p.add_argument("--processes", type=int, default=1)
    p.add_argument("--database", default="")
    p.add_argument("--data", default="", help="a demonstration that is there already; it is copied")
    args = p.parse_args()
    folder = tempfile.mkdtemp(prefix="yui-live-", dir="/dev/shm")
    binary = os.path.join(folder, "yui")
    shutil.copy2(args.bin, binary)
    place = ["--database", args.database] if args.database else ["--data", os.path.join(folder, "data")]
    env = {**os.environ, "YUI_LIVE_PER_ACCOUNT": str(args.readers), "RUST_LOG": "warn"}
    servers = []
    try:
        if args.data:
            shutil.copytree(args.data, os.path.join(folder, "data"))
        else:
            subprocess.run([binary, *place, "demo", "--residents", "40", "--stays", "60", "--no-serve"], check=True,
                           stdout=subprocess.DEVNULL)
        ports = []
        for _ in range(args.processes):
            s = subprocess.Popen([binary, *place, "serve", "--listen", "127.0.0.1:0"], stdout=subprocess.PIPE, text=True, env=env)
            servers.append(s)
            ports.append(int(s.stdout.readline().strip().rsplit(":", 1)[1]))
        good = asyncio.run(measure(args, ports, [s.pid for s in servers]))
    finally:
        for s in servers:
            s.send_signal(signal.SIGTERM)
        codes = [s.wait(timeout=30) for s in servers]
        shutil.rmtree(folder, ignore_errors=True)
    if any(codes):
        print(f"a process did not end in order: {codes}")
    sys.exit(0 if good and not any(codes) else 1)


if __name__ == "__main__":
    main()
