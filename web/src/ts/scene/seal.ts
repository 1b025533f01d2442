// Opens the district with the key that never leaves this browser (docs/adr/0033).
import type { Body } from "./body";
import type { Head, Sealed } from "./store";

const bytes = (text: string): Uint8Array<ArrayBuffer> => Uint8Array.from(atob(text), (c) => c.charCodeAt(0));

export async function openHalf(pair: CryptoKeyPair): Promise<string> {
  const raw = new Uint8Array(await crypto.subtle.exportKey("raw", pair.publicKey));
  return btoa(String.fromCharCode(...raw));
}

export const headOf = (s: Sealed): Head => JSON.parse(s.head) as Head;

export async function open(s: Sealed, pair: CryptoKeyPair): Promise<Body> {
  const { subtle } = crypto;
  const utf8 = new TextEncoder();
  const point = bytes(s.point);
  const theirs = await subtle.importKey("raw", point, { name: "ECDH", namedCurve: "P-256" }, false, []);
  const shared = await subtle.deriveBits({ name: "ECDH", public: theirs }, pair.privateKey, 256);
  const secret = await subtle.importKey("raw", shared, "HKDF", false, ["deriveKey"]);
  const expand = { name: "HKDF", hash: "SHA-256", salt: point, info: utf8.encode("yui subset 1") };
  const key = await subtle.deriveKey(expand, secret, { name: "AES-GCM", length: 256 }, false, ["decrypt"]);
  const how = { name: "AES-GCM", iv: bytes(s.nonce), additionalData: utf8.encode(s.head) };
  return JSON.parse(new TextDecoder().decode(await subtle.decrypt(how, key, bytes(s.body)))) as Body;
}
