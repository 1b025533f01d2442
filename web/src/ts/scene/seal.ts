// Opens the district with the key that never leaves this browser and the PIN of somebody of the crew (docs/adr/0033, 0040).
import type { Body, List, Member } from "./body";
import type { Head, Part, Sealed } from "./store";

const bytes = (text: string): Uint8Array<ArrayBuffer> => Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
const utf8 = new TextEncoder();
const { subtle } = crypto;

export async function openHalf(pair: CryptoKeyPair): Promise<string> {
  const raw = new Uint8Array(await subtle.exportKey("raw", pair.publicKey));
  return btoa(String.fromCharCode(...raw));
}

export const headOf = (s: Sealed): Head => JSON.parse(s.head) as Head;

async function shared(s: Sealed, pair: CryptoKeyPair): Promise<ArrayBuffer> {
  const theirs = await subtle.importKey("raw", bytes(s.point), { name: "ECDH", namedCurve: "P-256" }, false, []);
  return subtle.deriveBits({ name: "ECDH", public: theirs }, pair.privateKey, 256);
}

/** What stands under a key made of what was agreed on, with something beside it. Fails where that is not the right one. */
async function opened(s: Sealed, agreed: ArrayBuffer, beside: ArrayBuffer, info: string, part: Part): Promise<ArrayBuffer> {
  const both = new Uint8Array(agreed.byteLength + beside.byteLength);
  both.set(new Uint8Array(agreed), 0);
  both.set(new Uint8Array(beside), agreed.byteLength);
  const secret = await subtle.importKey("raw", both, "HKDF", false, ["deriveKey"]);
  const expand = { name: "HKDF", hash: "SHA-256", salt: bytes(s.point), info: utf8.encode(info) };
  const key = await subtle.deriveKey(expand, secret, { name: "AES-GCM", length: 256 }, false, ["decrypt"]);
  return subtle.decrypt({ name: "AES-GCM", iv: bytes(part.nonce), additionalData: utf8.encode(s.head) }, key, bytes(part.body));
}

const read = <T>(b: ArrayBuffer): T => JSON.parse(new TextDecoder().decode(b)) as T;

/** Who can open it. */
export async function list(s: Sealed, pair: CryptoKeyPair): Promise<List> {
  return read<List>(await opened(s, await shared(s, pair), new ArrayBuffer(0), "yui subset list 2", s.list));
}

/** The cards; undefined when the PIN is not this member's. Takes about a second: the PIN is stretched. */
export async function open(s: Sealed, pair: CryptoKeyPair, who: Member, pin: string): Promise<Body | undefined> {
  const agreed = await shared(s, pair);
  const typed = await subtle.importKey("raw", utf8.encode(pin), "PBKDF2", false, ["deriveBits"]);
  const how = { name: "PBKDF2", hash: "SHA-256", salt: bytes(who.salt), iterations: who.rounds };
  const stretched = await subtle.deriveBits(how, typed, 256);
  const content = await opened(s, agreed, stretched, "yui subset pin 2", who.key).catch(() => undefined);
  return content === undefined ? undefined : read<Body>(await opened(s, agreed, content, "yui subset 2", s.body));
}
