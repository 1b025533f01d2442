"""A5: broken, wicked and enormous files, and forms whose fields hold what no field should.

Good files of the program's own (roster, survey template, directory, sheet) and small ones made here are changed at
random by a fixed seed, and sent through every door that takes a file; then every form, filled by its own page, with
wicked values. Bar: no crash, no 5xx, under five seconds each, memory under 256 MB more.
"""
import io
import random
import struct
import time
import zipfile
import zlib

import a1_matrix
from kit import bend, oracle, report, server, world
from kit.client import Visitor
from kit.forms import forms

TEXTS = [
    "", " ", "\x00", "a\x00b", "\ufeff", "\ufffd", "\u202eabc", "①㈱髙﨑〜～−－", "𠮷野家", "🏥" * 50, "'\"><script>alert(1)</script>",
    "=cmd|' /C calc'!A0", "@SUM(1+1)", "' OR 1=1 --", "%00%0a", "../../../etc/passwd", "a" * 10_000, "あ" * 2_001,
    "-1", "0", "99999999999999999999", "1e400", "NaN", "2026-02-30", "9999-12-31", "0000-00-00", "{{7*7}}", "${jndi:ldap://x}",
    "\r\nSet-Cookie: x=1", "\u0301" * 500, "true", "null", "[]", "{}", "R", "13", "\t\n\r\v\f", "ｶﾞｷﾞｸﾞ", "\ud7ff\ue000",
]


def png(width, height, rows=None):
    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
    data = zlib.compress((b"\x00" + b"\x80" * (3 * width)) * (height if rows is None else rows), 9)
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", data) + chunk(b"IEND", b"")


def zipped(files, level=9):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=level) as z:
        for name, data in files:
            z.writestr(name, data)
    return out.getvalue()


def rezip(data, change):
    """The same workbook with one of its parts changed."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as z:
            return zipped([(n, change(n, z.read(n))) for n in z.namelist()], 1)
    except (zipfile.BadZipFile, zlib.error):
        return data


def bombs(short):
    """Files that are small and become enormous, and the well-known tricks."""
    big = 2**24 if short else 2**28
    deep = b"[" * 10_000 + b"]" * 10_000
    laughs = b'<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "ha">' + b"".join(
        b'<!ENTITY %c "&%c;&%c;&%c;&%c;&%c;&%c;&%c;&%c;">' % ((98 + i, *([97 + i] * 8))) for i in range(9)) + b"]><l>&j;</l>"
    xxe = b'<?xml version="1.0"?><!DOCTYPE l [<!ENTITY x SYSTEM "file:///etc/passwd">]><l>&x;</l>'
    inner = zipped([("a", b"0" * big)])
    sheet = "xl/worksheets/sheet1.xml"
    return [
        ("bomb.xlsx", zipped([("[Content_Types].xml", b"<x/>"), (sheet, b"0" * big)])),
        ("nested.zip", zipped([(f"{i}.zip", inner) for i in range(20)])),
        ("slip.zip", zipped([("../../../../tmp/yui-slip", b"x"), ("/tmp/yui-slip", b"x")])),
        ("many.zip", zipped([(f"{i}", b"") for i in range(20_000)])),
        ("laughs.xlsx", zipped([("xl/workbook.xml", laughs), (sheet, laughs)])),
        ("xxe.xlsx", zipped([("xl/workbook.xml", xxe), ("xl/sharedStrings.xml", xxe), (sheet, xxe)])),
        ("deep.json", deep),
        ("wide.csv", b"a," * 1_000_000),
        ("long.csv", b"a\n" * 1_000_000),
        ("quote.csv", b'"' + b"a" * 1_000_000),
        ("cp932.csv", "事業所番号,名称\n0370100001,①㈱髙橋〜\n".encode("cp932", "replace") + b"\x87\x40\xfa\xfc\xff\xfe"),
        ("utf16.csv", "事業所番号,名称\n1,あ\n".encode("utf-16")),
        ("huge.png", png(30_000, 30_000, rows=1)),
        ("wide.png", png(100_000, 2)),
        ("liar.png", png(4, 4, rows=5000)),
        ("bomb.png", png(8000, 8000)),
        ("x.svg", b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'),
        ("x.html", b"<html><script>alert(1)</script>"),
        ("x.pdf", b"%PDF-1.7\n1 0 obj<</Type/Catalog/OpenAction<</S/JavaScript/JS(app.alert(1))>>/Pages 1 0 R>>endobj"),
        ("loop.pdf", b"%PDF-1.4\n1 0 obj<</Type/Pages/Kids[1 0 R]/Count 9>>endobj trailer<</Root 1 0 R/Prev 9>>"),
        ("x.jpg", b"\xff\xd8\xff\xe1\xff\xffExif\x00\x00" + b"\xff" * 60_000),
        ("x.gif", b"GIF89a\xff\xff\xff\xff\xf7\x00\x00" + b"\x00" * 50),
        ("", b""), ("a" * 5000 + ".csv", b"x"), ("../../a.png", png(2, 2)), ("a\x00.png", png(2, 2)),
        ("exec.png", b"\x7fELF" + b"\x00" * 100),
    ]


class Mutator:
    def __init__(self, rng):
        self.rng = rng

    def bytes(self, data):
        """One to eight changes somewhere."""
        rng, b = self.rng, bytearray(data[:400_000])
        for _ in range(rng.randint(1, 8)):
            at = rng.randrange(len(b) + 1)
            kind = rng.randrange(7)
            if kind == 0 and b:
                b[at % len(b)] ^= 1 << rng.randrange(8)
            elif kind == 1:
                b[at:at] = rng.randbytes(rng.randint(1, 64))
            elif kind == 2:
                del b[at:at + rng.randint(1, 200)]
            elif kind == 3:
                b[at:at] = rng.choice(TEXTS).encode("utf-8", "surrogatepass")[:3000]
            elif kind == 4:
                b = b[:at]
            elif kind == 5 and b:
                b[at:at] = b[at // 2:at] * rng.randint(1, 3)
            elif b:
                b[at:at + 4] = rng.choice([b"\xff" * 4, b"\x00" * 4, b"\x7f\xff\xff\xff", b"\x80\x00\x00\x00"])
        return bytes(b)

    def file(self, data):
        if data[:2] == b"PK" and self.rng.random() < 0.7:
            with_one = self.rng.randrange(6)
            return rezip(data, lambda n, d, c=[0]: self.bytes(d) if (c.__setitem__(0, c[0] + 1), c[0] % 6 == with_one)[1] else d)
        return self.bytes(data)


class Attack:
    def __init__(self, works, short):
        self.r, self.short, self.rng = report.Report("A5"), short, random.Random(5)
        self.data = works.town("a5")
        self.actors = bend.bend(self.data, 5, share=0)
        self.s = works.serve(self.data)
        self.v = {a.label: Visitor(self.s).enter(a.account) for a in self.actors}
        self.w = world.World(self.data)
        self.o = oracle.Oracle(world.Matrix(), oracle.needs())
        self.rss, self.top, self.slow = self.s.rss(), 0, 0.0

    def send(self, what, job):
        began = time.monotonic()
        try:
            a = job()
        except Exception as e:
            self.r.tried += 1
            if not self.s.alive():
                self.r.find(what, "the program ended", "panics")
                raise SystemExit(what) from e
            # a body over the limit is cut off in the middle, and the browser sees it in this way
            self.r.more["cut_off"] = self.r.more.get("cut_off", 0) + 1
            return None
        took = time.monotonic() - began
        self.slow = max(self.slow, took)
        self.r.answer(a, allowed=True if a.status in (200, 204, 303) else None)
        if a.status >= 500:
            self.r.findings.append(f"{what}: {a.status}")
        if took > 5:
            self.r.find(what, f"{took:.1f} s")
        if a.status in (400, 413, 422):
            self.r.denied += 1
        if self.r.tried % 200 == 0:
            self.top = max(self.top, self.s.rss())
        return a

    def doors(self):
        """(visitor, path, field, more fields): the ways in for a file."""
        cm = next(a for a in self.actors if a.hat == "cm")
        person = next(p for p in sorted(self.w.access) if self.o.says(
            self.w, world.Route("/people/{resident}/files", "POST", "people.attachment.write", "person", "people"),
            cm, {"resident": p}) != oracle.DENY)
        centre = self.v["coordinator1"]
        org = next(a for a in self.actors if a.label == "coordinator1").organisation
        return {
            "files": (self.v[cm.label], f"/people/{person}/files", "files", [("file_kind", "photo"), ("file_title", "x")]),
            "import": (self.v[cm.label], "/people/import", "file", [("passphrase", "0123456789abcdef")]),
            "survey": (self.v[cm.label], "/transitions/survey/upload?from=2026-10-01&to=2026-10-31", "file", []),
            "directory": (centre, "/directory/import", "file", [("edition.era", "R"), ("edition.y", "8"),
                                                                ("edition.m", "10"), ("edition.d", "1")]),
            "roster": (centre, "/staff/roster", "file", [("organisation", org)]),
        }

    def seeds(self):
        cm = next(a.label for a in self.actors if a.hat == "cm")
        got = {}
        for name, who, path in (("survey", cm, "/transitions/survey/template"), ("roster", "coordinator1", "/staff/roster/sheet"),
                                ("directory", "coordinator1", "/directory/export"), ("directory2", "coordinator1",
                                                                                      "/directory/areas/export")):
            a = self.v[who].get(path, keep=False)
            if a.status == 200 and not a.header("content-type").startswith("text/html"):
                got[name] = a.raw
        got["png"], got["csv"] = png(20, 20), "事業所番号,名称,電話\n0370100001,みどり,0197-65-0000\n".encode("cp932")
        got["json"] = b'{"head":{"key":"x","v":1},"content":"' + b"A" * 200 + b'"}'
        got["pdf"] = (b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj "
                      b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF")
        got["jpg"] = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00" + b"\x00" * 400 + b"\xff\xd9"
        return got

    def files(self, n):
        doors, seeds, m = self.doors(), self.seeds(), Mutator(self.rng)
        self.r.more["seeds"] = sorted(seeds)
        for name, data in bombs(self.short):
            for door, (v, path, field, more) in doors.items():
                self.send(f"{door} {name[:20]}", lambda: v.upload(path, field, name, data, fields=more))
        for i in range(n):
            door = self.rng.choice(list(doors))
            v, path, field, more = doors[door]
            kind = self.rng.choice(list(seeds)) if self.rng.random() < 0.3 or door not in seeds else door
            if door == "files" and self.rng.random() < 0.6:
                kind = self.rng.choice(["png", "pdf", "jpg"])
            data = m.file(seeds[kind])
            ending = {"csv": "csv", "json": "json", "png": "png", "pdf": "pdf", "jpg": "jpg"}.get(kind, "xlsx")
            self.send(f"{door} {kind} {i}", lambda: v.upload(path, field, f"a.{ending}", data, fields=more))
        for i in range(n // 4):
            # the envelope itself: a multipart body broken anywhere
            v, path, field, more = doors[self.rng.choice(list(doors))]
            body = m.bytes(b'--x\r\nContent-Disposition: form-data; name="_csrf"\r\n\r\n' + v.csrf.encode() +
                           b'\r\n--x\r\nContent-Disposition: form-data; name="' + field.encode() +
                           b'"; filename="a.csv"\r\nContent-Type: text/csv\r\n\r\na,b\r\n1,2\r\n--x--\r\n')
            self.send(f"envelope {i}", lambda: v.ask("POST", path, body=body, headers={
                "Content-Type": "multipart/form-data; boundary=x"}))

    def pages(self):
        """Every posted form of the program with the fields its page shows: (visitor, path, fields)."""
        out = []
        routes = world.routes()
        cells = a1_matrix.Cells(self.w, self.o, routes, self.actors, self.rng)
        for route in cells.routes:
            if route.method != "GET" or route.permission == "public":
                continue
            for params in cells.params(route)[:30]:
                actor = next((a for a in self.actors if self.o.says(self.w, route, a, params) == oracle.ALLOW), None)
                if actor is None:
                    continue
                path = route.path
                for k, v in params.items():
                    path = path.replace("{" + k + "}", v)
                a = self.v[actor.label].get(path, keep=False)
                found = {k: f for k, f in forms(a.text).items() if f and "logout" not in k and "/me/" not in k
                         and "/staff/" not in k}
                if found:
                    out += [(self.v[actor.label], k.removeprefix("/yuino"), f) for k, f in found.items()]
                    break
        seen, one = set(), []
        for v, path, fields in out:
            key = tuple(n for n, _ in fields)
            if key not in seen:
                seen.add(key)
                one.append((v, path, fields))
        return one

    def forms(self, n):
        pages, m, rng = self.pages(), Mutator(self.rng), self.rng
        self.r.more["forms"] = len(pages)
        for i in range(n):
            v, path, fields = pages[i % len(pages)]
            pairs = [(k, x) for k, x in fields]
            for _ in range(rng.randint(1, 4)):
                j = rng.randrange(len(pairs))
                kind = rng.randrange(5)
                if kind == 0:
                    pairs.insert(j, pairs[j])
                elif kind == 1 and len(pairs) > 1:
                    pairs.pop(j)
                elif kind == 2:
                    pairs[j] = (rng.choice(TEXTS)[:100], pairs[j][1])
                else:
                    pairs[j] = (pairs[j][0], rng.choice(TEXTS))
            pairs = [(k.encode("utf-8", "surrogatepass"), x.encode("utf-8", "surrogatepass")) for k, x in pairs]
            if rng.random() < 0.1:
                pairs.append((b"x", m.bytes(b"abc")))
            self.send(f"form {path}", lambda: v.post(path, pairs))
            if i % 5 == 0:
                # the same in the address of a page
                import urllib.parse
                query = urllib.parse.urlencode(pairs[:3])[:4000]
                self.send(f"query {path}", lambda: v.get(f"{path.split('?')[0]}?{query}", keep=False))

    def run(self):
        n = 60 if self.short else 5200
        self.files(n)
        self.forms(150 if self.short else 5200)
        self.top = max(self.top, self.s.rss())
        grown = (self.top - self.rss) // 2**20
        if grown > 256:
            self.r.find("memory", f"{grown} MB more")
        self.r.more.update(grown_mb=grown, slowest_s=round(self.slow, 2))
        self.r.panics += self.s.panics()
        if self.s.panics():
            self.r.findings += [x for x in self.s.log_text().splitlines() if "panicked" in x][:5]
        return self.r


def run(works, short=False):
    return Attack(works, short).run()
