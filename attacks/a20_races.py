"""A20: the same thing at the same moment. Sixty-four browsers press together: one registration, one admission, one word to
the hospital, one receipt; and a loop of readers meets nothing once the withdrawal of a consent is acknowledged.

Four races a round. The withdrawal is written beside the program, as a second process of it would (with the epoch that
tells readers in flight to look again), so that it also holds where several processes share a store.
"""
import random
import re
import secrets
import threading
import time
import uuid

from kit import bend, report, server
from kit.client import Visitor

CLIENTS = 64


class Press:
    """Threads that wait for one another, each with its own connection of the same person."""

    def __init__(self, s, visitor, n):
        self.n, self.job, self.out = n, None, []
        self.start, self.end = threading.Barrier(n + 1), threading.Barrier(n + 1)
        self.visitors = []
        for _ in range(n):
            v = Visitor(s)
            v.cookies, v.csrf = dict(visitor.cookies), visitor.csrf
            self.visitors.append(v)
        for i in range(n):
            threading.Thread(target=self.work, args=(i,), daemon=True).start()

    def work(self, i):
        while True:
            self.start.wait()
            if self.job is None:
                return
            try:
                self.out[i] = self.job(self.visitors[i], i)
            except Exception as e:  # a broken connection is an answer too
                self.out[i] = e
            self.end.wait()

    def all(self, job):
        """Everybody does it at once; the answers."""
        self.job, self.out = job, [None] * self.n
        self.start.wait()
        self.end.wait()
        return self.out

    def close(self):
        self.job = None
        self.start.wait()


def day(prefix, d):
    return {f"{prefix}.era": "R", f"{prefix}.y": str(d.year - 2018), f"{prefix}.m": str(d.month), f"{prefix}.d": str(d.day)}


class Attack:
    def __init__(self, works, short):
        self.r = report.Report("A20")
        self.rounds, self.clients = (6, 16) if short else (250, CLIENTS)
        self.rng = random.Random(20)
        self.data = works.town("a20")
        self.actors = bend.bend(self.data, 20, share=0)
        self.s = works.serve(self.data)
        cm = next(a for a in self.actors if a.hat == "cm")
        self.cm = Visitor(self.s).enter(cm.account)
        self.office = cm.organisation
        self.db = server.open_db(server.region_file(self.data), write=True)
        hospital = next(a for a in self.actors if a.hat == "liaison")
        self.hospital = hospital.organisation
        self.liaison = Visitor(self.s).enter(hospital.account)
        self.press = Press(self.s, self.cm, self.clients)
        self.there = Press(self.s, self.liaison, self.clients)

    def count(self, sql, *values):
        return self.db.execute(sql, values).fetchone()[0]

    def answers(self, out, fine):
        for a in out:
            if isinstance(a, Exception) or a is None:
                self.r.tried += 1
                self.r.find("answer", f"{type(a).__name__}")
                continue
            self.r.answer(a, allowed=a.status == 303)
            if a.status not in fine and a.status < 500:
                self.r.find("answer", f"{a.status}")

    def once(self, what, n):
        if n != 1:
            self.r.find(what, f"{n} instead of 1")

    def round(self, i):
        from kit.world import today
        key, name = secrets.token_hex(16), f"競争 試験{i}号{secrets.token_hex(3)}"
        kana = "".join(self.rng.choice("あいうえおかきくけこさしすせそたちつてと") for _ in range(8))
        person = {"name": name, "kana": "きょうそう " + kana, "birth.era": "S", "birth.y": str(5 + i % 55),
                  "birth.m": str(1 + i % 12), "birth.d": str(1 + (i // 12) % 28), "sex": "male", "address": "結野市1",
                  "care_level": "21", "consent_method": "written", "sure": "1", **day("consent_on", today())}
        out = self.press.all(lambda v, _: v.post("/people/new", person, key=key))
        self.answers(out, (303,))
        self.once("registered with one key", self.count("SELECT COUNT(*) FROM people_resident WHERE name = ?", name))
        places = {a.header("location") for a in out if not isinstance(a, Exception)}
        self.once("answers to one key", len(places))
        row = self.db.execute("SELECT id FROM people_resident WHERE name = ?", (name,)).fetchone()
        if row is None:
            said = re.findall(r'class="err[^>]*>(.*?)</p>', getattr(out[0], "text", ""))
            self.r.find("registered", f"{i} nobody: {said}")
            return
        resident = row["id"]
        admission = {"resident": resident, "a.hospital": self.hospital, "a.reason": "肺炎", "a.planned": "no",
                     "a.learned": "family", "a.told": "no", **day("a.admitted_on", today())}
        out = self.press.all(lambda v, _: v.post("/transitions/new", admission))
        self.answers(out, (303, 409, 422))
        self.once("admitted with many keys", self.count("SELECT COUNT(*) FROM transitions_stay WHERE resident = ?", resident))
        stay = self.db.execute("SELECT id FROM transitions_stay WHERE resident = ?", (resident,)).fetchone()["id"]
        word = {"a.contact_day_is": "today", "a.contact_method": "phone", "a.contact_to": "看護師 山田", "a.contact_note": ""}
        out = self.press.all(lambda v, _: v.post(f"/transitions/{stay}/contact", word))
        self.answers(out, (303, 409, 422))
        acts = "SELECT COUNT(*) FROM transitions_act WHERE stay = ? AND kind = ? AND cancelled_at IS NULL"
        self.once("told with many keys", self.count(acts, stay, "admission_contact"))
        act = self.db.execute("SELECT id FROM transitions_act WHERE stay = ? AND kind = 'admission_contact'",
                              (stay,)).fetchone()["id"]
        out = self.there.all(lambda v, _: v.post(f"/transitions/acts/{act}/receive"))
        self.answers(out, (303, 409, 422))
        received = self.db.execute("SELECT received_at FROM transitions_act WHERE id = ?", (act,)).fetchone()
        self.once("received", int(received["received_at"] is not None))
        self.withdraw(resident, stay, name)

    def withdraw(self, resident, stay, name):
        """The hospital reads the stay by the consent; once the withdrawal stands, no reading that begins sees a thing."""
        stands = [float("inf")]

        def read(v, i):
            seen = []
            while True:
                began = time.monotonic()
                a = v.get(f"/transitions/{stay}", keep=False)
                seen.append((began, a.status, name in a.text))
                if began > stands[0] + 0.05:
                    return seen

        def later():
            time.sleep(self.rng.uniform(0.005, 0.03))  # anywhere within the reading; nothing waits for it
            self.db.execute("UPDATE people_consent SET withdrawn_on = ? WHERE resident = ?", ("2026-01-01", resident))
            if any(c["name"] == "status" for c in self.db.execute("PRAGMA table_info(people_consent)")):
                self.db.execute("UPDATE people_consent SET status = 'withdrawn' WHERE resident = ?", (resident,))
            self.db.execute("INSERT INTO app_epoch_new(id) VALUES (?)", (str(uuid.uuid4()),))
            self.db.commit()
            stands[0] = time.monotonic()

        t = threading.Thread(target=later)
        t.start()
        out = self.there.all(read)
        t.join()
        for seen in out:
            if isinstance(seen, Exception):
                self.r.find("reading", type(seen).__name__)
                continue
            for began, status, named in seen:
                self.r.tried += 1
                self.r.status_5xx += status >= 500
                after = began > stands[0]
                self.r.more["read_after"] = self.r.more.get("read_after", 0) + after
                if status == 200 and not after:
                    self.r.allowed += 1
                elif after and (status == 200 or named):
                    self.r.find("read after the withdrawal", str(status), "leaks")
                else:
                    self.r.denied += 1

    def run(self):
        for i in range(self.rounds):
            self.round(i)
        self.press.close()
        self.there.close()
        if not self.r.allowed or not self.r.more.get("read_after"):
            self.r.find("races", "nobody got in before, or nobody came after: the attack is blind")
        done = self.db.execute("SELECT COUNT(*), COUNT(DISTINCT actor || key) FROM app_idempotency_outcome").fetchone()
        self.r.more.update(rounds=self.rounds * 5, clients=self.clients, duplicates=done[0] - done[1])
        self.r.panics += self.s.panics()
        return self.r


def run(works, short=False):
    return Attack(works, short).run()
