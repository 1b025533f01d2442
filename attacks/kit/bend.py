"""Bends a town before it is served: one-tap entries for many accounts, and every way in which a right can be wrong."""
import datetime
import random
import uuid

from . import server
from .world import Actor, today

HATS = {"cm": 6, "hokatsu": 4, "liaison": 3, "ward": 2, "doctor": 5, "provider": 5, "coordinator": 1, "city": 1, "crew": 2}
RELATIONS = ("none", "author", "addressee", "team", "hospital_concerned", "ended", "not_yet", "basic_only",
             "stay_only", "one_record", "own_account", "last_day", "emergency", "register", "named_wish", "office_self")


def day(n):
    return (today() + datetime.timedelta(days=n)).isoformat()


def grant(db, resident, party, basis, kind="", record="", start=-30, end=None, party_kind="organisation"):
    db.execute(
        "INSERT OR REPLACE INTO people_access(id, resident, party_kind, party, basis, kind, record, from_day, to_day)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (str(uuid.uuid4()), resident, party_kind, party, basis, kind, record, day(start),
         None if end is None else day(end)),
    )


def relate(db, rng, relation, resident, actor, records):
    """Gives an actor's side one relation to a resident, in place of what it had."""
    org, basis = actor.organisation, rng.choice(["author", "team", "addressee", "hospital_concerned"])
    db.execute("DELETE FROM people_access WHERE resident = ? AND party IN (?, ?)", (resident, org, actor.account))
    if relation in ("author", "addressee", "team", "hospital_concerned", "emergency", "register"):
        grant(db, resident, org, relation)
    elif relation == "ended":
        grant(db, resident, org, basis, start=-60, end=-1)
    elif relation == "not_yet":
        grant(db, resident, org, basis, start=1)
    elif relation == "last_day":
        grant(db, resident, org, basis, start=-60, end=0)
    elif relation == "basic_only":
        grant(db, resident, org, "team", kind="basic")
    elif relation == "stay_only":
        grant(db, resident, org, "team", kind="stay")
    elif relation == "one_record" and records:
        grant(db, resident, org, "addressee", kind="document", record=rng.choice(records))
    elif relation == "named_wish":
        grant(db, resident, actor.account, "relative", kind="wish", party_kind="account")
    elif relation == "office_self":
        # what belongs to one person, held by an office: it opens nothing
        grant(db, resident, org, rng.choice(["self", "proxy", "relative"]))
    elif relation == "own_account":
        grant(db, resident, actor.account, "team", party_kind="account")


HOME = "00000000-0000-7000-8000-000000000044"
# hat, basis, kinds; the last ones have a card that was ended, and rights that stand without one
CARDS = (("resident", "self", "", False), ("resident", "self", "", False), ("family", "proxy", "", False),
         ("family", "relative", "basic,room", False), ("family", "relative", "", False),
         ("family", "relative", "basic,wish", False), ("resident", "self", "", True), ("family", "proxy", "", True))


def at_home(db, rng):
    """Residents and relatives with a card of one person each, some of the same person."""
    people = [r["id"] for r in db.execute("SELECT id FROM people_resident ORDER BY id")]
    chosen = rng.sample(people, 3)
    db.execute(
        "INSERT OR IGNORE INTO accounts_organisation(id, name, kana, kind, corporation, area, phone, fax, calendar, outside,"
        " fictitious, closed_on) SELECT ?, 'ご本人・ご家族', '', 'other', '', '', '', '', calendar, 0, 0, '2000-01-01'"
        " FROM accounts_organisation LIMIT 1", (HOME,))
    out = []
    for i, (hat, basis, kinds, ended) in enumerate(CARDS):
        account, resident = str(uuid.uuid4()), chosen[i % len(chosen)]
        db.execute(
            "INSERT INTO accounts_account(id, organisation, name, kana, hat, profession, demo_role, at)"
            " VALUES (?, ?, ?, '', ?, '', ?, '2026-01-01T00:00:00.000Z')", (account, HOME, f"家 {i}", hat, f"{hat}{i + 1}"))
        db.execute(
            "INSERT INTO people_card(account, resident, basis, name, relation, kinds, heard_by, proof, until, wrong, by_name, at,"
            " ended_at) VALUES (?, ?, ?, ?, '', ?, '', '', ?, 0, '試験', '2026-01-01T00:00:00.000Z', ?)",
            (account, resident, basis, f"家 {i}", kinds, day(30), "2026-01-02T00:00:00.000Z" if ended else None))
        for kind in kinds.split(",") if kinds else [""]:
            grant(db, resident, account, basis, kind=kind, party_kind="account")
        out.append(Actor(f"{hat}{i + 1}", account, HOME, hat))
    return out


def actors(db, rng, hats=HATS):
    """Accounts of every hat, from as many organisations as there are; each may enter by one tap."""
    out = []
    for hat, n in hats.items():
        rows = db.execute("SELECT id, organisation, demo_role FROM accounts_account WHERE hat = ?", (hat,)).fetchall()
        rng.shuffle(rows)
        rows.sort(key=lambda r: r["demo_role"] is None)
        seen, chosen = set(), []
        for r in rows:
            if r["organisation"] not in seen or (len(chosen) + len(rows) <= n):
                seen.add(r["organisation"])
                chosen.append(r)
        for i, r in enumerate(chosen[:n]):
            out.append(Actor(f"{hat}{i + 1}", r["id"], r["organisation"], hat))
    centre = next(a for a in out if a.hat == "coordinator")
    operator = str(uuid.uuid4())
    db.execute(
        "INSERT INTO accounts_account(id, organisation, name, kana, hat, profession, demo_role, at)"
        " VALUES (?, ?, '運用 太郎', 'うんよう たろう', 'operator', '運用', 'operator', '2026-01-01T00:00:00.000Z')",
        (operator, centre.organisation),
    )
    out.append(Actor("operator1", operator, centre.organisation, "operator"))
    out += at_home(db, rng)
    for a in out:
        db.execute("UPDATE accounts_account SET demo_role = ? WHERE id = ?", (a.label, a.account))
        # the first of each hat looks after the people of its house; centre and city have one who does, like others
        if a.label.endswith("1") and a.hat != "operator":
            db.execute("UPDATE accounts_account SET admin = 1 WHERE id = ?", (a.account,))
    return out


def released(db, rng, residents):
    """The persons' own releases of their wishes: running, not begun, over, taken back; never by default. What the town's own notes were shown to ends first."""
    db.execute("UPDATE people_release SET ended_at = '2026-01-03T00:00:00.000Z' WHERE ended_at IS NULL")
    for resident in residents:
        for addressee in ("team", "hospital", "emergency"):
            start, end, ended = rng.choice([(-9, None, False), (-9, 0, False), (1, None, False), (-9, -1, False),
                                            (-9, None, True), (None, None, False)])
            if start is None:
                continue
            db.execute(
                "INSERT INTO people_release(id, resident, kind, addressee, from_day, to_day, heard_by, by_name, at, ended_at)"
                " VALUES (?, ?, 'wish', ?, ?, ?, 'ご本人', 'ご本人', '2026-01-01T00:00:00.000Z', ?)",
                (str(uuid.uuid4()), resident, addressee, day(start), None if end is None else day(end),
                 "2026-01-02T00:00:00.000Z" if ended else None),
            )


def at_the_scene(db, rng, residents, people):
    """Cards that crews have opened, transports to hospitals of ours, alerts, and one disaster."""
    now = datetime.datetime.now(datetime.timezone.utc)
    at = lambda minutes: (now + datetime.timedelta(minutes=minutes)).strftime("%Y-%m-%dT%H:%M:%S.000Z")
    hospitals = [a.organisation for a in people if a.hat == "liaison"]
    for i, crew in enumerate(a for a in people if a.hat == "crew"):
        for n, resident in enumerate(rng.sample(residents, 8)):
            opened, incident = str(uuid.uuid4()), f"2026-{i}{n:03d}"
            db.execute("INSERT INTO emergency_opened(id, resident, at, day, account, organisation, incident, asked)"
                       " VALUES (?, ?, ?, ?, ?, ?, ?, '')",
                       (opened, resident, at(-20), day(0), crew.account, crew.organisation, incident))
            grant(db, resident, crew.organisation, "emergency", start=0, end=0)
            if hospitals and n % 2:
                db.execute("INSERT INTO emergency_transport(id, opened, resident, hospital, hospital_name, at, until)"
                           " VALUES (?, ?, ?, ?, '病院', ?, ?)",
                           (str(uuid.uuid4()), opened, resident, rng.choice(hospitals), at(-10), at(1440)))
            db.execute("INSERT INTO emergency_alert(id, resident, incident, at) VALUES (?, ?, ?, ?)",
                       (str(uuid.uuid4()), resident, incident, at(-10)))
    db.execute("INSERT INTO emergency_disaster(id, name, opened_at, opened_name) VALUES (?, '大雨（試験）', ?, '試験')",
               (str(uuid.uuid4()), at(-60)))


def bend(data, seed, hats=HATS, share=0.45):
    """Bends a town; the actors. `share` of the pairs of organisation and resident get a new relation."""
    rng = random.Random(seed)
    db = server.open_db(server.region_file(data), write=True)
    people = actors(db, rng, hats)
    residents = [r["id"] for r in db.execute("SELECT id FROM people_resident ORDER BY id")]
    for a in people:
        for resident in residents:
            # those at home keep what their card gave them: what may go wrong there are ended cards and other people's pages
            if a.hat not in ("resident", "family") and rng.random() < share:
                rows = db.execute("SELECT id FROM app_record WHERE resident = ?", (resident,)).fetchall()
                relate(db, rng, rng.choice(RELATIONS), resident, a, [r["id"] for r in rows])
    released(db, rng, residents)
    at_the_scene(db, rng, residents, people)
    withdrawn = rng.sample(residents, len(residents) // 7)
    later = rng.sample([r for r in residents if r not in withdrawn], 3)
    for r in withdrawn:
        db.execute("UPDATE people_consent SET withdrawn_on = ? WHERE resident = ?", (day(0), r))
        if any(c["name"] == "status" for c in db.execute("PRAGMA table_info(people_consent)")):
            db.execute("UPDATE people_consent SET status = 'withdrawn' WHERE resident = ?", (r,))
    for r in later:
        db.execute("UPDATE people_consent SET given_on = ? WHERE resident = ?", (day(1), r))
    db.commit()
    db.close()
    return people
