"""A8: acts that another site lets somebody's browser send (CSRF), and pages that another site frames.

Every posted route behind a permission, sent by somebody who may do it and with the form their page shows, but as a
stranger's page would send it. Nothing may change; the answer is 403 (405 for methods that no page uses).
"""
import random
import re
import secrets

import a1_matrix
from kit import bend, oracle, report, server, world
from kit.client import Visitor

HEADS = {
    "content-security-policy": ("frame-ancestors 'none'", "default-src 'self'", "base-uri 'none'", "form-action 'self'"),
    "x-content-type-options": ("nosniff",),
    "referrer-policy": ("same-origin",),
    "cross-origin-opener-policy": ("same-origin",),
    "cache-control": ("no-store",),
}


def ways(v, other, old):
    """(name, form token, headers): how a foreign page's request looks to the server."""
    here = f"http://127.0.0.1:{v.port}"
    return [
        ("no token", None, {}),
        ("empty token", "", {}),
        ("token of another session", other, {}),
        ("token of an ended session", old, {}),
        ("made-up token", secrets.token_hex(32), {}),
        ("cross-site", v.csrf, {"Sec-Fetch-Site": "cross-site", "Origin": "https://evil.example"}),
        ("same-site", v.csrf, {"Sec-Fetch-Site": "same-site", "Origin": "http://other.127.0.0.1"}),
        ("foreign origin", v.csrf, {"Origin": "https://evil.example"}),
        ("origin null", v.csrf, {"Origin": "null"}),
        ("origin with our name in it", v.csrf, {"Origin": here + ".evil.example"}),
        ("text/plain", None, {"Content-Type": "text/plain", "Sec-Fetch-Site": "cross-site"}),
        ("json", None, {"Content-Type": "application/json", "Accept": "application/json"}),
        ("our origin, no token", None, {"Origin": here, "Sec-Fetch-Site": "same-origin"}),
    ]


def run(works, short=False):
    r, rng = report.Report("A8"), random.Random(8)
    data = works.town("a8")
    actors = bend.bend(data, 8, share=0)
    s = works.serve(data)
    visitors = {a.label: Visitor(s).enter(a.account) for a in actors}
    w = world.World(data)
    o = oracle.Oracle(world.Matrix(), oracle.needs())
    cells = a1_matrix.Cells(w, o, world.routes(), actors, rng)
    gone = Visitor(s).enter(actors[0].account)
    old = gone.csrf
    gone.post("/logout")
    before = a1_matrix.fingerprint(w.db)
    routes = [x for x in world.routes() if x.method == "POST" and x.permission != "public"]
    for route in routes:
        found = None
        for params in cells.params(route)[:200]:
            able = [a for a in actors if o.says(w, route, a, params) != oracle.DENY]
            if able:
                found = (rng.choice(able), params)
                break
        if found is None:
            r.more.setdefault("nobody_may", []).append(route.path)
            continue
        actor, params = found
        v = visitors[actor.label]
        path = route.path
        for k, value in params.items():
            path = path.replace("{" + k + "}", value)
        others = next(x.csrf for x in visitors.values() if x.account != v.account)
        for name, token, heads in ways(v, others, old):
            fields = [("reason", "x"), ("what", "end"), ("name", "x")]
            if token is not None:
                fields.append(("_csrf", token))
            a = v.post(path, fields, headers=heads, csrf=False)
            r.answer(a, allowed=False)
            if a.status != 403:
                r.find(f"{route.path} {name}", f"answered {a.status}")
        # methods: a GET that says it is a POST, and methods that no page uses
        before_get = len(r.findings)
        for method, heads, suffix in (
            ("GET", {"X-HTTP-Method-Override": "POST"}, "?_method=POST"),
            ("PUT", {}, ""), ("DELETE", {}, ""), ("PATCH", {}, ""), ("POST", {"X-HTTP-Method-Override": "DELETE"}, ""),
        ):
            a = v.ask(method, path + suffix, headers=heads, keep=False)
            r.answer(a, allowed=False)
            fine = {"GET": (200, 303, 403, 404, 405), "POST": (403,)}.get(method, (405,))
            if a.status not in fine:
                r.find(f"{method} {route.path}", f"answered {a.status}")
        if len(r.findings) == before_get and short and r.tried > 1500:
            break
    after = a1_matrix.fingerprint(w.db)
    for table in sorted(t for t in after if after[t] != before.get(t)):
        r.find("changed by a foreign page", table)
    framed(r, visitors, routes)
    r.more["routes"] = len(routes)
    r.panics += s.panics()
    return r


def framed(r, visitors, routes):
    """The heads that keep a page from being framed, sniffed, stored or read from elsewhere; signing in from outside."""
    for v in visitors.values():
        for path in ("/", "/me", "/people", "/transitions", "/directory", "/nothing-here", "/search"):
            a = v.get(path, headers={"Origin": "https://evil.example"}, keep=False)
            r.answer(a)
            for head, words in HEADS.items():
                for word in words:
                    if word not in a.header(head):
                        r.find(path, f"{head} lacks {word}")
            if a.header("access-control-allow-origin"):
                r.find(path, "another site may read it")
    stranger = next(iter(visitors.values()))
    # what a page loads from us is not framed, sniffed or read as something else either
    page = stranger.get("/me", keep=False)
    parts = set(re.findall(r'(?:href|src)="(/[^"]*assets/[^"]+)"', page.text))
    if not parts:
        r.find("/me", "loads no file of ours")
    for path in sorted(parts):
        a = stranger.ask("GET", path, keep=False, whole=True)
        r.answer(a)
        for head, word in (("content-security-policy", "frame-ancestors 'none'"), ("x-content-type-options", "nosniff")):
            if a.status != 200 or word not in a.header(head):
                r.find(path, f"{head} lacks {word} ({a.status})")
    for path in ("/login", "/logout", "/login/password", "/join", "/apply"):
        v = Visitor(type("S", (), {"port": stranger.port}))
        a = v.post(path, {"account": stranger.account}, csrf=False, headers={"Sec-Fetch-Site": "cross-site"})
        r.answer(a, allowed=False)
        if a.status != 403 or v.cookies:
            r.find(f"{path} from another site", f"answered {a.status}")
