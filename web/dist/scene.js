"use strict";
(() => {
  // src/ts/scene/seal.ts
  var bytes = (text) => Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
  var utf8 = new TextEncoder();
  var { subtle } = crypto;
  async function openHalf(pair) {
    const raw = new Uint8Array(await subtle.exportKey("raw", pair.publicKey));
    return btoa(String.fromCharCode(...raw));
  }
  var headOf = (s) => JSON.parse(s.head);
  async function shared(s, pair) {
    const theirs = await subtle.importKey("raw", bytes(s.point), { name: "ECDH", namedCurve: "P-256" }, false, []);
    return subtle.deriveBits({ name: "ECDH", public: theirs }, pair.privateKey, 256);
  }
  async function opened(s, agreed, beside, info, part) {
    const both = new Uint8Array(agreed.byteLength + beside.byteLength);
    both.set(new Uint8Array(agreed), 0);
    both.set(new Uint8Array(beside), agreed.byteLength);
    const secret = await subtle.importKey("raw", both, "HKDF", false, ["deriveKey"]);
    const expand = { name: "HKDF", hash: "SHA-256", salt: bytes(s.point), info: utf8.encode(info) };
    const key = await subtle.deriveKey(expand, secret, { name: "AES-GCM", length: 256 }, false, ["decrypt"]);
    return subtle.decrypt({ name: "AES-GCM", iv: bytes(part.nonce), additionalData: utf8.encode(s.head) }, key, bytes(part.body));
  }
  var read = (b) => JSON.parse(new TextDecoder().decode(b));
  async function list(s, pair) {
    return read(await opened(s, await shared(s, pair), new ArrayBuffer(0), "yui subset list 2", s.list));
  }
  async function open(s, pair, who, pin) {
    const agreed = await shared(s, pair);
    const typed = await subtle.importKey("raw", utf8.encode(pin), "PBKDF2", false, ["deriveBits"]);
    const how = { name: "PBKDF2", hash: "SHA-256", salt: bytes(who.salt), iterations: who.rounds };
    const stretched = await subtle.deriveBits(how, typed, 256);
    const content = await opened(s, agreed, stretched, "yui subset pin 2", who.key).catch(() => void 0);
    return content === void 0 ? void 0 : read(await opened(s, agreed, content, "yui subset 2", s.body));
  }

  // src/ts/scene/contact.ts
  var MOST = 200;
  async function posted(url, fields, refusals = false) {
    const answer = await fetch(url, {
      method: "POST",
      credentials: "same-origin",
      headers: { "content-type": "application/x-www-form-urlencoded", accept: "application/json" },
      body: new URLSearchParams(fields).toString(),
      redirect: "error"
    });
    return answer.ok || refusals && answer.status === 422 ? await answer.json() : void 0;
  }
  async function contact(store, url) {
    const sealed = await store.sealed();
    const id = sealed === void 0 ? await store.gone() : headOf(sealed).id;
    if (id === void 0) return { keep: false, renew: false, upto: 0 };
    const cleared = sealed === void 0 ? { cleared: "yes" } : {};
    const told = (await store.told()).sort((a, b) => a.n - b.n);
    try {
      let heard;
      do {
        const some = told.splice(0, MOST);
        heard = await posted(url, { subset: id, told: some.length > 0 ? JSON.stringify(some) : "", ...cleared });
        if (heard === void 0) return void 0;
        if (heard.upto > 0) await store.heard(heard.upto);
      } while (told.length > 0 && heard.upto > 0);
      if (sealed === void 0) {
        await store.reported();
      } else if (!heard.keep) {
        await store.clear();
        if (await posted(url, { subset: id, cleared: "yes" }) !== void 0) await store.reported();
      }
      return heard;
    } catch {
      if (sealed !== void 0 && Date.now() >= headOf(sealed).until) await store.clear();
      return void 0;
    }
  }
  async function take(store, url, csrf) {
    const pair = await store.pair();
    const got = await posted(url, { key: await openHalf(pair), _csrf: csrf }, true);
    if (got?.body === void 0) return `${got?.error ?? "控えを新しくできませんでした"}。`;
    await store.keep(got);
    return "";
  }

  // src/ts/scene/sound.ts
  var ROWS = ["あいうえお", "かきくけこ", "さしすせそ", "たちつてと", "なにぬねの", "はひふへほ", "まみむめも", "や ゆ よ", "らりるれろ", "わ   を"];
  var VOICED = "がかぎきぐくげけごこざさじしずすぜせぞそだたぢしづすでてどとばはびひぶふべへぼほぱはぴひぷふぺへぽほゔうゐいゑえをお";
  var placeOf = /* @__PURE__ */ new Map();
  ROWS.forEach((row, r) => [...row].forEach((k, v) => {
    if (k !== " ") placeOf.set(k, [r, v]);
  }));
  var bare = /* @__PURE__ */ new Map();
  for (let i = 0; i + 1 < VOICED.length; i += 2) bare.set(VOICED.charAt(i), VOICED.charAt(i + 1));
  var variants = /* @__PURE__ */ new Map();
  var setVariants = (all) => {
    variants = new Map(all);
  };
  var halfWidth = (t) => t.normalize("NFKC").replace(/[ー−‐‑–—―－]/g, "-");
  var hiragana = (c) => c >= "ァ" && c <= "ヶ" ? String.fromCharCode(c.charCodeAt(0) - 96) : c;
  function fullSize(c, double) {
    if ("ぁぃぅぇぉゃゅょゎ".includes(c) || double && c === "っ") return String.fromCharCode(c.charCodeAt(0) + 1);
    return c === "ゕ" ? "か" : c === "ゖ" ? "け" : c;
  }
  var fold = (c) => fullSize(hiragana(c), true);
  function searchKey(text) {
    const marks = text.replace(/゛/g, "゙").replace(/゜/g, "゚").normalize("NFKC");
    let out = "";
    for (const c of marks) {
      for (const l of (variants.get(c) ?? c).toLowerCase()) {
        const f = fold(l);
        if (f !== "ー" && /[\p{Alphabetic}\p{N}]/u.test(f)) out += f;
      }
    }
    return out;
  }
  function plain(text) {
    return [...text.split(/[ーｰ]/).map(halfWidth).join("ー")].map(hiragana).filter((c) => !/\s/u.test(c)).join("");
  }
  var isReading = (text) => /^[ぁ-ゖー・]+$/u.test(plain(text));
  function sound(reading) {
    let out = "";
    let last = -1;
    for (let c of plain(reading)) {
      if (c === "ー" || c === "っ" || c === "・") continue;
      c = fullSize(c, false);
      c = bare.get(c) ?? c;
      const vowel = placeOf.get(c)?.[1] ?? -1;
      const lengthens = last === 0 && c === "あ" || (last === 1 || last === 3) && c === "い" || (last === 2 || last === 4) && c === "う" || last === 3 && c === "え" || last === 4 && c === "お";
      if (!lengthens) {
        out += c;
        last = vowel;
      }
    }
    return out;
  }
  function sounds(part) {
    const p = plain(part);
    const small = [...p].map((c, i) => i > 0 && c === "つ" ? "っ" : c).join("");
    const out = [sound(p)];
    const other = sound(small);
    if (small !== p && other !== out[0]) out.push(other);
    return out;
  }
  function apart(a, b) {
    if (a === b) return 0;
    const x = placeOf.get(a);
    const y = placeOf.get(b);
    return x !== void 0 && y !== void 0 && (x[0] === y[0] || x[1] === y[1]) ? 0.6 : 1;
  }
  function near(a, b) {
    const x = [...a];
    const y = [...b];
    const longest = Math.max(x.length, y.length);
    if (x.length === 0 || y.length === 0) return 0;
    const row = Array.from({ length: y.length + 1 }, (_, n) => n);
    x.forEach((ca, i) => {
      let diagonal = row[0] ?? 0;
      let left2 = i + 1;
      row[0] = left2;
      y.forEach((cb, j) => {
        const up = row[j + 1] ?? 0;
        left2 = Math.min(diagonal + apart(ca, cb), up + 1, left2 + 1);
        diagonal = up;
        row[j + 1] = left2;
      });
    });
    return Math.max(0, 0.95 - (row[y.length] ?? longest) / longest);
  }
  function alike(a, b) {
    const pa = plain(a);
    const pb = plain(b);
    if (pa === pb) return pa === "" ? 0 : 1;
    let best = 0;
    for (const sa of sounds(pa)) {
      for (const sb of sounds(pb)) {
        if (sa === sb && sa !== "") return 0.97;
        best = Math.max(best, near(sa, sb));
      }
    }
    return best;
  }

  // src/ts/scene/draw.ts
  function el(tag, attributes = {}, ...children) {
    const e = document.createElement(tag);
    for (const [k, v] of Object.entries(attributes)) e.setAttribute(k, v);
    e.append(...children);
    return e;
  }
  var mark = (text, differs) => differs && text !== "" ? el("mark", {}, text) : text;
  function candidates(all, open2) {
    const list2 = el("ul", { class: "cands" });
    all.forEach((c, i) => {
      const [kana = false, age = false, sex = false, town = false] = c.differs;
      const small = el("small", {}, mark(c.age, age));
      if (c.sex !== "") small.append("・", mark(c.sex, sex));
      const b = el(
        "button",
        { type: "button" },
        el("i", {}, String(i + 1)),
        el("span", { class: "nm" }, mark(c.kana, kana), " ", small),
        el("span", { class: "ad" }, mark(c.town, town), " ", mark(c.number, c.number !== "")),
        el("span", { class: "go", "aria-hidden": "true" }, "›")
      );
      if (c.landmark !== "") b.append(el("span", { class: "ad" }, "近くの目印 ", mark(c.landmark, true)));
      if (c.matches) b.append(el("span", { class: "fits" }, "手がかりがよく合います"));
      b.addEventListener("click", () => open2(c.person));
      list2.append(el("li", {}, b));
    });
    return list2;
  }
  function tels(calls, first) {
    const list2 = el("ul", { class: "tels g2" });
    calls.forEach((c, i) => {
      const digits = halfWidth(c.number).replace(/[^0-9]/g, "");
      const second = el("span", { class: "l2" }, el("span", { class: "no" }, c.number));
      if (c.note !== "") second.append(" ", el("span", { class: "rel" }, c.note));
      const kind = `tel${i === 0 && first ? " now" : ""}${c.closed ? " off" : ""}`;
      list2.append(el("li", {}, el("a", { class: kind, href: `tel:${digits}` }, el("span", { "aria-hidden": "true" }, "☎"), el("span", { class: "tx" }, el("b", {}, c.who), " ", second))));
    });
    return list2;
  }
  function block(id, title, ...children) {
    return el("section", { class: "blk", "aria-labelledby": id }, el("h2", { id }, title), ...children);
  }
  function card(p, c, day) {
    const [calls, team] = day ? c.day : c.night;
    const head = el("div", { class: "id" }, el("p", { class: "kana" }, p.kana), el("h1", { tabindex: "-1" }, p.name, " ", el("small", {}, c.who)));
    for (const line of [c.address, ...c.place]) if (line !== "") head.append(el("p", { class: "adr" }, line));
    if (c.key !== "") head.append(el("p", { class: "lock" }, `鍵　${c.key}`));
    const out = el("div", { class: "card" }, head);
    out.append(block("t1", "電話 ― 押すとかかります", calls.length > 0 ? tels(calls, true) : el("p", {}, "電話番号の登録はありません。")));
    if (c.warn.length > 0) {
      const list2 = el("ul");
      for (const [word, beside] of c.warn) list2.append(el("li", {}, word, " ", el("span", {}, beside)));
      out.append(el("section", { class: "warn", "aria-labelledby": "w1" }, el("h2", { id: "w1" }, "注意"), list2));
    }
    const kv = el("dl", { class: "kv" });
    for (const [label, text] of c.facts) kv.append(el("dt", {}, label), el("dd", {}, text));
    const facts = block("k1", "病名・ようす", kv);
    if (c.medicines.length > 0) {
      const list2 = el("ul", { class: "meds" });
      for (const m of c.medicines) list2.append(el("li", {}, m));
      facts.append(el("details", {}, el("summary", {}, `薬 ${c.medicines.length}種 ▸`), list2));
    }
    out.append(facts);
    if (team.length > 0) out.append(block("k2", "支える人", tels(team, false)));
    const about = c.confirmed === "" ? "" : `${c.confirmed}。`;
    out.append(el("p", { class: "sec" }, `${about}古いことがあります。現場の判断を優先してください。話し合いの記録は、回線が切れているあいだは見られません。`));
    return out;
  }

  // src/ts/scene/store.ts
  var FORM = 2;
  var TRIES = 10;
  function asked(r) {
    return new Promise((done, failed) => {
      r.onsuccess = () => done(r.result);
      r.onerror = () => failed(r.error ?? new Error("store"));
    });
  }
  var Store = class {
    constructor(region) {
      this.region = region;
    }
    async open(f) {
      const request = indexedDB.open(`yui-scene-${this.region}`, 1);
      request.onupgradeneeded = () => {
        request.result.createObjectStore("kept");
        request.result.createObjectStore("told", { keyPath: "n" });
      };
      const db = await asked(request);
      try {
        return await f(db);
      } finally {
        db.close();
      }
    }
    within(name, mode, f) {
      return this.open((db) => asked(f(db.transaction(name, mode).objectStore(name))));
    }
    get(key) {
      return this.within("kept", "readonly", (s) => s.get(key));
    }
    put(key, value) {
      return this.within("kept", "readwrite", (s) => s.put(value, key));
    }
    sealed() {
      return this.get("sealed");
    }
    async keep(s) {
      await this.put("sealed", s);
    }
    /** Counts a try before it is judged, in one step: a page that is loaded again, or a second one, gains none. How many. */
    attempt() {
      return this.open(async (db) => {
        const kept = db.transaction("kept", "readwrite").objectStore("kept");
        const n = await asked(kept.get("tries")) ?? 0;
        await asked(kept.put(n + 1, "tries"));
        return n + 1;
      });
    }
    async tries() {
      return await this.get("tries") ?? 0;
    }
    /** The PIN was right. */
    right() {
      return this.put("tries", 0);
    }
    /** Takes the district away; which one it was stays until the server has heard of it. */
    async clear() {
      const sealed = await this.sealed();
      if (sealed !== void 0) await this.put("gone", JSON.parse(sealed.head).id);
      await this.within("kept", "readwrite", (s) => s.delete("sealed"));
      await this.within("kept", "readwrite", (s) => s.delete("pair"));
      await this.within("kept", "readwrite", (s) => s.delete("tries"));
    }
    /** The district that went without the server's having heard of it. */
    gone() {
      return this.get("gone");
    }
    /** The server has heard. */
    async reported() {
      await this.within("kept", "readwrite", (s) => s.delete("gone"));
    }
    /** The key pair of this browser; the private half cannot leave it. */
    async pair() {
      const there = await this.get("pair");
      if (there !== void 0) return there;
      const fresh = await crypto.subtle.generateKey({ name: "ECDH", namedCurve: "P-256" }, false, ["deriveBits"]);
      await this.put("pair", fresh);
      return fresh;
    }
    kept() {
      return this.get("pair");
    }
    /** The latest moment the clock of this tablet showed: one that was set back opens nothing. */
    async clock(now) {
      const last = await this.get("clock") ?? 0;
      if (now + 5 * 6e4 < last) return false;
      await this.put("clock", Math.max(last, now));
      return true;
    }
    /** Counted on for ever: the server keeps each number once. */
    async number() {
      const n = (await this.get("number") ?? 0) + 1;
      await this.put("number", n);
      return n;
    }
    tell(t) {
      return this.within("told", "readwrite", (s) => s.put(t));
    }
    told() {
      return this.within("told", "readonly", (s) => s.getAll());
    }
    async heard(upto) {
      await this.within("told", "readwrite", (s) => s.delete(IDBKeyRange.upperBound(upto)));
    }
  };

  // src/ts/scene/lock.ts
  var WIPED = "番号のまちがいが続いたので、この端末の控えを消しました。指令センターに無線か電話で聞いてください。回線がつながれば、いつものように使えます。";
  var SAY = 5;
  var plain2 = (text) => halfWidth(text).replace(/\s/g, "");
  var Lock = class {
    constructor(place2, store, sealed, pair, list2, then) {
      this.place = place2;
      this.store = store;
      this.sealed = sealed;
      this.pair = pair;
      this.list = list2;
      this.then = then;
      this.wrong = el("p", { class: "bad", id: "e-pin", role: "alert" });
      this.pin = el("input", {
        id: "pin",
        type: "password",
        inputmode: "numeric",
        maxlength: "16",
        autocomplete: "off",
        "aria-describedby": "e-pin"
      });
      this.button = el("button", { class: "btn p", type: "submit" }, "控えを開く");
      if (list2.listed) {
        this.who = el("select", { id: "who" }, el("option", { value: "" }, "選んでください"));
        for (const m of list2.crew) this.who.append(el("option", { value: m.account }, m.name));
      } else {
        this.who = el("input", { id: "who", autocomplete: "off", maxlength: "40" });
      }
    }
    draw(state) {
      const form = el(
        "form",
        {},
        el(
          "div",
          { class: "row" },
          el("div", {}, el("label", { for: "who" }, this.list.listed ? "使う人" : "お名前か職員番号"), this.who),
          el("div", {}, el("label", { for: "pin" }, "暗証番号"), this.pin, this.wrong),
          this.button
        )
      );
      form.addEventListener("submit", (e) => {
        e.preventDefault();
        void this.press();
      });
      this.show(state, form);
      void this.store.tries().then((n) => {
        if (TRIES - n <= SAY) this.wrong.textContent = left(TRIES - n);
      });
    }
    /** The page, with the way back to the line below it. */
    show(...parts2) {
      const again = el("a", { class: "btn s", href: this.place.dataset["scene"] ?? "" }, "回線をたしかめる");
      this.place.replaceChildren(
        el("section", { class: "find" }, el("h1", {}, "回線が切れています"), ...parts2),
        el("div", { class: "none" }, again)
      );
    }
    /** Chosen, or typed: none when nobody or two are called so. */
    member() {
      const typed = plain2(this.who.value);
      const same = (m) => plain2(m.name) === typed || m.number !== "" && plain2(m.number) === typed;
      const all = this.list.crew.filter(this.list.listed ? (m) => m.account === this.who.value : same);
      return all.length === 1 ? all[0] : void 0;
    }
    async press() {
      if (this.button.disabled) return;
      const pin = halfWidth(this.pin.value.trim());
      if (this.who.value.trim() === "" || pin === "") {
        this.wrong.textContent = this.list.listed ? "使う人を選び、暗証番号を入力してください" : "お名前か職員番号と、暗証番号を入力してください";
        (this.who.value.trim() === "" ? this.who : this.pin).focus();
        return;
      }
      this.button.disabled = true;
      this.wrong.textContent = "";
      try {
        const n = await this.store.attempt();
        const who = this.member();
        const body = n > TRIES || who === void 0 ? void 0 : await open(this.sealed, this.pair, who, pin);
        this.pin.value = "";
        if (body !== void 0 && who !== void 0) {
          await this.store.right();
          this.then(body, who);
        } else if (n >= TRIES) {
          await this.store.clear();
          this.show(el("p", { id: "state", role: "alert" }, WIPED));
        } else {
          this.wrong.textContent = `お名前か暗証番号がちがいます。${TRIES - n <= SAY ? left(TRIES - n) : ""}`;
          this.pin.focus();
        }
      } finally {
        this.button.disabled = false;
      }
    }
  };
  var left = (n) => `あと${Math.max(n, 1)}回まちがえると、この端末の控えは消えます。`;
  function lockWhenIdle(minutes) {
    let timer = 0;
    const again = () => {
      window.clearTimeout(timer);
      timer = window.setTimeout(() => location.reload(), minutes * 6e4);
    };
    for (const kind of ["pointerdown", "keydown"]) document.addEventListener(kind, again, { passive: true });
    again();
  }

  // src/ts/scene/place.ts
  var digit = (c) => "〇一二三四五六七八九".indexOf(c);
  function kanjiNumber(text) {
    if (text === "") return void 0;
    let sum = 0;
    let last;
    for (const c of text) {
      if (c === "十") {
        sum += 10 * (last ?? 1);
        last = void 0;
      } else if (digit(c) >= 0) last = (last ?? 0) * 10 + digit(c);
      else return void 0;
      if (sum > 9999 || (last ?? 0) > 9999) return void 0;
    }
    return sum + (last ?? 0);
  }
  var numerals = (text) => text.replace(/([十〇一二三四五六七八九]+)(?=丁目|番地|番(?!町)|号|地割)/gu, (run) => String(kanjiNumber(run) ?? run));
  function townKey(name) {
    let n = name.trim();
    if (n.startsWith("大字")) n = n.slice(2);
    if (n.startsWith("字")) n = n.slice(1);
    return searchKey(n).replace(/[がけの]/g, "");
  }
  var UNITS = ["丁目", "番地", "地割", "番", "号", "-", "の"];
  function readPlace(address, city) {
    let text = numerals(halfWidth(address.trim()));
    const ken = text.indexOf("県");
    if (ken >= 0) text = text.slice(ken + 1);
    const start = text.trimStart();
    if (city !== "" && start.startsWith(city)) text = start.slice(city.length);
    text = text.trim();
    const cut = text.search(/[0-9]/);
    const name = (cut < 0 ? text : text.slice(0, cut)).trim();
    let rest = cut < 0 ? "" : text.slice(cut);
    const place2 = { base: townKey(name), town: name, numbers: [], chome: false };
    for (let turn = 0; turn < 4; turn += 1) {
      const digits = /^[0-9]+/.exec(rest)?.[0];
      if (digits === void 0 || Number(digits) > 4294967295) break;
      const after = rest.slice(digits.length);
      const unit = UNITS.find((u) => after.startsWith(u));
      if (turn === 0 && unit === "丁目") {
        place2.chome = true;
        place2.town = `${name}${Number(digits)}丁目`;
      }
      place2.numbers.push(Number(digits));
      if (unit === void 0) break;
      rest = after.slice(unit.length);
    }
    return place2;
  }

  // src/ts/scene/query.ts
  var ORDER = ["address", "phone", "kana", "kanji", "age", "sex", "birth"];
  var LABEL = { address: "住所", phone: "電話", kana: "かな", kanji: "漢字", age: "年代", sex: "性別", birth: "生年" };
  function townsOf(all) {
    const t = { byKey: /* @__PURE__ */ new Set(), bySound: /* @__PURE__ */ new Map() };
    for (const [name, kana] of all) {
      const base = readPlace(name, "").base;
      if (base === "") continue;
      const short = kana.replace(/(いっ|に|さん|よん|ご|ろく|なな|はっ|きゅう|じゅっ)?ちょうめ$/u, "");
      if (short !== "") t.bySound.set(sound(short), base);
      t.byKey.add(base);
    }
    return t;
  }
  function begins(towns, text) {
    const letters = [...text];
    for (let n = letters.length; n > 0; n -= 1) {
      const head = letters.slice(0, n).join("");
      const base = townKey(head);
      if ([...base].length > 1 && towns.byKey.has(base)) return head.length;
    }
    return void 0;
  }
  function sexOf(word) {
    if (["男", "男性", "おとこ", "オトコ", "だんせい"].includes(word)) return "男";
    return ["女", "女性", "おんな", "オンナ", "じょせい"].includes(word) ? "女" : "";
  }
  var number = (t) => /^[0-9]+$/.test(t) && Number(t) <= 65535 ? Number(t) : kanjiNumber(t);
  function agesOf(word) {
    const unit = ["歳代", "才代", "代", "台"].find((u) => word.includes(u));
    if (unit !== void 0) {
      const [n2 = "", ...rest2] = word.split(unit);
      const from = number(n2);
      if (from === void 0 || from > 110 || from % 10 !== 0) return void 0;
      const half = rest2.join(unit);
      if (half === "" || half === "くらい" || half === "ぐらい") return [from, from + 9];
      return half === "前半" ? [from, from + 5] : half === "後半" ? [from + 4, from + 9] : void 0;
    }
    const year = ["歳", "才", "さい"].find((u) => word.includes(u));
    if (year === void 0) return void 0;
    const [n = "", ...rest] = word.split(year);
    const age = number(n);
    return age !== void 0 && age <= 120 && ["", "くらい", "ぐらい", "ほど", "位"].includes(rest.join(year)) ? [age - 2, age + 2] : void 0;
  }
  function glued(word) {
    const m = /^(.*?)([0-9０-９]+(?:歳|才|さい|代)代?(?:前半|後半|くらい|ぐらい|ほど|位)?)(.*)$/su.exec(word);
    if (m === null) return void 0;
    const head = (m[1] ?? "").replace(/[の・（）()]+$/u, "");
    const behind = (m[3] ?? "").replace(/^[の・（）()]+|[の・（）()]+$/gu, "");
    return head === "" && behind === "" ? void 0 : [head, m[2] ?? "", behind];
  }
  var NAMED_ERAS = ["明治", "大正", "昭和", "平成", "令和", "明", "大", "昭", "平", "令", "M", "T", "S", "H", "R"];
  function bareAge(q, words, city) {
    const numbers = q.unread.filter((w) => /[0-9０-９]/u.test(w));
    const text = halfWidth(numbers[0] ?? "");
    if (q.ages !== void 0 || q.year !== void 0 || q.place !== void 0 || numbers.length !== 1 || !/^[4-9][0-9]$/.test(text)) return;
    if (words.some((w) => NAMED_ERAS.includes(halfWidth(w).toUpperCase()) || city !== "" && w.startsWith(city))) return;
    q.ages = [Number(text) - 2, Number(text) + 2];
    q.unread = q.unread.filter((w) => halfWidth(w) !== text);
    q.read.push(["age", `${text}歳`]);
  }
  var ERAS = [["明治", "M", 1867], ["大正", "T", 1911], ["昭和", "S", 1925], ["平成", "H", 1988], ["令和", "R", 2018]];
  function dateOf(y, m, d) {
    const t = new Date(Date.UTC(y, m - 1, d));
    return t.getUTCFullYear() === y && t.getUTCMonth() === m - 1 && t.getUTCDate() === d ? t.toISOString().slice(0, 10) : void 0;
  }
  function bornOf(word, today) {
    const bare2 = word.replace(/(生まれ|うまれ|生)$/u, "");
    const now = Number(today.slice(0, 4));
    const fits = (y2) => y2 <= now && now - y2 <= 125;
    const whole = /^(?:(明治|大正|昭和|平成|令和|[mtshrMTSHR])(元|[0-9]{1,2})|([0-9]{4}))[年./-]([0-9]{1,2})[月./-]([0-9]{1,2})日?$/u.exec(bare2);
    const eight = /^(19|20)([0-9]{2})([0-9]{2})([0-9]{2})$/.exec(bare2);
    if (whole !== null || eight !== null) {
      const era2 = ERAS.find((e) => e[0] === whole?.[1] || e[1] === whole?.[1]?.toUpperCase());
      const y2 = eight !== null ? Number(`${eight[1]}${eight[2]}`) : era2 === void 0 ? Number(whole?.[3]) : era2[2] + (whole?.[2] === "元" ? 1 : Number(whole?.[2]));
      const d = eight !== null ? dateOf(y2, Number(eight[3]), Number(eight[4])) : dateOf(y2, Number(whole?.[4]), Number(whole?.[5]));
      if (d !== void 0 && d <= today && fits(y2)) return [y2, d];
    }
    const year = bare2.replace(/年$/u, "");
    if (/^[0-9]{4}$/.test(year)) return fits(Number(year)) ? [Number(year), void 0] : void 0;
    const m = /^(?:([明大昭平令])[治正和成]*|([A-Za-z]))(.+)$/u.exec(year);
    if (m === null) return void 0;
    const era = ERAS.find((e) => m[1] !== void 0 ? e[0].startsWith(m[1]) : e[1] === m[2]?.toUpperCase());
    const n = m[3] === "元" ? 1 : number(m[3] ?? "");
    if (era === void 0 || n === void 0 || n < 1) return void 0;
    const ends = { M: 45, T: 15, S: 64, H: 31, R: 999 };
    const y = era[2] + n;
    return n <= (ends[era[1]] ?? 0) && fits(y) ? [y, void 0] : void 0;
  }
  function telephone(word) {
    const digits = word.replace(/[^0-9]/g, "");
    const local = digits.length >= 6 && word.split("-").pop()?.length === 4;
    return /^[0-9()-]+$/.test(word) && (digits.length >= 9 || local) && digits.length <= 13 ? digits : void 0;
  }
  var numberlike = (c) => /[0-9０-９]/.test(c) || "丁目番地号割-－ー−‐の一二三四五六七八九十".includes(c);
  function read2(typed, towns, city, today) {
    const q = { phones: [], kana: [], kanji: [], sex: "", read: [], unread: [] };
    const said = (kind, word2) => {
      const there = q.read.find(([k]) => k === kind);
      if (there === void 0) q.read.push([kind, word2]);
      else there[1] += ` ${word2}`;
    };
    const put = (place2, text2) => {
      q.place = place2;
      said("address", text2);
    };
    const address = (text2) => {
      const inside = city !== "" && text2.startsWith(city) ? text2.slice(city.length) : text2;
      if (isReading(inside)) {
        const base = towns.bySound.get(sound(inside));
        if (base === void 0) return false;
        put({ base, town: inside, numbers: [], chome: false }, text2);
        return true;
      }
      if (q.place !== void 0 && /^[0-9]/.test(halfWidth(text2)) && q.place.numbers.length < 2) {
        q.place.numbers.push(...readPlace(`x${text2}`, "").numbers);
        said("address", text2);
        return true;
      }
      const shaped = ["丁目", "番地", "地割", "大字", "字"].some((u) => inside.includes(u));
      const end = begins(towns, inside) ?? (shaped ? inside.length : void 0);
      if (end === void 0) return false;
      let stop = end;
      for (const c of inside.slice(end)) {
        if (!numberlike(c)) break;
        stop += c.length;
      }
      put(readPlace(inside.slice(0, stop), ""), inside.slice(0, stop));
      if (stop < inside.length) word(inside.slice(stop));
      return true;
    };
    const name = (text2) => {
      let n = text2;
      for (const end of ["さん", "様", "さま", "氏", "殿"]) if (n.endsWith(end) && n !== end) n = n.slice(0, -end.length);
      if (isReading(n)) {
        q.kana.push(n);
        said("kana", n);
      } else if (/^[\p{Alphabetic}々・]+$/u.test(n)) {
        q.kanji.push(n);
        said("kanji", n);
      } else q.unread.push(text2);
    };
    const word = (text2) => {
      const half = halfWidth(text2);
      const sex = sexOf(half);
      const ages = agesOf(half);
      const born2 = bornOf(half, today);
      const phone = telephone(half);
      const parts2 = glued(text2);
      if (sex !== "") {
        q.sex = sex;
        said("sex", sex);
      } else if (ages !== void 0) {
        q.ages = ages;
        said("age", text2);
      } else if (born2 !== void 0) {
        [q.year, q.birth] = born2;
        said("birth", text2);
      } else if (phone !== void 0) {
        q.phones.push(phone);
        said("phone", text2);
      } else if (parts2 !== void 0 && agesOf(halfWidth(parts2[1])) !== void 0) {
        for (const part of parts2) if (part !== "") word(part);
      } else if (!address(text2)) name(text2);
    };
    const text = [...typed].slice(0, 200).join("");
    const words = text.split(/[\s、,，。;；／]+/u).filter((x) => x !== "").slice(0, 16);
    for (const w of words) word(w);
    bareAge(q, words, city);
    return q;
  }
  var kinds = (q) => ORDER.filter((k) => q.read.some(([r]) => r === k));
  var enough = (q) => kinds(q).length >= 2 && kinds(q).some((k) => k !== "age" && k !== "sex");

  // src/ts/scene/pick.ts
  var parts = (t) => t.split(/[ 　・]/u).filter((p) => p !== "");
  function ageOn(birth, today) {
    return Number(today.slice(0, 4)) - Number(birth.slice(0, 4)) - (today.slice(5) < birth.slice(5) ? 1 : 0);
  }
  function readings(asked2, kana) {
    const p = parts(kana);
    const whole = p.join("");
    const [a = "", b] = asked2;
    if (b === void 0) {
      const all = Math.max(alike(a, whole), alike(a, [...p].reverse().join("")));
      const one = Math.max(0, ...p.map((x) => alike(a, x)));
      return p.length > 1 && one >= all ? [one, false] : [all, true];
    }
    const [f, g] = p;
    if (f !== void 0 && g !== void 0) return [Math.max(alike(a, f) + alike(b, g), alike(a, g) + alike(b, f)) / 2, true];
    return [Math.max(alike(`${a}${b}`, whole), alike(`${b}${a}`, whole)), true];
  }
  function weigh(q, e, today) {
    const w = { bits: 0, agree: /* @__PURE__ */ new Set(), against: 0, chance: 1 };
    const plus = (kind, bits, chance) => {
      w.bits += bits;
      w.chance *= chance;
      w.agree.add(kind);
    };
    const minus = (bits) => {
      w.bits -= bits;
      w.against += 1;
    };
    if (q.phones.length > 0) {
      const same = q.phones.some((a) => e.phones.some((b) => a === b || a.length >= 6 && b.endsWith(a)));
      if (same) plus("phone", 15, 5e-3);
      else minus(1);
    }
    if (q.kana.length > 0) {
      const [s, whole] = readings(q.kana, e.kana);
      if (whole && s >= 0.6) plus("kana", 16 * (s - 0.45) / 0.55, s >= 0.96 ? 1 : 30);
      else if (!whole && s >= 0.66) plus("kana", 7 * (s - 0.5) / 0.5, 100);
      else minus(6);
    }
    if (q.kanji.length > 0) {
      const asked2 = q.kanji.map(searchKey);
      const theirs = parts(e.name).map(searchKey);
      const whole = theirs.join("");
      const hits = asked2.filter((a) => theirs.includes(a)).length;
      if (asked2.join("") === whole || [...asked2].reverse().join("") === whole) plus("kanji", 17, 0.7);
      else if (hits > 0) {
        plus("kanji", 7, 100);
        if (hits < asked2.length) w.bits -= 3;
      } else minus(3);
    }
    place(q, e, w, plus, minus);
    born(q, e, today, w, plus, minus);
    if (q.sex !== "" && e.sex !== "") {
      if (q.sex === e.sex) plus("sex", 1, 0.5);
      else minus(3);
    }
    return w;
  }
  function place(q, e, w, plus, minus) {
    if (q.place === void 0 || e.base === "") return;
    if (q.place.base !== e.base) {
      minus(3);
      return;
    }
    plus("address", 6.6, 0.01);
    const n = Math.min(q.place.numbers.length, e.numbers.length);
    for (let i = 0; i < n; i += 1) {
      const chome = i === 0 && (q.place.chome || e.chome);
      if (q.place.numbers[i] !== e.numbers[i]) {
        w.bits -= 2;
        w.chance *= 20;
        return;
      }
      w.bits += chome ? 1.5 : 4;
      if (!chome) w.chance *= 0.1;
    }
  }
  function born(q, e, today, w, plus, minus) {
    const year = Number(e.birth.slice(0, 4));
    if (q.birth !== void 0) {
      if (q.birth === e.birth) plus("birth", 13, 1e-4);
      else if (Number(q.birth.slice(0, 4)) === year) plus("birth", 3, 0.05);
      else minus(3);
    } else if (q.year !== void 0) {
      const far = Math.abs(q.year - year);
      if (far === 0) plus("birth", 5, 0.03);
      else if (far === 1) plus("birth", 2, 0.1);
      else minus(4);
    }
    if (q.ages !== void 0) {
      const age = ageOn(e.birth, today);
      const [young, old] = q.ages;
      if (age >= young && age <= old) plus("age", 2.3, 0.3);
      else if (age >= young - 3 && age <= old + 3) w.bits += 0.3;
      else minus(3);
    }
  }
  var katakana = (t) => t.replace(/[ぁ-ゖ]/g, (c) => String.fromCharCode(c.charCodeAt(0) + 96));
  function pick(people, q, today) {
    if (!enough(q)) return { candidates: [], more: false };
    const found = people.map((e) => ({ w: weigh(q, e, today), e })).filter(({ w }) => w.bits >= 7 && w.agree.size >= 2).sort((a, b) => b.w.bits - a.w.bits || (a.e.id < b.e.id ? -1 : 1));
    const [first, second] = found;
    let best = false;
    if (first !== void 0) {
      const name = sound(parts(first.e.kana).join(""));
      const namesakes = people.filter((e) => sound(parts(e.kana).join("")) === name).length;
      const ahead = second === void 0 || first.w.bits - second.w.bits >= 3;
      best = ahead && first.w.chance * Math.max(1, namesakes) <= 0.01 && first.w.against === 0;
    }
    const [fifth, sixth] = [found[4], found[5]];
    const more = fifth !== void 0 && sixth !== void 0 && fifth.w.bits - sixth.w.bits < 0.5;
    const top = found.slice(0, 5).map(({ e }) => e);
    const lines = top.map((e) => [plain(e.kana), `${ageOn(e.birth, today)}歳`, e.sex, e.town]);
    const differs = [0, 1, 2, 3].map((i) => lines.some((l) => l[i] !== lines[0]?.[i]));
    const candidates2 = top.map((e, i) => {
      const near2 = top.filter((o) => o.town === e.town).length > 1;
      const numbers = e.numbers.slice(e.chome ? 1 : 0).join("-");
      return {
        person: e,
        kana: katakana(e.kana),
        age: lines[i]?.[1] ?? "",
        sex: e.sex,
        town: e.town,
        number: near2 ? `${numbers} ${e.rest}`.trim() : "",
        landmark: near2 ? e.landmark : "",
        differs,
        matches: best && i === 0
      };
    });
    return { candidates: candidates2, more };
  }

  // src/ts/scene/offline.ts
  var two = (n) => String(n).padStart(2, "0");
  var dayOf = (d) => `${d.getFullYear()}-${two(d.getMonth() + 1)}-${two(d.getDate())}`;
  var clockOf = (ms) => {
    const d = new Date(ms);
    return `${d.getMonth() + 1}月${d.getDate()}日 ${d.getHours()}:${two(d.getMinutes())}`;
  };
  function incidentOf(typed) {
    const text = halfWidth(typed.trim()).toUpperCase();
    return /^[A-Z0-9-]{2,20}$/.test(text) ? text : "";
  }
  function officeHours(body, now) {
    const minutes = now.getHours() * 60 + now.getMinutes();
    return body.days.includes(dayOf(now)) && minutes >= 510 && minutes < 1050;
  }
  function townOf(q, found, all) {
    const place2 = q.place;
    if (place2 === void 0) return "";
    const same = (p) => p.base === place2.base && (!place2.chome || p.numbers[0] === place2.numbers[0]);
    return (found.find(same) ?? all.find(same))?.town ?? "";
  }
  var Page = class {
    constructor(place2, store, body, who) {
      this.place = place2;
      this.store = store;
      this.body = body;
      this.who = who;
      this.state = el("p", { id: "state", role: "status" });
      this.result = el("div", { "aria-live": "polite" });
      this.wrong = { incident: el("p", { class: "bad", id: "e-incident" }), q: el("p", { class: "bad", id: "e-q" }) };
      this.incident = el("input", { id: "incident", maxlength: "20", autocomplete: "off", autocapitalize: "characters", "aria-describedby": "e-incident" });
      this.box = el("input", { id: "s", maxlength: "200", autocomplete: "off", enterkeyhint: "search", "aria-describedby": "e-q" });
      setVariants(body.variants);
    }
    draw() {
      const form = el(
        "form",
        { role: "search" },
        el(
          "div",
          { class: "row" },
          el("div", {}, el("label", { for: "incident" }, "事案番号"), this.incident, this.wrong.incident),
          el("div", {}, el("label", { for: "s" }, "住所・電話・名前・年代・性別・生まれた年"), this.box, this.wrong.q),
          el("button", { class: "btn p", type: "submit" }, "さがす")
        )
      );
      form.addEventListener("submit", (e) => {
        e.preventDefault();
        void this.find();
      });
      this.state.textContent = `${clockOf(this.body.made)}の控え（${this.body.people.length}人分）です。${clockOf(this.body.until)}まで開けます。受け持ちの町の、登録のある方だけです。使う人：${this.who.name}`;
      const again = el("a", { class: "btn s", href: this.place.dataset["scene"] ?? "" }, "回線をたしかめる");
      this.place.replaceChildren(
        el("section", { class: "find" }, el("h1", {}, "さがす ― 回線が切れています"), this.state, form),
        this.result,
        el("div", { class: "none" }, again)
      );
    }
    async find() {
      const now = /* @__PURE__ */ new Date();
      if (now.getTime() >= this.body.until) {
        await this.store.clear();
        location.reload();
        return;
      }
      const incident = incidentOf(this.incident.value);
      const q = read2(this.box.value, townsOf(this.body.towns), this.body.city, dayOf(now));
      this.wrong.incident.textContent = incident === "" ? "事案番号を入力してください（英字・数字・ハイフン、2〜20文字）" : "";
      this.wrong.q.textContent = enough(q) ? "" : "手がかりが2つ要ります。住所・電話・名前のどれかに、年代や性別などを足してください";
      const first = [this.incident, this.box].find((f) => f.parentElement?.querySelector(".bad")?.textContent !== "");
      if (first !== void 0) {
        first.focus();
        return;
      }
      const answer = pick(this.body.people, q, dayOf(now));
      const found = answer.candidates.map((c) => c.person);
      const told = {
        n: await this.store.number(),
        at: now.getTime(),
        account: this.who.account,
        incident,
        kinds: kinds(q).join(","),
        town: townOf(q, found, this.body.people),
        shown: found.map((p) => p.id),
        matched: answer.candidates.some((c) => c.matches),
        opened: []
      };
      await this.store.tell(told);
      const readAs = el("p", { class: "sec read" }, "読み取り：");
      for (const [kind, text] of q.read) readAs.append(el("span", {}, el("b", {}, LABEL[kind]), ` ${text}`), "　");
      if (q.unread.length > 0) readAs.append(el("span", {}, `読めなかった言葉：${q.unread.join(" ")}`));
      const n = found.length;
      const title = n === 0 ? "この控えに候補はありません" : `候補 ${n}人${n > 1 ? " ― ちがうところに下線" : ""}${answer.more ? "（ほかにもいます。手がかりを足してください）" : ""}`;
      this.result.replaceChildren(readAs, el("h2", { class: "sec" }, title), candidates(answer.candidates, (p) => void this.show(p, told)));
    }
    async show(p, told) {
      if (p.card === void 0) return;
      if (!told.opened.includes(p.id)) told.opened.push(p.id);
      await this.store.tell(told);
      const back = el("button", { class: "btn s", type: "button" }, "さがす画面にもどる");
      back.addEventListener("click", () => this.draw());
      const drawn = card(p, p.card, officeHours(this.body, /* @__PURE__ */ new Date()));
      this.place.replaceChildren(drawn, el("div", { class: "none" }, back));
      window.scrollTo(0, 0);
      drawn.querySelector("h1")?.focus();
    }
  };
  async function offline(place2) {
    const store = new Store(place2.dataset["store"] ?? "");
    const say = (text) => {
      const s = document.getElementById("state");
      if (s !== null) s.textContent = text;
    };
    const none = "この端末に開ける控えはありません。指令センターに無線か電話で聞いてください。";
    try {
      await contact(store, place2.dataset["contact"] ?? "");
      const sealed = await store.sealed();
      const pair = await store.kept();
      if (sealed === void 0 || pair === void 0) return say(none);
      if (sealed.v !== FORM) {
        await store.clear();
        return say(none);
      }
      const head = headOf(sealed);
      const now = Date.now();
      if (now >= head.until) {
        await store.clear();
        return say(`控えは${clockOf(head.until)}に開かなくなりました。指令センターに無線か電話で聞いてください。`);
      }
      if (!await store.clock(Math.max(now, 0)) || now + 5 * 6e4 < head.made) return say("端末の時計が合っていません。時計を合わせてから開いてください。");
      const crew = await list(sealed, pair);
      const state = el("p", { id: "state", role: "status" }, `${clockOf(head.made)}の控え（${head.cards}人分）です。${clockOf(head.until)}まで、暗証番号で開けます。`);
      const lock = new Lock(place2, store, sealed, pair, crew, (body, who) => {
        lockWhenIdle(crew.idle);
        new Page(place2, store, body, who).draw();
      });
      lock.draw(state);
    } catch {
      say(none);
    }
  }

  // src/ts/scene/main.ts
  async function online(place2) {
    const of = (name) => place2.dataset[name] ?? "";
    const store = new Store(of("store"));
    const heard = await contact(store, of("contact"));
    if (of("allowed") !== "true") return;
    if (heard === void 0) return;
    await navigator.serviceWorker?.register(of("worker"), { scope: of("scope") });
    await store.clock(Date.now());
    const fresh = heard.keep && !heard.renew && (await store.sealed())?.v === FORM;
    const wrong = fresh ? "" : await take(store, of("take"), of("csrf"));
    const sealed = await store.sealed();
    if (sealed === void 0) {
      place2.textContent = wrong;
      return;
    }
    const head = headOf(sealed);
    place2.textContent = `${wrong}回線が切れても、${clockOf(head.until)}まで、受け持ちの${head.cards}人分を暗証番号で、同じ画面で開けます。`;
  }
  var without = document.getElementById("offline");
  var box = document.getElementById("tablet");
  if ("indexedDB" in window && "crypto" in window && crypto.subtle !== void 0) {
    if (without !== null) void offline(without);
    else if (box !== null) void online(box).catch(() => void 0);
  }
})();
