#!/usr/bin/env python3
"""Counts the 入退院連絡調査 a second time, naively, from `yui export stays --ndjson` alone, and compares every number
with `yui survey liaison --format json`.

    naive_survey.py [--at-least N] YUI [GLOBAL WORDS…]

GLOBAL WORDS are those before the command: --data DIR --region SLUG. Exit code 0: all numbers are the same.
Nothing here is taken from the program: the definitions are those of the interface's description.
"""

import json
import subprocess
import sys
from collections import Counter
from datetime import date, timedelta

TIMING = ["8+", "5-7", "2-4", "1", "0", "after", "unknown"]
EXCLUDED = ("death", "transfer")
GRADES = ("1i", "1ro", "2i", "2ro", "3")


def run(command):
    ran = subprocess.run(command, capture_output=True, text=True, check=False)
    if ran.returncode != 0:
        sys.exit(f"{' '.join(command)}: exit {ran.returncode}\n{ran.stderr}")
    return ran.stdout


def day(text):
    """A day, or None for null and for 'unknown'."""
    return None if text in (None, "unknown") else date.fromisoformat(text)


def timing(told, left):
    if told is None:
        return "unknown"
    days = (left - told).days
    if days >= 8:
        return "8+"
    if days >= 5:
        return "5-7"
    if days >= 2:
        return "2-4"
    if days == 1:
        return "1"
    return "0" if days == 0 else "after"


def counted(stays, start, end):
    """Admissions, discharges, rates and timing of these stays; with methods and exclusions."""

    def inside(d):
        return d is not None and start <= d <= end

    admitted = [s for s in stays if inside(day(s["admitted"]))]
    ended = [s for s in stays if inside(day(s["ended"]))]
    home = [s for s in ended if s["end"] not in EXCLUDED]
    told = [s for s in home if s["discharge_notice_recorded"]]
    when = Counter(timing(day(s["discharge_notice"]), day(s["ended"])) for s in told)
    early = when["8+"] + when["5-7"]

    def of(group, test):
        return {"n": sum(1 for s in group if test(s)), "d": len(group)}

    def in_time(s):
        d = day(s["discharge_notice"])
        return s["discharge_notice_recorded"] and d is not None and d <= day(s["ended"])

    def asked(group):
        """Without the rows of the questionnaire, which is not asked for everything."""
        return [s for s in group if s["source"] == "daily"]

    def answered(group, field):
        return [s for s in group if s["source"] == "daily" or s[field] is not None]

    daily = asked(home)
    wished = [s for s in daily if s["wish"]]
    dental = [s for s in daily if s["dental"]]
    stopped = [s for s in dental if s["dental"] != "not_stopped"]
    facility = [s for s in ended if s["facility"]]
    procedures = sorted({code for s in facility for code in s["facility"]})
    late = [s for s in told if timing(day(s["discharge_notice"]), day(s["ended"])) not in ("8+", "5-7")]
    rows = {s["id"] for s in admitted + ended if s["source"] == "questionnaire"}

    return {
        "admissions": len(admitted),
        "discharges": len(home),
        "excluded": {kind: sum(1 for s in ended if s["end"] == kind) for kind in EXCLUDED},
        "rates": {
            "admission_contact": of(admitted, lambda s: s["admission_contact"] is not None),
            "sheet_sent": of(admitted, lambda s: s["sheet_sent"] is not None),
            "planning_contact": of(daily, lambda s: s["planning_notice"] is not None),
            "discharge_contact": of(home, in_time),
            "five_days_before": {"n": early, "d": len(told)},
            "five_days_before_known": {"n": early, "d": len(told) - when["unknown"]},
            "record_received": of(daily, lambda s: s["record_confirmed"] is not None),
            "fee_admission_1": of(admitted, lambda s: s["fee"] == "1"),
            "fee_admission_2": of(admitted, lambda s: s["fee"] == "2"),
            "sheet_received": of(
                [s for s in asked(admitted) if s["sheet_sent"] is not None], lambda s: s["sheet_received"]
            ),
            "day_before_or_same": {"n": when["1"] + when["0"], "d": len(told)},
            "conference_held": of(answered(home, "conference"), lambda s: s["conference"] == "held"),
            "conference_decided": of(daily, lambda s: s["conference"] is not None),
            "papers_handed": of(answered(home, "papers_handed"), lambda s: s["papers_handed"]),
            "papers_received": of(daily, lambda s: s["papers_received"]),
            "wish_told": of(daily, lambda s: s["wish_told"]),
            "wish_met": of(wished, lambda s: s["wish"] == s["end"]),
            "dental_stopped": of(dental, lambda s: s["dental"] != "not_stopped"),
            "dental_resumed": of(stopped, lambda s: s["dental"] == "resumed"),
            "facility_accepted": of(facility, lambda s: any(s["facility"].values())),
            **{f"fee_discharge_{g}": of(home, lambda s, g=g: s["fee_discharge"] == g) for g in GRADES},
            "readmitted_30": of(
                daily, lambda s: s["readmitted_after_days"] is not None and s["readmitted_after_days"] <= 30
            ),
        },
        "timing": {t: when[t] for t in TIMING},
        "methods": {
            "admission": dict(Counter(s["admission_method"] for s in admitted if s["admission_method"])),
            "discharge": dict(Counter(s["discharge_method"] for s in told if s["discharge_method"])),
        },
        "facility": {
            code: of([s for s in facility if code in s["facility"]], lambda s, c=code: s["facility"][c])
            for code in procedures
        },
        "reasons": {
            "not_discharged": dict(Counter(code for s in ended for code in s["not_discharged"])),
            "late_notice": dict(Counter(code for s in late for code in s["late_notice"])),
        },
        "questionnaire": len(rows),
    }


def numbers(value):
    """How many numbers a structure holds."""
    if isinstance(value, dict):
        return sum(numbers(v) for v in value.values())
    if isinstance(value, list):
        return sum(numbers(v) for v in value)
    return int(isinstance(value, int))


def differences(mine, theirs, path=""):
    if isinstance(mine, dict) and isinstance(theirs, dict):
        for key in sorted(set(mine) | set(theirs)):
            yield from differences(mine.get(key), theirs.get(key), f"{path}.{key}")
    elif mine != theirs:
        yield f"{path}: {mine} counted, {theirs} said"


def compare(stays, said, start, end):
    """Holds a survey against the stays; gives what differs and how many numbers were compared."""
    mine = counted(stays, start, end)
    found = [f"{k}: {said[k]}" for k, d in (("from", start), ("to", end)) if said[k] != d.isoformat()]
    whole = {k: said[k] for k in mine}
    found += differences(mine, whole)
    compared = numbers(whole)
    before_start, before_end = year_before(start, end)
    was = counted(stays, before_start, before_end)
    found += differences({"from": before_start.isoformat(), "to": before_end.isoformat(), **was}, said["before"], ".before")
    compared += numbers(said["before"])
    spans = months(start, end)
    if [(m["from"], m["to"]) for m in said["months"]] != [(a.isoformat(), b.isoformat()) for a, b in spans]:
        found.append("the months are others")
    for (a, b), month in zip(spans, said["months"]):
        for (x, y), one in (((a, b), month), (year_before(a, b), month["before"])):
            own = counted(stays, x, y)
            part = {k: v for k, v in one.items() if k != "before"}
            own = {"from": x.isoformat(), "to": y.isoformat(), **{k: own[k] for k in part if k in own}}
            found += differences(own, part, f".months.{a}.{x}")
            compared += numbers(part)
    if sum(said["timing"].values()) != said["rates"]["five_days_before"]["d"]:
        found.append("the timings do not add up")
    for name in ("hospital", "office", "care_level"):
        rows = {r["id"]: r for r in said["by"][name]}
        if len(rows) != len(said["by"][name]):
            found.append(f"by.{name}: an id twice")
        for key in sorted({s[name] for s in stays} | set(rows)):
            own = counted([s for s in stays if s[name] == key], start, end)
            silent = own["admissions"] + own["discharges"] + sum(own["excluded"].values()) == 0
            row = rows.get(key)
            if silent != (row is None):
                found.append(f"by.{name}.{key}: {'named without' if silent else 'not named with'} cases")
            if row is None:
                continue
            if not row["name"]:
                found.append(f"by.{name}.{key}: no name")
            part = {k: row[k] for k in ("admissions", "discharges", "rates", "timing")}
            found += differences({k: own[k] for k in part}, part, f"by.{name}.{key}")
            compared += numbers(part)
    return found, compared


def last_of_month(d):
    return (d.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)


def year_before(start, end):
    """The same days a year before; a period that ends with its month ends with the month there too."""

    def back(d):
        try:
            return d.replace(year=d.year - 1)
        except ValueError:
            return d.replace(year=d.year - 1, day=28)

    last = back(end)
    return back(start), last_of_month(last.replace(day=1)) if end == last_of_month(end) else last


def months(start, end):
    spans = []
    while start <= end and len(spans) < 240:
        spans.append((start, min(end, last_of_month(start))))
        start = last_of_month(start) + timedelta(days=1)
    return spans


def periods(stays):
    """The whole time, the last full months, a day, a time before anything."""
    days = sorted(date.fromisoformat(s["admitted"]) for s in stays)
    first, last = days[0], days[-1]
    month = last.replace(day=1)
    before = (month - timedelta(days=1)).replace(day=1)
    yield first, last + timedelta(days=400)
    yield before, month - timedelta(days=1)
    yield month, last
    yield before - timedelta(days=170), before + timedelta(days=15)
    yield days[len(days) // 2], days[len(days) // 2]
    yield first - timedelta(days=400), first - timedelta(days=370)


def main():
    words = sys.argv[1:]
    at_least = 1
    if words[:1] == ["--at-least"]:
        at_least, words = int(words[1]), words[2:]
    if not words:
        sys.exit(__doc__)
    stays = [json.loads(line) for line in run([*words, "export", "stays", "--ndjson"]).splitlines()]
    if len(stays) < at_least:
        sys.exit(f"{len(stays)} stays, {at_least} were asked for")
    if len({s["id"] for s in stays}) != len(stays):
        sys.exit("a stay is exported twice")
    found, compared = [], 0
    for start, end in periods(stays):
        span = ["--from", start.isoformat(), "--to", end.isoformat()]
        said = json.loads(run([*words, "survey", "liaison", *span, "--format", "json"]))
        wrong, n = compare(stays, said, start, end)
        found += [f"{start}..{end} {w}" for w in wrong]
        compared += n
    start, end = list(periods(stays))[1]
    span = ["--from", start.isoformat(), "--to", end.isoformat()]
    part = {json.loads(line)["id"] for line in run([*words, "export", "stays", *span, "--ndjson"]).splitlines()}
    wanted = {
        s["id"]
        for s in stays
        if any(d is not None and start <= d <= end for d in (day(s["admitted"]), day(s["ended"])))
    }
    if part != wanted:
        found.append(f"the export of {start}..{end} holds other stays")
    kinds = Counter(s["end"] for s in stays)
    print(f"{len(stays)} stays ({dict(kinds)}), {compared} numbers compared, {len(found)} differ")
    if found:
        sys.exit("\n".join(found[:40]))


if __name__ == "__main__":
    main()
