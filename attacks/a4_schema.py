"""A4: schemathesis with a fixed seed on the program's own description (docs/generated/openapi.json), as care manager, 地域連携室 and 連携拠点.

Needs the tool (PyPI schemathesis; YUI_SCHEMATHESIS names it when it is not in the path). Without it: said, not run.
"""
import os
import re
import shutil
import subprocess

from kit import bend, report, server
from kit.client import Visitor

ONLY_WHOLE = True


def run(works, short=False):
    tool = os.environ.get("YUI_SCHEMATHESIS") or shutil.which("schemathesis")
    r = report.Report("A4")
    if not tool:
        r.more["skipped"] = "schemathesis is not installed"
        return r
    data = works.town("a4")
    actors = bend.bend(data, 4, share=0)
    s = works.serve(data)
    schema = works.folder / "openapi.json"
    schema.write_text((server.ROOT / "docs/generated/openapi.json").read_text().replace("{region}", "yuino"))
    done = set()
    for a in actors:
        if a.hat in done or a.hat not in ("cm", "liaison", "coordinator"):
            continue
        done.add(a.hat)
        v = Visitor(s).enter(a.account)
        out = subprocess.run(
            [tool, "run", str(schema), "--url", s.origin, "--header", f"Cookie: yui_session={v.cookies['yui_session']}",
             "--checks", "not_a_server_error", "--seed", "4", "--max-examples", "2", "--phases", "fuzzing",
             "--exclude-path-regex", "logout|me/access", "--no-color"],
            capture_output=True, text=True, cwd=works.folder)
        m = re.search(r"(\d+) generated", out.stdout) or re.search(r"(\d+) (?:test cases|cases)", out.stdout)
        n = int(m.group(1)) if m else 0
        r.tried += n
        if n == 0:
            r.find(a.hat, "nothing was sent: the attack is blind: " + out.stdout[-300:] + out.stderr[-300:])
        bad = re.search(r"Server error: (\d+)", out.stdout)
        if bad:
            r.status_5xx += int(bad.group(1))
            r.findings += re.findall(r"\[50\d\].*", out.stdout)[:5]
    r.more["hats"] = len(done)
    r.panics += s.panics()
    return r
