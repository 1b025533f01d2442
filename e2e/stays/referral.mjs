// (b) A person without a care manager: the 包括 of the address is found, the sheet goes there, is answered in place and
// read by the two sides only.
import { before, japanToday } from '../lib/days.mjs'
import { isPdf } from '../story.mjs'
import { joined, mentions, open, toDo } from '../lib/stays.mjs'

const NAME = '架空 とめ'
const CENTRE = '結野市ひばり野台高齢者相談支援センター'

export async function referral(tally, world) {
  const liaison = await open(tally, world, 'liaison')
  const id = await write(tally, liaison)
  const hokatsu = await open(tally, world, 'hokatsu')
  await answer(tally, hokatsu, id)
  await read(tally, liaison, id)

  const other = await joined(tally, world, '結野市中央高齢者相談支援センター', 'another 包括', 'hokatsu')
  await other.go(`/transitions/referrals/${id}`, 404)
  await other.go('/transitions/referrals')
  tally.check('another 包括 has no such sheet in its list', !(await mentions(other, [id])))
  const cm = await open(tally, world, 'cm')
  const refused = await cm.page.request.get(cm.url(`/transitions/referrals/${id}`))
  tally.check('a care manager does not find it', [403, 404].includes(refused.status()), refused.status())
  for (const v of [liaison, hokatsu, other, cm]) await v.close()
}

/** The hospital writes the sheet; its id. */
async function write(tally, v) {
  const today = japanToday()
  await v.go('/transitions/referrals')
  await v.link('連絡票を書く')
  await v.fill('a.person.name', NAME)
  await v.fill('a.person.kana', 'かくう とめ')
  await v.date('a.person.birth', '1941-03-09')
  await v.fill('a.person.address', '結野市ひばり野台二丁目98-1')
  await v.date('a.stay.admitted_on', before(today, 3))
  await v.pick('a.care.state', 'none')
  await v.pick('a.ask.kinds', 'apply')
  await v.pick('a.ask.kinds', 'visit')
  await v.fill('a.ask.detail', '介護保険を使ったことがありません。')
  const missing = await v.button('たしかめる画面へ')
  tally.equal('without a word about consent it does not go on', missing.status(), 422)
  tally.equal('what was typed is still there', await v.page.locator('[name="a.person.name"]').inputValue(), NAME)
  await v.pick('a.consent.given', 'true')
  await v.button('たしかめる画面へ')
  await v.says('送る前に、たしかめてください')
  const chosen = v.page.locator('input[name="to"]:checked')
  const label = await v.page.locator('label', { has: chosen }).or(v.page.locator(`label[for="${await chosen.getAttribute('id')}"]`)).first().innerText()
  tally.check('the 包括 of the address is chosen', label.includes(CENTRE) && label.includes('住所の担当'), label)
  await v.button('連絡票を送る')
  await v.says('連絡票を送りました')
  const id = v.page.url().match(/referrals\/([0-9a-f-]{36})/)[1]
  await isPdf(v, tally, `/transitions/referrals/${id}/print`)
  return id
}

/** The 包括 finds it on its first screen and answers in the same sheet. */
async function answer(tally, v, id) {
  tally.check('the sheet waits on the first screen', await toDo(v, [id]))
  await v.press(`main a[href*="${id}"]`)
  await v.says(NAME)
  await v.says('介護保険を使ったことがありません')
  const empty = await v.button('返事を送る')
  tally.equal('an answer that says nothing is not sent', empty.status(), 422)
  await v.pick('a.reply.plan', 'visit')
  await v.pick('a.reply.plan', 'apply')
  await v.fill('a.reply.detail', 'あす14時に病棟へうかがいます。')
  await v.button('返事を送る')
  await v.says('病院に返事をしました')
  tally.check('answered, it waits no more', !(await toDo(v, [id])))
}

/** The hospital is told of the answer, reads it in the same sheet, and then nothing waits. */
async function read(tally, v, id) {
  tally.check('the answer waits for the hospital', await toDo(v, [id]))
  await v.go('/notices')
  await v.says('地域包括支援センターから連絡票の返事が届きました')
  await v.go('/transitions/referrals')
  await v.press(`main a[href*="${id}"]`)
  await v.says('あす14時に病棟へうかがいます。')
  await v.says('村上 恵')
  tally.check('read, it waits no more', !(await toDo(v, [id])))
}
