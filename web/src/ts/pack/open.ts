// Opens the sealed content with the passphrase, by the browser's own WebCrypto. The form is docs/adr/0029.
export interface Sealed {
  v: number;
  /** Facts that stand in the clear, as the exact text that the seal covers. */
  head: string;
  salt: string;
  rounds: number;
  iv: string;
  key: string;
  point: string;
  nonce: string;
  body: string;
}

const bytes = (text: string): Uint8Array<ArrayBuffer> => {
  const raw = atob(text);
  const out = new Uint8Array(raw.length);
  for (let i = 0; i < raw.length; i += 1) out[i] = raw.charCodeAt(i);
  return out;
};

/** As the passphrase was made: capitals and digits; I and L are 1, O is 0, whatever else was typed between is dropped. */
export const plain = (typed: string): string =>
  typed.normalize("NFKC").toUpperCase().replace(/[IL]/g, "1").replace(/O/g, "0").replace(/[^0-9A-Z]/g, "");

/** The content; an error when the passphrase is another or a byte has changed. */
export async function open(s: Sealed, passphrase: string): Promise<unknown> {
  const { subtle } = crypto;
  const utf8 = new TextEncoder();
  const typed = await subtle.importKey("raw", utf8.encode(plain(passphrase)), "PBKDF2", false, ["deriveKey"]);
  const stretch = { name: "PBKDF2", hash: "SHA-256", salt: bytes(s.salt), iterations: s.rounds };
  const outer = await subtle.deriveKey(stretch, typed, { name: "AES-GCM", length: 256 }, false, ["decrypt"]);
  const name = utf8.encode("yui pack key 1");
  const pkcs8 = await subtle.decrypt({ name: "AES-GCM", iv: bytes(s.iv), additionalData: name }, outer, bytes(s.key));
  const curve = { name: "ECDH", namedCurve: "P-256" };
  const own = await subtle.importKey("pkcs8", pkcs8, curve, false, ["deriveBits"]);
  const point = bytes(s.point);
  const theirs = await subtle.importKey("raw", point, curve, false, []);
  const shared = await subtle.deriveBits({ name: "ECDH", public: theirs }, own, 256);
  const secret = await subtle.importKey("raw", shared, "HKDF", false, ["deriveKey"]);
  const expand = { name: "HKDF", hash: "SHA-256", salt: point, info: utf8.encode("yui pack 1") };
  const inner = await subtle.deriveKey(expand, secret, { name: "AES-GCM", length: 256 }, false, ["decrypt"]);
  const sealed = { name: "AES-GCM", iv: bytes(s.nonce), additionalData: utf8.encode(s.head) };
  const text = await subtle.decrypt(sealed, inner, bytes(s.body));
  return JSON.parse(new TextDecoder().decode(text));
}
