"""What is so in the town, read from its tables, and the slow model that says from it who may do what.

The model knows the permission file, the table of needs (`needs.txt`) and the facts: rights, consents, whose stay it is.
It shares no line with the program, and asks every question by walking through all rows.
"""
import datetime
import re
from dataclasses import dataclass
from pathlib import Path

from . import server

JST = datetime.timezone(datetime.timedelta(hours=9))
HOSPITAL_HATS = {"liaison", "ward", "doctor"}
OFFICE_HATS = {"cm", "hokatsu"}
NEEDS_CONSENT = {"hospital_concerned", "team"}


def today():
    return datetime.datetime.now(JST).date()


@dataclass(frozen=True)
class Route:
    path: str
    method: str
    permission: str
    audit: str
    capability: str

    @property
    def names(self):
        return tuple(re.findall(r"{(\w+)}", self.path))


def routes(path=server.ROOT / "docs/generated/routes.txt"):
    """The routes as the program declares them."""
    out = []
    for line in Path(path).read_text().splitlines():
        if line and not line.startswith("#"):
            out.append(Route(*line.split()))
    return out


class Matrix:
    """The permission file: hats of each permission, and hat × basis × kind → acts. `read` is the only place that knows
    how the file is written, so that another way of writing it changes nothing else."""

    def __init__(self, path=server.ROOT / "docs/generated/permissions.txt"):
        self.doors, self.cells, self.by_consent = {}, set(), set(NEEDS_CONSENT)
        self.holder, self.release = {}, {}
        self.read(Path(path).read_text())

    def read(self, text):
        section = ""
        for line in text.splitlines():
            words = line.split()
            if line.startswith("#"):
                section = words[1]
                continue
            if section == "permission" and len(words) == 3:
                self.doors[words[0]] = set(words[2].split(","))
                continue
            if words[:1] == ["basis"] and len(words) == 3:
                (self.by_consent.add if words[2] == "yes" else self.by_consent.discard)(words[1])
                continue
            if words[:1] == ["holder"] and len(words) == 3:
                self.holder[words[1]] = words[2]
                continue
            if words[:1] == ["release"] and len(words) == 4:
                self.release[(words[1], words[2])] = words[3]
                continue
            if words[:1] == ["access"] and len(words) == 7:
                # the matrix with groups: who sees one group of a kind is let in to the kind
                del words[0], words[3]
            elif section != "hat":
                continue
            if len(words) == 5:
                hat, basis, kind, read, write = words
                for act, said in (("read", read), ("write", write)):
                    if said == "yes":
                        self.cells.add((hat, basis, act, kind))
        if not self.doors or not self.cells:
            raise SystemExit("the permission file could not be read")

    def door(self, permission, hat):
        return permission == "public" or hat in self.doors[permission]

    def allows(self, hat, basis, act, kind):
        return (hat, basis, act, kind) in self.cells


@dataclass(frozen=True)
class Actor:
    """Who asks. `dead`: the session counts for nothing (locked account, left, another region)."""
    label: str
    account: str
    organisation: str
    hat: str
    dead: bool = False


class World:
    """The facts of a region. `fresh()` reads them again."""

    def __init__(self, data, region="yuino"):
        self.file = server.region_file(data, region)
        self.db = server.open_db(self.file)
        self.day = today().isoformat()
        self.fresh()

    def rows(self, sql, *values):
        return self.db.execute(sql, values).fetchall()

    def fresh(self):
        self.access, self.consent = {}, {}
        for r in self.rows("SELECT * FROM people_access"):
            self.access.setdefault(r["resident"], []).append(r)
        for r in self.rows("SELECT * FROM people_consent"):
            self.consent.setdefault(r["resident"], []).append(r)
        self.releases = {}
        for r in self.rows("SELECT * FROM people_release WHERE ended_at IS NULL"):
            self.releases.setdefault((r["resident"], r["kind"], r["addressee"]), []).append(r)
        self.stays = {r["id"]: r for r in self.rows("SELECT * FROM transitions_stay")}
        self.acts = {r["id"]: r for r in self.rows("SELECT * FROM transitions_act ORDER BY at, id")}
        self.records = {r["id"]: r for r in self.rows("SELECT * FROM app_record")}
        self.acts_of = {}
        for a in self.acts.values():
            self.acts_of.setdefault(a["stay"], []).append(a)
        self.by_id = {}
        for table, key in (
            ("people_card", "account"),
            ("transitions_conference", "id"), ("transitions_task", "id"), ("transitions_prepared", "id"),
            ("transitions_referral", "id"), ("transitions_handover", "id"), ("people_attachment", "id"),
            ("people_merge", "id"), ("accounts_account", "id"), ("accounts_organisation", "id"),
            ("transitions_meeting", "id"), ("transitions_case", "id"), ("accounts_deputy", "id"),
            ("rooms_room", "id"), ("rooms_post", "id"), ("bridge_letter", "id"), ("emergency_opened", "id"),
            ("emergency_transport", "id"), ("emergency_alert", "id"), ("emergency_glass", "id"),
            ("emergency_disaster", "id"), ("acp_version", "id"), ("acp_proxy", "id"), ("acp_paper", "id"),
            ("acp_talk", "id"),
        ):
            for r in self.rows(f"SELECT * FROM {table}"):
                self.by_id[(table, r[key])] = r
        self.asked = {}
        for r in self.rows("SELECT conference, organisation FROM transitions_conference_ask"):
            self.asked.setdefault(r["conference"], set()).add(r["organisation"])
        off = self.rows("SELECT key FROM app_setting WHERE key LIKE 'capability.%' AND value = 'off'")
        self.off = {r["key"].split(".", 1)[1] for r in off}

    def one(self, table, key):
        return self.by_id.get((table, key))

    def consents(self, resident):
        """Is a consent of this person in force today?"""
        return any(
            c["withdrawn_on"] is None and c["given_on"] <= self.day and self.runs(c)
            for c in self.consent.get(resident, ())
        )

    def released(self, resident, kind, addressee):
        """Does the person's own release of this kind to this addressee run today?"""
        return any(r["from_day"] <= self.day and (r["to_day"] is None or r["to_day"] >= self.day)
                   for r in self.releases.get((resident, kind, addressee), ()))

    def runs(self, consent):
        """Where a consent has a state and an end of its own."""
        has = consent.keys()
        return ("status" not in has or consent["status"] == "active") and (
            "to_day" not in has or consent["to_day"] is None or consent["to_day"] >= self.day)

    def decides(self, matrix, actor, act, kind, resident, record=None):
        """May the actor do this to this kind of what is known of the person?"""
        consent = self.consents(resident)
        for a in self.access.get(resident, ()):
            if a["party"] not in (actor.organisation, actor.account):
                continue
            if a["from_day"] > self.day or (a["to_day"] is not None and a["to_day"] < self.day):
                continue
            if a["kind"] not in ("", kind):
                continue
            if a["record"] and a["record"] != record:
                continue
            if a["basis"] in matrix.by_consent and not consent:
                continue
            holder = matrix.holder.get(a["basis"], "any")
            if holder != "any" and a["party_kind"] != "account":
                continue
            if holder == "account-kind" and not a["kind"]:
                continue
            to = matrix.release.get((kind, a["basis"]))
            if to and not self.released(resident, kind, to):
                continue
            if matrix.allows(actor.hat, a["basis"], act, kind):
                return True
        return False

    def accounts(self):
        return [r for (t, _), r in self.by_id.items() if t == "accounts_account"]

    def resident_of(self, name, value):
        """Whom an id of a path speaks of, or None."""
        if name in ("resident", "other"):
            return value
        if name == "stay":
            s = self.stays.get(value)
            return s and s["resident"]
        if name in ("room", "post"):
            row = self.one("rooms_" + name, value)
            room = row and (row if name == "room" else self.one("rooms_room", row["room"]))
            return room and room["resident"]
        table = {"conference": "transitions_conference", "task": "transitions_task",
                 "prepared": "transitions_prepared"}.get(name)
        row = self.acts.get(value) if name == "act" else self.one(table, value) if table else None
        return row and self.stays[row["stay"]]["resident"]
