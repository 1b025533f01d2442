"""A visitor with nothing but HTTP: a connection kept alive, cookies, and the form token of the page met last."""
import http.client
import re
import secrets
import time
import urllib.parse

UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
ROOM = re.compile(r"/rooms/[0-9a-f-]{36}")
TOKEN = re.compile(r'name="_csrf" value="([^"]+)"')
SECRET = re.compile(r"\b[0-9a-f]{32,64}\b")
CLOCK = re.compile(r"\d{1,2}:\d\d")


class Answer:
    """What came back."""

    def __init__(self, status, headers, body):
        self.status, self.headers, self.raw = status, headers, body

    @property
    def text(self):
        return self.raw.decode("utf-8", "replace")

    def header(self, name):
        return self.headers.get(name.lower(), "")

    def shape(self):
        """Status and body without what differs between any two answers (form tokens, keys, ids, the minute)."""
        body = self.text.replace("%2D", "-")
        for pattern, word in ((UUID, "ID"), (SECRET, "SECRET"), (CLOCK, "TIME")):
            body = pattern.sub(word, body)
        where = UUID.sub("ID", self.header("location").replace("%2D", "-"))
        return self.status, where, body


class Visitor:
    """One browser. `csrf` is filled by signing in."""

    def __init__(self, server, region="yuino"):
        self.port, self.region = server.port, region
        self.cookies, self.csrf, self.connection = {}, "", None
        self.account, self.used = None, 0.0

    def url(self, path):
        return f"/{self.region}{path}"

    def ask(self, method, path, body=None, headers=None, whole=False, keep=True):
        """Asks for a path of the region (`whole`: of the server)."""
        target = path if whole else self.url(path)
        send = {"Host": f"127.0.0.1:{self.port}"}
        if self.cookies:
            send["Cookie"] = "; ".join(f"{k}={v}" for k, v in self.cookies.items())
        send.update(headers or {})
        if time.monotonic() - self.used > 15:
            self.close()  # the server ends lines that are silent for long, as a browser knows
        for attempt in (0, 1):
            try:
                if self.connection is None:
                    self.connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
                self.connection.request(method, target, body=body, headers=send)
                r = self.connection.getresponse()
                stream = r.getheader("content-type", "").startswith("text/event-stream")
                data = self.beginning(r) if stream else r.read()
                self.used = time.monotonic()
                break
            except (http.client.HTTPException, OSError):
                self.close()
                if attempt or method == "POST":
                    raise
        heads = {k.lower(): v for k, v in r.getheaders()}
        for k, v in r.getheaders():
            if keep and k.lower() == "set-cookie":
                name, _, rest = v.partition("=")
                value = rest.split(";")[0]
                if "max-age=0" in v.lower():
                    self.cookies.pop(name, None)
                else:
                    self.cookies[name] = value
        if heads.get("connection") == "close":
            self.close()
        return Answer(r.status, heads, data)

    def beginning(self, r):
        """What an endless answer says at once; the line is given up afterwards."""
        self.connection.sock.settimeout(0.3)
        try:
            return r.read1(65536)
        except OSError:
            return b""
        finally:
            self.close()

    def get(self, path, **more):
        return self.ask("GET", path, **more)

    def post(self, path, fields=(), headers=None, csrf=True, key=True, whole=False):
        """Sends a form as a page would: with the form token and a fresh key, unless told otherwise."""
        pairs = list(fields.items()) if isinstance(fields, dict) else list(fields)
        if csrf and not any(k == "_csrf" for k, _ in pairs):
            pairs.append(("_csrf", self.csrf))
        if key is True:
            pairs.append(("_key", secrets.token_hex(16)))
        elif key:
            pairs.append(("_key", key))
        body = urllib.parse.urlencode(pairs).encode()
        heads = {"Content-Type": "application/x-www-form-urlencoded", **(headers or {})}
        return self.ask("POST", path, body=body, headers=heads, whole=whole)

    def upload(self, path, field, name, data, mime="application/octet-stream", fields=()):
        """Sends one file as multipart/form-data, byte for byte."""
        edge = secrets.token_hex(12)
        parts = []
        pairs = [*fields, ("_csrf", self.csrf), ("_key", secrets.token_hex(16))]
        for k, v in pairs:
            parts.append(f'--{edge}\r\nContent-Disposition: form-data; name="{k}"\r\n\r\n{v}\r\n'.encode())
        head = f'--{edge}\r\nContent-Disposition: form-data; name="{field}"; filename="{name}"\r\n'
        parts.append((head + f"Content-Type: {mime}\r\n\r\n").encode("utf-8", "replace") + data + b"\r\n")
        parts.append(f"--{edge}--\r\n".encode())
        heads = {"Content-Type": f"multipart/form-data; boundary={edge}"}
        return self.ask("POST", path, body=b"".join(parts), headers=heads)

    def enter(self, account):
        """Signs in by one tap, as a demonstration region allows, and learns the form token."""
        a = self.post("/login", {"account": account}, csrf=False, key=False)
        if a.status != 303 or "yui_session" not in self.cookies:
            raise SystemExit(f"account {account} cannot sign in: {a.status}")
        self.account = account
        self.learn()
        return self

    def learn(self):
        """Takes the form token from a page: staff's own, those of residents and their families, or a room's."""
        for path in ("/me", "/my/phone", "/my/wish/see", "/my/family"):
            m = TOKEN.search(self.get(path).text)
            if m:
                break
        else:
            room = ROOM.search(self.get("/rooms").text)
            m = room and TOKEN.search(self.get(room.group(0) + "/write").text)
        self.csrf = m.group(1) if m else ""

    def close(self):
        if self.connection is not None:
            self.connection.close()
        self.connection = None
