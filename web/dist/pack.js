"use strict";
(() => {
  // src/ts/pack/draw.ts
  function el(tag, words = "", cls = "", ...inside) {
    const e = document.createElement(tag);
    if (words) e.textContent = words;
    if (cls) e.className = cls;
    e.append(...inside);
    return e;
  }
  var SMALL = "ぁぃぅぇぉっゃゅょゎゕゖ";
  var FULL = "あいうえおつやゆよわかけ";
  var fold = (text) => text.normalize("NFKC").toLowerCase().replace(/[ァ-ヶ]/g, (c) => String.fromCharCode(c.charCodeAt(0) - 96)).replace(/[ぁ-ゖ]/g, (c) => FULL[SMALL.indexOf(c)] ?? c).replace(/[\sー・.,、/年月日-]/g, "");
  function rows(all) {
    const out = [];
    let list2 = null;
    for (const [label, words] of all) {
      if (words === "") {
        out.push(el("h3", label));
        list2 = null;
        continue;
      }
      if (!list2) out.push(list2 = el("dl"));
      list2.append(el("div", "", "", el("dt", label), el("dd", words)));
    }
    return out;
  }
  function part(title2, all) {
    return all.length === 0 ? [] : [el("section", "", "", el("h2", title2), ...rows(all))];
  }
  function line(p, open2) {
    const button = el("button", "", "row", el("b", `${p.name} さん`), el("span", `${p.kana}・${p.birth}`, "small"));
    button.type = "button";
    button.addEventListener("click", open2);
    for (const s of p.stays) {
      button.append(el("span", `${s.state}（${s.place}）`));
      if (s.next) button.append(el("span", `つぎ：${s.next}`, "small"));
    }
    return el("li", "", "", button);
  }
  function person(p) {
    const out = [el("p", `${p.kana}・${p.birth}`)];
    if (p.alerts.length > 0) {
      out.push(el("ul", "", "alerts", ...p.alerts.map((a) => el("li", a))));
    }
    for (const s of p.stays) {
      const facts = s.next ? [["つぎにすること", s.next], ...s.facts] : s.facts;
      out.push(...part(`${s.state}（${s.place}）`, facts));
    }
    out.push(...part("基本", p.basics), ...part("ご家族・連絡先", p.contacts));
    out.push(...part("病気・お薬・アレルギーなど", p.health), ...part("支援チーム", p.team));
    for (const s of p.stays) for (const paper of s.papers) out.push(...part(paper.title, paper.rows));
    return out;
  }
  function offices(all) {
    return all.map((o) => el("section", "", "", el("h2", `${o.name}（${o.kind}）`), ...rows(o.lines)));
  }

  // src/ts/pack/open.ts
  var bytes = (text) => {
    const raw = atob(text);
    const out = new Uint8Array(raw.length);
    for (let i = 0; i < raw.length; i += 1) out[i] = raw.charCodeAt(i);
    return out;
  };
  var plain = (typed) => typed.normalize("NFKC").toUpperCase().replace(/[IL]/g, "1").replace(/O/g, "0").replace(/[^0-9A-Z]/g, "");
  async function open(s, passphrase) {
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
    const sealed2 = { name: "AES-GCM", iv: bytes(s.nonce), additionalData: utf8.encode(s.head) };
    const text = await subtle.decrypt(sealed2, inner, bytes(s.body));
    return JSON.parse(new TextDecoder().decode(text));
  }

  // src/ts/pack/main.ts
  var IDLE_MINUTES = 10;
  var OLD_HOURS = 36;
  var byId = (id) => {
    const e = document.getElementById(id);
    if (!e) throw new Error(id);
    return e;
  };
  var sealed = JSON.parse(byId("sealed").textContent ?? "");
  var head = JSON.parse(sealed.head);
  var door = byId("door");
  var field = byId("passphrase");
  var said = byId("said");
  var main = byId("opened");
  var search = byId("search");
  var list = byId("list");
  var count = byId("count");
  var listPage = byId("list-page");
  var onePage = byId("one-page");
  var one = byId("one");
  var title = byId("one-title");
  var keys = [];
  var timer = 0;
  function show(which) {
    for (const e of [listPage, onePage]) e.hidden = e !== which;
    window.scrollTo(0, 0);
  }
  function close(why) {
    window.clearTimeout(timer);
    keys = [];
    for (const e of [list, one, byId("offices")]) e.replaceChildren();
    title.textContent = "";
    search.value = "";
    field.value = "";
    main.hidden = true;
    door.hidden = false;
    said.textContent = why;
  }
  function touched() {
    window.clearTimeout(timer);
    if (main.hidden) return;
    timer = window.setTimeout(() => close(`${IDLE_MINUTES}分使わなかったので、閉じました。もう一度、合言葉を入れてください`), IDLE_MINUTES * 6e4);
  }
  function find() {
    const asked = fold(search.value);
    const found = keys.filter(([k]) => asked === "" || k.some((x) => x.includes(asked))).map(([, p]) => p);
    list.replaceChildren(...found.map((p) => line(p, () => turn(p))));
    count.textContent = found.length === 0 ? "見つかりません。お名前、ふりがな、生年月日で探せます" : `${found.length}人`;
  }
  function turn(p) {
    title.textContent = `${p.name} さん`;
    one.replaceChildren(...person(p));
    show(onePage);
    title.focus();
  }
  function opened(pack) {
    keys = pack.people.map((p) => [p.find.map(fold), p]);
    byId("offices").replaceChildren(...offices(pack.offices));
    field.value = "";
    said.textContent = "";
    door.hidden = true;
    main.hidden = false;
    find();
    show(listPage);
    search.focus();
    touched();
  }
  door.addEventListener("submit", (e) => {
    e.preventDefault();
    if (plain(field.value) === "") {
      said.textContent = "合言葉を入れてください。紙の控えにあります";
      field.focus();
      return;
    }
    said.textContent = "開いています。少しお待ちください";
    open(sealed, field.value).then(
      (content) => opened(content),
      () => {
        said.textContent = "開けません。合言葉をたしかめて、もう一度入れてください。作り直したときは、前の控えは前の合言葉で開きます";
        field.focus();
      }
    );
  });
  search.addEventListener("input", find);
  byId("back").addEventListener("click", () => {
    show(listPage);
    search.focus();
  });
  for (const b of document.querySelectorAll("[data-print]")) b.addEventListener("click", () => window.print());
  byId("close").addEventListener("click", () => close("閉じました"));
  for (const e of ["pointerdown", "keydown", "scroll"]) document.addEventListener(e, touched, { passive: true });
  var hours = (Date.now() - Date.parse(head.at)) / 36e5;
  if (hours > OLD_HOURS) {
    byId("age").append(el("b", `作ってから${Math.floor(hours / 24)}日たっています。もっと新しい控えがないか、たしかめてください。`));
  }
  if (!globalThis.crypto?.subtle) {
    said.textContent = "このブラウザーでは開けません。新しい Microsoft Edge、Google Chrome、Firefox のどれかで開いてください";
  } else {
    door.hidden = false;
  }
})();
