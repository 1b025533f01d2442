"""A14 and A9: guessing. Invitation codes, codes for one day, passwords, ids, and names through the search.

What is bounded is asked until the bound answers (429), and the account that was aimed at must still let its owner in by
another network. (Key codes have tests of their own in crates/people; the search of the fire department is not built yet.)
"""
import random
import statistics
import time
import uuid

from kit import bend, report, server
from kit.client import Visitor

SURNAMES = "佐藤 鈴木 高橋 田中 伊藤 渡辺 山本 中村 小林 加藤 吉田 山田 佐々木 菊池 千葉 阿部 小田島 及川 伊東 工藤".split()
LETTERS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"


def bounded(r, what, v, path, fields, tries, most, far="192.0.2.1"):
    """Asks until it is refused for being too many; how many were heard before. `far`: the address it comes from, by the
    word of a proxy the program trusts."""
    heard = 0
    for i in range(tries):
        a = v.post(path, fields(i), csrf=False, headers={"X-Forwarded-For": far})
        r.answer(a, allowed=False if a.status in (422, 429, 403) else None)
        if a.status == 429:
            continue
        heard += 1
        if a.status in (200, 303):
            r.find(what, f"try {i} was let in ({a.status})")
            return heard
    if heard > most:
        r.find(what, f"{heard} of {tries} tries were heard, at most {most} may be")
    return heard


def run(works, short=False):
    r, rng = report.Report("A14"), random.Random(14)
    data = works.town("a14")
    actors = bend.bend(data, 14, share=0)
    s = works.serve(data, env={"YUI_PROXIES": "127.0.0.1"})
    db = server.open_db(server.region_file(data))
    n = 90 if short else 2000
    # codes that let somebody in: eight characters are enough only because guessing is bounded
    stranger = Visitor(s)
    code = lambda i: {"code": "".join(rng.choice(LETTERS) for _ in range(12))}
    heard = {"join code": bounded(r, "join code", stranger, "/join", code, n, 60)}
    spray = lambda i: {"login": f"user{i}", "password": "Sakura2026!aaaa", "number": f"{rng.randrange(10**6):06d}"}
    heard["spray"] = bounded(r, "password spray", stranger, "/login/password", spray, n, 60, "198.51.100.1")
    one = lambda i: {"login": "hanako", "password": f"word{i}word{i}", "number": "000000"}
    heard["one account"] = bounded(r, "one account", stranger, "/login/password", one, n, 10, "203.0.113.1")
    heard["recovery"] = bounded(r, "recovery code", stranger, "/login/recover",
                                lambda i: {"login": "hanako", "code": f"{rng.randrange(10**10):010d}"}, n, 60, "192.88.99.1")
    # cards of residents: no address of nobody's is heard more often than the network's bound, and none opens
    card = {"code": "K7P29XWM", "birth.era": "S", "birth.y": "15", "birth.m": "5", "birth.d": "3"}
    heard["card"] = bounded(r, "card", stranger, f"/card/{rng.getrandbits(128):032x}", lambda i: card, n, 60, "198.18.0.1")
    heard["application"] = bounded(r, "application", stranger, "/apply", lambda i: {"name": "x"}, 30, 30, "192.0.3.1")
    # ids: only exact ones exist, and one that is a neighbour of a real one is nothing
    actor = next(a for a in actors if a.hat == "cm")
    v = Visitor(s).enter(actor.account)
    real = [x["id"] for x in db.execute("SELECT id FROM people_resident")]
    mine = {x["resident"] for x in db.execute("SELECT resident FROM people_access WHERE party = ?", (actor.organisation,))}
    took = {"stranger's": [], "nobody's": []}
    for i in range(100 if short else 3000):
        target = rng.choice(real)
        if i % 3 == 0:
            target, kind = str(uuid.UUID(int=uuid.UUID(target).int + rng.randint(1, 1000))), "nobody's"
        elif target in mine:
            continue
        else:
            kind = "stranger's"
        began = time.monotonic()
        a = v.get(f"/people/{target}", keep=False)
        took[kind].append(time.monotonic() - began)
        r.answer(a, allowed=False)
        if a.status != 404:
            r.find("id", f"answered {a.status}")
    gap = abs(statistics.median(took["stranger's"]) - statistics.median(took["nobody's"])) * 1000
    r.more["id_gap_ms"] = round(gap, 2)
    if gap > 5:
        r.find("id", f"{gap:.1f} ms between who is there and who is not")
    # names: the search finds one's own people and says of nobody else whether they are there
    names = {x["name"]: x["id"] for x in db.execute("SELECT id, name FROM people_resident")}
    for hat in ("city", "coordinator", "operator", "cm", "provider"):
        seeker = next(a for a in actors if a.hat == hat)
        v = Visitor(s).enter(seeker.account)
        own = {x["resident"] for x in db.execute("SELECT resident FROM people_access WHERE party IN (?, ?)",
                                                 (seeker.organisation, seeker.account))}
        for word in SURNAMES[: 6 if short else None] + list(names)[: 10 if short else None]:
            a = v.post("/search", {"q": word})
            r.answer(a)
            for name, who in names.items():
                if who in a.text and who not in own:
                    r.find(f"search as {hat}", "somebody of others", "leaks")
        r.more.setdefault("searched", 0)
        r.more["searched"] += 1
    r.more["heard"] = heard
    r.panics += s.panics()
    return r
