// The browser half of A7: opens the pages as each reader and tells what ran, what the policy reported, and where a page
// wanted to go that is not ours. Called by a7_xss.py with a file that says who opens what.
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { pathToFileURL } from 'node:url'

const need = createRequire(new URL('../e2e/package.json', import.meta.url))
const { chromium } = await import(pathToFileURL(need.resolve('playwright-core')).href).then((m) => m.default ?? m)
const { origin, region, visitors } = JSON.parse(readFileSync(process.argv[2], 'utf8'))
const out = { pages: 0, ran: [], reports: [], left: [], canary: false }
const flags = ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking', '--disable-sync']
const browser = await chromium.launch({
  executablePath: process.env.YUI_CHROMIUM ?? '/usr/bin/chromium',
  headless: true,
  args: flags,
})

/** A window whose every trace of a foreign will is kept. */
async function windowOf(cookie) {
  const context = await browser.newContext({ viewport: { width: 390, height: 844 }, locale: 'ja-JP' })
  if (cookie) await context.addCookies([{ name: 'yui_session', value: cookie, url: `${origin}/${region}` }])
  const page = await context.newPage()
  page.setDefaultTimeout(20_000)
  const at = () => new URL(page.url()).pathname.replace(/[0-9a-f]{8}-[0-9a-f-]{27}/g, 'ID')
  await page.exposeFunction('__pwn', (n) => void (n === 'canary' ? (out.canary = true) : out.ran.push(`${n} at ${at()}`)))
  await page.exposeFunction('__csp', (text) => void out.reports.push(`${text} at ${at()}`))
  await page.addInitScript(() =>
    document.addEventListener('securitypolicyviolation', (e) => window.__csp(`${e.violatedDirective} ${e.blockedURI}`)),
  )
  page.on('dialog', (d) => {
    out.ran.push(`dialog at ${at()}`)
    void d.dismiss()
  })
  page.on('request', (q) => {
    if (!q.url().startsWith(origin) && !/^(data|blob|about):/.test(q.url())) out.left.push(`${q.url()} at ${at()}`)
  })
  return { context, page }
}

// the attack itself works: on a page without a policy a script is noticed
{
  const { context, page } = await windowOf()
  await page.setContent('<img src=x onerror="__pwn(\'canary\')">')
  await page.waitForFunction(() => true)
  for (let i = 0; i < 50 && !out.canary; i += 1) await page.evaluate(() => new Promise((go) => setTimeout(go, 20)))
  await context.close()
}

for (const { cookie, paths, typed } of visitors) {
  const { context, page } = await windowOf(cookie)
  for (const path of paths) {
    await page.goto(`${origin}/${region}${path}`, { waitUntil: 'load' }).catch((e) => {
      if (!String(e).includes('Download') && !String(e).includes('ERR_ABORTED')) throw e
    })
    out.pages += 1
    // what waits for a finger or the focus
    await page
      .evaluate(() => {
        for (const e of document.querySelectorAll('main *')) {
          e.dispatchEvent(new MouseEvent('mouseover', { bubbles: true }))
          if (e.matches('input, select, textarea, summary')) e.focus()
        }
      })
      .catch(() => {})
  }
  for (const text of typed) {
    // what comes back from an address and from a form
    for (const path of [`/people?q=${encodeURIComponent(text)}`, `/login?next=${encodeURIComponent(text)}&role=${encodeURIComponent(text)}`, `/directory?q=${encodeURIComponent(text)}`]) {
      await page.goto(`${origin}/${region}${path}`, { waitUntil: 'load' })
      out.pages += 1
    }
    await page.goto(`${origin}/${region}/search`, { waitUntil: 'load' })
    const field = page.locator('main input[name=q]').first()
    if (await field.count()) {
      await field.fill(text)
      await Promise.all([page.waitForLoadState('load'), field.press('Enter')])
      out.pages += 1
    }
  }
  await context.close()
}
await browser.close()
out.ran = [...new Set(out.ran)].slice(0, 50)
out.reports = [...new Set(out.reports)].slice(0, 50)
out.left = [...new Set(out.left)].slice(0, 50)
process.stdout.write(JSON.stringify(out))
