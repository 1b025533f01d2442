"""A16: somebody of the house reads more than work needs: more than five hundred records in an hour. The watch must say so.

The watch is a job that runs by itself every few minutes; here it is called the way a timer calls it.
"""
from kit import bend, report, server
from kit.client import Visitor

ONLY_WHOLE = True


def run(works, short=False):
    r = report.Report("A16")
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
    return r
