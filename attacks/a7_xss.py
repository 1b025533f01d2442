"""A7: text that wants to be a page. Every free text of the town carries an attempt; a browser opens the pages under the
policy the program really sends. Nothing may run, and the browser may have nothing to report.

The browser half is a7_browser.mjs (Chromium by playwright-core, as the browser tests use it).
"""
import hashlib
import json
import random
import subprocess
from pathlib import Path

import a1_matrix
from kit import bend, oracle, report, server, world
from kit.client import Visitor

ONLY_WHOLE = True
TRIES = [
    "<script>__pwn({n})</script>", "<img src=x onerror=__pwn({n})>", "<svg onload=__pwn({n})>", "'\"><script>__pwn({n})</script>",
    "</title><script>__pwn({n})</script>", "</textarea><script>__pwn({n})</script>", "</script><script>__pwn({n})</script>",
    "\" onmouseover=__pwn({n}) x=\"", "' onfocus=__pwn({n}) autofocus x='", "\" autofocus onfocus=__pwn({n}) x=\"",
    "javascript:__pwn({n})", "<a href=javascript:__pwn({n})>a</a>", "<iframe srcdoc='<script>parent.__pwn({n})</script>'>",
    "<iframe src=javascript:parent.__pwn({n})>", "<object data=javascript:__pwn({n})>", "<embed src=javascript:__pwn({n})>",
    "<form action=javascript:__pwn({n})><button>a</button>", "<button formaction=javascript:__pwn({n})>a</button>",
    "<body onload=__pwn({n})>", "<details open ontoggle=__pwn({n})>", "<video><source onerror=__pwn({n})>",
    "<math><mi xlink:href=javascript:__pwn({n})>", "<base href=//evil.example/>", "<meta http-equiv=refresh content=0;url=javascript:__pwn({n})>",
    "<link rel=stylesheet href=//evil.example/{n}.css>", "<style>@import '//evil.example/{n}'</style>", "<p style=background:url(//evil.example/{n})>",
    "&lt;script&gt;__pwn({n})&lt;/script&gt;", "&#60;script&#62;__pwn({n})&#60;/script&#62;", "%3Cscript%3E__pwn({n})%3C/script%3E",
    "\\u003cscript\\u003e__pwn({n})\\u003c/script\\u003e", "<scr<script>ipt>__pwn({n})</scr</script>ipt>", "<ScRiPt>__pwn({n})</sCrIpT>",
    "<img src=//evil.example/{n}.png>", "{{{{constructor.constructor('__pwn({n})')()}}}}", "${{__pwn({n})}}", "`${{__pwn({n})}}`",
    "<div hx-get=/x hx-trigger=load hx-on::load=__pwn({n})>", "<div hx-on:click=__pwn({n}) data-hx-trigger=load>", "<template><script>__pwn({n})</script></template>",
    "＜script＞__pwn({n})＜/script＞", "<noscript><p title='</noscript><img src=x onerror=__pwn({n})>'>", "]]><script>__pwn({n})</script>", "--><script>__pwn({n})</script>",
    "<xmp><script>__pwn({n})</script>", "<marquee onstart=__pwn({n})>", "<input onfocus=__pwn({n}) autofocus>", "<select onfocus=__pwn({n}) autofocus>",
    "data:text/html,<script>__pwn({n})</script>", "<img src='x' onerror='__pwn({n})'", "<svg><script href=data:,__pwn({n}) />", "<svg><animate onbegin=__pwn({n}) attributeName=x>",
]
FIELDS = {
    "people_resident": ("name", "kana", "address", "phone", "household", "insured"), "people_contact": ("name", "relation", "phone"),
    "people_fact": ("text", "source"), "people_team": ("label", "person", "phone"), "transitions_stay": ("reason", "hospital_name", "ward", "room"),
    "transitions_act": ("name", "to_name", "said_by"), "accounts_account": ("name", "kana", "profession"),
    "accounts_organisation": ("name", "phone", "fax"), "accounts_ward": (), "app_notice": ("text",),
    "transitions_meeting": ("partner_name", "about"), "transitions_task": ("done_note",), "transitions_prepared": ("note", "to_name", "reason"),
    "transitions_conference_seat": ("organisation_name", "name", "profession"), "transitions_conference_word": ("text", "name", "answer"),
    "transitions_referral": ("name",), "transitions_face_sent": ("hospital_name", "to_name"), "transitions_handover": ("from_words", "to_words", "reason"),
    "people_consent": ("heard_by",), "directory_facility": ("name", "address"), "transitions_judgement": ("name",),
}


def plant(data):
    """Writes an attempt of its own into every free text; how many."""
    db, n = server.open_db(server.region_file(data), write=True), 0

    def attempt():
        nonlocal n
        n += 1
        return TRIES[n % len(TRIES)].format(n=n)

    for table, columns in FIELDS.items():
        have = {c["name"] for c in db.execute(f"PRAGMA table_info({table})")}
        for column in columns:
            if column in have:
                for (row,) in db.execute(f"SELECT rowid FROM {table} LIMIT 400").fetchall():
                    db.execute(f"UPDATE {table} SET {column} = ? WHERE rowid = ?", (attempt(), row))

    def texts(value):
        if isinstance(value, dict):
            return {k: texts(v) for k, v in value.items()}
        if isinstance(value, list):
            return [texts(v) for v in value]
        plain = isinstance(value, str) and any(ord(c) > 0x3040 for c in value)
        return attempt() if plain else value

    for v in db.execute("SELECT record, version, body, hash FROM app_record_version").fetchall():
        body = json.dumps(texts(json.loads(v["body"])), ensure_ascii=False, separators=(",", ":"))
        h = hashlib.sha256(body.encode()).hexdigest()
        db.execute("UPDATE app_record_version SET body = ?, hash = ? WHERE record = ? AND version = ?",
                   (body, h, v["record"], v["version"]))
        db.execute("UPDATE transitions_act SET hash = ? WHERE record = ? AND hash = ?", (h, v["record"], v["hash"]))
    for a in db.execute("SELECT id, detail FROM transitions_act").fetchall():
        try:
            db.execute("UPDATE transitions_act SET detail = ? WHERE id = ?",
                       (json.dumps(texts(json.loads(a["detail"])), ensure_ascii=False), a["id"]))
        except ValueError:
            pass
    db.commit()
    return n


def run(works, short=False):
    r, rng = report.Report("A7"), random.Random(7)
    modules = server.ROOT / "e2e/node_modules/playwright-core"
    if not modules.exists():
        r.find("browser", "e2e/node_modules is not there: run `npm ci` in e2e first")
        return r
    data = works.town("a7")
    planted = plant(data)
    actors = bend.bend(data, 7, share=0)
    s = works.serve(data)
    w = world.World(data)
    o = oracle.Oracle(world.Matrix(), oracle.needs())
    cells = a1_matrix.Cells(w, o, world.routes(), actors, rng)
    visits, shown = {}, 0
    for route in cells.routes:
        # a stream of ids is no page, and a browser waits for its end
        if route.path.endswith("/live"):
            continue
        if route.method != "GET" or "print" in route.path or route.path.endswith(("/cover", "/csv", "/excel", "/template", "/export", "/sheet")) \
                and "{stay}/sheet" not in route.path:
            continue
        for a in (x for i, x in enumerate(actors) if x.hat not in {y.hat for y in actors[:i]}):
            choices = [p for p in cells.params(route)[:120] if o.says(w, route, a, p) != oracle.DENY]
            for params in choices[:1]:
                path = route.path
                for k, v in params.items():
                    path = path.replace("{" + k + "}", v)
                visits.setdefault(a.label, []).append(path)
    plan = []
    hats = set()
    for a in actors:
        if a.hat in hats:
            continue
        hats.add(a.hat)
        v = Visitor(s).enter(a.account)
        paths = rng.sample(visits.get(a.label, []), min(len(visits.get(a.label, [])), 30))
        # only what really shows an attempt, and what reflects one out of an address
        for path in paths:
            got = v.get(path, keep=False)
            r.answer(got)
            if got.status == 200 and "__pwn(" in got.text:
                shown += 1
        attempts = [t.format(n=9_000_000 + i) for i, t in enumerate(TRIES)]
        plan.append({"label": a.label, "cookie": v.cookies["yui_session"], "paths": paths,
                     "typed": rng.sample(attempts, 5)})
    file = works.folder / "a7.json"
    file.write_text(json.dumps({"origin": s.origin, "region": "yuino", "visitors": plan}))
    done = subprocess.run(["node", str(Path(__file__).with_name("a7_browser.mjs")), str(file)], capture_output=True, text=True,
                          cwd=server.ROOT, timeout=900)
    if done.returncode != 0:
        r.find("browser", done.stderr[-400:])
        return r
    seen = json.loads(done.stdout)
    for what in ("ran", "reports", "left"):
        for text in seen[what]:
            r.find(what, text, "leaks" if what == "ran" else "wrong")
    if not seen["canary"]:
        r.find("browser", "a script on a page without a policy was not noticed: the attack is blind")
    if shown < 50:
        r.find("pages", f"only {shown} pages show an attempt: the attack is blind")
    r.tried += seen["pages"]
    r.more.update(planted=planted, attempts=len(TRIES), pages=seen["pages"], pages_with_attempts=shown, ran=len(seen["ran"]),
                  csp_reports=len(seen["reports"]))
    r.panics += s.panics()
    return r
