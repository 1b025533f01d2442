"""The oracle of A1: who may get through which route to whom, from the permission file, the table of needs and the facts.

Slow and plain on purpose. It answers DENY, ALLOW or STATE (permitted, though there may be nothing to see).
"""
from pathlib import Path

from .world import HOSPITAL_HATS, OFFICE_HATS

ALLOW, DENY, STATE = "allow", "deny", "state"
# things that belong to a note
NOTE = ("version", "proxy", "paper", "talk")
# what has happened at a scene, each about one person
SCENE = ("opened", "transport", "alert", "glass")
# who writes which paper at the hospital (issue 3, "papers of ward and doctor")
WRITERS = {
    "nursing-summary": {"ward", "liaison"},
    "discharge-summary": {"doctor", "liaison"},
    "care-referral": {"doctor", "liaison"},
    "referral-letter": {"doctor", "liaison"},
    "facility-sheet": {"liaison"},
}


def needs(path=Path(__file__).resolve().parents[1] / "needs.txt"):
    """(method, path) → the words of the table."""
    out = {}
    for line in path.read_text().splitlines():
        words = line.split()
        if words and not line.startswith("#"):
            out[(words[0], words[1])] = words[2:]
    return out


class Oracle:
    def __init__(self, matrix, table):
        self.matrix, self.table = matrix, table

    def unlisted(self, routes):
        """Routes about a person, a stay or a paper of which the table says nothing, and lines without a route."""
        known = {(r.method, r.path) for r in routes}
        about = {"resident", "stay", "act", "conference", "record", "prepared", "referral", "task", "handover",
                 "room", "post", *SCENE}
        missing = [f"{r.method} {r.path}" for r in routes
                   if about & set(r.names) and (r.method, r.path) not in self.table]
        return missing + [f"{m} {p} (no such route)" for m, p in self.table if (m, p) not in known]

    def says(self, world, route, actor, params):
        words = self.table.get((route.method, route.path))
        if route.permission == "public":
            return STATE if words == ["state"] else ALLOW
        if actor.dead:
            return DENY
        if route.capability in world.off or not self.matrix.door(route.permission, actor.hat):
            return DENY
        if words is None:
            return STATE if route.names or route.method == "POST" else ALLOW
        for word in words:
            if word != "state" and not self.meets(world, word, actor, params):
                return DENY
        return STATE if "state" in words else ALLOW

    def knows(self, world, actor, params):
        """May the actor see that the person is there? Then it is no secret to them why something is refused."""
        resident = self.whom(world, params)
        if "conference" in params and not actor.dead:
            if self.meets_seat(world, (), actor, params, self.stay(world, params), resident):
                return True
        return bool(resident) and not actor.dead and any(
            world.decides(self.matrix, actor, "read", kind, resident) for kind in ("basic", "stay", "wish"))

    def stay(self, world, params):
        if "stay" in params:
            return world.stays.get(params["stay"])
        for name, table in (("conference", "transitions_conference"), ("task", "transitions_task"),
                            ("prepared", "transitions_prepared")):
            if name in params:
                row = world.one(table, params[name])
                return row and world.stays[row["stay"]]
        row = world.acts.get(params.get("act"))
        return row and world.stays[row["stay"]]

    def whom(self, world, params):
        stay = self.stay(world, params)
        record = world.records.get(params.get("record"))
        room = world.one("rooms_room", params.get("room"))
        scene = next((world.one("emergency_" + n, params[n]) for n in SCENE if n in params), None)
        of = (record and record["resident"]) or (room and room["resident"]) or (scene and scene["resident"])
        return stay["resident"] if stay else params.get("resident") or of

    def meets(self, world, word, actor, params):
        head, *rest = word.split(":")
        stay, resident = self.stay(world, params), self.whom(world, params)
        if head in ("read", "write"):
            person = params.get("other") if rest[1:] == ["other"] else resident
            return bool(person) and world.decides(self.matrix, actor, head, rest[0], person)
        if head == "side":
            return actor.hat not in HOSPITAL_HATS or (stay and stay["hospital"] == actor.organisation)
        if head == "office":
            return bool(stay) and stay["office"] == actor.organisation
        if head == "role":
            return actor.hat in WRITERS.get(params["which"], ())
        return getattr(self, "meets_" + head.replace("-", "_"))(world, rest, actor, params, stay, resident)

    def card_of(self, world, account, bases=("self", "proxy", "relative")):
        row = world.one("people_card", account)
        return row if row and row["ended_at"] is None and row["basis"] in bases else None

    def meets_mycard(self, world, rest, actor, params, stay, resident):
        card = self.card_of(world, actor.account)
        return bool(card) and world.decides(self.matrix, actor, "read", "basic", card["resident"])

    def meets_own_card(self, world, rest, actor, params, stay, resident):
        own = self.card_of(world, actor.account, ("self",))
        return bool(own) and self.meets_mycard(world, rest, actor, params, stay, resident)

    def meets_my_family(self, world, rest, actor, params, stay, resident):
        own, other = self.card_of(world, actor.account), self.card_of(world, params["account"], ("proxy", "relative"))
        return bool(own and other) and own["resident"] == other["resident"]

    def meets_card(self, world, rest, actor, params, stay, resident):
        card = self.card_of(world, params["account"])
        return bool(card) and card["resident"] == resident

    def meets_admin(self, world, rest, actor, params, stay, resident):
        row = world.one("accounts_account", actor.account)
        return bool(row and row["admin"])

    def meets_support(self, world, rest, actor, params, stay, resident):
        own = world.one("accounts_organisation", actor.organisation)
        return actor.hat != "doctor" or (own and own["kind"] != "hospital")

    def meets_own(self, world, rest, actor, params, stay, resident):
        if "record" in params:
            r = world.records.get(params["record"])
            paper = r and r["kind"] not in ("transitions.screening", "transitions.conference")
            return bool(paper) and r["subject"] == params["stay"] and r["state"] != "cancelled"
        if "post" in params:
            p = world.one("rooms_post", params["post"])
            theirs = p and (p["layer"] == "family" or actor.hat not in ("resident", "family"))
            return bool(theirs) and p["room"] == params["room"] and not p["cancelled_at"]
        if "file" in params:
            r = world.one("people_attachment", params["file"])
            return bool(r) and r["resident"] == resident
        thing = next((n for n in NOTE if n in params), None)
        if thing:
            row, card = world.one("acp_" + thing, params[thing]), self.card_of(world, actor.account)
            whose = resident or (card and card["resident"])
            return bool(row) and row["resident"] == whose
        a = world.acts.get(params["act"])
        return bool(a) and a["stay"] == params["stay"]

    def meets_paper(self, world, rest, actor, params, stay, resident):
        record = params.get("record")
        if "which" in params:
            kind = "transitions." + params["which"]
            found = [r for r in world.records.values()
                     if r["subject"] == params["stay"] and r["kind"] == kind and r["state"] != "cancelled"]
            record = max(found, key=lambda r: (r["at"], r["id"]))["id"] if found else None
        if not stay:
            return False
        to_me = record and any(a["record"] == record and a["cancelled_at"] is None
                               and a["to_org"] == actor.organisation for a in world.acts_of.get(stay["id"], ()))
        if not to_me and actor.hat in HOSPITAL_HATS and stay["hospital"] != actor.organisation:
            return False
        return world.decides(self.matrix, actor, "read", "document", resident, record)

    def meets_record(self, world, rest, actor, params, stay, resident):
        return bool(resident) and world.decides(self.matrix, actor, "read", "document", resident, params["record"])

    def meets_room(self, world, rest, actor, params, stay, resident):
        room = world.one("rooms_room", params["room"])
        if not room:
            return False
        if room["resident"]:
            act = rest[0] if rest else "read"
            return world.decides(self.matrix, actor, act, "room", room["resident"])
        rows = world.rows("select organisation from rooms_member where room = ? and to_at is null", room["id"])
        return actor.organisation in {r["organisation"] for r in rows}

    def meets_open(self, world, rest, actor, params, stay, resident):
        room = world.one("rooms_room", params["room"])
        return bool(room) and not room["closed_at"]

    def meets_entry(self, world, rest, actor, params, stay, resident):
        ways = ((rest[0] if rest else "read", "register"), ("write", "basic"))
        return any(world.decides(self.matrix, actor, act, kind, resident) for act, kind in ways)

    def meets_group(self, world, rest, actor, params, stay, resident):
        room = world.one("rooms_room", params["room"])
        return bool(room) and not room["resident"] and self.meets_room(world, rest, actor, params, stay, resident)

    def reads_stay(self, world, actor, stay):
        side = actor.hat in OFFICE_HATS or (actor.hat in HOSPITAL_HATS and stay["hospital"] == actor.organisation)
        return side and world.decides(self.matrix, actor, "read", "stay", stay["resident"])

    def meets_seat(self, world, rest, actor, params, stay, resident):
        if not stay or stay["cancelled_at"]:
            return False
        return self.reads_stay(world, actor, stay) or world.decides(
            self.matrix, actor, "read", "document", resident, params["conference"])

    def meets_attached(self, world, rest, actor, params, stay, resident):
        return world.decides(self.matrix, actor, "read", "document", resident, params["conference"])

    def meets_holds(self, world, rest, actor, params, stay, resident):
        if not stay:
            return False
        if actor.hat in HOSPITAL_HATS:
            return stay["hospital"] == actor.organisation
        hospital = world.one("accounts_organisation", stay["hospital"])
        silent = hospital is None or hospital["outside"]
        return bool(silent) and stay["office"] == actor.organisation

    def meets_mine(self, world, rest, actor, params, stay, resident):
        table = {"task": "transitions_task", "prepared": "transitions_prepared", "letter": "bridge_letter",
                 "opened": "emergency_opened", "transport": "emergency_transport"}
        name = next(n for n in (*table, "act") if n in params)
        row = world.acts.get(params[name]) if name == "act" else world.one(table[name], params[name])
        return bool(row) and row[rest[0]] == actor.organisation

    def meets_asked(self, world, rest, actor, params, stay, resident):
        a = world.acts.get(params["act"])
        if not a or a["to_org"] != actor.organisation or a["kind"] != "facility_asked":
            return False
        return world.decides(self.matrix, actor, "read", "document", resident, a["id"])

    def meets_party(self, world, rest, actor, params, stay, resident):
        if "referral" in params:
            r = world.one("transitions_referral", params["referral"])
            column = {"liaison": "hospital", "hokatsu": "hokatsu"}.get(actor.hat)
            if not (r and column) or r[column] != actor.organisation:
                return False
            # of a person who is entered here: by a right to the paper, like any other
            s = r["stay"] and world.stays.get(r["stay"])
            return not s or world.decides(self.matrix, actor, "read", "document", s["resident"], r["record"])
        h = world.one("transitions_handover", params["handover"])
        return bool(h) and actor.organisation in (h["from_org"], h["to_org"], h["by_org"])
