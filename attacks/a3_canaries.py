"""A3: fields that travel with others (BOPLA). Every group of fields of every resident carries a word of its own; every
reader fetches pages, lists, searches, files and sheets; a word met where its group may not be read is a leak.

What is fetched in another form is opened: XLSX is unzipped, PDF goes through pdftotext.
"""
import hashlib
import io
import json
import random
import re
import subprocess
import zipfile
from concurrent.futures import ThreadPoolExecutor

import a1_matrix
from kit import bend, oracle, report, server, world
from kit.client import Visitor

TOKEN = re.compile(r"ZQ([NACHSD])(\d{3})Z")
KINDS = {"N": ("basic", "stay", "document"), "A": ("basic",), "C": ("basic",), "H": ("health",), "S": ("stay",)}


CARD = {"/people/{resident}/emergency", "/people/{resident}/emergency/edit", "/emergency/handover/{transport}",
        "/scene/card/{opened}", "/scene/card/{opened}/handover"}
ENTRY = {"/people/{resident}/register", "/registers", "/registers/print", "/disasters/{disaster}",
         "/people/{resident}/wish/paper"}
NOTE = ("/wish", "/people/{resident}/wish")


def token(group, i):
    return f"ZQ{group}{i:03d}Z"


def mark(value, word):
    """Puts a word into the first longer text of a JSON value; whether it could."""
    if isinstance(value, dict):
        for k in value:
            if isinstance(value[k], str) and re.search(r"[ぁ-んァ-ヶ一-龠]", value[k]):
                value[k] += word
                return True
            if mark(value[k], word):
                return True
    if isinstance(value, list):
        return any(mark(v, word) for v in value)
    return False


def plant(data):
    """Writes the words into a town that is not served; residents by number, and the record of each document word."""
    db = server.open_db(server.region_file(data), write=True)
    residents = [r["id"] for r in db.execute("SELECT id FROM people_resident ORDER BY id")]
    records = {}
    for i, r in enumerate(residents):
        db.execute("UPDATE people_resident SET name = name || ?, address = address || ?, phone = ? WHERE id = ?",
                   (token("N", i), token("A", i), token("A", i), r))
        db.execute("UPDATE people_contact SET name = name || ?, phone = ? WHERE resident = ?",
                   (token("C", i), token("C", i), r))
        db.execute("UPDATE people_fact SET text = text || ? WHERE resident = ?", (token("H", i), r))
        db.execute("UPDATE transitions_stay SET reason = reason || ?, room = ? WHERE resident = ?",
                   (token("S", i), token("S", i), r))
    n = 0
    for v in db.execute("SELECT v.record, v.version, v.body, v.hash FROM app_record_version v JOIN app_record r"
                        " ON r.id = v.record WHERE r.resident IS NOT NULL").fetchall():
        number = records.setdefault(v["record"], len(records))
        body = json.loads(v["body"])
        if not mark(body, token("D", number)):
            continue
        text = json.dumps(body, ensure_ascii=False, separators=(",", ":"))
        h = hashlib.sha256(text.encode()).hexdigest()
        # without a seal, like a version of the time before there were seals: otherwise it is damage, and shown to nobody
        db.execute("UPDATE app_record_version SET body = ?, hash = ?, seal = NULL WHERE record = ? AND version = ?",
                   (text, h, v["record"], v["version"]))
        db.execute("UPDATE transitions_act SET hash = ? WHERE record = ? AND hash = ?", (h, v["record"], v["hash"]))
        n += 1
    db.commit()
    db.close()
    return residents, {n: r for r, n in records.items()}


def words_of(a):
    """The text of an answer, whatever it is written in."""
    raw = a.raw
    kind = a.header("content-type")
    if raw[:4] == b"PK\x03\x04":
        with zipfile.ZipFile(io.BytesIO(raw)) as z:
            return "\n".join(z.read(n).decode("utf-8", "replace") for n in z.namelist())
    if kind.startswith("application/pdf"):
        done = subprocess.run(["pdftotext", "-layout", "-", "-"], input=raw, capture_output=True)
        # a line may break inside a word
        return re.sub(r"\s+", "", done.stdout.decode("utf-8", "replace"))
    return raw.decode("utf-8", "replace")


class Attack:
    def __init__(self, works, short):
        self.r, self.short = report.Report("A3"), short
        self.rng = random.Random(3)
        self.data = works.town("a3")
        self.residents, self.records = plant(self.data)
        self.actors = bend.bend(self.data, 33)
        self.server = works.serve(self.data)
        self.visitors = {a.label: Visitor(self.server).enter(a.account) for a in self.actors}
        self.visitors["anonymous"] = Visitor(self.server)
        self.actors.append(world.Actor("anonymous", "", "", "", dead=True))
        self.world = world.World(self.data)
        self.matrix = world.Matrix()
        self.oracle = oracle.Oracle(self.matrix, oracle.needs())
        self.met = set()

    def allowed(self, actor, group, number, where=""):
        if actor.dead:
            return False
        w = self.world
        if group == "D":
            record = self.records.get(number)
            row = w.records.get(record)
            return bool(row) and (w.decides(self.matrix, actor, "read", "document", row["resident"], record)
                                  or self.party(actor, record) or self.conference(actor, row))
        resident = self.residents[number]
        if any(w.decides(self.matrix, actor, "read", k, resident) for k in KINDS[group]):
            return True
        # the card for 救急, and nothing else, says who it is, whom to call and what to heed to who may see the card only; the
        # entry of a register the name, where, and whom to call
        if where in CARD and group in "NHAC" and w.decides(self.matrix, actor, "read", "emergency", resident):
            return True
        if where in ENTRY and group in "NAC" and w.decides(self.matrix, actor, "read", "register", resident):
            return True
        # whose note it is
        if where.startswith(NOTE) and group == "N" and w.decides(self.matrix, actor, "read", "wish", resident):
            return True
        # what was addressed to somebody names the person and the stay it is about
        if group in "NS":
            return any(w.decides(self.matrix, actor, "read", "document", resident, a["record"] or None)
                       for a in w.access.get(resident, ()))
        return False

    def conference(self, actor, row):
        """Who reads the stay reads what was decided in its conferences."""
        stay = self.world.stays.get(row["subject"])
        return row["kind"] == "transitions.conference" and bool(stay) and self.oracle.reads_stay(self.world, actor, stay)

    def party(self, actor, record):
        """A referral is read by the two it goes between."""
        return any(r["record"] == record and actor.organisation in (r["hospital"], r["hokatsu"])
                   for (t, _), r in self.world.by_id.items() if t == "transitions_referral")

    def look(self, actor, what, a):
        self.r.answer(a)
        text = words_of(a)
        for group, number in set(TOKEN.findall(text)):
            self.met.add((group, actor.hat))
            if self.allowed(actor, group, int(number), what):
                self.r.allowed += 1
            else:
                self.r.find(f"{what} as {actor.label}", f"group {group} of another", "leaks")
        where = a.header("location")
        if TOKEN.search(where):
            self.r.find(f"{what} as {actor.label}", "a word in an address", "leaks")

    def everything(self, actor):
        """All pages and files a reader can ask for, of a sample of residents; and searches for their words."""
        v = self.visitors[actor.label]
        routes = [r for r in world.routes() if r.method == "GET"]
        cells = a1_matrix.Cells(self.world, oracle.Oracle(self.matrix, oracle.needs()), routes, self.actors, self.rng)
        some = 1 if self.short else 9
        for route in cells.routes:
            printed = route.path.endswith(("/print", "/cover")) or "/print" in route.path
            choices = cells.params(route)
            self.rng.shuffle(choices)
            # some of whom one may see, some of others
            yes = [p for p in choices if cells.oracle.says(self.world, route, actor, p) != oracle.DENY]
            n = 1 if printed else some
            for params in yes[:n] + choices[:n]:
                path = route.path
                for k, value in params.items():
                    path = path.replace("{" + k + "}", value)
                self.look(actor, route.path, v.get(path, keep=False))
        for path in ("/transitions/survey/csv", "/transitions/survey/excel", "/directory/export",
                     "/transitions?p=2", "/people?p=2", "/transitions?which=all", "/people?q=ZQ", "/notices?p=2"):
            self.look(actor, path, v.get(path, keep=False))
        for i in self.rng.sample(range(len(self.residents)), some * 2):
            for group in "NA" if self.short else "NACHSD":
                self.look(actor, "POST /search", v.post("/search", {"q": token(group, i)[:5]}))
                self.look(actor, "POST /transitions/find-cm", v.post("/transitions/find-cm", {
                    "name": token(group, i)[:5], "birth": "1940-01-01"}))

    def run(self):
        chosen = self.actors
        if self.short:
            hats = set()
            chosen = [a for a in self.actors if not (a.hat in hats or hats.add(a.hat))]
        with ThreadPoolExecutor(3) as pool:
            list(pool.map(self.everything, chosen))
        self.r.denied = self.r.leaks
        text = self.server.log_text()
        for group, number in set(TOKEN.findall(text)):
            self.r.find("log", f"group {group}", "leaks")
        db = self.world.db
        for table, column in (("app_notice", "text"), ("app_audit", "detail"), ("app_audit", "object"),
                              ("app_outbox", "payload"), ("app_measure", "dims"), ("app_job", "payload")):
            try:
                n = sum(1 for (t,) in db.execute(f"SELECT {column} FROM {table}") if t and TOKEN.search(t))
            except Exception:
                continue
            if n:
                self.r.find(table, f"{n} rows with a word in {column}", "leaks")
        groups = {g for g, _ in self.met}
        if groups != set("NACHSD"):
            self.r.find("canaries", f"only the groups {sorted(groups)} were met by anybody: the attack is blind")
        self.r.more.update(readers=len(chosen), words_allowed=self.r.allowed, groups_met=len(groups))
        self.r.panics += self.server.panics()
        return self.r


def run(works, short=False):
    return Attack(works, short).run()
