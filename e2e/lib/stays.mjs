// What several stories begin with: a person, an admission, somebody new at an organisation, the clock of the jobs.
import { Client } from './http.mjs'
import { command } from './program.mjs'
import { before, japanToday } from './days.mjs'
import { Visitor } from './browser.mjs'

export const HOSPITAL = '結野中央病院（架空）'
export const OFFICE = '結野みずほ居宅介護支援'
const REMINDERS = 'transitions.conference-reminders'

/** A day as people write it: R8.11.21. */
export function era(day) {
  const [y, m, d] = day.split('-').map(Number)
  return y >= 2019 ? `R${y - 2018}.${m}.${d}` : `S${y - 1925}.${m}.${d}`
}

/** So many days later. */
export const after = (day, n) => before(day, -n)

/** A window of a role of the demonstration. */
export const open = (tally, world, role) => Visitor.open(tally, world.browser, world.origin, role, 'yuino', world.shots)

/** A printed code for somebody new at an organisation. */
function code(world, organisation, name, hat) {
  const words = ['invite', '--organisation', organisation, '--name', name, '--kana', 'しけん', '--hat', hat]
  return command(world.place, '--region', 'yuino', ...words).match(/[A-Z0-9]{4}-[A-Z0-9]{4}-[A-Z0-9]{4}/)[0]
}

/** Somebody new, at a browser. */
export function joined(tally, world, organisation, name, hat) {
  return Visitor.join(tally, world.browser, world.origin, name, 'yuino', code(world, organisation, name, hat), world.shots)
}

/** Somebody new who sends forms by hand. */
export function hired(world, organisation, name, hat) {
  return Client.code(world.origin, 'yuino', code(world, organisation, name, hat))
}

/** Posts the form of a page by hand, with its hidden fields; the path it leads to. */
export async function sent(client, path, fields, action = path.replace(/\?.*/, '')) {
  const answer = await client.post(action, { ...(await client.hidden(path, action)), ...fields })
  if (answer.status !== 303) {
    const said = answer.text.split('<main')[1]?.replace(/<[^>]*>/g, ' ').replace(/\s+/g, ' ').slice(0, 1200)
    throw new Error(`${action}: ${answer.status} ${said}`)
  }
  return answer.headers.location.replace(/^\/[a-z-]+(?=\/)/, '')
}

/** Registers a person by the form of its page, without looking at it; the id. */
export async function registered(client, person) {
  const fields = { sex: 'female', care_level: '22', consent_method: 'written', address: '結野市瀬織1-2', phone: '0000-12-0000', ...person }
  const to = await sent(client, '/people/new', { ...fields, 'birth.era': 'S', 'birth.y': era(person.birth), birth: [], 'consent_on.y': era(japanToday()) })
  return to.match(/people\/([0-9a-f-]{36})/)[1]
}

/** An organisation joins a person's care team, by the form of the page. */
export async function joins(client, resident, role, organisation) {
  const path = `/people/${resident}/details`
  const id = option((await client.get(path)).text, organisation)
  await sent(client, path, { role, organisation: id, label: organisation }, `/people/${resident}/team`)
}

/** The value of an option by its words. */
export function option(page, words) {
  return [...page.matchAll(/<option value="([^"]*)"[^>]*>([^<]*)/g)].find(([, , label]) => label.trim() === words)?.[1]
}

/** Registers an admission by its form; the stay's id. `hospital` is what the list says, or the name of one that is not in it. */
export async function admitted(client, resident, day, hospital = HOSPITAL) {
  const path = `/transitions/new?resident=${resident}`
  const page = (await client.get(path)).text
  const listed = option(page, hospital)
  const where = listed ? { 'a.hospital': listed } : { 'a.hospital': 'other', 'a.hospital_name': hospital }
  const fields = { ...where, 'a.admitted_on.y': era(day), 'a.planned': 'no', 'a.reason': '肺炎', 'a.learned': 'family', 'a.told': 'no' }
  return (await sent(client, path, { ...fields, resident }, '/transitions/new')).match(/transitions\/([0-9a-f-]{36})/)[1]
}

/** Lets the reminders run as on the mornings of the coming days, when every office has opened. */
export function mornings(world, today, from, to) {
  for (let n = from; n <= to; n += 1) {
    command(world.place, '--region', 'yuino', 'jobs', 'run', REMINDERS, '--at', `${after(today, n)}T10:00`)
  }
}

/** The addresses that a page leads to, within the region. */
export function links(visitor) {
  return visitor.page.locator('main a').evaluateAll((all) => all.map((a) => a.getAttribute('href') ?? ''))
}

/** Is something of these ids on the page that is open? */
export async function mentions(visitor, ids) {
  const all = await links(visitor)
  return all.some((href) => ids.some((id) => href.includes(id)))
}

/** Is something of these ids on the first screen among what there is to do? Leaves the page open on which it stands. */
export async function toDo(visitor, ids) {
  // the nearest terms come first, and what is further off stands on the next pages
  for (let p = 1; ; p += 1) {
    await visitor.go(p === 1 ? '/' : `/?p=${p}`)
    const all = await visitor.page
      .locator('main :is(section[aria-labelledby="t1"], section[aria-labelledby="others"], section[aria-labelledby="w1"]) a')
      .evaluateAll((links) => links.map((a) => a.getAttribute('href')))
    if (all.some((href) => ids.some((id) => href.includes(id)))) return true
    if (!(await visitor.page.locator(`main a[href$="/?p=${p + 1}"]`).count())) return false
  }
}

/** A picture of a sheet of paper as it is scanned. */
export async function scan(page, words) {
  const url = await page.evaluate((text) => {
    const canvas = Object.assign(document.createElement('canvas'), { width: 1240, height: 1754 })
    const c = canvas.getContext('2d')
    c.fillStyle = '#ffffff'
    c.fillRect(0, 0, 1240, 1754)
    c.fillStyle = '#111111'
    c.font = '60px sans-serif'
    c.fillText(text, 100, 300)
    return canvas.toDataURL('image/jpeg', 0.8)
  }, words)
  return { name: 'FAX0001.jpg', mimeType: 'image/jpeg', buffer: Buffer.from(url.split(',')[1], 'base64') }
}
