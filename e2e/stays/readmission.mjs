// (g) In hospital again on day 12: both stays know of each other, for both sides; and the survey's share of people who
// come back within 30 days moves by exactly one.
import { before, japanToday } from '../lib/days.mjs'
import { figures } from '../lib/figures.mjs'
import { Client } from '../lib/http.mjs'
import { admitted, mentions, open, registered, sent, era } from '../lib/stays.mjs'
import { command } from '../lib/program.mjs'

const DAYS = 12

export async function readmission(tally, world) {
  const today = japanToday()
  const left = before(today, DAYS)
  const period = [before(today, 30), today]
  const client = await Client.role(world.origin, 'yuino', 'cm')
  const resident = await registered(client, { name: '及位 タケ', kana: 'のぞき たけ', birth: '1940-02-14' })
  const first = await admitted(client, resident, before(today, DAYS + 9))
  const end = `/transitions/${first}/end`
  await sent(client, end, { 'on.y': era(left), end_kind: 'home' })

  const coordinator = await open(tally, world, 'coordinator')
  const was = await survey(coordinator, world, period)
  const cm = await open(tally, world, 'cm')
  const second = await back(cm, resident, today)
  const is = await survey(coordinator, world, period)
  tally.equal('one person more has come back within 30 days', is.shown.n - was.shown.n, 1)
  tally.equal('of as many discharges as before', is.shown.d, was.shown.d)
  for (const s of [was, is]) tally.equal('the page says it as the command line does', s.shown, s.said)

  const liaison = await open(tally, world, 'liaison')
  await linked(tally, cm, liaison, first, second)
  await coordinator.go(`/transitions/survey/cases?from=${period[0]}&to=${period[1]}&key=readmitted_30.n`)
  const text = await coordinator.page.locator('body').innerText()
  tally.check('the records behind the number name nobody', !text.includes('及位'))
  for (const v of [coordinator, cm, liaison]) await v.close()
}

/** The share as the page shows it, and as the command line says it. */
async function survey(v, world, [from, to]) {
  await v.go(`/transitions/survey?from=${from}&to=${to}`)
  const said = JSON.parse(command(world.place, '--region', 'yuino', 'survey', 'liaison', '--from', from, '--to', to))
  return { shown: (await figures(v)).rates.readmitted_30, said: said.rates.readmitted_30 }
}

/** The second admission, at the browser; the stay. */
async function back(cm, resident, today) {
  await cm.go(`/transitions/new?resident=${resident}`)
  await cm.page.locator('select[name="a.hospital"]').selectOption({ label: '結野中央病院（架空）' })
  await cm.date('a.admitted_on', today)
  await cm.pick('a.planned', 'no')
  await cm.fill('a.reason', '息切れが強い')
  await cm.pick('a.learned', 'visit_nurse')
  await cm.pick('a.told', 'no')
  await cm.button('入院を登録する')
  return cm.page.url().match(/transitions\/([0-9a-f-]{36})/)[1]
}

/** Each stay leads to the other, and the hospital's tray says how many days it has been. */
async function linked(tally, cm, liaison, first, second) {
  for (const v of [cm, liaison]) {
    await v.go(`/transitions/${second}`)
    await v.says(new RegExp(`再入院|前の退院から${DAYS}日`))
    await v.says(`${DAYS}日`)
    tally.check(`${v.role} gets from the second stay to the first`, await mentions(v, [first]))
    await v.go(`/transitions/${first}`)
    tally.check(`${v.role} gets from the first stay to the second`, await mentions(v, [second]))
  }
  await liaison.go('/transitions/intray')
  await liaison.says(`再入院（前の退院から${DAYS}日）`)
  await cm.go(`/transitions/${first}/follow-up`)
  await cm.says(/確認はしません|入院/)
}
