"""A1: every route × every hat × every relation, with real ids of other people (IDOR, BOLA).

Three rounds on one town: what the oracle denies, what it permits to read, what it permits to write. Denied means: no
other answer than the one for an id that does not exist, and not a row changed. The oracle is asked from the facts of
the moment.
"""
import hashlib
import random
import statistics
import threading
import time
import uuid
from concurrent.futures import ThreadPoolExecutor

from kit import bend, oracle, report, server, world
from kit.client import Visitor
from kit.forms import forms

WHICH = tuple(oracle.WRITERS)
# acts of one's own session, which would end it, and the doors that count tries (A9, A10 look at those)
SKIP = {"/logout", "/login/password", "/join/password", "/login/recover", "/me/access/hat", "/login", "/apply",
        "/join", "/join/known", "/join/passkey", "/join/passkey/options", "/login/passkey",
        "/login/passkey/options", "/login/again", "/login/again/passkey", "/staff/{account}",
        "/my/enter", "/my/phone/end"}
LOGS = ("app_audit", "app_block", "app_idempotency", "app_measure", "app_epoch", "app_checkpoint", "app_outbox",
        "app_draft", "home_alarm", "bridge_try", "sqlite_")


def fingerprint(db):
    """A hash for every table that holds more than traces of asking."""
    out = {}
    for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
        if not name.startswith(LOGS):
            h = hashlib.sha256()
            # that a paper was opened is what reading itself means, not an act
            columns = [c["name"] for c in db.execute(f"PRAGMA table_info({name})") if not c["name"].startswith("opened_")]
            for row in db.execute(f"SELECT {', '.join(columns)} FROM {name} ORDER BY 1, 2"):
                h.update(repr(tuple(row)).encode())
            out[name] = h.hexdigest()
    return out


class Cells:
    """All cells of a town: (route, actor, params), with what the oracle says."""

    def __init__(self, w, o, routes, actors, rng):
        self.world, self.oracle, self.rng = w, o, rng
        self.routes = [r for r in routes if r.path not in SKIP]
        self.actors = actors
        self.anyone = {}
        for table, name in (("directory_facility", "facility"), ("directory_area", "area"), ("app_job", "job"),
                            ("accounts_application", "application"), ("directory_light", "light")):
            try:
                rows = w.rows(f"SELECT id FROM {table} LIMIT 5")
            except Exception:
                rows = []
            self.anyone[name] = [r["id"] for r in rows]

    def params(self, route):
        """Real ids for a route's places, several; mixed ones (a paper of somebody else's stay) among them."""
        names = route.names
        if not names:
            return [{}]
        out = []
        w = self.world
        if "stay" in names:
            for s in w.stays.values():
                base = {"stay": s["id"]}
                if "record" in names:
                    own = [r["id"] for r in w.records.values() if r["subject"] == s["id"]]
                    other = self.rng.choice(list(w.records))
                    out += [dict(base, record=r) for r in [*own[:3], other]]
                elif "act" in names:
                    own = [a["id"] for a in w.acts_of.get(s["id"], ()) if a["kind"] == "papers"]
                    out += [dict(base, act=a) for a in [*own[:2], self.rng.choice(list(w.acts))]]
                elif "which" in names:
                    out += [dict(base, which=x) for x in WHICH]
                else:
                    out.append(base)
        elif "resident" in names:
            people = sorted({s["resident"] for s in w.stays.values()})
            for r in people:
                base = {"resident": r}
                if "other" in names:
                    out.append(dict(base, other=self.rng.choice(people)))
                elif "file" in names:
                    files = [f for (t, _), f in w.by_id.items() if t == "people_attachment"]
                    out += [dict(base, file=f["id"]) for f in files if f["resident"] == r] + [
                        dict(base, file=f["id"]) for f in files[:1]]
                elif "record" in names:
                    out.append(dict(base, record=self.rng.choice(list(w.records))))
                elif "what" in names:
                    out.append(dict(base, what="contacts", thing=str(uuid.UUID(int=self.rng.getrandbits(128)))))
                elif "account" in names:
                    held = [k for (t, k) in w.by_id if t == "people_card"]
                    out += [dict(base, account=a) for a in held]
                elif set(names) & set(oracle.NOTE):
                    thing = (set(names) & set(oracle.NOTE)).pop()
                    all_of = [row for (t, _), row in w.by_id.items() if t == "acp_" + thing]
                    out += [dict(base, **{thing: x["id"]}) for x in all_of if x["resident"] == r][:3]
                    out += [dict(base, **{thing: x["id"]}) for x in self.rng.sample(all_of, min(1, len(all_of)))]
                elif "merge" in names:
                    out.append(dict(base, merge=str(uuid.UUID(int=self.rng.getrandbits(128)))))
                else:
                    out.append(base)
        elif "act" in names:
            kinds = {"questions": "facility_asked", "told": "services_told", "services": "services_told"}
            want = next((k for word, k in kinds.items() if f"/{word}/" in route.path), None)
            out = [{"act": a["id"]} for a in w.acts.values() if want in (None, a["kind"])]
            self.rng.shuffle(out)
            out = out[:150]
        elif "room" in names:
            rooms = [k for (t, k) in w.by_id if t == "rooms_room"]
            if "post" not in names:
                return [{"room": k} for k in rooms]
            posts = [p for (t, _), p in w.by_id.items() if t == "rooms_post"]
            out = [{"room": p["room"], "post": p["id"]} for p in posts]
            out += [{"room": r, "post": self.rng.choice(posts)["id"]} for r in rooms if posts]
            if "file" in names:
                out = [dict(o, file=str(uuid.UUID(int=self.rng.getrandbits(128)))) for o in out]
        else:
            name = names[0]
            if "/my/family/" in route.path:
                return [{name: k} for (t, k) in w.by_id if t == "people_card"]
            table = {"conference": "transitions_conference", "task": "transitions_task",
                     "prepared": "transitions_prepared", "referral": "transitions_referral",
                     "handover": "transitions_handover", "account": "accounts_account",
                     "meeting": "transitions_meeting", "row": "transitions_case", "deputy": "accounts_deputy",
                     "letter": "bridge_letter", "opened": "emergency_opened", "transport": "emergency_transport",
                     "alert": "emergency_alert", "glass": "emergency_glass",
                     "disaster": "emergency_disaster", "proxy": "acp_proxy", "export": "people_export"}.get(name)
            if table:
                out = [{name: k} for (t, k) in w.by_id if t == table][:40]
                if "file" in names:
                    out = [dict(o, file=str(uuid.UUID(int=self.rng.getrandbits(128)))) for o in out]
            elif name == "token":
                out = [{name: "".join(self.rng.choice("0123456789abcdefghjkmnpqrstvwxyz") for _ in range(26))}]
            elif name == "month":
                out = [{name: "2026-10"}]
            else:
                kind = "area" if "/areas/" in route.path else "application" if "/applications/" in route.path else \
                    "light" if "/light/" in route.path else "job" if "/jobs/" in route.path else "facility"
                out = [{name: k} for k in self.anyone.get(kind, [])[:3]]
        return out

    def build(self, wanted, permit_share):
        """`wanted` distinct cells, at least `permit_share` of them permitted when there are so many."""
        sides = {True: [], False: []}
        for route in self.routes:
            choices = self.params(route)
            per = {True: [], False: []}
            for actor in self.actors:
                for params in choices:
                    if route.permission == "public" and route.method == "POST":
                        continue
                    said = self.oracle.says(self.world, route, actor, params)
                    per[said != oracle.DENY].append((route, actor, params))
            for side, cells in per.items():
                self.rng.shuffle(cells)
                sides[side].append(cells)
        out = {}
        for side, share in ((True, permit_share), (False, 1 - permit_share)):
            # the same number from every route, then what is left over from the rich ones
            want, taken, depth = int(wanted * share), [], 0
            lists = [c for c in sides[side] if c]
            while len(taken) < want and any(len(c) > depth for c in lists):
                taken += [c[depth] for c in lists if len(c) > depth]
                depth += 1
            out[side] = taken[:want] if len(taken) > want else taken
        return out


class Attack:
    def __init__(self, works, short=False, seed=20261121):
        self.r = report.Report("A1")
        self.rng = random.Random(seed)
        self.data = works.town("a1")
        self.actors = bend.bend(self.data, seed)
        self.server = works.serve(self.data)
        self.visitors = {a.label: Visitor(self.server).enter(a.account) for a in self.actors}
        self.dead(works)
        self.files()
        self.world = world.World(self.data)
        self.oracle = oracle.Oracle(world.Matrix(), oracle.needs())
        self.baselines, self.latency = {}, {"absent": [], "denied": []}
        self.lock, self.by = threading.Lock(), {}
        self.wanted = 5_000 if short else 52_000

    def dead(self, works):
        """Sessions that count for nothing: none, a locked account, one that has left, another role, another region."""
        db = server.open_db(server.region_file(self.data), write=True)
        alive = {a.account for a in self.actors}
        rows = [r for r in db.execute("SELECT id, organisation, hat FROM accounts_account WHERE hat = 'cm'")
                if r["id"] not in alive][:3]
        for label, row, change in (
            ("locked", rows[0], "locked_at = '2026-01-01T00:00:00.000Z'"),
            ("left", rows[1], "leaves_on = '2026-01-01'"),
            ("other-role", rows[2], "hat = 'liaison'"),
        ):
            db.execute("UPDATE accounts_account SET demo_role = ? WHERE id = ?", (label, row["id"]))
            db.commit()
            self.visitors[label] = Visitor(self.server).enter(row["id"])
            db.execute(f"UPDATE accounts_account SET {change} WHERE id = ?", (row["id"],))
            db.commit()
            self.actors.append(world.Actor(label, row["id"], row["organisation"], row["hat"], dead=True))
        db.close()
        self.visitors["anonymous"] = Visitor(self.server)
        self.actors.append(world.Actor("anonymous", "", "", "", dead=True))
        far = server.open_db(server.region_file(self.data, "kitakami"))
        row = far.execute("SELECT id FROM accounts_account WHERE demo_role IS NOT NULL").fetchone()
        v = Visitor(self.server, "kitakami").enter(row["id"])
        v.region = "yuino"
        self.visitors["other-region"] = v
        self.actors.append(world.Actor("other-region", row["id"], "", "coordinator", dead=True))
        far.close()

    def files(self):
        """A few attachments, put there by those who may."""
        w, o = world.World(self.data), oracle.Oracle(world.Matrix(), oracle.needs())
        png = bytes.fromhex("89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c4944415408d7"
                            "63f8cfc0000003010100c9fe92ef0000000049454e44ae426082")
        for resident in sorted(w.access)[:6]:
            for a in self.actors:
                if a.hat == "cm" and not a.dead and w.decides(o.matrix, a, "write", "document", resident):
                    v = self.visitors[a.label]
                    v.upload(f"/people/{resident}/files", "files", "a.png", png, "image/png",
                             [("kind", "photo"), ("title", "試験")])
                    v.cookies.pop("yui_flash", None)
                    break

    def path(self, route, params):
        out = route.path
        for k, v in params.items():
            out = out.replace("{" + k + "}", v)
        return out

    def ask(self, route, actor, params, fields=()):
        v = self.visitors[actor.label]
        path = self.path(route, params)
        began = time.monotonic()
        a = v.get(path, keep=False) if route.method == "GET" else v.post(path, fields)
        return a, time.monotonic() - began

    def absent(self, route, actor, params, fields):
        """The answer for ids that nobody has: what a denied asker must not be able to tell from the real thing."""
        key = (route.method, route.path, actor.label, params.get("which"), bool(fields))
        with self.lock:
            known = self.baselines.get(key)
        if known is None:
            fake = {k: (v if k in ("which", "what", "month", "token") else str(uuid.uuid4())) for k, v in params.items()}
            a, took = self.ask(route, actor, fake, fields)
            with self.lock:
                self.baselines[key] = known = a.shape()
                self.latency["absent"].append(took)
        return known

    def refused(self, a):
        # 303: to the door, staff's or residents'
        door = any(d in a.header("location") for d in ("/login", "/my/enter"))
        return a.status in (401, 403, 404) or (a.status == 303 and door)

    def note(self, route, actor, text, params):
        with self.lock:
            key = (route.method, route.path, actor.hat or actor.label, text)
            self.by.setdefault(key, []).append((actor.label, params))
            self.r.find(f"{route.method} {route.path} as {actor.label}", text)

    def deny(self, cell):
        route, actor, params = cell
        fields = self.typed.get((route.method, route.path), ()) if hash(str(params)) % 2 else ()
        a, took = self.ask(route, actor, params, fields)
        with self.lock:
            self.r.answer(a, allowed=False)
            self.latency["denied"].append(took)
        form = route.method == "POST" and a.status in (400, 409, 413, 422)
        if not self.refused(a) and not form:
            self.note(route, actor, f"let in ({a.status})", params)
        elif self.oracle.knows(self.world, actor, params):
            pass  # who may see the person may be told why not
        elif params and a.shape() != self.absent(route, actor, params, fields):
            self.note(route, actor, f"told apart from nothing ({a.status})", params)

    def permit(self, cell, reread=False):
        route, actor, params = cell
        said = self.oracle.says(self.world, route, actor, params)
        a, _ = self.ask(route, actor, params)
        if route.method == "POST" and a.status in (303, 200):
            self.world.fresh()
        if said == oracle.DENY:
            # another cell of this round has changed the facts: it is a denied one now
            with self.lock:
                self.r.answer(a, allowed=False)
            if not self.refused(a) and a.status != 422:
                self.note(route, actor, f"let in after a change ({a.status})", params)
            return
        with self.lock:
            self.r.answer(a, allowed=True)
        if self.refused(a):
            if said == oracle.STATE and a.status in (403, 404):
                with self.lock:
                    self.r.more["absent_by_state"] = self.r.more.get("absent_by_state", 0) + 1
            else:
                self.note(route, actor, f"kept out ({a.status})", params)

    def scrape(self):
        """Filled forms, as who is permitted sees them; the denied ones send these."""
        self.typed = {}
        posts = {r.path: r for r in self.cells.routes if r.method == "POST"}
        gets = {r.path: r for r in self.cells.routes if r.method == "GET"}
        for path in posts:
            if path not in gets:
                continue
            route = gets[path]
            for params in self.cells.params(route)[:60]:
                actor = next((a for a in self.actors if not a.dead
                              and self.oracle.says(self.world, route, a, params) != oracle.DENY), None)
                if actor is None:
                    continue
                a, _ = self.ask(route, actor, params)
                want = f"/yuino{self.path(route, params)}"
                found = forms(a.text).get(want) if a.status == 200 else None
                if found:
                    self.typed[("POST", path)] = found
                    break

    def round(self, cells, each):
        by_actor = {}
        for c in cells:
            by_actor.setdefault(c[1].label, []).append(c)
        with ThreadPoolExecutor(4) as pool:
            list(pool.map(lambda mine: [each(c) for c in mine], by_actor.values()))

    def run(self):
        routes = world.routes()
        unlisted = self.oracle.unlisted(routes)
        for u in unlisted:
            self.r.find("A2", u, "unlisted_routes")
        self.cells = Cells(self.world, self.oracle, routes, self.actors, self.rng)
        self.scrape()
        self.world.fresh()
        # reading marks papers as opened, which is a change: so the denied round comes first, on a still town
        chosen = self.cells.build(self.wanted, 0.32)
        before = fingerprint(self.world.db)
        self.round(chosen[False], self.deny)
        after = fingerprint(self.world.db)
        for table in sorted(t for t in after if after[t] != before.get(t)):
            self.r.find("denied acts changed", table)
        reads = [c for c in chosen[True] if c[0].method == "GET"]
        self.round(reads, self.permit)
        self.world.fresh()
        for c in chosen[True]:
            if c[0].method == "POST":
                self.permit(c)
        keys = {(r.method, r.path, a.label, tuple(sorted(p.items()))) for side in chosen.values() for r, a, p in side}
        median = {k: round(1000 * statistics.median(v), 2) for k, v in self.latency.items() if v}
        self.r.more.update(cells=len(keys), permit_share=round(len(chosen[True]) / max(1, len(keys)), 3),
                           routes=len({(c[0].method, c[0].path) for s in chosen.values() for c in s}),
                           actors=len(self.actors), typed_forms=len(self.typed), median_ms=median)
        self.r.panics += self.server.panics()
        return self.r


def run(works, short=False):
    return Attack(works, short).run()
