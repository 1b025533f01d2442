#!/usr/bin/env python3
"""Verifies an export of the audit log without any code of the program.

  yui --region R --persons audit export --ndjson > log.ndjson
  scripts/verify-audit.py log.ndjson [--key 'yui/R+…'] [CHECKPOINTS…]

Only the standard library. Says what does not fit, one line each, and ends with 1; ends with 0 when all fits, with 2
when it cannot read what it was given. --key is the public key you kept; without it the export's own is believed.
"""
import base64, hashlib, json, sys
# Ed25519 (RFC 8032, 5.1), verification only; slow and plain, no secrets are touched.
P = 2**255 - 19
L = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P

def add(p, q):
    a, b = (p[1] - p[0]) * (q[1] - q[0]) % P, (p[1] + p[0]) * (q[1] + q[0]) % P
    c, d = 2 * p[3] * q[3] * D % P, 2 * p[2] * q[2] % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % P, g * h % P, f * g % P, e * h % P

def times(n, p):
    q = (0, 1, 1, 0)
    while n:
        if n & 1:
            q = add(q, p)
        p, n = add(p, p), n >> 1
    return q

def point(b):
    y = int.from_bytes(b, "little")
    sign, y = y >> 255, y & ((1 << 255) - 1)
    x2 = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(x2, (P + 3) // 8, P)
    if (x * x - x2) % P:
        x = x * pow(2, (P - 1) // 4, P) % P
    if y >= P or (x * x - x2) % P or (x == 0 and sign):
        raise ValueError("no point")
    x = P - x if x & 1 != sign else x
    return x, y, 1, x * y % P

BASE = point((4 * pow(5, P - 2, P) % P).to_bytes(32, "little"))

def signed(key, text, sig):
    try:
        a, r, s = point(key), point(sig[:32]), int.from_bytes(sig[32:], "little")
    except ValueError:
        return False
    h = int.from_bytes(hashlib.sha512(sig[:32] + key + text).digest(), "little") % L
    p, q = times(s, BASE), add(r, times(h, a))
    return s < L and len(sig) == 64 and not (p[0] * q[2] - q[0] * p[2]) % P and not (p[1] * q[2] - q[1] * p[2]) % P

def sha(text):
    return hashlib.sha256(text.encode()).hexdigest()

def row_hash(row, names):
    h = hashlib.sha256()
    for n in names:
        v = row[n]
        b = ("true" if v else "false").encode() if n == "denied" else (v or "").encode()
        h.update(len(b).to_bytes(8, "big") + b)
    return h.hexdigest()

def merkle(level):
    while len(level) > 1:
        level = [sha(level[i] + level[min(i + 1, len(level) - 1)]) for i in range(0, len(level), 2)]
    return level[0] if level else ""

def notes_of(text):
    """Whole notes of a file of checkpoints: six lines each, the last begins with a dash."""
    lines = text.split("\n")
    return ["\n".join(lines[i - 5 : i + 1]) + "\n" for i, l in enumerate(lines) if l.startswith("\u2014 ") and i >= 5]

def read_note(note, vkey):
    """(rows, seal), or why the note is not believed."""
    try:
        origin, ident, key = vkey.split("+", 2)
        body, sig = note.split("\n\n")
        name, size, root, _ = (body + "\n").split("\n")[:4]
        raw = base64.b64decode(sig.split(" ")[2])
        key = base64.b64decode(key)[1:]
        if name != origin:
            return "checkpoint of another region"
        if raw[:4].hex() != ident or hashlib.sha256(f"{origin}\n\x01".encode() + key).hexdigest()[:8] != ident:
            return f"checkpoint over {size} rows is signed by another key"
        if not signed(key, (body + "\n").encode(), raw[4:]):
            return f"checkpoint over {size} rows: wrong signature"
        return int(size), base64.b64decode(root).hex()
    except (ValueError, IndexError):
        return "checkpoint cannot be read"

def main(args):
    trusted = None
    if "--key" in args:
        i = args.index("--key")
        trusted = args[i + 1]
        del args[i : i + 2]
    faults, seals, notes, block, leaves = [], {}, [], None, []
    size, previous, head = 0, "", None

    def close():
        if block is None:
            return
        first, n = block["first"], block["n"]
        want = sha(f'{first}\n{n}\n{block["root"]}\n{block["previous"]}\n{block["at"]}')
        if len(leaves) != n or merkle(leaves[:]) != block["root"] or want != block["hash"]:
            faults.append(f"block {first}-{first + n - 1} does not fit its seal")

    for line in open(args[0], encoding="utf-8"):
        r = json.loads(line)
        if r["kind"] == "head":
            head = r
        elif r["kind"] == "block":
            close()
            block, leaves = r, []
            if r["first"] != size + 1 or r["previous"] != previous:
                faults.append(f'block at {r["first"]} does not follow {size}')
            size, previous = r["first"] + r["n"] - 1, r["hash"]
            seals[size] = previous
        elif r["kind"] == "row":
            if head["whole"] and row_hash(r, head["hashed"]) != r["hash"]:
                faults.append(f'row {r["pos"]} was changed')
            if r["pos"] is not None:
                if r["pos"] != block["first"] + len(leaves):
                    faults.append(f'row {r["pos"]} stands at {block["first"] + len(leaves)}')
                leaves.append(sha(f'{r["ord"]}\n{r["hash"]}'))
        elif r["kind"] == "checkpoint":
            notes.append(r["note"])
    close()
    vkey = trusted or head["key"]
    if vkey != head["key"]:
        faults.append("the region signs with another key now")
    for file in args[1:]:
        notes += notes_of(open(file, encoding="utf-8", errors="replace").read())
    for n in notes:
        c = read_note(n, vkey)
        if isinstance(c, str):
            faults.append(c)
        elif seals.get(c[0]) != c[1]:
            faults.append(f"checkpoint over {c[0]} rows: " + (f"there are only {size}" if c[0] > size else "another seal"))
    print(f"{size} rows, {len(seals)} blocks, {len(notes)} checkpoints, contents {'read' if head['whole'] else 'NOT read'}")
    print("\n".join(faults) if faults else "whole")
    return 1 if faults else 0

if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except (OSError, ValueError, KeyError, IndexError, TypeError) as e:
        print(f"cannot read: {e!r}", file=sys.stderr)
        sys.exit(2)
