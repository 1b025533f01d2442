// (e) A care manager leaves: 35 people go over to another office in one act. The old office no longer sees them, the new
// one sees all 35, with what is going on; and nothing is lost on the way.
import { before, japanToday } from '../lib/days.mjs'
import { Client } from '../lib/http.mjs'
import { admitted, hired, joined, mentions, open, OFFICE, registered } from '../lib/stays.mjs'
import { rows } from '../lib/store.mjs'

const NEW_OFFICE = 'ケアプランセンター ひばり野台'
const N = 35
const SYLLABLES = 'あいうえおかきくけこさしすせそたちつてと'

/** The people, all different. */
function people() {
  return Array.from({ length: N }, (_, i) => ({
    name: `外山 ${String.fromCharCode(0x4e00 + i * 37)}子`,
    kana: `そとやま ${SYLLABLES[i % 20]}${SYLLABLES[Math.floor(i / 20) + 3]}こ`,
    birth: `19${30 + (i % 15)}-0${1 + (i % 9)}-1${i % 10}`,
    address: `結野市瀬織${i + 1}-3`,
  }))
}

export async function handover(tally, world) {
  const today = japanToday()
  const leaving = await joined(tally, world, OFFICE, '退職 ゆく子', 'cm')
  await leaving.go('/people')
  const client = await sameSession(world, leaving)
  const ids = []
  for (const person of people()) ids.push(await registered(client, person))
  const stay = await admitted(client, ids[0], before(today, 3))
  await paper(leaving, stay)
  const before35 = await table(leaving)
  tally.equal('all 35 are in the list of who leaves', before35.length, N)
  const kept = written(world, ids)

  const taker = await joined(tally, world, NEW_OFFICE, '後任 くる子', 'cm')
  await taker.go('/people')
  tally.equal('the successor begins with nobody', (await table(taker)).length, 0)
  const id = await over(tally, leaving, today)
  await gone(tally, world, leaving, ids, stay, id)
  tally.equal('the successor sees the same 35, as they were', await table(taker, '/people'), before35)
  tally.equal('nothing that was written about them is lost', written(world, ids), kept)
  await goesOn(tally, world, taker, ids, stay)
  await leaving.close()
  await taker.close()
}

/** The same person at the same time without a browser. */
async function sameSession(world, visitor) {
  const client = new Client(world.origin, 'yuino')
  for (const c of await visitor.page.context().cookies()) client.cookies.set(c.name, c.value)
  return client
}

/** The lines of the list of one's own people. */
async function table(visitor, path) {
  if (path || !visitor.page.url().endsWith('/people')) await visitor.go('/people')
  else await visitor.page.reload()
  const lines = await visitor.page.locator('main table tbody tr').allInnerTexts()
  return lines.map((l) => l.replace(/\s+/g, ' ').trim()).sort()
}

/** How much is kept of these people: stays, acts, versions of papers, consents. */
function written(world, ids) {
  const list = ids.map((id) => `'${id}'`).join(',')
  const one = (sql) => Number(rows(world.place, 'yuino', sql)[0][0])
  return {
    people: one(`SELECT COUNT(*) FROM people_resident WHERE id IN (${list})`),
    stays: one(`SELECT COUNT(*) FROM transitions_stay WHERE resident IN (${list})`),
    papers: one(`SELECT COUNT(*) FROM app_record WHERE resident IN (${list}) AND kind = 'transitions.sheet'`),
    sheets: one(`SELECT COUNT(*) FROM transitions_act a JOIN transitions_stay s ON s.id = a.stay WHERE s.resident IN (${list}) AND a.kind = 'sheet_sent'`),
  }
}

/** One of them is in hospital, with a sheet sent. */
async function paper(v, stay) {
  await v.go(`/transitions/${stay}/sheet/check`)
  await v.button(/地域連携室に送る/)
  await v.says('送りました')
}

/** One press for all of them; the handover's id. */
async function over(tally, v, today) {
  await v.go('/people')
  await v.link('担当をほかの人に引き継ぐ')
  await v.page.locator('select[name="a.office"]').selectOption({ label: `${NEW_OFFICE}（架空）` })
  await v.button('引き継ぐ方をたしかめる')
  await v.says(`引き継ぐ利用者さん（${N}人）`)
  tally.equal('all of them are marked', await v.page.locator('input[name="a.who"]:checked').count(), N)
  await v.says('見えなくなります')
  await v.page.locator('select[name="a.taker"]').selectOption({ label: '後任 くる子' })
  await v.fill('a.reason', '退職のため')
  const missing = await v.button('この内容で引き継ぐ')
  tally.equal('without the day of consent nobody goes to another office', missing.status(), 422)
  tally.equal('who was marked still is', await v.page.locator('input[name="a.who"]:checked').count(), N)
  await v.page.locator('select[name="a.taker"]').selectOption({ label: '後任 くる子' })
  await v.date('a.consent_on', today)
  await v.button('この内容で引き継ぐ')
  await v.says(`${N}人の担当を引き継ぎました`)
  return v.page.url().match(/handover\/([0-9a-f-]{36})/)[1]
}

/** Who has handed over, and the colleagues there, no longer find them; what they wrote themselves they may read. */
async function gone(tally, world, v, ids, stay, id) {
  tally.equal('who has left nobody behind has an empty list', (await table(v, '/people')).length, 0)
  const colleague = await hired(world, OFFICE, '試験 のこり', 'cm')
  const everybody = (await colleague.get('/people?all=1')).text
  tally.check('nor does the old office list them', ids.every((one) => !everybody.includes(one)))
  for (const path of [`/people/${ids[0]}`, `/people/${ids[34]}`, `/transitions/${stay}`]) {
    tally.equal(`${path.replace(/[0-9a-f-]{36}/, '…')} is closed for the old office`, (await colleague.get(path)).status, 404)
    await v.go(path, 404)
  }
  const stranger = await hired(world, '居宅介護支援事業所 結野糸ぐるま', '試験 よそ', 'cm')
  tally.equal('a third office does not find the handover', (await stranger.get(`/handover/${id}`)).status, 404)
}

/** What was under way goes on with the successor. */
async function goesOn(tally, world, v, ids, stay) {
  await v.go('/notices')
  await v.says(`${N}人の担当を引き継ぎました`)
  await v.go('/')
  await v.go('/transitions')
  tally.check('the stay is in the new list', await mentions(v, [stay]))
  await v.go(`/transitions/${stay}`)
  const documents = await v.page.locator(`a[href*="${stay}/documents/"]`).first().getAttribute('href')
  await v.go(documents.replace('/yuino', ''))
  await v.go(`/people/${ids[7]}`)
  await v.says('担当の事業所が変わりました')
  const liaison = await open(tally, world, 'liaison')
  await liaison.go('/notices')
  await liaison.says('入院中の1人で、在宅側の担当が変わりました')
  await liaison.go(`/transitions/${stay}`)
  await liaison.says('後任 くる子')
  await liaison.close()
}
