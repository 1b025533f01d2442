// (f) The way back to the facility is refused: nobody there can suction at night. The facility answers, hospital and
// care manager read why, and another place is found.
import { before, japanToday } from '../lib/days.mjs'
import { Client } from '../lib/http.mjs'
import { admitted, joined, links, mentions, open, registered, toDo } from '../lib/stays.mjs'

const HOME = '特別養護老人ホーム 糸萩荘'
const OTHER = '介護老人保健施設 結野みどりの杜'
const PROCEDURES = ['suction', 'suction-night']
const REFUSED = /夜間の吸引 受けられません（夜間に処置のできる職員がいない）/

export async function facility(tally, world) {
  const today = japanToday()
  const client = await Client.role(world.origin, 'yuino', 'cm')
  const resident = await registered(client, { name: '鷹觜 ヨネ', kana: 'たかのはし よね', birth: '1933-12-01' })
  const stay = await admitted(client, resident, before(today, 12))
  const liaison = await open(tally, world, 'liaison')
  const cm = await open(tally, world, 'cm')

  await procedures(cm, stay)
  await ask(tally, liaison, stay, HOME)
  const home = await open(tally, world, 'facility')
  const question = await refuse(tally, home, stay)
  await read(tally, liaison, cm, stay)
  await another(tally, world, liaison, cm, stay, { today, question })
  for (const v of [liaison, cm, home]) await v.close()
}

/** The care manager says what has to go on after discharge, and where the person wishes to live. */
async function procedures(cm, stay) {
  await cm.go(`/transitions/${stay}/procedures`)
  await cm.pick('codes', 'suction')
  await cm.button(/記録する/)
  await cm.go(`/transitions/${stay}/place`)
  await cm.pick('stage', 'wished')
  await cm.pick('place', 'facility')
  await cm.fill('said_by', 'ご本人')
  await cm.fill('note', HOME)
  await cm.button('暮らす場所を記録する')
}

async function ask(tally, v, stay, name) {
  await v.go(`/transitions/${stay}/facility`)
  const option = v.page.locator('select[name="facility"] option', { hasText: name })
  await v.pick('facility', await option.getAttribute('value'))
  for (const p of PROCEDURES) await v.pick('procedures', p)
  await v.fill('note', '夜間に3回ほど')
  await v.pick('method', 'ict')
  await v.button('施設に問い合わせる')
  await v.says('施設に問い合わせました')
}

/** The facility sees the question and nothing else, and answers procedure by procedure. */
async function refuse(tally, v, stay) {
  await v.go('/')
  // the first screen names nobody, and other questions wait there too
  const waiting = (await links(v)).filter((h) => /questions\/[0-9a-f-]{36}/.test(h))
  tally.check('the question waits on the first screen', waiting.length > 0)
  let href
  for (const one of new Set(waiting)) {
    await v.go('/')
    await v.press(`main a[href="${one}"]`)
    if ((await v.words()).includes('鷹觜 ヨネ')) {
      href = one
      break
    }
  }
  tally.check('one of them is about this person', href !== undefined)
  await v.says('鷹觜 ヨネ')
  await v.says('夜間に3回ほど')
  tally.check('the address is not the facility’s to know', !(await v.words()).includes('瀬織'))
  const incomplete = await v.button('返事を送る')
  tally.equal('a procedure without an answer is asked again', incomplete.status(), 422)
  await v.pick('takes.suction', 'yes')
  await v.pick('takes.suction-night', 'no')
  await v.page.locator('input[name="why.suction-night"][value="no_night_staff"]').check()
  await v.button('返事を送る')
  await v.says('返事を送りました')
  tally.check('answered, it waits no more', !(await toDo(v, [href.split('/').pop()])))
  await v.go(`/transitions/${stay}`, 403)
  return href.split('/').pop()
}

/** Hospital and care manager are told, and read which procedure and why. */
async function read(tally, liaison, cm, stay) {
  for (const v of [liaison, cm]) {
    await v.go('/notices')
    tally.check(`${v.role} is told of the answer`, await mentions(v, [stay]))
    await v.go(`/transitions/${stay}`)
    await v.says(/受けられません/)
    await v.go(`/transitions/${stay}/facility`)
    await v.says(REFUSED)
    await v.says('喀痰吸引 受けられます')
  }
}

/** Another facility is asked by telephone, takes the person, and there the stay ends. */
async function another(tally, world, liaison, cm, stay, { today, question }) {
  await liaison.go(`/transitions/${stay}/facility`)
  const option = liaison.page.locator('select[name="facility"] option', { hasText: OTHER })
  await liaison.pick('facility', await option.getAttribute('value'))
  for (const p of PROCEDURES) await liaison.pick('procedures', p)
  await liaison.pick('method', 'phone')
  await liaison.button('施設に問い合わせる')
  await liaison.go(`/transitions/${stay}/facility`)
  await liaison.press(liaison.page.getByRole('link', { name: new RegExp(`返事を記録する.*${OTHER}`) }))
  await liaison.fill('said_by', '支援相談員 熊谷さん')
  await liaison.pick('method', 'phone')
  await liaison.pick('takes.suction', 'yes')
  await liaison.pick('takes.suction-night', 'yes')
  await liaison.button('施設の返事を記録する')
  await liaison.says('施設の返事を記録しました')
  await liaison.go(`/transitions/${stay}/place`)
  await liaison.pick('stage', 'told')
  await liaison.pick('place', 'facility')
  await liaison.pick('method', 'phone')
  await liaison.fill('note', OTHER)
  await liaison.button('暮らす場所を記録する')
  await cm.go(`/transitions/${stay}/place`)
  await cm.go(`/transitions/${stay}/facility`)
  await cm.says(REFUSED)
  await cm.says(new RegExp(`${OTHER}.{0,20}受けられます`))
  await liaison.go(`/transitions/${stay}/end`)
  await liaison.date('on', today)
  await liaison.pick('end_kind', 'facility')
  const to = liaison.page.locator('select[name="to"] option', { hasText: OTHER })
  await liaison.pick('to', await to.getAttribute('value'))
  await liaison.button('退院を登録する')
  await cm.go(`/transitions/${stay}`)
  await cm.says(OTHER)
  const third = await joined(tally, world, 'グループホーム 結沢の里山', 'another facility', 'provider')
  await third.go('/transitions/questions')
  tally.check('a facility that was not asked is not led to it', !(await mentions(third, [question])))
  await third.go(`/transitions/questions/${question}`, 404)
  await third.close()
}
