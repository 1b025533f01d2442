"""A18: names in places that are read by others than the page's reader: addresses, logs, notices, jobs, measures.

People of made-up names are entered, changed, searched, typed wrongly, uploaded and asked for by addresses that carry
their name; then everything the program has written beside the pages is searched for them.
"""
import re
import urllib.parse

from kit import bend, report, server
from kit.client import Visitor

NAME, KANA, PLACE, PHONE = "謎田星砂", "なぞたほしずな", "謎町", "0191919199"
TRACE = re.compile("|".join((NAME, KANA, PLACE, PHONE, "ナゾタ", "%E8%AC%8E%E7%94%B0")), re.I)
PERSON = {
    "name": NAME, "kana": KANA, "birth.era": "S", "birth.y": "10", "birth.m": "2", "birth.d": "3", "sex": "female",
    "address": "結野市" + PLACE, "phone": PHONE, "care_level": "21", "household": "", "consent_method": "written",
    "consent_on.era": "R", "consent_on.y": "8", "consent_on.m": "11", "consent_on.d": "1", "heard_by": "",
}
LINK = re.compile(r'(?:href|action|src)="([^"]*)"')


def spelled(text):
    return [text, urllib.parse.quote(text), urllib.parse.quote(text, encoding="cp932")]


def damage(r, s, data, visitors):
    """Content that holds the name changes by itself on the disk: the program says so in its log, and must not say what."""
    db = server.open_db(server.region_file(data), write=True)
    with db:
        db.execute("UPDATE app_record_version SET body = body || ?", (f" {NAME}",))
    rows = db.execute("SELECT id, subject FROM app_record WHERE subject IS NOT NULL").fetchall()
    for row in rows:
        for v in visitors.values():
            a = v.get(f"/transitions/{row['subject']}/documents/{row['id']}", keep=False)
            r.answer(a)
            if NAME in a.text:
                r.find("altered content", "is shown", "leaks")
        if s.log_text():
            return


def run(works, short=False):
    r = report.Report("A18")
    data = works.town("a18")
    actors = bend.bend(data, 18, share=0)
    s = works.serve(data)
    visitors = {a.label: Visitor(s).enter(a.account) for a in actors}
    cm = visitors["cm1"]

    def see(what, a):
        r.answer(a)
        where = urllib.parse.unquote(a.header("location"))
        if TRACE.search(where):
            r.find(what, "a name in an address", "leaks")
        for link in LINK.findall(a.text):
            if "?" in link and TRACE.search(urllib.parse.unquote(link)):
                r.find(what, "a link with a name in its address", "leaks")
        if (a.status in (403, 404, 405) or a.status >= 500) and TRACE.search(a.text):
            r.find(what, f"a page of {a.status} says it", "leaks")
        return a

    a = see("register", cm.post("/people/new", PERSON))
    made = re.search(r"/people/([0-9a-f-]{36})", a.header("location"))
    if not made:
        r.find("register", f"answered {a.status}: the attack is blind")
        return r
    person = f"/people/{made.group(1)}"
    for i in range(3 if short else 30):
        see("register wrongly", cm.post("/people/new", dict(PERSON, **{"birth.m": "99", "name": NAME + str(i)})))
        see("change", cm.post(person + "/edit", dict(PERSON, phone=PHONE, household="謎")))
        see("contact", cm.post(person + "/contacts", {"name": NAME + "子", "relation": "長女", "phone": PHONE}))
        see("fact", cm.post(person + "/facts", {"kind": "diagnosis", "text": NAME + "病"}))
        see("team", cm.post(person + "/team", {"role": "other", "label": NAME, "phone": PHONE}))
        see("admission", cm.post("/transitions/new", {
            "resident": made.group(1), "a.hospital_name": PLACE + "病院", "a.reason": NAME, "a.admitted_on.era": "R",
            "a.admitted_on.y": "8", "a.admitted_on.m": "11", "a.admitted_on.d": "20", "a.learned": "family",
            "a.planned": "no", "a.told": "no"}))
        see("file", cm.upload(person + "/files", "files", NAME + ".png", b"\x89PNG broken", "image/png",
                              [("file_kind", "photo"), ("file_title", NAME)]))
        see("import", cm.upload("/people/import", "file", NAME + ".yui", NAME.encode(), fields=[("passphrase", NAME)]))
        for v in visitors.values():
            see("search", v.post("/search", {"q": NAME}))
            see("find", v.post("/transitions/find-cm", {"name": NAME, "kana": KANA, "birth.y": "10"}))
    for v in (*visitors.values(), Visitor(s)):
        for page in ("/", "/people", "/notices", "/transitions", "/audit", "/jobs", "/audit/alarms", person):
            see(page, v.get(page, keep=False))
    # addresses that somebody else puts a name into: nothing of them may stay in the log
    for text in spelled(NAME):
        for path in (f"/people/{text}", f"/search?q={text}", f"/{text}", f"/people?q={text}", f"/login?next=/{text}"):
            try:
                see("an address with a name", cm.get(path.encode("utf-8").decode("latin-1") if path.isascii() is False
                                                     else path, keep=False))
            except (ValueError, OSError, UnicodeError):
                cm.close()
    damage(r, s, data, visitors)
    log = s.log_text()
    if not log:
        r.find("log", "the program said nothing at all: the attack is blind")
    if TRACE.search(log):
        line = next(x for x in log.splitlines() if TRACE.search(x))
        r.find("log", TRACE.sub("…", line)[:160], "leaks")
    db = server.open_db(server.region_file(data))
    skip = re.compile(r"^(people_|transitions_|emergency_entry$|emergency_town$|app_record|app_draft|app_idempotency_outcome)")
    for (table,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
        if skip.match(table):
            continue
        n = sum(1 for row in db.execute(f"SELECT * FROM {table}") if TRACE.search(repr(tuple(row))))
        if n:
            r.find(table, f"{n} rows with a name", "leaks")
    control = server.open_db(server.control_file(data))
    for (table,) in control.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
        if any(TRACE.search(repr(tuple(row))) for row in control.execute(f"SELECT * FROM {table}")):
            r.find(table, "a name in the control store", "leaks")
    r.more["log_bytes"] = len(log)
    r.panics += s.panics()
    return r
