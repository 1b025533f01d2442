"""One JSON line for each attack, and the sums behind it."""
import json
import time

FIELDS = ("attack", "tried", "denied", "allowed", "wrong", "unlisted_routes", "status_5xx", "panics", "leaks")


class Report:
    """Counts of one attack. What is more than a count goes into `more`; `findings` are said on stderr."""

    def __init__(self, attack):
        self.attack, self.more, self.findings = attack, {}, []
        self.tried = self.denied = self.allowed = self.wrong = 0
        self.unlisted_routes = self.status_5xx = self.panics = self.leaks = 0
        self.began = time.monotonic()

    def answer(self, a, allowed=None):
        """Counts one answer."""
        self.tried += 1
        if a.status >= 500:
            self.status_5xx += 1
        if allowed is True:
            self.allowed += 1
        elif allowed is False:
            self.denied += 1

    def find(self, what, text, kind="wrong"):
        """Something that must not be: counted under `kind`, kept in words."""
        setattr(self, kind, getattr(self, kind) + 1)
        self.findings.append(f"{what}: {text}")

    def bad(self):
        return self.wrong + self.unlisted_routes + self.status_5xx + self.panics + self.leaks

    def line(self):
        row = {k: getattr(self, k) for k in FIELDS}
        row.update(self.more)
        row["seconds"] = round(time.monotonic() - self.began, 1)
        return json.dumps(row, ensure_ascii=False)
