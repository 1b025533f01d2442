"""A11: slow and huge. A thousand visitors who never finish their sentence, bodies without end, heads without number:
who works must not notice, and memory stays bounded.
"""
import socket
import threading
import time

from kit import bend, report
from kit.client import Visitor


def line(s, n):
    sock = socket.create_connection(("127.0.0.1", s.port), timeout=10)
    sock.settimeout(n)
    return sock


def answer_of(sock):
    """The status a socket says, 0 when it is closed without a word, -1 when nothing comes."""
    try:
        data = sock.recv(200)
    except (TimeoutError, socket.timeout):
        return -1
    except OSError:
        return 0
    try:
        return int(data.split()[1]) if data else 0
    except (IndexError, ValueError):
        return 0


class Worker(threading.Thread):
    """Somebody at work, who asks for pages the whole time: how long each took."""

    def __init__(self, visitor):
        super().__init__(daemon=True)
        self.v, self.took, self.bad, self.go = visitor, [], 0, True

    def run(self):
        n = 0
        while self.go:
            began = time.monotonic()
            # every other time as a new visitor: who comes in meanwhile must find the door open
            n += 1
            if n % 2:
                self.v.close()
            try:
                ok = self.v.get(("/", "/people", "/transitions")[n % 3], keep=False).status == 200
            except Exception:
                ok = False
            self.took.append(time.monotonic() - began)
            self.bad += not ok

    def stop(self):
        self.go = False
        self.join()
        t = sorted(self.took)
        return round(1000 * t[int(len(t) * 0.95)]) if t else None, self.bad


def huge(r, s, v):
    """Requests of which nothing may be kept: (what, bytes to send, endless part, fine answers)."""
    head = f"Host: 127.0.0.1:{s.port}\r\nCookie: yui_session={v.cookies['yui_session']}\r\n"
    form = "Content-Type: application/x-www-form-urlencoded\r\n"
    many = "".join(f"X-{i}: {'a' * 50}\r\n" for i in range(64_000))
    cases = [
        ("1 GB announced", f"POST /yuino/search HTTP/1.1\r\n{head}{form}Content-Length: 1000000000\r\n\r\n", b"", (413,)),
        ("1 GB without a length", f"POST /yuino/search HTTP/1.1\r\n{head}{form}Transfer-Encoding: chunked\r\n\r\n",
         b"100000\r\n" + b"a" * 0x100000 + b"\r\n", (413,)),
        ("1 GB file", f"POST /yuino/people/import HTTP/1.1\r\n{head}Content-Type: multipart/form-data; boundary=x\r\n"
         "Transfer-Encoding: chunked\r\n\r\n", b"100000\r\n" + b"a" * 0x100000 + b"\r\n", (413, 400)),
        ("64,000 heads", f"GET /yuino/ HTTP/1.1\r\n{head}{many}\r\n", b"", (431, 400)),
        ("a head of 64 kB", f"GET /yuino/ HTTP/1.1\r\n{head}X: {'a' * 65_536}\r\n\r\n", b"", (200, 431, 400)),
        ("a head of 10 MB", f"GET /yuino/ HTTP/1.1\r\n{head}X: {'a' * 10_000_000}\r\n\r\n", b"", (431, 400)),
        ("an address of 1 MB", f"GET /yuino/{'a' * 1_000_000} HTTP/1.1\r\n{head}\r\n", b"", (414, 431, 400)),
        ("a search of 3 MB", f"POST /yuino/search HTTP/1.1\r\n{head}{form}Content-Length: 3000000\r\n\r\nq=" + "a" * 2_999_998,
         b"", (413,)),
        ("100,000 fields", f"POST /yuino/search HTTP/1.1\r\n{head}{form}Content-Length: 400000\r\n\r\n" + "a=b&" * 100_000,
         b"", (413, 403)),
        ("a packed body", f"POST /yuino/search HTTP/1.1\r\n{head}{form}Content-Encoding: gzip\r\nContent-Length: 20\r\n\r\n"
         + "\x1f" * 20, b"", (400, 403, 413, 415)),
        ("a wrong length", f"POST /yuino/search HTTP/1.1\r\n{head}{form}Content-Length: -1\r\n\r\n", b"", (400,)),
        ("two lengths", f"POST /yuino/search HTTP/1.1\r\n{head}{form}Content-Length: 5\r\nContent-Length: 6\r\n\r\naaaaa",
         b"", (400,)),
        ("length and chunks", f"POST /yuino/search HTTP/1.1\r\n{head}{form}Content-Length: 5\r\nTransfer-Encoding: chunked"
         "\r\n\r\n0\r\n\r\n", b"", (400, 403)),
        ("no HTTP at all", "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + "\x00" * 500, b"", (400,)),
    ]
    for what, text, more, fine in cases:
        sock = line(s, 20)
        try:
            sock.sendall(text.encode("latin-1"))
            for _ in range(1000 if more else 0):
                sock.sendall(more)
        except OSError:
            pass
        got = answer_of(sock)
        sock.close()
        r.tried += 1
        r.denied += got != 200
        if got >= 500:
            r.status_5xx += 1
        if got not in (*fine, 0):
            r.find(what, f"answered {got}")


def run(works, short=False):
    r = report.Report("A11")
    data = works.town("a11")
    actors = bend.bend(data, 11, share=0)
    s = works.serve(data)
    someone = Visitor(s).enter(next(a for a in actors if a.hat == "cm").account)
    other = Visitor(s)
    other.cookies = dict(someone.cookies)
    for v in (someone, other):
        for path in ("/", "/people", "/transitions"):
            v.get(path)
    # no attack: what is usual on this machine
    quiet = Worker(other)
    quiet.start()
    time.sleep(1.5 if short else 3)  # a span to measure in
    usual, _ = quiet.stop()
    n = 300 if short else 1000
    rss = s.rss()
    worker = Worker(other)
    worker.start()
    lines = []
    form = f"POST /yuino/search HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\n"
    for i in range(n):
        try:
            sock = line(s, 5)
            kind = i % 4
            if kind == 0:  # never ends its heads
                sock.sendall(b"GET /yuino/ HTTP/1.1\r\nHost: x\r\nX-a: ")
            elif kind == 1:  # says a body and sends a byte of it
                sock.sendall((form + "Content-Length: 100000\r\n\r\nq").encode())
            elif kind == 2:  # asks for much and does not read
                sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1024)
                sock.sendall(b"GET /yuino/login HTTP/1.1\r\nHost: x\r\n\r\n" * 20)
            lines.append(sock)  # the fourth says nothing at all
        except OSError:
            r.more["not_connected"] = r.more.get("not_connected", 0) + 1
        r.tried += 1
    # long enough that the moment in which all lines are opened is not what is measured
    until = time.monotonic() + (12 if short else 35)
    while time.monotonic() < until:
        for i, sock in enumerate(lines):
            if i % 4 in (0, 1):
                try:
                    sock.send(b"a")
                except OSError:
                    pass
        time.sleep(1)  # the pace of the attack
    if not short:
        huge(r, s, someone)
    p95, bad = worker.stop()
    held = 0
    for sock in lines:
        sock.setblocking(False)
        try:
            held += sock.recv(1) != b"" or False
        except BlockingIOError:
            held += 1
        except OSError:
            pass
        sock.close()
    r.denied += len(lines) - held
    grown = (s.rss() - rss) // 2**20
    limit = max(1000, 3 * (usual or 0))
    if bad:
        r.find("who works", f"{bad} pages did not come")
    if p95 is None or p95 > limit:
        r.find("who works", f"P95 {p95} ms (usual {usual} ms)")
    if grown > 256:
        r.find("memory", f"{grown} MB more")
    r.more.update(lines=n, usual_p95_ms=usual, p95_ms=p95, grown_mb=grown, lines_still_open=held)
    r.panics += s.panics()
    return r
