// Passkeys: asks the server for a challenge and the device for an answer, and posts that answer as a form. Where a device
// knows no passkeys, or no script runs, the pages offer the password instead.

interface Options {
  said?: string;
  challenge: string;
  [name: string]: unknown;
}

function bytes(text: string): ArrayBuffer {
  const plain = window.atob(text.replace(/-/g, "+").replace(/_/g, "/"));
  const out = new Uint8Array(plain.length);
  for (let i = 0; i < plain.length; i += 1) out[i] = plain.charCodeAt(i);
  return out.buffer;
}

function text(buffer: ArrayBuffer): string {
  let plain = "";
  for (const b of new Uint8Array(buffer)) plain += String.fromCharCode(b);
  return window.btoa(plain).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
}

function put(form: HTMLFormElement, name: string, value: string): void {
  let field = form.querySelector<HTMLInputElement>(`input[name="${name}"]`);
  if (field === null) {
    field = document.createElement("input");
    field.type = "hidden";
    field.name = name;
    form.append(field);
  }
  field.value = value;
}

async function options(form: HTMLFormElement): Promise<Options> {
  const body = new URLSearchParams();
  for (const [name, value] of new FormData(form)) if (typeof value === "string") body.append(name, value);
  const answer = await fetch(form.dataset["options"] ?? "", {
    method: "POST",
    body,
    headers: { Accept: "application/json" },
    credentials: "same-origin",
  });
  const told = (await answer.json()) as Options;
  if (!answer.ok) throw new Error(told.said ?? "");
  return told;
}

function list(known: unknown): PublicKeyCredentialDescriptor[] {
  if (!Array.isArray(known)) return [];
  return known.map((k: { id: string }) => ({ type: "public-key", id: bytes(k.id) }));
}

async function make(form: HTMLFormElement): Promise<void> {
  const told = await options(form);
  const user = told["user"] as { id: string; name: string; displayName: string };
  const made = (await navigator.credentials.create({
    publicKey: {
      ...(told as unknown as PublicKeyCredentialCreationOptions),
      challenge: bytes(told.challenge),
      user: { ...user, id: bytes(user.id) },
      excludeCredentials: list(told["excludeCredentials"]),
    },
  })) as PublicKeyCredential | null;
  if (made === null) throw new Error("");
  const answer = made.response as AuthenticatorAttestationResponse;
  put(form, "client", text(answer.clientDataJSON));
  put(form, "attestation", text(answer.attestationObject));
}

async function show(form: HTMLFormElement): Promise<void> {
  const told = await options(form);
  const shown = (await navigator.credentials.get({
    publicKey: {
      ...(told as unknown as PublicKeyCredentialRequestOptions),
      challenge: bytes(told.challenge),
    },
  })) as PublicKeyCredential | null;
  if (shown === null) throw new Error("");
  const answer = shown.response as AuthenticatorAssertionResponse;
  put(form, "credential", text(shown.rawId));
  put(form, "client", text(answer.clientDataJSON));
  put(form, "data", text(answer.authenticatorData));
  put(form, "signature", text(answer.signature));
}

const NOT_DONE = "パスキーは使われませんでした。もう一度押すか、パスワードの方法にしてください";
const KNOWN = "この端末のパスキーは、もう登録されています";

function say(form: HTMLFormElement, what: string): void {
  const place = form.querySelector<HTMLElement>("[data-passkey-said]");
  if (place === null) return;
  place.textContent = what;
  place.hidden = what === "";
}

function watch(form: HTMLFormElement): void {
  let busy = false;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (busy) return;
    busy = true;
    say(form, "");
    const work = form.dataset["passkey"] === "create" ? make(form) : show(form);
    work
      .then(() => form.submit())
      .catch((e: unknown) => {
        busy = false;
        const known = e instanceof DOMException && e.name === "InvalidStateError";
        const told = e instanceof Error && !(e instanceof DOMException) && !(e instanceof TypeError) ? e.message : "";
        say(form, known ? KNOWN : told || NOT_DONE);
      });
  });
}

export function setUpPasskeys(root: Document): void {
  const forms = root.querySelectorAll<HTMLFormElement>("form[data-passkey]");
  if (forms.length === 0 || typeof window.PublicKeyCredential !== "function") return;
  for (const form of forms) watch(form);
  for (const part of root.querySelectorAll<HTMLElement>("[data-passkey-part]")) part.hidden = false;
  for (const part of root.querySelectorAll<HTMLElement>("[data-passkey-none]")) part.hidden = true;
}
