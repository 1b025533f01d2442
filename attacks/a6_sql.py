"""A6: sqlmap on what goes into searches and filters: the addresses and forms with words in them, as who may use them.

Needs the tool (PyPI or apt sqlmap; YUI_SQLMAP names it when it is not in the path). Without it: said, not run.
"""
import os
import re
import shutil
import subprocess

from kit import bend, report
from kit.client import Visitor

ONLY_WHOLE = True
# (hat, address, form): the fields that reach a statement as words or numbers
DOORS = [
    ("cm", "/people?q=abc&p=1", None), ("cm", "/search", "q=abc"), ("cm", "/directory?q=abc&kind=hospital&p=1", None),
    ("liaison", "/transitions/find-cm", "name=abc&kana=abc&birth.y=10"), ("liaison", "/transitions/intray?ward=abc&p=1", None),
    ("coordinator", "/transitions/survey/cases?key=admitted&from=2026-10-01&to=2026-10-31", None),
    ("city", "/audit?account=abc&from=2026-10-01&p=1", None), ("coordinator", "/directory/areas/find", "address=abc"),
]


def run(works, short=False):
    tool = os.environ.get("YUI_SQLMAP") or shutil.which("sqlmap")
    r = report.Report("A6")
    if not tool:
        r.more["skipped"] = "sqlmap is not installed"
        return r
    data = works.town("a6")
    actors = bend.bend(data, 6, share=0)
    s = works.serve(data)
    for hat, path, form in DOORS:
        v = Visitor(s).enter(next(a for a in actors if a.hat == hat).account)
        words = [tool, "-u", f"{s.origin}/yuino{path}", "--cookie", f"yui_session={v.cookies['yui_session']}", "--batch",
                 "--level", "3", "--risk", "2", "--dbms", "sqlite", "--technique", "BEU", "--flush-session", "--threads", "2",
                 "--ignore-code", "*", "--skip", "yui_session,user-agent,referer,host,_csrf", "-v", "1",
                 "--output-dir", str(works.folder / "sqlmap")]
        if form:
            words += ["--data", f"{form}&_csrf={v.csrf}"]
        out = subprocess.run(words, capture_output=True, text=True, cwd=works.folder)
        r.tried += len(re.findall(r"testing '", out.stdout))
        if re.search(r"is vulnerable|sqlmap identified the following injection", out.stdout):
            r.find(path, "injectable", "leaks")
        elif "do not appear to be injectable" not in out.stdout:
            r.find(path, "not judged: " + out.stdout[-200:])
    r.more["doors"] = len(DOORS)
    r.status_5xx += len(re.findall(r"a page failed", s.log_text()))
    r.panics += s.panics()
    return r
