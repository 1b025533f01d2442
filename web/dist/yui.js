"use strict";
(() => {
  // src/ts/choices.ts
  function exclusive(target) {
    if (target.type !== "checkbox" || !target.checked) return;
    const box = target.closest("[data-exclusive]");
    if (box === null) return;
    const none = target.dataset["none"] !== void 0;
    for (const other of box.querySelectorAll("input[type=checkbox]")) {
      if (other !== target && (none || other.dataset["none"] !== void 0)) other.checked = false;
    }
  }
  function lookUp(target) {
    const list3 = target.list;
    const field = target.dataset["codeFor"];
    if (list3 === null || field === void 0 || target.form === null) return;
    const hidden = target.form.elements.namedItem(field);
    if (!(hidden instanceof HTMLInputElement)) return;
    const option = Array.from(list3.options).find((o) => o.value === target.value);
    hidden.value = option?.dataset["code"] ?? "";
  }
  function keep(root) {
    for (const el of root.querySelectorAll("[data-keep-when]")) {
      const name = CSS.escape(el.dataset["keepWhen"] ?? "");
      const chosen = root.querySelector(`input[name="${name}"]:checked`);
      el.hidden = chosen?.value !== "changed";
    }
  }
  function setUpChoices(root) {
    root.addEventListener("change", (event) => {
      const target = event.target;
      if (!(target instanceof HTMLInputElement)) return;
      exclusive(target);
      lookUp(target);
      keep(root);
    }, true);
    keep(root);
  }

  // src/ts/copy.ts
  function select(el) {
    const range = document.createRange();
    range.selectNodeContents(el);
    const selection = window.getSelection();
    selection?.removeAllRanges();
    selection?.addRange(range);
  }
  function say(text3) {
    const place2 = document.querySelector("[data-copied]");
    if (place2 !== null) place2.textContent = text3;
  }
  async function copy(el) {
    try {
      await navigator.clipboard.writeText(el.textContent ?? "");
      say("写しとりました。支援経過の欄に貼ってください。");
    } catch {
      select(el);
      say("文をえらびました。キーボードの「コピー」で写しとってください。");
    }
  }
  function setUpCopy(root) {
    for (const button2 of root.querySelectorAll("[data-copy]")) {
      const el = root.getElementById(button2.dataset["copy"] ?? "");
      if (el !== null) button2.addEventListener("click", () => void copy(el));
    }
  }

  // src/ts/dates.ts
  var ERAS = [
    { code: "R", name: "令和", from: "2019-05-01" },
    { code: "H", name: "平成", from: "1989-01-08" },
    { code: "S", name: "昭和", from: "1926-12-25" },
    { code: "T", name: "大正", from: "1912-07-30" },
    { code: "M", name: "明治", from: "1868-10-23" }
  ];
  function iso(year, month, day) {
    const text3 = `${String(year).padStart(4, "0")}-${String(month).padStart(2, "0")}-${String(day).padStart(2, "0")}`;
    const date = /* @__PURE__ */ new Date(`${text3}T00:00:00Z`);
    const same = !Number.isNaN(date.getTime()) && date.getUTCDate() === day && date.getUTCMonth() + 1 === month;
    return same ? text3 : "";
  }
  function fromEra(code, year, month, day) {
    const era = ERAS.find((e) => e.code === code || e.name === code);
    if (era === void 0) return iso(year, month, day);
    const text3 = iso(Number(era.from.slice(0, 4)) + year - 1, month, day);
    return text3 >= era.from ? text3 : "";
  }
  function split(text3) {
    const [y = 0, m = 0, d = 0] = text3.split("-").map(Number);
    const era = ERAS.find((e) => text3 >= e.from);
    return era === void 0 ? { era: "AD", y, m, d } : { era: era.code, y: y - Number(era.from.slice(0, 4)) + 1, m, d };
  }
  function shift(today, days) {
    const at = /* @__PURE__ */ new Date(`${today}T00:00:00Z`);
    at.setUTCDate(at.getUTCDate() + days);
    return at.toISOString().slice(0, 10);
  }
  function parse(typed, today) {
    const s = typed.normalize("NFKC").replace(/\s/g, "").replace(/元年/, "1年");
    if (/^(今日|きょう|本日)$/.test(s)) return today;
    if (/^(明日|あす|あした)$/.test(s)) return shift(today, 1);
    if (/^(昨日|きのう)$/.test(s)) return shift(today, -1);
    const eight = /^(\d{4})(\d{2})(\d{2})$/.exec(s);
    if (eight) return iso(Number(eight[1]), Number(eight[2]), Number(eight[3]));
    const full = /^(令和|平成|昭和|大正|明治|[RHSTM])?(\d{1,4})[./\-年](\d{1,2})[./\-月](\d{1,2})日?$/i.exec(s);
    if (full === null) return "";
    const [, era, y, m, d] = full;
    if (era === void 0 && (y ?? "").length !== 4) return "";
    return fromEra((era ?? "").length === 1 ? (era ?? "").toUpperCase() : era ?? "", Number(y), Number(m), Number(d));
  }
  function boxOf(scope, name, part) {
    return scope.querySelector(`[name="${CSS.escape(`${name}.${part}`)}"]`);
  }
  function isoOf(scope, name) {
    const value = (part) => (boxOf(scope, name, part)?.value ?? "").normalize("NFKC").trim();
    const typed = parse(value("y"), localToday(scope));
    if (typed !== "") return typed;
    const [y, m, d] = [value("y") === "元" ? 1 : Number(value("y")), Number(value("m")), Number(value("d"))];
    return y > 0 && m > 0 && d > 0 ? fromEra(value("era"), y, m, d) : "";
  }
  function localToday(scope) {
    const told = scope.querySelector("[data-today]")?.dataset["today"];
    if (told !== void 0 && told !== "") return told;
    return new Date(Date.now() + 9 * 3600 * 1e3).toISOString().slice(0, 10);
  }
  function spread(box) {
    const name = box.dataset["date"] ?? "";
    const year = boxOf(box, name, "y");
    if (year === null) return;
    const date = parse(year.value, box.dataset["today"] || localToday(document));
    if (date === "") return;
    const { era, y, m, d } = split(date);
    const put4 = (part, value) => {
      const target = boxOf(box, name, part);
      if (target !== null) target.value = value;
    };
    put4("era", era);
    put4("y", String(y));
    put4("m", String(m));
    put4("d", String(d));
    box.dispatchEvent(new Event("input", { bubbles: true }));
  }
  function setUpDates(root) {
    root.addEventListener("change", (event) => {
      const target = event.target;
      if (!(target instanceof HTMLInputElement) || !target.name.endsWith(".y")) return;
      const box = target.closest("[data-date]");
      if (box !== null) spread(box);
    });
  }

  // src/ts/desk.ts
  function stopwatch(el) {
    const minutes = document.getElementById(el.dataset["stopwatch"] ?? "");
    const shown = el.querySelector("b");
    const button2 = el.querySelector("button");
    const form = minutes instanceof HTMLInputElement ? minutes.form : null;
    if (!(minutes instanceof HTMLInputElement) || shown === null || button2 === null || form === null) return;
    let typed = minutes.value !== "";
    let before = 0;
    let since = typed ? null : Date.now();
    const passed = () => before + (since === null ? 0 : Date.now() - since);
    const fill2 = () => {
      if (!typed) minutes.value = String(Math.max(1, Math.ceil(passed() / 6e4)));
    };
    const draw = () => {
      const s = Math.floor(passed() / 1e3);
      shown.textContent = `${String(Math.floor(s / 60)).padStart(2, "0")}:${String(s % 60).padStart(2, "0")}`;
      button2.textContent = since === null ? "つづける" : "止める";
    };
    button2.addEventListener("click", () => {
      if (since === null) since = Date.now();
      else {
        before = passed();
        since = null;
        fill2();
      }
      draw();
    });
    minutes.addEventListener("input", () => {
      typed = minutes.value !== "";
    });
    form.addEventListener("submit", fill2);
    window.setInterval(draw, 500);
    draw();
  }
  async function ask(form, url, part) {
    const body = new URLSearchParams();
    for (const name of ["_csrf", "office", "asked"]) {
      const el = form.elements.namedItem(name);
      if (el instanceof HTMLInputElement || el instanceof HTMLTextAreaElement) body.set(name, el.value);
    }
    body.set("_part", part);
    try {
      const answer = await fetch(url, { method: "POST", body, credentials: "same-origin", redirect: "error" });
      return answer.ok ? await answer.text() : null;
    } catch {
      return null;
    }
  }
  function after(el, event, ms, f) {
    let timer = 0;
    el?.addEventListener(event, () => {
      window.clearTimeout(timer);
      timer = window.setTimeout(f, ms);
    });
  }
  function beside(box) {
    const form = box.closest("form");
    const url = box.dataset["beside"] ?? "";
    const callers = box.querySelector("[data-callers]");
    const near = box.querySelector("[data-near]");
    if (form === null || callers === null || near === null) return;
    const office = form.elements.namedItem("office");
    const asked2 = form.elements.namedItem("asked");
    if (!(office instanceof HTMLInputElement) || !(asked2 instanceof HTMLTextAreaElement)) return;
    let turn = 0;
    const recall = async () => {
      const mine = ++turn;
      if (office.value.trim().length === 1) return;
      const html = await ask(form, url, "callers");
      if (html !== null && mine === turn) callers.innerHTML = html;
    };
    after(office, "input", 180, () => void recall());
    office.addEventListener("focus", () => {
      if (office.value === "" && callers.childElementCount === 0) void recall();
    });
    let read3 = 0;
    const like = async () => {
      const mine = ++read3;
      const html = await ask(form, url, "near");
      if (html !== null && mine === read3) near.innerHTML = html;
    };
    after(asked2, "input", 400, () => void like());
    callers.addEventListener("click", (event) => {
      const button2 = event.target?.closest("[data-caller]");
      if (button2 === void 0 || button2 === null) return;
      office.value = button2.dataset["office"] ?? "";
      const profession = form.elements.namedItem("profession");
      if (profession instanceof HTMLInputElement) profession.value = button2.dataset["profession"] ?? "";
      for (const name of ["affiliation", "place"]) {
        const value = CSS.escape(button2.dataset[name] ?? "");
        const radio = form.querySelector(`input[name="${name}"][value="${value}"]`);
        if (radio !== null) radio.checked = true;
      }
      turn++;
      callers.replaceChildren();
      form.querySelector("input[name=contents]")?.focus();
    });
  }
  function setUpDesk(root) {
    const watch4 = root.querySelector("[data-stopwatch]");
    if (watch4 !== null) stopwatch(watch4);
    const box = root.querySelector("[data-beside]");
    if (box === null) return;
    beside(box);
    box.closest("form")?.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
        event.preventDefault();
        box.closest("form")?.requestSubmit();
      }
    });
  }

  // src/ts/draft.ts
  var WAIT_MS = 1500;
  var AGAIN_MS = [5e3, 15e3, 6e4];
  var Draft = class {
    constructor(form, url) {
      this.form = form;
      this.url = url;
      this.timer = 0;
      this.busy = false;
      this.changed = false;
      this.failures = 0;
      form.addEventListener("input", () => this.touched());
      form.addEventListener("change", () => this.touched());
      form.addEventListener("submit", () => this.stop());
      document.addEventListener("visibilitychange", () => {
        if (document.visibilityState === "hidden" && this.changed) void this.save(true);
      });
    }
    touched() {
      this.changed = true;
      this.form.dataset["unsaved"] = "1";
      this.schedule(WAIT_MS);
    }
    schedule(ms) {
      window.clearTimeout(this.timer);
      this.timer = window.setTimeout(() => void this.save(false), ms);
    }
    stop() {
      window.clearTimeout(this.timer);
      this.changed = false;
    }
    body() {
      const body = new URLSearchParams();
      for (const [name, value] of new FormData(this.form)) {
        if (typeof value === "string") body.append(name, value);
      }
      return body;
    }
    async save(leaving) {
      if (this.busy || !this.changed) return;
      this.busy = true;
      this.changed = false;
      let again = 0;
      try {
        const answer = await fetch(this.url, {
          method: "POST",
          body: this.body(),
          headers: { Accept: "application/json" },
          credentials: "same-origin",
          keepalive: leaving
        });
        again = await this.tell(answer);
      } catch {
        again = this.failed("いまは保存できません。つながると、もう一度保存します。");
      }
      this.busy = false;
      if (again > 0 || this.changed) {
        this.changed = true;
        this.schedule(again > 0 ? again : WAIT_MS);
      }
    }
    /** Says what happened; returns the wait before another try, 0 for none. */
    async tell(answer) {
      if (answer.ok) {
        this.failures = 0;
        const told = await answer.json().catch(() => ({}));
        const mark = this.form.querySelector("input[name=_seen]");
        if (mark && told.seen) mark.value = told.seen;
        const at = told.at ?? new Date(Date.now() + 9 * 3600 * 1e3).toISOString().slice(11, 16);
        if (!this.changed) delete this.form.dataset["unsaved"];
        this.say(`${at} に下書きを保存しました。閉じても消えません。`, false);
        return 0;
      }
      if (answer.status === 401 || answer.status === 403) {
        this.say("ログインが切れたため、保存できません。別のタブでログインしなおすと、続けられます。", true);
        return AGAIN_MS[2] ?? 6e4;
      }
      if (answer.status === 409) {
        this.say("別の画面でも編集されています。この画面の入力は残っています。", true);
        return 0;
      }
      if (answer.status === 413 || answer.status === 422 || answer.status === 400) {
        this.say("このままでは下書きを保存できません。長すぎる文がないか、たしかめてください。", true);
        return 0;
      }
      return this.failed("いまは保存できません。少したってから、もう一度保存します。");
    }
    failed(text3) {
      this.say(text3, true);
      const wait = AGAIN_MS[Math.min(this.failures, AGAIN_MS.length - 1)] ?? 6e4;
      this.failures += 1;
      return wait;
    }
    say(text3, bad) {
      for (const place2 of document.querySelectorAll("[data-draft-status]")) {
        place2.classList.toggle("bad", bad);
        const words4 = place2.querySelector("span") ?? place2;
        words4.textContent = text3;
        place2.hidden = false;
      }
    }
  };
  function setUpDrafts(root) {
    for (const form of root.querySelectorAll("form[data-draft-url]")) {
      const url = form.dataset["draftUrl"];
      if (url) new Draft(form, url);
    }
  }

  // src/ts/files.ts
  var MB = 1024 * 1024;
  function inputs(form) {
    return [...form.querySelectorAll("input[type=file][data-most]")];
  }
  function bytes(all2) {
    let sum = 0;
    for (const input of all2) for (const file of input.files ?? []) sum += file.size;
    return sum;
  }
  function inMB(n) {
    return (Math.ceil(n * 10 / MB) / 10).toFixed(1);
  }
  function words(sum, most) {
    const limit = Math.round(most / MB);
    return `選んだファイルは、合わせて${inMB(sum)}MBです。${limit}MBまでなので、減らすか、小さくして選びなおしてください。入力した内容は残っています。`;
  }
  function place(input) {
    const id = `${input.id}-large`;
    const there = document.getElementById(id);
    if (there !== null) return there;
    const p = document.createElement("p");
    p.className = "err";
    p.id = id;
    p.setAttribute("role", "alert");
    input.before(p);
    return p;
  }
  function tell(input, text3) {
    const field = input.closest(".field");
    const told = (input.getAttribute("aria-describedby") ?? "").split(" ").filter((id) => id !== "" && id !== `${input.id}-large`);
    const p = place(input);
    p.textContent = text3;
    p.hidden = text3 === "";
    field?.classList.toggle("is-error", text3 !== "");
    if (text3 !== "") {
      input.setAttribute("aria-invalid", "true");
      told.push(p.id);
    } else {
      input.removeAttribute("aria-invalid");
    }
    if (told.length > 0) input.setAttribute("aria-describedby", told.join(" "));
    else input.removeAttribute("aria-describedby");
  }
  function check(form, last) {
    const all2 = inputs(form);
    const most = Math.min(...all2.map((i) => Number(i.dataset["most"])));
    const sum = bytes(all2);
    const bad = sum > most ? last ?? all2.find((i) => (i.files?.length ?? 0) > 0) ?? null : null;
    for (const input of all2) {
      const marked = document.getElementById(`${input.id}-large`) !== null;
      if (input === bad) tell(input, words(sum, most));
      else if (marked) tell(input, "");
    }
    return bad;
  }
  function setUpFiles(root) {
    const forms = /* @__PURE__ */ new Set();
    for (const input of root.querySelectorAll("input[type=file][data-most]")) {
      if (input.form === null) continue;
      forms.add(input.form);
      input.addEventListener("change", () => {
        if (input.form !== null) check(input.form, input);
      });
    }
    for (const form of forms) {
      form.addEventListener("submit", (event) => {
        const bad = check(form, null);
        if (bad === null) return;
        event.preventDefault();
        event.stopImmediatePropagation();
        bad.focus();
      }, { capture: true });
    }
  }

  // src/ts/guard.ts
  function watch(form) {
    const method = form.getAttribute("method") ?? "get";
    if (method.toLowerCase() !== "post" || form.dataset["noGuard"] !== void 0) return;
    form.addEventListener("input", () => {
      form.dataset["unsaved"] = "1";
    });
    form.addEventListener("submit", (event) => {
      if (event.defaultPrevented) return;
      if (form.dataset["sent"] !== void 0) {
        event.preventDefault();
        return;
      }
      form.dataset["sent"] = "1";
      delete form.dataset["unsaved"];
      const button2 = event.submitter;
      if (button2 instanceof HTMLButtonElement && button2.dataset["busy"] !== void 0) {
        button2.setAttribute("aria-disabled", "true");
        button2.textContent = button2.dataset["busy"] || "送っています";
      }
    });
  }
  function setUpGuards(root) {
    for (const form of root.querySelectorAll("form")) watch(form);
    window.addEventListener("beforeunload", (event) => {
      if (root.querySelector("form[data-unsaved]:not([data-sent])") !== null) event.preventDefault();
    });
    window.addEventListener("pageshow", (event) => {
      if (!event.persisted) return;
      for (const form of root.querySelectorAll("form[data-sent]")) delete form.dataset["sent"];
    });
    root.addEventListener("click", (event) => {
      const from = event.target;
      if (from?.closest?.("[data-print]")) window.print();
    });
    const summary = root.querySelector(".errsum");
    summary?.focus();
  }

  // src/ts/passkey.ts
  function bytes2(text3) {
    const plain = window.atob(text3.replace(/-/g, "+").replace(/_/g, "/"));
    const out = new Uint8Array(plain.length);
    for (let i = 0; i < plain.length; i += 1) out[i] = plain.charCodeAt(i);
    return out.buffer;
  }
  function text(buffer) {
    let plain = "";
    for (const b of new Uint8Array(buffer)) plain += String.fromCharCode(b);
    return window.btoa(plain).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  }
  function put(form, name, value) {
    let field = form.querySelector(`input[name="${name}"]`);
    if (field === null) {
      field = document.createElement("input");
      field.type = "hidden";
      field.name = name;
      form.append(field);
    }
    field.value = value;
  }
  async function options(form) {
    const body = new URLSearchParams();
    for (const [name, value] of new FormData(form)) if (typeof value === "string") body.append(name, value);
    const answer = await fetch(form.dataset["options"] ?? "", {
      method: "POST",
      body,
      headers: { Accept: "application/json" },
      credentials: "same-origin"
    });
    const told = await answer.json();
    if (!answer.ok) throw new Error(told.said ?? "");
    return told;
  }
  function list(known) {
    if (!Array.isArray(known)) return [];
    return known.map((k) => ({ type: "public-key", id: bytes2(k.id) }));
  }
  async function make(form) {
    const told = await options(form);
    const user = told["user"];
    const made = await navigator.credentials.create({
      publicKey: {
        ...told,
        challenge: bytes2(told.challenge),
        user: { ...user, id: bytes2(user.id) },
        excludeCredentials: list(told["excludeCredentials"])
      }
    });
    if (made === null) throw new Error("");
    const answer = made.response;
    put(form, "client", text(answer.clientDataJSON));
    put(form, "attestation", text(answer.attestationObject));
  }
  async function show(form) {
    const told = await options(form);
    const shown = await navigator.credentials.get({
      publicKey: {
        ...told,
        challenge: bytes2(told.challenge)
      }
    });
    if (shown === null) throw new Error("");
    const answer = shown.response;
    put(form, "credential", text(shown.rawId));
    put(form, "client", text(answer.clientDataJSON));
    put(form, "data", text(answer.authenticatorData));
    put(form, "signature", text(answer.signature));
  }
  var NOT_DONE = "パスキーは使われませんでした。もう一度押すか、パスワードの方法にしてください";
  var KNOWN = "この端末のパスキーは、もう登録されています";
  function say2(form, what) {
    const place2 = form.querySelector("[data-passkey-said]");
    if (place2 === null) return;
    place2.textContent = what;
    place2.hidden = what === "";
  }
  function watch2(form) {
    let busy = false;
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      if (busy) return;
      busy = true;
      say2(form, "");
      const work = form.dataset["passkey"] === "create" ? make(form) : show(form);
      work.then(() => form.submit()).catch((e) => {
        busy = false;
        const known = e instanceof DOMException && e.name === "InvalidStateError";
        const told = e instanceof Error && !(e instanceof DOMException) && !(e instanceof TypeError) ? e.message : "";
        say2(form, known ? KNOWN : told || NOT_DONE);
      });
    });
  }
  function setUpPasskeys(root) {
    const forms = root.querySelectorAll("form[data-passkey]");
    if (forms.length === 0 || typeof window.PublicKeyCredential !== "function") return;
    for (const form of forms) watch2(form);
    for (const part of root.querySelectorAll("[data-passkey-part]")) part.hidden = false;
    for (const part of root.querySelectorAll("[data-passkey-none]")) part.hidden = true;
  }

  // src/ts/push/subscribe.ts
  function bytes3(text3) {
    const plain = window.atob(text3.replace(/-/g, "+").replace(/_/g, "/"));
    const out = new Uint8Array(plain.length);
    for (let i = 0; i < plain.length; i += 1) out[i] = plain.charCodeAt(i);
    return out;
  }
  function text2(buffer) {
    let plain = "";
    for (const b of new Uint8Array(buffer ?? new ArrayBuffer(0))) plain += String.fromCharCode(b);
    return window.btoa(plain).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  }
  function put2(form, name, value) {
    const field = form.querySelector(`input[name="${name}"]`) ?? document.createElement("input");
    field.type = "hidden";
    field.name = name;
    field.value = value;
    form.append(field);
  }
  function say3(form, what) {
    const place2 = form.querySelector("[data-push-said]");
    if (place2 === null) return;
    place2.textContent = what;
    place2.hidden = what === "";
  }
  var REFUSED = "このブラウザーで、通知が止められています。ブラウザーの設定で、このページの通知を許してから、もう一度押してください";
  var NOT_DONE2 = "通知サービスにつながりませんでした。しばらくしてから、もう一度押してください";
  async function subscribe(form) {
    if (await Notification.requestPermission() !== "granted") return REFUSED;
    const { push: key = "", worker = "", scope = "" } = form.dataset;
    const registration = await navigator.serviceWorker.register(worker, { scope });
    await ready(registration);
    const before = await registration.pushManager.getSubscription();
    if (before !== null && text2(before.options.applicationServerKey) !== key) await before.unsubscribe();
    const made = await registration.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: bytes3(key) });
    put2(form, "endpoint", made.endpoint);
    put2(form, "point", text2(made.getKey("p256dh")));
    put2(form, "auth", text2(made.getKey("auth")));
    return "";
  }
  async function ready(registration) {
    const worker = registration.installing ?? registration.waiting;
    if (registration.active !== null || worker === null) return;
    await new Promise((done) => {
      worker.addEventListener("statechange", () => {
        if (worker.state === "activated" || worker.state === "redundant") done();
      });
    });
  }
  function watch3(form) {
    let busy = false;
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      if (busy) return;
      busy = true;
      say3(form, "");
      subscribe(form).catch(() => NOT_DONE2).then((problem) => {
        if (problem === "") return form.submit();
        busy = false;
        say3(form, problem);
      });
    });
  }
  function setUpPush(root) {
    const form = root.querySelector("form[data-push]");
    if (form === null || !("serviceWorker" in navigator) || !("PushManager" in window) || !("Notification" in window)) return;
    watch3(form);
    for (const part of root.querySelectorAll("[data-push-part]")) part.hidden = false;
    for (const part of root.querySelectorAll("[data-push-none]")) part.hidden = true;
  }

  // src/ts/recall.ts
  function words2(button2, ms) {
    const label = button2.dataset["label"] ?? "取り消す";
    const minutes = Math.ceil(ms / 6e4);
    return minutes <= 1 ? `${label}（あと1分以内）` : `${label}（あと${minutes}分）`;
  }
  function run(bar) {
    const seconds = Number(bar.dataset["recallSeconds"] ?? "0");
    const start2 = performance.now();
    const button2 = bar.querySelector("[data-recall-label]");
    const tick = () => {
      const left = seconds * 1e3 - (performance.now() - start2);
      if (left > 0) {
        if (button2 !== null) button2.textContent = words2(button2, left);
        window.setTimeout(tick, Math.min(left, 15e3) + 50);
        return;
      }
      bar.querySelector(".recall-act")?.remove();
      const over = bar.querySelector("[data-recall-over]");
      if (over !== null) over.hidden = false;
    };
    tick();
  }
  function setUpRecall(root) {
    for (const bar of root.querySelectorAll("[data-recall-seconds]")) run(bar);
  }

  // src/ts/rooms/live.ts
  var Room = class {
    constructor(list3, url, page) {
      this.list = list3;
      this.url = url;
      this.page = page;
      this.source = null;
      this.queue = Promise.resolve();
      this.layer = new URLSearchParams(location.search).get("layer");
      this.last = Number(url.searchParams.get("after") ?? "0");
      document.addEventListener("visibilitychange", () => this.follow());
      window.addEventListener("pagehide", () => this.leave());
      this.follow();
    }
    leave() {
      this.source?.close();
      this.source = null;
    }
    follow() {
      if (document.visibilityState === "hidden") {
        this.leave();
        return;
      }
      if (this.source !== null) return;
      this.url.searchParams.set("after", String(this.last));
      const source = new EventSource(this.url.href);
      source.addEventListener("change", (event) => this.told(event));
      source.addEventListener("open", () => this.say(""));
      source.addEventListener("error", () => {
        this.say(source.readyState === EventSource.CLOSED ? "新しい投稿を自動では受け取れません。ページを開き直してください。" : "つながっていません。つながると、新しい投稿が出ます。");
      });
      this.source = source;
    }
    told(event) {
      const told = JSON.parse(event.data);
      this.last = Math.max(this.last, Number(event.lastEventId));
      this.queue = this.queue.then(() => this.show(told)).catch(() => void 0);
    }
    async show(told) {
      const old = document.getElementById(`p-${told.post}`);
      const answer = await fetch(`${this.page.replace(/[^/]+$/, told.room)}/posts/${told.post}?in=1`, {
        credentials: "same-origin",
        redirect: "error",
        headers: { "X-Requested-With": "fetch" }
      });
      if (answer.status === 404) {
        old?.remove();
        return;
      }
      if (!answer.ok) return;
      const html = new DOMParser().parseFromString(await answer.text(), "text/html");
      const card = html.getElementById(`p-${told.post}`);
      if (card === null) return;
      if (old !== null) {
        if (!old.contains(document.activeElement)) old.replaceWith(document.adoptNode(card));
        return;
      }
      if (told.what !== "new" || this.layer !== null && !card.classList.contains(this.layer)) return;
      const near = window.innerHeight + window.scrollY > document.body.scrollHeight - 400;
      this.list.append(document.adoptNode(card));
      document.querySelector(".posts-empty")?.remove();
      this.say("新しい投稿があります。");
      if (near) card.scrollIntoView({ block: "nearest" });
    }
    say(text3) {
      const line = document.getElementById("live-line");
      if (line === null) return;
      line.textContent = text3;
      line.hidden = text3 === "";
    }
  };
  function setUpLive(root) {
    const list3 = root.getElementById("posts");
    const live = list3?.dataset["live"];
    const page = list3?.dataset["page"];
    if (list3 === null || live === void 0 || page === void 0 || new URLSearchParams(location.search).has("before")) return;
    new Room(list3, new URL(live, location.href), page);
  }

  // src/ts/rooms/store.ts
  var PREFIX = "yui-drafts-";
  function asked(request) {
    return new Promise((done, failed) => {
      request.onsuccess = () => done(request.result);
      request.onerror = () => failed(request.error ?? new Error("store"));
    });
  }
  function open(who) {
    const request = indexedDB.open(PREFIX + who, 1);
    request.onupgradeneeded = () => request.result.createObjectStore("drafts", { keyPath: "key" });
    return asked(request);
  }
  async function within(who, mode, f) {
    const db = await open(who);
    try {
      return await asked(f(db.transaction("drafts", mode).objectStore("drafts")));
    } finally {
      db.close();
    }
  }
  var put3 = (who, kept) => within(who, "readwrite", (s) => s.put(kept));
  var drop = (who, key) => within(who, "readwrite", (s) => s.delete(key));
  var one = (who, key) => within(who, "readonly", (s) => s.get(key));
  var all = (who) => within(who, "readonly", (s) => s.getAll());
  async function owners() {
    const list3 = indexedDB.databases === void 0 ? [] : await indexedDB.databases();
    return list3.map((d) => d.name ?? "").filter((n) => n.startsWith(PREFIX)).map((n) => n.slice(PREFIX.length));
  }
  async function onlyMine(who) {
    for (const other of await owners()) if (other !== who) indexedDB.deleteDatabase(PREFIX + other);
  }

  // src/ts/rooms/local.ts
  var WAIT_MS2 = 600;
  function words3(at) {
    const d = new Date(at);
    return `${d.getMonth() + 1}月${d.getDate()}日 ${d.getHours()}:${String(d.getMinutes()).padStart(2, "0")}`;
  }
  function read(form) {
    const out = [];
    for (const [name, value] of new FormData(form)) {
      if (typeof value === "string" && !name.startsWith("_") && value !== "") out.push([name, value]);
    }
    return out;
  }
  function fill(form, fields) {
    for (const el of form.elements) {
      if (el instanceof HTMLInputElement && (el.type === "checkbox" || el.type === "radio")) {
        el.checked = fields.some(([n, v]) => n === el.name && v === el.value);
      } else if (el instanceof HTMLTextAreaElement || el instanceof HTMLSelectElement || el instanceof HTMLInputElement && el.type !== "hidden" && el.type !== "file") {
        el.value = fields.find(([n]) => n === el.name)?.[1] ?? "";
      }
    }
    form.dispatchEvent(new Event("input", { bubbles: true }));
  }
  function button(label, press) {
    const b = document.createElement("button");
    b.type = "button";
    b.className = "btn compact";
    b.textContent = label;
    b.addEventListener("click", press);
    return b;
  }
  function offer(place2, form, who, kept) {
    const text3 = kept.fields.find(([n]) => n === "text")?.[1] ?? "";
    const now = form.querySelector("textarea[name=text]")?.value ?? "";
    if (text3 === now) return;
    const p = document.createElement("p");
    p.textContent = `この端末に、${words3(kept.at)} の下書きが残っています。`;
    const done = () => place2.replaceChildren();
    const ways = document.createElement("p");
    ways.className = "btns";
    ways.append(
      button("下書きをもどす", () => {
        fill(form, kept.fields);
        done();
      }),
      button("下書きを消す", () => {
        void drop(who, kept.key).then(done);
      })
    );
    place2.className = "panel soft mb3";
    place2.setAttribute("role", "status");
    place2.replaceChildren(p, ways);
  }
  function write(place2, form, local) {
    const [who = "", ...rest] = local.split("/");
    const key = rest.join("/");
    let timer = 0;
    const keep2 = (sent) => {
      window.clearTimeout(timer);
      void put3(who, { key, page: location.pathname + location.search, at: Date.now(), sent, fields: read(form) });
    };
    void onlyMine(who);
    void one(who, key).then((kept) => {
      if (kept !== void 0) offer(place2, form, who, kept);
    });
    form.addEventListener("input", () => {
      window.clearTimeout(timer);
      timer = window.setTimeout(() => keep2(false), WAIT_MS2);
    });
    form.addEventListener("submit", () => keep2(true));
    const scope = form.action.replace(/\/rooms\/.*$/, "/rooms/");
    navigator.serviceWorker?.register("/assets/room-worker.js", { scope: new URL(scope).pathname }).catch(() => void 0);
  }
  async function arrived(page) {
    const room = page.split("/").pop() ?? "";
    for (const who of await owners()) {
      for (const kept of await all(who)) if (kept.sent && kept.key.startsWith(`${room}/`)) await drop(who, kept.key);
    }
  }
  async function list2(place2) {
    for (const who of await owners()) {
      for (const kept of await all(who)) {
        const li = document.createElement("li");
        const a = document.createElement("a");
        a.href = kept.page;
        a.textContent = `${words3(kept.at)} に書いたもの`;
        const text3 = document.createElement("p");
        text3.className = "words";
        text3.textContent = kept.fields.find(([n]) => n === "text")?.[1] ?? "";
        li.append(a, text3);
        place2.append(li);
      }
    }
    const none = document.getElementById("no-drafts");
    if (none !== null) none.hidden = place2.children.length > 0;
  }
  function setUpLocal(root) {
    if (!("indexedDB" in window)) return;
    const place2 = root.getElementById("local-draft");
    const form = root.querySelector("form#write");
    const local = place2?.dataset["local"] ?? "";
    if (place2 !== null && form !== null && local !== "") write(place2, form, local);
    const posts = root.getElementById("posts");
    const page = posts?.dataset["page"];
    if (page !== void 0) void arrived(page);
    const drafts = root.getElementById("local-drafts");
    if (drafts !== null) void list2(drafts);
  }

  // src/ts/rows.ts
  var PLACE = "__n__";
  function nextNumber(list3) {
    let max = -1;
    for (const row of list3.querySelectorAll(":scope > [data-row]")) {
      max = Math.max(max, Number(row.dataset["row"] ?? "-1"));
    }
    return max + 1;
  }
  function renumber(list3) {
    list3.querySelectorAll(":scope > [data-row] > .rep-head .rep-no").forEach((el, i) => {
      el.textContent = String(i + 1);
    });
  }
  function changed(list3) {
    renumber(list3);
    list3.dispatchEvent(new CustomEvent("yui:rows", { bubbles: true }));
    list3.dispatchEvent(new Event("input", { bubbles: true }));
  }
  function add(button2) {
    const list3 = button2.closest("[data-repeat]");
    const template = list3?.querySelector(":scope > template");
    if (!list3 || !template) return false;
    const max = Number(list3.dataset["max"] ?? "0");
    if (max > 0 && list3.querySelectorAll(":scope > [data-row]").length >= max) return false;
    const holder = document.createElement("template");
    holder.innerHTML = template.innerHTML.split(PLACE).join(String(nextNumber(list3)));
    const row = holder.content.firstElementChild;
    if (row === null) return false;
    template.before(row);
    changed(list3);
    row.querySelector("input:not([type=hidden]), select, textarea")?.focus();
    return true;
  }
  function remove(button2) {
    const row = button2.closest("[data-row]");
    const list3 = row?.closest("[data-repeat]");
    if (!row || !list3) return false;
    const next = row.nextElementSibling ?? row.previousElementSibling;
    row.remove();
    changed(list3);
    const goal = next?.matches("[data-row]") ? next : list3;
    goal.querySelector("button, input:not([type=hidden]), select, textarea")?.focus();
    return true;
  }
  function setUpRows(root) {
    root.addEventListener("click", (event) => {
      const button2 = event.target?.closest?.("button");
      if (!(button2 instanceof HTMLButtonElement)) return;
      if (button2.name === "_add" && add(button2)) event.preventDefault();
      if (button2.name === "_remove" && remove(button2)) event.preventDefault();
    });
  }

  // src/ts/when.ts
  function answers(form, prefix, q) {
    const data = new FormData(form);
    for (const start2 of prefix === "a." ? ["a."] : [prefix, "a."]) {
      const name = start2 + q;
      const found = data.getAll(name).map(String).filter((v) => v !== "");
      if (found.length > 0) return found;
      if (data.has(`${name}.y`)) {
        const iso2 = isoOf(form, name);
        return iso2 === "" ? [] : [iso2];
      }
      if (form.elements.namedItem(name) !== null) return [];
    }
    return [];
  }
  function compare(a, b) {
    const x = Number(a);
    const y = Number(b);
    if (a.trim() !== "" && b.trim() !== "" && Number.isFinite(x) && Number.isFinite(y)) return x - y;
    return a < b ? -1 : a > b ? 1 : 0;
  }
  function holds(found, op, v) {
    if (op === "exists") return found.length > 0 === (v === "true");
    return found.some((a) => {
      const c = compare(a, v);
      switch (op) {
        case "=":
          return c === 0;
        case "!=":
          return c !== 0;
        case ">":
          return c > 0;
        case "<":
          return c < 0;
        case ">=":
          return c >= 0;
        case "<=":
          return c <= 0;
        default:
          return true;
      }
    });
  }
  function read2(el) {
    try {
      const list3 = JSON.parse(el.dataset["when"] ?? "[]");
      return Array.isArray(list3) ? list3 : [];
    } catch {
      return [];
    }
  }
  function enabled(form, el) {
    const conditions = read2(el);
    if (conditions.length === 0) return true;
    const prefix = el.dataset["prefix"] ?? "a.";
    const results = conditions.map((c) => holds(answers(form, prefix, c.q), c.op, c.v));
    return el.dataset["whenBehavior"] === "any" ? results.some(Boolean) : results.every(Boolean);
  }
  function show2(el, on) {
    if (el.hidden !== on) return false;
    el.hidden = !on;
    for (const input of el.querySelectorAll("input, select, textarea")) {
      const own = input.closest("[data-when][hidden]");
      input.disabled = own !== null;
    }
    return true;
  }
  function refresh(form) {
    for (let round = 0; round < 8; round += 1) {
      let changed2 = false;
      for (const el of form.querySelectorAll("[data-when]")) {
        if (show2(el, enabled(form, el))) changed2 = true;
      }
      if (!changed2) return;
    }
  }
  function setUpWhen(root) {
    for (const form of root.querySelectorAll("form")) {
      if (form.querySelector("[data-when], template") === null) continue;
      refresh(form);
      form.addEventListener("input", () => refresh(form));
      form.addEventListener("change", () => refresh(form));
      form.addEventListener("yui:rows", () => refresh(form));
    }
  }

  // src/ts/main.ts
  document.documentElement.classList.add("js");
  function start() {
    setUpDates(document);
    setUpChoices(document);
    setUpRows(document);
    setUpWhen(document);
    setUpDesk(document);
    setUpDrafts(document);
    setUpFiles(document);
    setUpGuards(document);
    setUpRecall(document);
    setUpCopy(document);
    setUpPasskeys(document);
    setUpPush(document);
    setUpLive(document);
    setUpLocal(document);
  }
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
  else start();
})();
