// 停電・障害のときの控え: an administrator sets it up and takes it out; then the server is out of reach, and a browser alone
// opens the file from a folder (file://), finds a person and shows the page. The seconds are printed.
//   YUI_BIN=… node pack.mjs   runs it alone
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { Tally } from './lib/tally.mjs'
import { browse } from './lib/browser.mjs'
import { Client } from './lib/http.mjs'
import { command, serve, sqlitePlace } from './lib/program.mjs'
import { rows } from './lib/store.mjs'

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
/** From double click to the person (trust.md R8). */
const LIMIT_SECONDS = 60
const KIND = { cm: 'cm', liaison: 'liaison' }

const text = (html) => html.replace(/<[^>]+>/g, '').replace(/&amp;/g, '&')
const token = (page) => page.text.match(/name="_csrf" value="([^"]+)"/)[1]
let presses = 0
const press = (client, page, path, fields) =>
  client.post(path, { _csrf: token(page), _key: `pack-e2e-${process.pid}-${(presses += 1)}`, ...fields })

/** A new administrator at the organisation of a demonstration role. */
async function administrator(world, role) {
  const demo = await Client.role(world.origin, 'yuino', role)
  const office = text((await demo.get('/me')).text.match(/<dt>事業所<\/dt><dd>(.*?)<\/dd>/)[1]).replace('（架空）', '')
  const words = ['--organisation', office, '--name', `管理 ${role}`, '--kana', 'かんり', '--hat', KIND[role], '--admin']
  const code = command(world.place, '--region', 'yuino', 'invite', ...words).match(/[A-Z0-9]{4}-[A-Z0-9]{4}-[A-Z0-9]{4}/)[0]
  return { office, client: await Client.code(world.origin, 'yuino', code) }
}

/** Who is open at this organisation, counted in the store itself: its rights that run today, and the open stays. */
function expected(world, role, office) {
  const today = new Date(Date.now() + 9 * 3_600_000).toISOString().slice(0, 10)
  const org = `(SELECT id FROM accounts_organisation WHERE name = '${office}')`
  const rights = `SELECT resident FROM people_access WHERE party = ${org} AND kind IN ('', 'stay') AND record = '' AND from_day <= '${today}' AND (to_day IS NULL OR to_day >= '${today}')`
  const here = role === 'liaison' ? `AND hospital = ${org}` : ''
  const held = (kind, bases) =>
    `SELECT resident FROM people_access WHERE party = ${org} AND kind IN ('', '${kind}') AND record = '' AND basis IN (${bases}) AND from_day <= '${today}' AND (to_day IS NULL OR to_day >= '${today}')`
  const own = role === 'liaison' ? "'hospital_concerned', 'emergency'" : "'author', 'team'"
  const listed = 'SELECT x.resident FROM emergency_register x WHERE x.listed = 1 AND x.version = (SELECT MAX(y.version) FROM emergency_register y WHERE y.resident = x.resident)'
  const running = `ended_at IS NULL AND from_day <= '${today}' AND (to_day IS NULL OR to_day >= '${today}')`
  const shown = `SELECT v.resident FROM acp_version v WHERE v.part = 'wish' AND v.resident IN (SELECT resident FROM people_release WHERE kind = 'wish' AND addressee = 'team' AND ${running})`
  // who is in hospital, who has a card for an emergency, who stands in the register and is known by more than that, and who
  // shows the note to the care team
  const sql = `SELECT COUNT(*) FROM (SELECT resident FROM transitions_stay WHERE closed = 0 AND cancelled_at IS NULL ${here} AND resident IN (${rights})
    UNION SELECT resident FROM emergency_registration WHERE ended_at IS NULL AND resident IN (${held('emergency', own)})
    UNION SELECT resident FROM (${listed}) AS l WHERE resident IN (${held('register', "'register'")}) AND resident IN (${held('basic', own)})
    UNION SELECT resident FROM (${shown}) AS n WHERE resident IN (${held('wish', role === 'liaison' ? "''" : own)})) AS all_of_them`
  return Number(rows(world.place, 'yuino', sql)[0][0])
}

/** The file by a browser alone. */
async function withoutServer(tally, browser, file, passphrase, many) {
  const context = await browser.newContext({ viewport: { width: 390, height: 844 }, offline: true, locale: 'ja-JP', timezoneId: 'Asia/Tokyo' })
  const page = await context.newPage()
  const asked = []
  const noted = []
  page.on('request', (r) => asked.push(r.url()))
  page.on('console', (m) => m.type() === 'error' && noted.push(m.text()))
  page.on('pageerror', (e) => noted.push(String(e)))
  await page.clock.install()
  const sound = async (what) => {
    await page.evaluate(AXE)
    const bad = await page.evaluate(() => globalThis.axe.run(document).then((r) => r.violations.map((v) => `${v.id} ${v.nodes[0].html}`)))
    tally.equal(`${what}: axe finds nothing`, bad, [])
    const wide = await page.evaluate(() => document.documentElement.scrollWidth)
    tally.check(`${what}: fits 390 px`, wide <= 390, wide)
    if (process.env.YUI_SHOTS) await page.screenshot({ path: join(process.env.YUI_SHOTS, `pack-${what.replaceAll(' ', '-')}.png`), fullPage: true })
  }
  const begun = performance.now()
  await page.goto(pathToFileURL(file).href)
  await page.fill('#passphrase', passphrase)
  await page.click('#door button')
  await page.waitForSelector('#list li')
  const opened = performance.now()
  const kana = (await page.textContent('#list li:last-child .small')).split('・')[0]
  const name = await page.textContent('#list li:last-child b')
  const searched = performance.now()
  await page.fill('#search', kana.replace(/[ぁ-ゖ]/g, (c) => String.fromCharCode(c.charCodeAt(0) + 0x60)))
  const found = await page.locator('#list li').count()
  const shown = performance.now()
  await page.click(`#list li:has-text("${name}") button`)
  await page.waitForSelector('#one section')
  const seconds = (performance.now() - begun) / 1000
  tally.check(`a person is found in under ${LIMIT_SECONDS} s with a browser alone`, seconds < LIMIT_SECONDS, seconds)
  console.log(`pack: ${many} persons, opened in ${((opened - begun) / 1000).toFixed(1)} s, searched in ${(shown - searched).toFixed(0)} ms, person shown after ${seconds.toFixed(1)} s`)
  tally.check('a search takes under a second', shown - searched < 1000, shown - searched)
  tally.check('the search narrows', found >= 1 && found <= many, found)
  tally.equal('the page is that person', await page.textContent('#one-title'), name)
  await sound('a person')
  await page.click('#back')
  await page.fill('#search', '')
  tally.equal('the list holds as many as the tables say', await page.locator('#list li').count(), many)
  await page.click('summary')
  await sound('the list')
  await page.clock.fastForward('11:00')
  tally.check('it closes itself when nobody uses it', await page.isVisible('#door'))
  tally.check('and holds nothing then', !(await page.content()).includes(name))
  await page.fill('#passphrase', 'ABCD-EFGH-JKMN-PQRS-TVWX')
  await page.click('#door button')
  await page.waitForFunction(() => document.querySelector('#said').textContent.startsWith('開けません'))
  tally.equal('another passphrase opens nothing', await page.locator('#list li').count(), 0)
  await sound('the door')
  tally.equal('nothing but the file was asked for', asked.filter((u) => !u.startsWith('file:')), [])
  tally.equal('the browser noted nothing', noted, [])
  await context.close()
  return name.replace(' さん', '')
}

export async function pack(tally, world) {
  const dir = mkdtempSync(join(tmpdir(), 'yui-pack-'))
  try {
    for (const role of Object.keys(KIND)) {
      tally.part(`the pack of ${role}`)
      const { office, client } = await administrator(world, role)
      const before = await client.get('/pack')
      tally.equal('the page is there', before.status, 200)
      const card = await press(client, before, '/pack', { what: 'begin' })
      const passphrase = card.text.match(/<p class="num mt3">([0-9A-Z-]{24})<\/p>/)?.[1]
      tally.check('the passphrase is on the card', passphrase, card.status)
      const page = await client.get('/pack')
      tally.check('and on no page after', !page.text.includes(passphrase))
      const taken = await press(client, page, '/pack/take', {})
      tally.equal('the file comes', taken.status, 200)
      const file = join(dir, `hikae-${role}.html`)
      writeFileSync(file, taken.bytes)
      const many = expected(world, role, office)
      tally.check('somebody is in it', many > 0, many)
      const name = await withoutServer(tally, world.browser, file, passphrase.toLowerCase().replaceAll('-', ' '), many)
      tally.check('the name is not in the bytes', !taken.text.includes(name))
    }
    const night = mkdtempSync(join(dir, 'night-'))
    command(world.place, '--region', 'yuino', 'pack', 'folder', night)
    command(world.place, '--region', 'yuino', 'jobs', 'run', 'home.pack')
    const folders = readdirSync(night)
    tally.equal('the night writes a folder for each', folders.length, 2)
    tally.check('with one file each', folders.every((f) => readdirSync(join(night, f)).length === 1))
    command(world.place, '--region', 'yuino', 'pack', 'folder', '--none')
  } finally {
    rmSync(dir, { recursive: true, force: true })
  }
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  const tally = new Tally()
  const place = sqlitePlace()
  command(place, 'demo', '--residents', '80', '--seed', '7', '--no-serve')
  const server = await serve(place)
  const { browser, close } = await browse()
  await tally.run('the pack', () => pack(tally, { browser, place, origin: server.origin }))
  await close()
  await server.stop()
  place.remove()
  console.log(`${tally.passed} passed, ${tally.failed} failed`)
  process.exit(tally.failed === 0 ? 0 : 1)
}
