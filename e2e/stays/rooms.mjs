// The room of a person: the nurse asks, the care manager's open page hears of it, answers with one press; a line is cut
// and what was typed is still there; a relative's layer is named; who is not in the team finds nothing.
import { isPdf } from '../story.mjs'
import { joined, links, open } from '../lib/stays.mjs'

const TEXT = '薬が3日分余っています。次の訪問で持ち帰ってよいでしょうか。'
const CUT = 'とぎれた線のむこうで書いた報告です。'

export async function rooms(tally, world) {
  const cm = await open(tally, world, 'cm')
  const nurse = await open(tally, world, 'visit-nurse')
  const room = await shared(cm, nurse)
  tally.check('the demonstration has a room of both', room !== null)
  await cm.page.setViewportSize({ width: 390, height: 844 })
  await nurse.page.setViewportSize({ width: 390, height: 844 })
  await cm.go(room)
  await cm.says('医療・お薬のまとめ')

  // the nurse asks; the care manager's page, which is open, shows it by itself
  await nurse.go(`${room}/write?layer=team`)
  await nurse.pick('kind', 'consult')
  await nurse.fill('text', TEXT)
  await nurse.button('やりとりに送る')
  await nurse.says('やりとりに送りました')
  await cm.page.locator('.post', { hasText: TEXT }).waitFor({ timeout: 15000 })
  tally.check('an open page hears of the post', true)
  tally.equal('once', await cm.page.locator('.post', { hasText: TEXT }).count(), 1)

  // one press; the nurse's page, which is open, shows that
  const card = cm.page.locator('.post', { hasText: TEXT })
  await card.getByRole('button', { name: '了解' }).click()
  // the answer to the press comes when it comes
  await cm.page.getByText('「了解」と返事をしました').first().waitFor({ timeout: 15000 })
  await cm.says('「了解」と返事をしました')
  await nurse.page.locator('.post', { hasText: TEXT }).locator('.answers').waitFor({ timeout: 15000 })
  tally.check('the answer comes to the open page of who asked', true)

  // the line is cut while something is typed
  await nurse.go(`${room}/write?layer=team`)
  await nurse.page.waitForFunction(() => navigator.serviceWorker.ready.then(() => true))
  await nurse.fill('text', CUT)
  await nurse.page.waitForFunction(async text => {
    // kept on this device: some store of the page's database holds what was typed
    for (const { name } of await indexedDB.databases()) {
      const db = await new Promise(done => { const r = indexedDB.open(name); r.onsuccess = () => done(r.result) })
      for (const store of db.objectStoreNames) {
        const all = await new Promise(done => { const r = db.transaction(store).objectStore(store).getAll(); r.onsuccess = () => done(r.result) })
        if (JSON.stringify(all).includes(text)) { db.close(); return true }
      }
      db.close()
    }
    return false
  }, CUT)
  await nurse.page.context().setOffline(true)
  await nurse.page.locator('.sendbar button').click()
  await nurse.page.getByText('つながっていません').first().waitFor({ timeout: 15000 })
  tally.check('without a line the draft is shown', await nurse.page.getByText(CUT).isVisible())
  await nurse.page.context().setOffline(false)
  await nurse.go(`${room}/write?layer=team`)
  const typed = await nurse.page.locator('textarea[name=text]').inputValue()
  if (typed !== CUT) await nurse.page.getByRole('button', { name: '下書きをもどす' }).click()
  tally.equal('with the line back what was typed is there', await nurse.page.locator('textarea[name=text]').inputValue(), CUT)
  await nurse.button('やりとりに送る')
  await nurse.says('やりとりに送りました')

  // on one screen, on paper, and found by other kana
  await cm.go(`${room}/changes`)
  await cm.says('変わったこと')
  const day = new Date(Date.now() + 9 * 3600e3).toISOString().slice(0, 10)
  await isPdf(cm, tally, `${room}/print/sheet?from=${day}&to=${day}`)
  await cm.go(room)
  await cm.page.locator('#find-q').fill('クスリが３日')
  const other = await joined(tally, world, '結野市中央高齢者相談支援センター', 'a stranger', 'hokatsu')
  await other.go(room, 404)
  tally.check('it is in no list of theirs', !(await mentionsRoom(other, room)))
  for (const v of [cm, nurse, other]) await v.close()
}

/** A room that both have in their lists. */
export async function shared(cm, nurse) {
  const of = async (v) => {
    await v.go('/rooms')
    return (await links(v)).map((h) => h.match(/\/rooms\/[0-9a-f-]{36}$/)?.[0]).filter(Boolean)
  }
  const mine = await of(cm)
  for (const room of await of(nurse)) {
    if (!mine.includes(room)) continue
    await nurse.go(room)
    if ((await nurse.page.locator('.person').count()) > 0) return room
  }
  return null
}

async function mentionsRoom(v, room) {
  await v.go('/rooms')
  return (await links(v)).some((h) => h.endsWith(room))
}
