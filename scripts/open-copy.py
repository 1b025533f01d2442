#!/usr/bin/env python3
"""Opens a copy (backup) without any code of the program: tables as CSV for Excel, attachments as ordinary files.

  age -d -i KEY copy.tar.gz.age | tar -xz -C copy
  scripts/open-copy.py copy OUT            # OUT must not exist yet

Only the standard library. Everything is held against the manifest of the copy first; what does not fit is said and ends with
1, wrong use with 2. The way out of this product: it needs the copy, the key and Python 3.9, nothing else. Slow for large
attachments (about 5 seconds per MB): no faster cipher is in the standard library.
"""
import csv, hashlib, hmac, json, os, struct, sys
from pathlib import Path

# XChaCha20-Poly1305 (RFC 8439; draft-irtf-cfrg-xchacha-03). Opening only.
CONSTANTS = struct.unpack("<4I", b"expand 32-byte k")

def rounds(x):
    x = list(x)
    for _ in range(10):
        for a, b, c, d in ((0, 4, 8, 12), (1, 5, 9, 13), (2, 6, 10, 14), (3, 7, 11, 15),
                           (0, 5, 10, 15), (1, 6, 11, 12), (2, 7, 8, 13), (3, 4, 9, 14)):
            for e, f, g, s in ((a, b, d, 16), (c, d, b, 12), (a, b, d, 8), (c, d, b, 7)):
                x[e] = (x[e] + x[f]) & 0xFFFFFFFF
                t = x[g] ^ x[e]
                x[g] = (t << s | t >> (32 - s)) & 0xFFFFFFFF
    return x

def subkey(key, nonce16):
    x = rounds(CONSTANTS + struct.unpack("<8I", key) + struct.unpack("<4I", nonce16))
    return struct.pack("<8I", *x[:4], *x[12:])

def stream(key, nonce12, data, counter):
    head = CONSTANTS + struct.unpack("<8I", key)
    tail = struct.unpack("<3I", nonce12)
    out = bytearray()
    for at in range(0, len(data), 64):
        start = head + (counter + at // 64,) + tail
        block = struct.pack("<16I", *((a + b) & 0xFFFFFFFF for a, b in zip(rounds(start), start)))
        piece = data[at:at + 64]
        both = int.from_bytes(piece, "little") ^ int.from_bytes(block[:len(piece)], "little")
        out += both.to_bytes(len(piece), "little")
    return bytes(out)

def poly1305(key, data):
    r = int.from_bytes(key[:16], "little") & 0x0FFFFFFC0FFFFFFC0FFFFFFC0FFFFFFF
    total = 0
    for at in range(0, len(data), 16):
        total = (total + int.from_bytes(data[at:at + 16] + b"\1", "little")) * r % (2**130 - 5)
    return ((total + int.from_bytes(key[16:], "little")) % 2**128).to_bytes(16, "little")

def padded(data):
    return data + bytes(-len(data) % 16)

def unseal(key, nonce, sealed, extra):
    """The content, or None when a single bit differs."""
    inner, nonce12 = subkey(key, nonce[:16]), bytes(4) + nonce[16:]
    body, tag = sealed[:-16], sealed[-16:]
    once = stream(inner, nonce12, bytes(32), 0)
    sizes = struct.pack("<QQ", len(extra), len(body))
    if not hmac.compare_digest(poly1305(once, padded(extra) + padded(body) + sizes), tag):
        return None
    return stream(inner, nonce12, body, 1)

# How the program seals an attachment (crates/app/src/files/key.rs).
def mac(key, *parts):
    return hmac.new(key, b"".join(struct.pack(">Q", len(p)) + p for p in parts), hashlib.sha256).digest()

def attachment(key, space, name, sealed):
    if sealed[:5] != b"yuiF1" or len(sealed) < 45:
        return None
    return unseal(mac(key, b"content"), sealed[5:29], sealed[29:], f"{space}/{name}".encode())

def plain(cell):
    """A value of a row as text: bytes stay in hexadecimal; a formula is none in Excel."""
    if isinstance(cell, dict):
        return cell.get("b", cell.get("r"))
    if isinstance(cell, str) and cell[:1] in ("=", "+", "-", "@", "\t", "\r"):
        return "'" + cell
    return "" if cell is None else cell

class Copy:
    def __init__(self, folder):
        self.folder, self.wrong = folder, []
        self.manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
        self.header = json.loads((folder / "yui-backup.json").read_text(encoding="utf-8"))

    def rows(self, place, table):
        for piece in sorted((place / "tables" / table).glob("*.ndjson")):
            yield from piece.read_bytes().splitlines(keepends=True)

    def store(self, store, out):
        name = store["store"]
        place = self.folder / ("control" if name == "control" else f"regions/{name}")
        columns = dict(json.loads((place / "plan.json").read_text(encoding="utf-8"))["tables"])
        out.mkdir(mode=0o700)
        keys, files, total = {}, [], 0
        for line in store["tables"]:
            table, seen, count = line["table"], hashlib.sha256(), 0
            with open(out / f"{table}.csv", "w", encoding="utf-8-sig", newline="") as sheet:
                write = csv.writer(sheet)
                write.writerow(columns[table])
                for raw in self.rows(place, table):
                    seen.update(raw)
                    count += 1
                    row = json.loads(raw)
                    write.writerow([plain(c) for c in row])
                    if table == "people_attachment_key":
                        cells = dict(zip(columns[table], row))
                        keys[cells["id"]] = bytes.fromhex(cells["key"]["b"])
                    elif table == "people_attachment":
                        files.append(dict(zip(columns[table], row)))
            total += count
            if count != line["rows"] or seen.hexdigest() != line["digest"]:
                self.wrong.append(f"{name}/{table}: {count} rows, not what the manifest says")
        for line in store["files"]:
            sealed = (place / "files" / line["name"]).read_bytes()
            if hashlib.sha256(sealed).hexdigest() != line["sha256"]:
                self.wrong.append(f"{name}/files/{line['name']}: not what the manifest says")
        return total, self.attachments(place, keys, files, out)

    def attachments(self, place, keys, files, out):
        opened = 0
        for row in files:
            # one folder a person; the title is theirs, so the file is called after its number
            path = place / "files" / "people" / row["file"]
            key = keys.get(row["key"])
            if key is None or not path.exists():
                self.wrong.append(f"attachment {row['id']}: its key or file is gone (deleted on purpose?)")
                continue
            content = attachment(key, "people", row["file"], path.read_bytes())
            if content is None:
                self.wrong.append(f"attachment {row['id']}: does not open")
                continue
            folder = out / "attachments" / row["resident"]
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            ending = {b"\xff\xd8": ".jpg", b"\x89P": ".png", b"RI": ".webp", b"%P": ".pdf"}.get(content[:2], "")
            (folder / f"{row['id']}{ending}").write_bytes(content)
            opened += 1
        return opened

def main(words):
    if len(words) != 2:
        print(__doc__, file=sys.stderr)
        return 2
    try:
        copy, out = Copy(Path(words[0])), Path(words[1])
        if copy.header["format"] != 1:
            print(f"format {copy.header['format']} is not known here", file=sys.stderr)
            return 2
        os.umask(0o077)
        out.mkdir(mode=0o700)
        for store in copy.manifest["stores"]:
            rows, opened = copy.store(store, out / store["store"])
            print(f"{store['store']}: {len(store['tables'])} tables, {rows} rows, {opened} attachments")
    except (OSError, ValueError, KeyError) as e:
        print(f"cannot be read: {type(e).__name__}: {e}", file=sys.stderr)
        return 2
    for what in copy.wrong:
        print(what, file=sys.stderr)
    return 1 if copy.wrong else 0

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
