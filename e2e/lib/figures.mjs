// Reads the survey's page as a person does: the numbers that are links, and what they say.

/** Rates by key, the timing of the whole period, and every link with the number it promises. */
export async function figures(visitor) {
  const links = await visitor.page.locator('main a[href*="/survey/cases?"]').evaluateAll((all) =>
    all.map((a) => [a.getAttribute('href'), a.textContent.replace(/\s+/g, ' ').trim()]),
  )
  const here = new URL(visitor.page.url()).searchParams
  const shown = { rates: {}, timing: {}, doors: [] }
  for (const [href, text] of links) {
    const asked = new URL(href, visitor.page.url()).search
    const key = decodeURIComponent(asked.match(/key=([^&]+)/)[1])
    const rate = text.match(/（(\d+) \/ (\d+)件）/)
    const n = rate ? Number(rate[1]) : Number(text.replace(/\D/g, ''))
    shown.doors.push([href, n])
    // a part (one hospital, office, care level, method) opens with one more word in its address
    const whole = [...new URLSearchParams(asked).keys()].every((k) => ['from', 'to', 'key'].includes(k)) && asked.includes(`from=${here.get('from')}&`)
    if (!whole) continue
    if (rate && key.endsWith('.n')) shown.rates[key.slice(0, -2)] = { n, d: Number(rate[2]) }
    if (key.startsWith('timing.')) shown.timing[key.slice('timing.'.length)] = n
  }
  return shown
}

/** How many records the list behind a number holds: what the page says, if its rows are as many. */
export function cases(html) {
  const main = html.slice(html.indexOf('<main'), html.indexOf('</main>'))
  const bodies = [...main.matchAll(/<tbody[\s\S]*?<\/tbody>/g)].map((b) => b[0])
  const rows = bodies.reduce((n, b) => n + (b.match(/<tr[\s>]/g) ?? []).length, 0)
  const words = main.replace(/<[^>]*>/g, ' ').replace(/\s+/g, ' ')
  const said = Number((words.match(/ (\d+)件/) ?? [])[1] ?? 0)
  return rows === Math.min(said, 500) ? said : `${said} said, ${rows} listed`
}
