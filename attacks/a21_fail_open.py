"""A21: what fails must stay shut. The log of reading cannot be written, the rights cannot be read, the consents cannot be
read: then nobody gets data, and nothing is changed.

The fault is put into the store beside the running program (SQLite): a trigger that refuses, a table that is away. Each
reader first gets the page, then the fault comes, then the page must be gone, then the fault goes and the page is back.
"""
import random

import a1_matrix
import a3_canaries
from kit import bend, oracle, report, server, world
from kit.client import Visitor

NO = "BEGIN SELECT RAISE(ABORT, 'attack'); END"
FAULTS = {
    "audit insert": (f"CREATE TRIGGER attack BEFORE INSERT ON app_audit {NO}", "DROP TRIGGER attack"),
    "audit table away": ("ALTER TABLE app_audit RENAME TO attack_audit", "ALTER TABLE attack_audit RENAME TO app_audit"),
    "rights away": ("ALTER TABLE people_access RENAME TO attack_access",
                    "ALTER TABLE attack_access RENAME TO people_access"),
    "consents away": ("ALTER TABLE people_consent RENAME TO attack_consent",
                      "ALTER TABLE attack_consent RENAME TO people_consent"),
    "accounts away": ("ALTER TABLE accounts_account RENAME TO attack_account",
                      "ALTER TABLE attack_account RENAME TO accounts_account"),
    "epoch away": ("ALTER TABLE app_epoch_new RENAME TO attack_epoch", "ALTER TABLE attack_epoch RENAME TO app_epoch_new"),
    "sessions away": ("control ALTER TABLE yui_session RENAME TO attack_session",
                      "control ALTER TABLE attack_session RENAME TO yui_session"),
}
# a fault that cannot touch a reader whose right does not rest on it
PARTIAL = {"consents away"}


def run(works, short=False):
    r, rng = report.Report("A21"), random.Random(21)
    data = works.town("a21")
    a3_canaries.plant(data)
    actors = bend.bend(data, 21, share=0)
    s = works.serve(data)
    visitors = {a.label: Visitor(s).enter(a.account) for a in actors}
    db = server.open_db(server.region_file(data), write=True)
    control = server.open_db(server.control_file(data), write=True)
    w, matrix = world.World(data), world.Matrix()
    o = oracle.Oracle(matrix, oracle.needs())
    cells = a1_matrix.Cells(w, o, world.routes(), actors, rng)

    def put(sql):
        where = control if sql.startswith("control ") else db
        where.execute(sql.removeprefix("control "))
        where.commit()

    def about(params):
        """Whom a page speaks of; None = nobody who is entered here."""
        r = w.one("transitions_referral", params.get("referral"))
        if not r:
            return o.whom(w, params)
        s = r["stay"] and w.stays.get(r["stay"])
        return s["resident"] if s else None

    def loose(params):
        """A paper about somebody who is not entered here: its two sides are all the right there is."""
        return "referral" in params and about(params) is None

    def by_consent(actor, params):
        """Does the actor's right rest on a consent alone?"""
        rows = w.access.get(about(params), ())
        alone = {"author", "addressee", "self", "proxy", "relative", "register", "emergency"}
        return not any(x["party"] in (actor.organisation, actor.account) and x["basis"] in alone for x in rows)

    reads, writes = [], []
    for route in cells.routes:
        if route.permission == "public" or "print" in route.path or route.path.endswith("cover"):
            continue
        for actor in rng.sample(actors, 5 if short else len(actors)):
            choices = [p for p in cells.params(route) if o.says(w, route, actor, p) == oracle.ALLOW]
            for params in rng.sample(choices, min(len(choices), 1 if short else 2)):
                path = route.path
                for k, v in params.items():
                    path = path.replace("{" + k + "}", v)
                (reads if route.method == "GET" else writes).append((path, actor, params))
    # only pages that show something of a person now can show it then
    shown = []
    for path, actor, params in reads:
        a = visitors[actor.label].get(path, keep=False)
        if a.status == 200 and a3_canaries.TOKEN.search(a.text):
            shown.append((path, actor, params))
    rng.shuffle(shown)
    # those whose right rests on a consent first, so that the fault of the consents meets somebody
    shown.sort(key=lambda c: not (c[2] and by_consent(c[1], c[2])))
    n = 30 if short else 200
    shown = shown[:n] + shown[n:][-n:]
    if len(shown) < 20:
        r.find("pages", f"only {len(shown)} pages show a person: the attack is blind")
    refused, tried = 0, {}
    for fault, (begin, end) in FAULTS.items():
        put(begin)
        try:
            for path, actor, params in shown:
                if fault in PARTIAL and (not params or not by_consent(actor, params)):
                    continue
                if fault in ("rights away", "consents away") and loose(params):
                    continue
                a = visitors[actor.label].get(path, keep=False)
                r.tried += 1
                r.denied += 1
                tried[fault] = tried.get(fault, 0) + 1
                refused += a.status >= 500
                if a.status == 200 and a3_canaries.TOKEN.search(a.text):
                    r.find(f"{fault}: {path}", f"data all the same, as {actor.hat}", "leaks")
                    r.denied -= 1
            if fault == "audit insert":
                before = a1_matrix.fingerprint(db)
                for path, actor, params in rng.sample(writes, min(len(writes), 60 if short else 300)):
                    a = visitors[actor.label].post(path, [("reason", "x"), ("name", "x")])
                    r.tried += 1
                    r.denied += 1
                    if a.status == 303 and "/login" not in a.header("location"):
                        r.more["went_on"] = r.more.get("went_on", 0) + 1
                after = a1_matrix.fingerprint(db)
                for table in sorted(t for t in after if after[t] != before.get(t)):
                    r.find(f"{fault}: written without a log", table)
        finally:
            put(end)
        path, actor, _ = shown[0]
        a = visitors[actor.label].get(path, keep=False)
        r.answer(a, allowed=True)
        if a.status != 200:
            r.find(f"{fault} is over", f"{a.status}: the page did not come back")
    for fault in FAULTS:
        if not tried.get(fault):
            r.find(fault, "no page was asked for: the attack is blind")
    r.more.update(faults=tried, pages=len(shown), answered_5xx_on_purpose=refused)
    r.panics += s.panics()
    return r
