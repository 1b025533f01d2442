// (a) A conference is held and closed; a decision is changed afterwards. Everybody who sat there is shown the difference
// and asked to read it again; who does not is reminded, and only who changed it sees who has not read it.
import { before, japanToday } from '../lib/days.mjs'
import { isPdf } from '../story.mjs'
import { OFFICE, after, admitted, mornings, open, registered, toDo } from '../lib/stays.mjs'
import { Client } from '../lib/http.mjs'
import { outgoing } from '../lib/store.mjs'

const NURSING = '訪問看護ステーション 結野ゆいの手'
const ATTENDEES = [
  ['結野中央病院', '小田島 誠', 'nurse', 'room'],
  [OFFICE, '佐藤 花子', 'cm', 'room'],
  [NURSING, '高松 和美', 'visiting_nurse', 'online'],
  ['長女', '沢里 みどり', 'family', 'room'],
]
const CHANGED = '退院前カンファの決定が変わりました'

export async function conference(tally, world) {
  const today = japanToday()
  const days = { today, held: before(today, 1), leaves: after(today, 9), sooner: after(today, 7) }
  const client = await Client.role(world.origin, 'yuino', 'cm')
  const resident = await registered(client, { name: '沢里 ツネ', kana: 'さわさと つね', birth: '1939-06-11' })
  const stay = await admitted(client, resident, before(today, 8))

  const liaison = await open(tally, world, 'liaison')
  const id = await held(liaison, stay, days)
  const others = { cm: await open(tally, world, 'cm'), nurse: await open(tally, world, 'visit-nurse') }
  for (const v of Object.values(others)) {
    tally.check(`${v.role} was there and has nothing to read`, !(await toDo(v, [id])))
  }

  await changed(liaison, id, days)
  for (const v of Object.values(others)) await difference(tally, v, id, days)
  await liaison.go(`/transitions/conferences/${id}`)
  await liaison.says('3人のうち 0人')
  await acknowledge(others.nurse, id)
  tally.check('who has read it is asked no more', !(await toDo(others.nurse, [id])))
  await reminded(tally, world, liaison, others, id, today)
  await told(liaison, id)
  await acknowledge(others.cm, id)
  tally.check('the care manager is asked no more', !(await toDo(others.cm, [id])))
  await liaison.go(`/transitions/conferences/${id}`)
  await liaison.says('3人のうち 3人')
  tally.check('nothing waits for who changed it', !(await toDo(liaison, [id])))
  await isPdf(liaison, tally, `/transitions/conferences/${id}/print`)
  const quiet = outgoing(world.place, 'yuino', [id])
  mornings(world, today, 13, 14)
  tally.equal('nobody is reminded of what everybody has read', outgoing(world.place, 'yuino', [id]), quiet)
  await liaison.go(`/transitions/${stay}`)
  await liaison.says(CHANGED)
  for (const v of [liaison, ...Object.values(others)]) await v.close()
}

/** The record of a conference, written afterwards and closed in one step; its id. */
async function held(v, stay, days) {
  await v.go(`/transitions/${stay}/conferences/new?part=record`)
  await v.date('a.day', days.held)
  await v.fill('a.time', '14:00')
  await v.pick('a.means', 'both')
  await v.fill('a.place', '3階 面談室')
  const seats = await rowsOf(v, 'att', '人を追加する', ATTENDEES.length)
  for (const [i, [organisation, name, job, there]] of ATTENDEES.entries()) {
    const at = (part) => `a.att.${seats[i]}.${part}`
    await v.fill(at('org'), organisation)
    await v.fill(at('name'), name)
    await v.pick(at('job'), job)
    await v.pick(at('there'), there)
  }
  const [first, second] = await rowsOf(v, 'dec', '決まったことを追加する', 2)
  await decision(v, first, '介護ベッドの納品', OFFICE, days.leaves)
  await decision(v, second, '初回の訪問看護', NURSING, days.leaves)
  await v.button('決定を閉じる')
  await v.says('決定を閉じました')
  await v.says('介護ベッドの納品')
  return v.page.url().match(/conferences\/([0-9a-f-]{36})/)[1]
}

async function decision(v, n, what, owner, until) {
  await v.fill(`a.dec.${n}.what`, what)
  await v.fill(`a.dec.${n}.owner`, owner)
  await v.date(`a.dec.${n}.until`, until)
}

/** Makes the rows of a group as many as needed; their numbers. */
async function rowsOf(v, group, more, wanted) {
  const last = group === 'att' ? 'org' : 'what'
  const numbers = () =>
    v.page.locator(`[name^="a.${group}."][name$=".${last}"]`).evaluateAll((all) => all.map((e) => e.name.split('.')[2]))
  while ((await numbers()).length > wanted) await v.page.locator(`button[name="_remove"][value^="${group}."]`).last().click()
  while ((await numbers()).length < wanted) await v.page.getByRole('button', { name: more }).click()
  return numbers()
}

async function changed(v, id, days) {
  await v.go(`/transitions/conferences/${id}`)
  await v.link('決定を変える')
  const [first] = await rowsOf(v, 'dec', '決まったことを追加する', 2)
  await v.date(`a.dec.${first}.until`, days.sooner)
  const missing = await v.button('変えて、出席した人に知らせる')
  v.tally.equal('a change without its reason is not taken', missing.status(), 422)
  await v.says('変えた理由を入力してください')
  await v.fill('a.reason', 'リハビリが進んだため')
  await v.button('変えて、出席した人に知らせる')
  await v.says('変更を保存し、出席した人に確認をお願いしました')
}

/** Someone who sat there reads on the first screen that there is something, and on its page what changed from what to what. */
async function difference(tally, v, id, days) {
  tally.check(`${v.role} is asked to read the change`, await toDo(v, [id]))
  await v.says(CHANGED)
  await v.press(`main a[href*="${id}"]`)
  await v.says(CHANGED)
  await v.says('リハビリが進んだため')
  const day = (d) => `${Number(d.slice(5, 7))}月${Number(d.slice(8))}日`
  const table = v.page.locator('section[aria-labelledby="changed"]')
  const words = (await table.innerText()).replace(/\s+/g, ' ')
  tally.check(`${v.role} sees from when to when`, words.includes(day(days.leaves)) && words.includes(day(days.sooner)) && words.includes('介護ベッドの納品'), words)
  tally.check(`${v.role} is not shown who else has read it`, !(await v.words()).includes('沢里 みどり さん まだ'))
  tally.equal(`${v.role} cannot change the decision`, await v.page.getByRole('link', { name: '決定を変える' }).count(), 0)
}

async function acknowledge(v, id) {
  await v.go(`/transitions/conferences/${id}`)
  await v.button('変更点を確認しました')
  await v.says('確認したことを伝えました')
}

/** The mornings pass: who has not read it is reminded at most three times, who has is left alone, the changer sees who is missing. */
async function reminded(tally, world, liaison, others, id, today) {
  const notices = async (v) => {
    await v.go('/notices')
    return v.page.locator(`main a[href*="${id}"]`).count()
  }
  const was = { cm: await notices(others.cm), nurse: await notices(others.nurse), liaison: await notices(liaison) }
  mornings(world, today, 1, 12)
  tally.equal('the care manager is reminded three times, not more', (await notices(others.cm)) - was.cm, 3)
  tally.equal('the nurse, who has read it, is not reminded', await notices(others.nurse), was.nurse)
  tally.equal('the hospital is reminded of the daughter, who has no account', (await notices(liaison)) - was.liaison, 3)
  await liaison.says('退院前カンファの変更を、まだ伝えていない方がいます')
  tally.check('on the first screen of who changed it stands that somebody is to be told', await toDo(liaison, [id]))
  await liaison.says('カンファの決定を電話・FAXで伝える方が、あと1人います')
  await liaison.go(`/transitions/conferences/${id}`)
  await liaison.says('3人のうち 1人')
  for (const [who, state] of [['佐藤 花子', 'まだ'], ['沢里 みどり', 'まだ'], ['高松 和美', /日 \d+:\d+/]]) {
    const line = liaison.page.locator('aside .ack > li', { hasText: who }).filter({ hasText: state })
    tally.equal(`the changer sees ${who}: ${state}`, await line.count(), 1)
  }
  await others.cm.go(`/transitions/conferences/${id}`)
  const seen = await others.cm.words()
  tally.check('an attendee sees the own state, not who is missing', seen.includes('佐藤 花子') && !/沢里 みどり[^。]{0,40}まだ/.test(seen), seen)
}

/** The daughter is told by telephone. */
async function told(v, id) {
  await v.go(`/transitions/conferences/${id}`)
  const form = v.page.locator('form[action*="/told?n="]')
  await form.locator('input[value="phone"]').check()
  await v.press(form.getByRole('button', { name: '伝えたことを記録する' }))
  await v.says('伝えたことを記録しました')
}
