"""A10: sessions. Planted, stolen, left behind, of who has left: dead within a second of what ends them."""
import math
import time
import uuid
from collections import Counter

from kit import bend, report, server
from kit.client import Visitor


def alive(v):
    return v.get("/me", keep=False).status == 200


def run(works, short=False):
    r = report.Report("A10")
    data = works.town("a10")
    actors = bend.bend(data, 10, share=0)
    s = works.serve(data)
    db = server.open_db(server.region_file(data), write=True)
    control = server.open_db(server.control_file(data), write=True)
    cms = [a for a in actors if a.hat == "cm"]
    slowest = 0.0

    def dead(v, what, began):
        nonlocal slowest
        while alive(v) and time.monotonic() - began < 5:
            pass
        took = time.monotonic() - began
        slowest = max(slowest, took)
        r.tried += 1
        r.denied += 1
        if took > 1.0 or alive(v):
            r.find(what, f"the session lived {took:.1f} s longer")

    def copy(v):
        """The same cookie in another browser."""
        other = Visitor(s)
        other.cookies, other.csrf = dict(v.cookies), v.csrf
        return other

    # fixation: a token that somebody planted is not the one that is opened
    for planted in ("a" * 64, "0" * 64, "x", "", "../../etc/passwd", "a" * 5000):
        v = Visitor(s)
        v.cookies["yui_session"] = planted
        v.enter(cms[0].account)
        r.tried += 1
        if v.cookies["yui_session"] == planted:
            r.find("fixation", "the planted token was kept")
        thief = Visitor(s)
        thief.cookies["yui_session"] = planted
        if planted and alive(thief):
            r.find("fixation", "the planted token is signed in")
    # flags and length of what the cookie holds
    seen = set()
    for _ in range(200 if short else 1000):
        v = Visitor(s)
        a = v.post("/login", {"account": cms[0].account}, csrf=False, key=False)
        cookie, token = a.header("set-cookie"), v.cookies.get("yui_session", "")
        r.answer(a, allowed=True)
        seen.add(token)
        if not all(f in cookie for f in ("HttpOnly", "SameSite=Lax", "Path=/yuino")):
            r.find("cookie", cookie.replace(token, "…"))
    bits = Counter("".join(seen))
    total = sum(bits.values())
    entropy = -sum(n / total * math.log2(n / total) for n in bits.values()) * min(map(len, seen))
    r.more.update(tokens=len(seen), bits=round(entropy))
    if len(seen) != (200 if short else 1000) or entropy < 128:
        r.find("token", f"{len(seen)} different, {entropy:.0f} bits")
    # signed out: the token is dead, also in another browser, and the other session of the person is not
    one, two = Visitor(s).enter(cms[1].account), Visitor(s).enter(cms[1].account)
    stolen = copy(one)
    began = time.monotonic()
    one.post("/logout")
    dead(stolen, "signed out", began)
    if not alive(two):
        r.find("signed out", "another session of the same person ended too")
    a = stolen.post("/notices/read", {}, csrf=True)
    r.answer(a, allowed=False)
    if a.status != 303 or "/login" not in a.header("location"):
        r.find("signed out", f"an act was answered {a.status}")
    # entering again ends the session the browser had
    again = Visitor(s).enter(cms[2].account)
    before = copy(again)
    began = time.monotonic()
    again.enter(cms[3].account)
    dead(before, "entered as another", began)
    # what ends an account, done beside the running program
    for what, sql in (
        ("locked", "UPDATE accounts_account SET locked_at = '2026-01-01T00:00:00.000Z' WHERE id = ?"),
        ("another role", "UPDATE accounts_account SET hat = 'provider' WHERE id = ?"),
        ("left", "UPDATE accounts_account SET leaves_on = '2026-01-01' WHERE id = ?"),
    ):
        account = cms.pop().account
        v = Visitor(s).enter(account)
        began = time.monotonic()
        db.execute(sql, (account,))
        db.commit()
        dead(v, what, began)
        # put back: a session that was ended stays ended
        db.execute("UPDATE accounts_account SET locked_at = NULL, leaves_on = NULL, hat = 'cm' WHERE id = ?", (account,))
        db.commit()
        r.tried += 1
        if what == "another role" and alive(v):
            r.find(what, "came back when the role did")
    # on its page: not by the centre, but by the administrator of the house
    centre = Visitor(s).enter(next(a for a in actors if a.hat == "coordinator").account)
    v = Visitor(s).enter(cms[0].account)
    a = centre.post(f"/staff/{cms[0].account}", {"what": "end"})
    r.answer(a, allowed=False)
    if a.status != 404 or not alive(v):
        r.find("ended by the centre", f"answered {a.status}")
    boss = str(uuid.uuid4())
    db.execute("INSERT INTO accounts_account(id, organisation, name, kana, hat, profession, demo_role, at, admin)"
               " VALUES (?, ?, '管理 一', 'かんり', 'cm', '管理者', 'boss', '2026-01-01T00:00:00.000Z', 1)",
               (boss, cms[0].organisation))
    db.commit()
    boss = Visitor(s).enter(boss)
    began = time.monotonic()
    a = boss.post(f"/staff/{cms[0].account}", {"what": "end"})
    r.answer(a, allowed=True)
    if a.status != 303:
        r.find("ended by the administrator", f"answered {a.status}")
    dead(v, "ended by the administrator", began)
    # time: idle, and twelve hours
    for what, column in (("idle for a day", "seen_at"), ("over", "ends_at")):
        v = Visitor(s).enter(next(a for a in actors if a.hat == "hokatsu").account)
        began = time.monotonic()
        control.execute(f"UPDATE yui_session SET {column} = '2026-01-01T00:00:00.000Z'")
        control.commit()
        dead(v, what, began)
    # a token in an address, of another region, cut, longer, upper case
    v = Visitor(s).enter(actors[1].account)
    token = v.cookies["yui_session"]
    for bad in (token[:-1], token + "0", token.upper(), token[::-1], " " + token, token + "; yui_session=" + "0" * 64):
        t = Visitor(s)
        t.cookies["yui_session"] = bad
        r.tried += 1
        if bad.split(";")[0] != token and alive(t):
            r.find("token", "another spelling is signed in")
    for path in (f"/me?yui_session={token}", f"/me;yui_session={token}", f"/me?token={token}"):
        a = Visitor(s).get(path)
        r.answer(a, allowed=False)
        if a.status == 200:
            r.find("token", "taken from the address")
    far = Visitor(s, "kitakami")
    far.cookies["yui_session"] = token
    r.tried += 1
    if alive(far):
        r.find("token", "counts in another region")
    if token in s.log_text():
        r.find("token", "stands in the log", "leaks")
    stored = [x["token"] for x in control.execute("SELECT token FROM yui_session")]
    if token in stored:
        r.find("token", "stands in the store as it is", "leaks")
    r.more["dead_within_s"] = round(slowest, 3)
    r.panics += s.panics()
    return r
