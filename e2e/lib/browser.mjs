// A browser, and a page that looks at itself: whatever page is met, axe, width, console and answers are checked.
import { mkdirSync, readFileSync } from 'node:fs'
import { createHash } from 'node:crypto'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { chromium } from 'playwright-core'
import { LIMIT } from './limit.mjs'

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']
const PHONE = { width: 390, height: 844 }
/** The narrowest telephones that are still about. */
const NARROW = { width: 360, height: 780 }
const DESK = { width: 1280, height: 900 }
const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

/** Starts the browser, with a new profile in a temporary directory that goes with it. */
export async function browse() {
  const executablePath = process.env.YUI_CHROMIUM ?? '/usr/bin/chromium'
  const browser = await chromium.launch({ executablePath, headless: true, args: FLAGS, timeout: LIMIT })
  return { browser, close: () => browser.close() }
}

/** Where pictures go; none when nobody asked for them. */
function pictures() {
  const dir = process.env.YUI_SHOTS
  if (dir) mkdirSync(dir, { recursive: true })
  return dir
}

/** What Chromium says of a line that is cut. */
const CUT = ['ERR_INTERNET_DISCONNECTED', 'ERR_CONNECTION_REFUSED']

/** Somebody at a browser window of a telephone's size. */
export class Visitor {
  /** Pages met, by address without ids. */
  static met = new Set()
  /** How many pages axe was asked about. */
  static asked = 0
  /** Their shapes. */
  static #shapes = new Set()
  static #pictures = 0

  /** What the browser noted about addresses that could not be loaded, until it is known which of them were pages. */
  #notes = []
  /** A story has cut the line itself: that nothing can be loaded then is what it is about. */
  lineCut = false
  /** Addresses of pages that were answered by 400 or more. */
  #refused = new Set()

  constructor(tally, origin, page, role, shots) {
    Object.assign(this, { tally, origin, page, role, shots })
  }

  /** Opens a window and signs in with one tap. */
  static async open(tally, browser, origin, role, region, shots = false) {
    const self = await Visitor.#window(tally, browser, origin, role, region, shots)
    await self.go(`/login?role=${role}`)
    await self.press(`[data-role="${role}"]`)
    return self
  }

  /** Opens a window where nobody is signed in. */
  static async window(tally, browser, origin, role, region, shots = false, options = {}) {
    return Visitor.#window(tally, browser, origin, role, region, shots, options)
  }

  /** Opens a window and signs in with a printed code. */
  static async join(tally, browser, origin, role, region, code, shots = false) {
    const self = await Visitor.#window(tally, browser, origin, role, region, shots)
    await self.go('/login')
    await self.fill('code', code)
    await self.press('form[action$="/join"] button')
    return self
  }

  static async #window(tally, browser, origin, role, region, shots, options = {}) {
    const context = await browser.newContext({ viewport: PHONE, locale: 'ja-JP', timezoneId: 'Asia/Tokyo', ...options })
    context.setDefaultTimeout(LIMIT)
    const page = await context.newPage()
    const self = new Visitor(tally, origin, page, role, shots && pictures())
    self.region = region
    self.#listen()
    return self
  }

  async close() {
    this.#judge()
    await this.page.context().close()
  }

  #listen() {
    const { page, tally } = this
    const said = (what, text) => tally.check(`${this.role} ${what} at ${plain(page.url())}`, false, text)
    page.on('console', (m) => {
      if (!['error', 'warning'].includes(m.type())) return
      if (m.text().startsWith('Failed to load resource')) this.#notes.push({ url: m.location().url, text: m.text() })
      else said('sees nothing in the console', m.text())
    })
    page.on('pageerror', (e) => said('meets no script that fails', e.stack ?? e.message))
    page.on('response', (r) => {
      if (r.status() >= 400 && r.request().isNavigationRequest()) this.#refused.add(r.url())
      if (r.status() >= 500) said('meets no broken page', `${r.status()} ${r.request().method()} ${r.url()}`)
    })
    page.on('request', (r) => {
      const url = r.url()
      if (!url.startsWith(this.origin) && !/^(data|blob|about):/.test(url)) said('is sent to no other host', url)
    })
  }

  /** The browser itself notes every page answered from 400 on as an error; those are checked by their status. */
  #judge() {
    for (const { url, text } of this.#notes.splice(0)) {
      if (this.lineCut && CUT.some((c) => text.includes(c))) continue
      this.tally.check(`${this.role} meets nothing that cannot be loaded at ${plain(this.page.url())}`, this.#refused.has(url), `${text} ${url}`)
    }
  }

  /** An address of the region. */
  url(path) {
    return `${this.origin}/${this.region}${path}`
  }

  /** Goes to a path of the region and looks at what is there. */
  async go(path, wanted = 200) {
    const answer = await this.page.goto(this.url(path), { waitUntil: 'load' })
    this.tally.check(`${this.role} finds ${plain(path)}`, answer.status() === wanted, `${answer.status()}`)
    await this.look()
    return answer
  }

  /** Presses a button or follows a link that leads to another page, and looks at it. */
  async press(target) {
    const spot = typeof target === 'string' ? this.page.locator(target) : target
    const arrived = this.page.waitForNavigation({ waitUntil: 'load' })
    arrived.catch(() => {})
    await spot.first().click().catch(async (e) => {
      throw new Error(`${e.message}\nThe page says: ${await this.words()}`)
    })
    const answer = await arrived
    await this.look()
    return answer
  }

  /** The button of a form by its words. */
  async button(name) {
    return this.press(this.page.locator('main').getByRole('button', { name }).or(this.page.getByRole('button', { name })))
  }

  /** A link of the page by its words. */
  async link(name) {
    return this.press(this.page.locator('main').getByRole('link', { name }))
  }

  /** Fills a text field by its name. */
  async fill(name, value) {
    await this.page.locator(`[name="${name}"]`).first().fill(value)
  }

  /** Chooses one of a group, or of a list. */
  async pick(name, value) {
    const list = this.page.locator(`select[name="${name}"]`)
    if ((await list.count()) > 0) return list.selectOption(value)
    return this.page.locator(`input[name="${name}"][value="${value}"]`).check()
  }

  /** Fills a date as 令和. */
  async date(name, day) {
    const [y, m, d] = day.split('-').map(Number)
    const era = y >= 2019 ? ['R', y - 2018] : ['S', y - 1925]
    await this.page.locator(`[name="${name}.era"]`).selectOption(era[0])
    await this.fill(`${name}.y`, String(era[1]))
    await this.fill(`${name}.m`, String(m))
    await this.fill(`${name}.d`, String(d))
  }

  /** What the main part says. */
  async words() {
    return (await this.page.locator('main').innerText()).replace(/\s+/g, ' ')
  }

  /** Checks that the page says something. */
  async says(text) {
    const words = (await this.page.locator('body').innerText()).replace(/\s+/g, ' ')
    const there = typeof text === 'string' ? words.includes(text) : text.test(words)
    return this.tally.check(`${this.role} reads 「${text}」 at ${plain(this.page.url())}`, there, words)
  }

  /** Looks at the page as it is: accessibility, width, heading, language. */
  async look() {
    const { page, tally } = this
    const name = plain(page.url())
    Visitor.met.add(`${this.role} ${name}`)
    if (!(await page.evaluate(() => document.contentType)).includes('html')) return
    // Axe is asked once about each page of the same shape and words: what only differs by numbers and ids (the other
    // engine, the next person of a list) has the same barriers. Asking is two fifths of the whole run's time.
    const shape = createHash('sha256').update(await page.evaluate(shapeOf)).digest('base64')
    const isNew = !Visitor.#shapes.has(shape)
    Visitor.#shapes.add(shape)
    Visitor.asked += Number(isNew)
    if (isNew) await page.evaluate(AXE)
    const seen = await page.evaluate(async ([tags, region, isNew]) => {
      const violations = isNew
        ? (await globalThis.axe.run(document, { runOnly: tags, resultTypes: ['violations'] })).violations
        : null
      const wide = []
      const width = document.documentElement.clientWidth
      if (document.documentElement.scrollWidth > width) {
        for (const e of document.querySelectorAll('body *')) {
          if (e.getBoundingClientRect().right > width + 1) wide.push(`${e.tagName}.${e.className}`)
        }
      }
      const outside = (a) => {
        const r = a.getBoundingClientRect()
        return r.right > width + 1 || r.left < -1
      }
      // every page of a region stands below its name; only / shows them all
      const inside = location.pathname.startsWith(`/${region}/`)
      const astray = [...document.querySelectorAll('a[href^="/"]')]
        .map((a) => a.getAttribute('href'))
        .filter((h) => inside && h !== '/' && h.split(/[/?#]/)[1] !== region)
      return {
        astray,
        cut: [...document.querySelectorAll('.nav a')].filter(outside).map((a) => a.textContent),
        violations: violations?.map((v) => `${v.id}: ${v.nodes.map((n) => n.html).slice(0, 4).join('\n      ')}`),
        wide: document.documentElement.scrollWidth > width ? wide.slice(0, 8) : null,
        headings: document.querySelectorAll('h1').length,
        lang: document.documentElement.lang,
        title: document.title,
      }
    }, [TAGS, this.region, isNew])
    if (seen.violations) tally.check(`${name} has no barrier for ${this.role}`, seen.violations.length === 0, seen.violations.join('\n    '))
    tally.check(`${name} fits a telephone for ${this.role}`, seen.wide === null, seen.wide)
    if (isNew) await this.#narrow(name)
    tally.check(`${name} has no link out of its region for ${this.role}`, seen.astray.length === 0, seen.astray.join(' '))
    tally.check(`${name} cuts nothing off its menu for ${this.role}`, seen.cut.length === 0, seen.cut.join('、'))
    tally.check(`${name} has one heading, a title and its language`, seen.headings === 1 && seen.lang === 'ja' && seen.title.length > 3, JSON.stringify([seen.headings, seen.lang, seen.title]))
    this.#judge()
    if (this.shots) await this.#shoot(name)
  }

  /** Does a new shape fit the narrowest telephones too? */
  async #narrow(name) {
    const before = this.page.viewportSize()
    await this.page.setViewportSize(NARROW)
    const wide = await this.page.evaluate(() => {
      const width = document.documentElement.clientWidth
      if (document.documentElement.scrollWidth <= width) return []
      const out = [...document.querySelectorAll('body *')].filter((e) => e.getBoundingClientRect().right > width + 1)
      return [`${document.documentElement.scrollWidth} > ${width}`, ...out.slice(0, 8).map((e) => `${e.tagName}.${e.className}`)]
    })
    await this.page.setViewportSize(before)
    this.tally.check(`${name} fits a telephone of 360 px for ${this.role}`, wide.length === 0, wide.join(' '))
  }

  async #shoot(name) {
    const number = String((Visitor.#pictures += 1)).padStart(3, '0')
    const file = `${number}-${this.role}${name.replace(/[^a-z0-9-]+/gi, '_')}`.slice(0, 80)
    const before = this.page.viewportSize()
    for (const [size, width] of [[DESK, 1280], [PHONE, 390]]) {
      await this.page.setViewportSize(size)
      await this.page.screenshot({ path: join(this.shots, `${file}-${width}.png`), fullPage: true })
    }
    await this.page.setViewportSize(before)
  }
}

/** In the browser: the page without ids, numbers and marks against forgery. */
function shapeOf() {
  const window = `${globalThis.innerWidth} ${location.hash}`
  const html = document.documentElement.outerHTML
    .replace(/[0-9a-f]{8}-[0-9a-f-]{27}/g, 'x')
    .replace(/(name="_(csrf|key)" value=)"[^"]*"/g, '$1""')
    .replace(/nonce="[^"]*"/g, '')
    .replace(/[A-Za-z0-9_-]{40,}/g, 'x')
    .replace(/\d+/g, '0')
  return window + html
}

/** An address without ids and without what changes from run to run. */
export function plain(url) {
  return url
    .replace(/^https?:\/\/[^/]+\/[a-z-]+(?=\/)/, '')
    .replace(/[0-9a-f]{8}-[0-9a-f-]{27}/g, '…')
    .replace(/\?.*$/, (q) => (q.length > 30 ? '?…' : q))
}
