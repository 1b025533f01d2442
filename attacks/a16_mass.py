"""A16: somebody of the house takes more than work needs.

Reading: more than five hundred records in an hour; the watch must say so. It is a job that runs by itself every few minutes;
here it is called the way a timer calls it. Taking out: a list with more persons than the region's number, which must not
leave before a colleague of the same organisation has said yes, whoever asks and however.
"""
import re
import uuid

from kit import bend, report, server
from kit.client import Visitor

ABOVE = 10


def reading(works, r):
    data = works.town("a16")
    actors = bend.bend(data, 16, share=0)
    db = server.open_db(server.region_file(data), write=True)
    curious = next(a for a in actors if a.hat == "cm")
    calm = [a for a in actors if a.hat == "cm"][1]
    everybody = [x["id"] for x in db.execute("SELECT id FROM people_resident")]
    for who in everybody:
        bend.grant(db, who, curious.organisation, "team")
    db.commit()
    # a demonstration's watch begins with its first look: what came before are invented years
    works.run(data, "--region", "yuino", "jobs", "run", "home.alarms")
    s = works.serve(data)
    v = Visitor(s).enter(curious.account)
    for i in range(620):
        a = v.get(f"/people/{everybody[i % len(everybody)]}", keep=False)
        r.answer(a, allowed=a.status == 200)
    quiet = Visitor(s).enter(calm.account)
    for _ in range(5):
        r.answer(quiet.get("/people", keep=False), allowed=True)
    before = db.execute("SELECT COUNT(*) FROM home_alarm").fetchone()[0]
    s.stop()
    out = works.run(data, "--region", "yuino", "jobs", "run", "home.alarms", check=False)
    rows = db.execute("SELECT * FROM home_alarm").fetchall()
    mine = [x for x in rows if x["account"] == curious.account]
    if not mine:
        r.find("the watch", f"{len(everybody)} people in 620 readings, and no alarm ({out.returncode})")
    if any(x["account"] == calm.account for x in rows):
        r.find("the watch", "an alarm of somebody who read five pages")
    r.more.update(people_read=len(everybody), alarms=len(rows) - before, kinds=sorted({x["kind"] for x in rows}))


def colleague(db, of, label):
    """One more account in the same house."""
    account = str(uuid.uuid4())
    db.execute(
        "INSERT INTO accounts_account(id, organisation, name, kana, hat, profession, demo_role, at)"
        " VALUES (?, ?, '同僚 花子', 'どうりょう はなこ', ?, '', ?, '2026-01-01T00:00:00.000Z')",
        (account, of.organisation, of.hat, label))
    return account


def on_the_list(db, organisations):
    """Everybody on the register, consenting to the 民生委員, readable by these organisations."""
    n = 0
    for x in db.execute("SELECT id FROM people_resident WHERE died_on IS NULL").fetchall():
        db.execute(
            "INSERT INTO emergency_register(id, resident, version, listed, kinds, minsei, association, carry, visit_ok,"
            " surveyed_on, by_name, at) VALUES (?, ?, (SELECT COALESCE(MAX(version), 0) + 1 FROM emergency_register WHERE"
            " resident = ?), 1, 'alone', '', '', '', 1, '2026-01-05', '試験', '2026-01-05T00:00:00.000Z')",
            (str(uuid.uuid4()), x["id"], x["id"]))
        db.execute(
            "INSERT INTO emergency_register_consent(id, resident, version, receiver, given, reason) SELECT ?, ?,"
            " MAX(version), 'minsei', 1, '' FROM emergency_register WHERE resident = ?",
            (str(uuid.uuid4()), x["id"], x["id"]))
        for o in organisations:
            bend.grant(db, x["id"], o, "register")
        n += 1
    return n


def taking(works, r):
    data = works.town("a16-export")
    actors = bend.bend(data, 17, share=0)
    db = server.open_db(server.region_file(data), write=True)
    asker, other = [a for a in actors if a.hat == "hokatsu"][:2]
    city = next(a for a in actors if a.hat == "city")
    centre = next(a for a in actors if a.hat == "coordinator")
    second = colleague(db, asker, "hokatsu-second")
    n = on_the_list(db, [asker.organisation, other.organisation, city.organisation])
    db.commit()
    s = works.serve(data)
    first, mate = Visitor(s).enter(asker.account), Visitor(s).enter(second)
    outside = [Visitor(s).enter(a.account) for a in (other, city, centre)]

    def is_file(a):
        return a.raw[:4] == b"%PDF" or "attachment" in a.header("content-disposition")

    def must(visitor, what, allowed, path, fields=None, file=False):
        a = visitor.get(path) if fields is None else visitor.post(path, fields)
        r.answer(a, allowed=allowed)
        got = is_file(a) if file else a.status == 303
        if got != allowed:
            r.find(what, f"{a.status} {'a file' if is_file(a) else 'no file'}, should be {'yes' if allowed else 'no'}")
        return a

    # fewer than the number: at once; the region then asks for it from ten on
    must(first, "a list below the number", True, "/registers/print?receiver=minsei", file=True)
    for word in ("0", "101", "-5", "x"):
        must(outside[1], "a number the region may not set", False, "/exports/number", {"above": word})
    must(first, "a number set by somebody else", False, "/exports/number", {"above": "100"})
    must(outside[1], "the city sets the number", True, "/exports/number", {"above": str(ABOVE)})
    must(first, "a list above the number", False, "/registers/print?receiver=minsei", file=True)
    asked = {"what": "emergency.register", "part": "minsei"}
    must(first, "asked without a reason", False, "/exports/new", {**asked, "reason": " "})
    must(first, "asked for what there is not", False, "/exports/new", {**asked, "part": "x", "reason": "x"})
    must(outside[2], "the centre asks", False, "/exports/new", {**asked, "reason": "x"})
    must(first, "asked with a reason", True, "/exports/new", {**asked, "reason": "大雨の備え"})
    found = re.search(r"/exports/([0-9a-f-]{36})/confirm", mate.get("/exports").text)
    if not found:
        r.find("the colleague", "is not asked")
        return
    one = f"/exports/{found.group(1)}"
    must(first, "taken before the yes", False, f"{one}/take", {}, file=True)
    must(first, "confirmed by who asked", False, f"{one}/confirm", {})
    for v in outside:
        must(v, "confirmed by another house", False, f"{one}/confirm", {})
        must(v, "taken by another house", False, f"{one}/take", {}, file=True)
        must(v, "refused by another house", False, f"{one}/refuse", {})
    must(mate, "confirmed by a colleague", True, f"{one}/confirm", {})
    must(mate, "taken by who confirmed", False, f"{one}/take", {}, file=True)
    for v in outside:
        must(v, "taken by another house", False, f"{one}/take", {}, file=True)
    must(first, "taken by who asked", True, f"{one}/take", {}, file=True)
    both = f"asked_by={asker.account};confirmed_by={second}"
    for act in ("people.export.confirm", "people.export.take"):
        rows = db.execute("SELECT detail FROM app_audit WHERE act = ?", (act,)).fetchall()
        if not any(both in x["detail"] for x in rows):
            r.find("the log", f"{act} does not name both")
    # somebody more on the list than was confirmed: one asks again
    late = db.execute("SELECT resident FROM people_export_item LIMIT 1").fetchone()[0]
    db.execute("DELETE FROM people_export_item WHERE resident = ?", (late,))
    db.commit()
    must(first, "taken with somebody new in it", False, f"{one}/take", {}, file=True)
    r.more.update(on_the_list=n, above=ABOVE)


def run(works, short=False):
    r = report.Report("A16")
    taking(works, r)
    if not short:
        reading(works, r)
    return r
