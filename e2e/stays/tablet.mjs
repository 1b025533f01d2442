// (救急) The line is down: a permitted tablet of the brigade opens the district from itself, by the same box; what was looked up
// is told when the line is back, and a wipe from afar takes the district away. It asks for the PIN of somebody of the crew, and ten
// wrong ones leave nothing on it.
import { OFFICE, era, registered, sent } from '../lib/stays.mjs'
import { Client } from '../lib/http.mjs'
import { command } from '../lib/program.mjs'
import { japanToday } from '../lib/days.mjs'
import { Visitor } from '../lib/browser.mjs'
import { Line } from '../lib/line.mjs'

const BRIGADE = '結野市消防本部'
const CODE = /[A-Z0-9]{4}-[A-Z0-9]{4}-[A-Z0-9]{4}/
const PIN = '481502'

const printed = (text) => text.split('<p class="num mt3">')[1].split('<')[0]
const hidden = (html, name) => html.match(new RegExp(`name="${name}" value="([^"]*)"`))[1]

/** A form of a page by hand; the page that answers, not the way it leads to. */
async function pressed(client, page, to, fields) {
  const shown = (await client.get(page)).text
  const answer = await client.post(to, { _csrf: hidden(shown, '_csrf'), _key: `tablet-${Math.random()}`, ...fields })
  return answer.text
}

export async function tablet(tally, world) {
  const cm = await Client.role(world.origin, 'yuino', 'cm')
  const resident = await registered(cm, { name: '小原 サダ', kana: 'おばら さだ', birth: '1937-05-09', address: '結野市瀬織9-1' })
  await sent(cm, `/people/${resident}/details`, { name: '小原 剛', relation: '長男', phone: '090-0000-0077' }, `/people/${resident}/contacts`)
  const card = `/people/${resident}/emergency`
  const consent = { method: 'written', given_by: 'ご本人', heard_by: OFFICE, 'given_on.y': era(japanToday()), tell: 'yes' }
  await sent(cm, card, consent, `${card}/register`)

  const words = ['invite', '--organisation', BRIGADE, '--name', '管理 消防', '--kana', 'かんり', '--hat', 'provider', '--admin']
  const code = command(world.place, '--region', 'yuino', ...words).match(CODE)[0]
  const chief = await Client.code(world.origin, 'yuino', code)
  const org = hidden((await chief.get('/staff/devices')).text, 'organisation')
  const device = printed(await pressed(chief, '/staff/devices', '/staff/devices', { organisation: org, what: 'device', device: '救急9隊 タブレット' }))
  const member = { organisation: org, what: 'member', name: '夜間 一', kana: 'やかん', number: '901' }
  const first = printed(await pressed(chief, '/staff/devices', '/staff/crew', member))

  const line = await Line.to(world.origin)
  const crew = await Visitor.window(tally, world.browser, line.origin, 'crew', 'yuino', world.shots)
  const { page } = crew
  await crew.go('/crew')
  await crew.fill('code', device)
  await crew.press('main form[action$="/crew/device"] button')
  await crew.go('/crew/first')
  await page.locator('label', { hasText: '夜間 一' }).click()
  await crew.fill('code', first)
  await crew.fill('pin', PIN)
  await crew.fill('again', PIN)
  await crew.press('main form button[type="submit"]')
  await crew.go('/scene')
  tally.check('a device that is not permitted holds nothing', !(await crew.words()).includes('回線が切れても'))

  const rows = (await chief.get('/emergency/tablets')).text
  const action = rows.match(/action="[^"]*(\/emergency\/tablets\/[^"]+)"/)[1]
  await pressed(chief, '/emergency/tablets', action, { what: 'allow', towns: '瀬織' })
  await crew.go('/scene')
  await page.getByText('回線が切れても').waitFor()
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined))
  const kept = await page.evaluate(async () => {
    const request = indexedDB.open('yui-scene-yuino', 1)
    const db = await new Promise((done) => { request.onsuccess = () => done(request.result) })
    const get = (key) => new Promise((done) => { const r = db.transaction('kept').objectStore('kept').get(key); r.onsuccess = () => done(r.result) })
    const [sealed, pair] = [await get('sealed'), await get('pair')]
    db.close()
    return { text: JSON.stringify(sealed), leaves: pair.privateKey.extractable }
  })
  tally.check('what lies on the tablet names nobody', kept.text.length > 60000 && !kept.text.includes('小原') && !kept.text.includes('夜間'))
  tally.check('its key cannot leave the browser', kept.leaves === false)

  crew.lineCut = true
  await line.cut()
  await again(crew)
  await crew.look()
  tally.check('nothing is shown before the PIN', !(await crew.words()).includes('事案番号'))
  await unlock(page, '夜間 一', '111222')
  await page.getByText('お名前か暗証番号がちがいます').waitFor()
  await again(crew)
  tally.equal('a page loaded again gains no try', await tries(page), 1)
  await unlock(page, '夜間 一', PIN)
  await page.getByRole('heading', { name: 'さがす ― 回線が切れています' }).waitFor()
  tally.equal('the right one begins to count anew', await tries(page), 0)
  await crew.look()
  await page.getByLabel('事案番号').fill('2026-1122-01')
  const box = page.getByLabel('住所・電話・名前')
  await box.fill('女')
  await page.getByRole('button', { name: 'さがす', exact: true }).click()
  await crew.says('手がかりが2つ要ります')
  await box.fill('瀬織 おはら さた')
  await page.getByRole('button', { name: 'さがす', exact: true }).click()
  await page.getByText('オバラ サダ').waitFor()
  tally.check('no diagnosis stands among the candidates', !(await crew.words()).includes('病名'))
  await crew.look()
  await page.locator('.cands button').first().click()
  await page.getByRole('heading', { name: '小原 サダ' }).waitFor()
  await crew.look()
  const telephone = page.locator('a.tel').first()
  tally.equal('the son can be called', await telephone.getAttribute('href'), 'tel:09000000077')
  tally.check('a target for gloves', (await telephone.boundingBox()).height >= 60)
  tally.equal('the ground is dark', await page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor), 'rgb(13, 13, 13)')
  tally.check('it says that the record of talks is not there', (await crew.words()).includes('話し合いの記録は、回線が切れているあいだは見られません'))

  await line.mend()
  const told = page.waitForResponse((r) => r.url().endsWith('/scene/subset/contact'))
  await crew.go('/scene')
  await told
  await page.getByText('回線が切れても').waitFor()
  crew.lineCut = false
  const seen = (await cm.get(`/people/${resident}/seen`)).text
  tally.check('the look-up stands in the log of the person', seen.includes('夜間 一') || seen.includes(BRIGADE), seen.slice(0, 400))
  const alerts = (await cm.get('/')).text
  tally.check('the care manager hears of it', alerts.includes('/emergency/alerts/'))

  await worn(tally, crew, line)

  await pressed(chief, '/emergency/tablets', action, { what: 'end' })
  const says = (request) => request.url().endsWith('/scene/subset/contact') && (request.postData() ?? '').includes('cleared=yes')
  const heard = async () => (await chief.get('/emergency/tablets')).text.includes('端末から消えました')
  // the line goes between deleting and saying so
  let lost
  const losing = new Promise((done) => { lost = done })
  await page.route((url) => url.pathname.endsWith('/scene/subset/contact'), async (route) => {
    if (!says(route.request())) return route.continue()
    lost()
    return route.abort('internetdisconnected')
  })
  crew.lineCut = true
  await crew.go('/scene')
  await losing
  tally.equal('ended from afar: the tablet has deleted it', await stored(page, 'sealed'), undefined)
  tally.check('what was not said is not believed', !(await heard()))
  await page.unrouteAll()
  const said = page.waitForResponse((r) => says(r.request()))
  await crew.go('/scene')
  await said
  crew.lineCut = false
  tally.check('and has said so, with the next line', await heard())
  await crew.close()
  await line.cut()
}

/** One value of the tablet's own store. */
const stored = (page, name) => page.evaluate(async (key) => {
  const request = indexedDB.open('yui-scene-yuino', 1)
  const db = await new Promise((done) => { request.onsuccess = () => done(request.result) })
  const value = await new Promise((done) => { const r = db.transaction('kept').objectStore('kept').get(key); r.onsuccess = () => done(r.result) })
  db.close()
  return value === undefined || typeof value === 'number' ? value : 'there'
}, name)

/** Loads the page without a line. */
async function again(crew) {
  await crew.page.goto(crew.url('/scene')).catch(() => undefined)
  await crew.page.getByRole('heading', { name: '回線が切れています' }).waitFor()
  await crew.page.getByLabel('暗証番号').waitFor()
}

const tries = (page) => stored(page, 'tries')

async function unlock(page, who, pin) {
  await page.getByLabel('使う人').selectOption({ label: who })
  await page.getByLabel('暗証番号').fill(pin)
  await page.getByRole('button', { name: '控えを開く' }).click()
  // judged: the field is empty again and the button free, or both are gone
  await page.waitForFunction(() => {
    const pin = document.querySelector('#pin')
    return pin === null || (pin.value === '' && !document.querySelector('button[type=submit]').disabled)
  })
}

/** Ten wrong PINs: the district is gone, the ordinary look-up is not; with the line a new district comes. */
async function worn(tally, crew, line) {
  const { page } = crew
  crew.lineCut = true
  await line.cut()
  await again(crew)
  for (let n = 0; n < 9; n += 1) await unlock(page, '夜間 一', `90227${n}`)
  await page.getByText('あと1回まちがえると').waitFor()
  await again(crew)
  await page.getByText('あと1回まちがえると').waitFor()
  await crew.look()
  await page.getByLabel('使う人').selectOption({ label: '夜間 一' })
  await page.getByLabel('暗証番号').fill('902279')
  await page.getByRole('button', { name: '控えを開く' }).click()
  await page.getByText('この端末の控えを消しました').waitFor()
  tally.check('there is a way on', await page.getByRole('link', { name: '回線をたしかめる' }).isVisible())
  await crew.look()
  tally.equal('ten wrong PINs: the district is gone', await stored(page, 'sealed'), undefined)
  tally.equal('and its key', await stored(page, 'pair'), undefined)
  await line.mend()
  await crew.go('/scene')
  await page.getByText('回線が切れても').waitFor()
  crew.lineCut = false
  tally.check('with the line the box is as it was', (await crew.words()).includes('事案番号'))
  tally.equal('and a new district lies on the tablet', await stored(page, 'sealed'), 'there')
}
