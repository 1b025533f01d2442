// Writes web/dist from web/src: yui.css (parts in a fixed order), fonts.css, yui.js (esbuild, unminified) and the two
// small pictures the style sheet refers to. The output is committed; running this again must change nothing.
import { copyFileSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { dirname, join } from "node:path";
import { build } from "esbuild";

const here = dirname(fileURLToPath(import.meta.url));
const src = join(here, "src");
const dist = join(here, "dist");

// Later parts may change earlier ones: width steps and print come last.
const PARTS = [
  "tokens", "base", "frame", "actions", "lists", "tray", "person", "form", "findings", "figures", "states",
  "survey", "attachments", "rooms", "login", "bridge", "wish", "desk", "issues", "wide", "print",
];

rmSync(dist, { recursive: true, force: true });
mkdirSync(dist, { recursive: true });

const known = new Set([...PARTS, "fonts", "pack", "crew"].map((p) => `${p}.css`));
const stray = readdirSync(join(src, "css")).filter((f) => !known.has(f));
if (stray.length > 0) throw new Error(`not in PARTS: ${stray.join(", ")}`);

const css = PARTS.map((p) => readFileSync(join(src, "css", `${p}.css`), "utf8").trim());
writeFileSync(join(dist, "yui.css"), `${css.join("\n\n")}\n`);
for (const [from, to] of [["css/fonts.css", "fonts.css"], ["chevron.svg", "chevron.svg"], ["tick.svg", "tick.svg"], ["icon.svg", "icon.svg"]]) {
  copyFileSync(join(src, from), join(dist, to));
}

// The file that stands alone (停電・障害のときの控え) carries its own sheet and script.
const alone = ["tokens", "pack"].map((p) => readFileSync(join(src, "css", `${p}.css`), "utf8").trim());
writeFileSync(join(dist, "pack.css"), `${alone.join("\n\n")}\n`);

// The night theme of crews stands alone too: it shares nothing with the day's sheet.
copyFileSync(join(src, "css/crew.css"), join(dist, "crew.css"));

for (const [from, to] of [["main.ts", "yui.js"], ["pack/main.ts", "pack.js"], ["push/worker.ts", "notice-worker.js"], ["rooms/worker.ts", "room-worker.js"], ["scene/main.ts", "scene.js"], ["scene/worker.ts", "scene-worker.js"]]) {
  await build({
    entryPoints: [join(src, "ts", from)],
    outfile: join(dist, to),
    absWorkingDir: here,
    bundle: true,
    format: "iife",
    target: "es2020",
    charset: "utf8",
    legalComments: "none",
    logLevel: "warning",
  });
}

// The look-up of the crews' tablets is the server's, written a second time: both must answer alike.
const bundled = await build({
  entryPoints: [join(src, "ts/scene/check.ts")], absWorkingDir: here, bundle: true, write: false, format: "esm", target: "es2022", charset: "utf8", logLevel: "warning",
});
const code = Buffer.from(bundled.outputFiles[0].text).toString("base64");
const { differences } = await import(`data:text/javascript;base64,${code}`);
const wrong = differences(JSON.parse(readFileSync(join(src, "ts/scene/cases.json"), "utf8")));
if (wrong.length > 0) throw new Error(`the tablet looks up otherwise than the server (${wrong.length}):\n${wrong.slice(0, 12).join("\n")}`);
