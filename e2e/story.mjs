// The thread, by hand at a telephone: a person is registered, goes to hospital, comes home, and the survey moves by one.
import { command } from './lib/program.mjs'
import { Visitor } from './lib/browser.mjs'
import { cases, figures } from './lib/figures.mjs'
import { before, japanToday, month } from './lib/days.mjs'

export const PERSON = { name: '苫米地 さと', kana: 'とまべち さと', birth: '1938-04-05' }
const HOSPITAL = '結野中央病院（架空）'

/** In which of the seven timings a notice so many days before falls; the words, not the program's. */
function timing(days) {
  if (days >= 8) return '8+'
  if (days >= 5) return '5-7'
  if (days >= 2) return '2-4'
  return String(days)
}

/** The days of the story; all of this month, so that this month's survey holds them. */
function days() {
  const today = japanToday()
  const admitted = before(today, 9) < month(today) ? month(today) : before(today, 9)
  const told = before(today, 6) < admitted ? admitted : before(today, 6)
  return { today, admitted, told, from: month(today) }
}

/** Runs the story; gives what the other parts need of it. */
export async function story(tally, world) {
  const d = days()
  const open = (role) => Visitor.open(tally, world.browser, world.origin, role, 'yuino', world.shots)
  const survey = () =>
    JSON.parse(command(world.place, '--region', 'yuino', 'survey', 'liaison', '--from', d.from, '--to', d.today))

  const coordinator = await open('coordinator')
  await coordinator.go(`/transitions/survey?from=${d.from}&to=${d.today}`)
  const shown = { before: await figures(coordinator) }
  const said = { before: survey() }

  const cm = await open('cm')
  const resident = await register(cm)
  const stay = await admission(cm, resident, d)
  await sheet(cm, stay)

  const liaison = await open('liaison')
  await receive(liaison, tally, stay)
  await decide(liaison, stay)
  await tell(liaison, stay, d)

  await cmReads(cm, stay)
  await end(liaison, stay, d)
  await record(cm, stay)
  await after(liaison, cm, stay, resident)

  await coordinator.go(`/transitions/survey?from=${d.from}&to=${d.today}`)
  shown.after = await figures(coordinator)
  said.after = survey()
  moved(tally, shown, said, d)
  await doors(coordinator, tally, shown.after, d)
  const sheetId = await documentOf(cm, stay)
  for (const v of [coordinator, cm, liaison]) await v.close()
  return { resident, stay, record: sheetId, today: d.today }
}

async function register(cm) {
  await cm.go('/people')
  await cm.link('利用者さんを登録する')
  await cm.fill('name', PERSON.name)
  await cm.fill('kana', PERSON.kana)
  await cm.date('birth', PERSON.birth)
  await cm.pick('sex', 'female')
  await cm.fill('address', '結野市ひばり野台二丁目99-7')
  await cm.fill('phone', '0000-12-3456')
  await cm.pick('care_level', '22')
  await cm.pick('consent_method', 'written')
  await cm.button('利用者さんを登録する')
  await cm.says('利用者さんを登録しました')
  await cm.says(PERSON.name)
  const id = cm.page.url().split('/').pop()
  await cm.link('内容を直す')
  await cm.go(`/people/${id}`)
  return id
}

async function admission(cm, resident, d) {
  await cm.go('/')
  await cm.link('入院の連絡をする')
  await cm.fill('who', 'とまべち')
  await cm.button('探す')
  await cm.link(new RegExp(PERSON.name))
  await cm.page.locator('select[name="a.hospital"]').selectOption({ label: HOSPITAL })
  await cm.date('a.admitted_on', d.admitted)
  await cm.fill('a.admitted_time', '9:40')
  await cm.fill('a.reason', '肺炎')
  await cm.pick('a.learned', 'family')
  await cm.pick('a.told', 'yes')
  await cm.pick('a.contact_day_is', 'other')
  await cm.date('a.contact_day', d.admitted)
  await cm.pick('a.contact_method', 'phone')
  await cm.fill('a.contact_to', '地域連携室 小田島さん')
  await cm.button('入院を登録する')
  await cm.says('入院と、入院の連絡を登録しました')
  return cm.page.url().match(/transitions\/([0-9a-f-]{36})/)[1]
}

async function sheet(cm, stay) {
  await cm.go(`/transitions/${stay}/sheet?c=ch_wishes`)
  await cm.fill('a.wish.person', '家に帰って、庭の花を見たい')
  await cm.button(/つぎの未入力/)
  await cm.go(`/transitions/${stay}/sheet?c=ch_drugs`)
  // nothing is pressed: what is typed is kept by itself
  const kept = cm.page.waitForResponse((r) => r.url().endsWith('/sheet/draft') && r.request().method() === 'POST')
  await cm.fill('a.drug.note', '血液をさらさらにする薬を飲んでいます')
  cm.tally.equal('a draft is kept while typing', (await kept).status(), 200)
  await cm.page.getByText('下書きを保存しました').first().waitFor({ state: 'attached' })
  await cm.go(`/transitions/${stay}/sheet?c=ch_drugs`)
  const there = await cm.page.locator('[name="a.drug.note"]').inputValue()
  cm.tally.equal('what was typed is there again', there, '血液をさらさらにする薬を飲んでいます')
  await cm.go(`/transitions/${stay}/sheet?c=ch_local`)
  await cm.go(`/transitions/${stay}/sheet?c=ch_doctor`)
  await cm.button(/地域連携室に送る/)
  await cm.says('送る前に、たしかめてください')
  await cm.button(/地域連携室に送る/)
  await cm.says('送りました')
  await cm.go(`/transitions/${stay}`)
  await cm.go(`/people`)
  await cm.go(`/transitions`)
}

async function receive(liaison, tally, stay) {
  await liaison.go('/transitions/intray')
  await liaison.says(PERSON.name)
  await liaison.press(`main a[href*="${stay}"]`)
  await liaison.go(`/transitions/${stay}`)
  await liaison.link(/書類を読む|提供書を読む|送った書類/)
  await liaison.says('血液をさらさらにする薬を飲んでいます')
  await liaison.button(/受け取りました/)
  await liaison.go(`/transitions/${stay}/assign`)
  await liaison.page.locator('input[name="to"]').first().check()
  await liaison.pick('ward', '3階東病棟')
  await liaison.fill('room', '305')
  await liaison.button('担当を決める')
  await liaison.go('/transitions/intray')
  await liaison.go('/transitions/intray?who=me')
  await isPdf(liaison, tally, '/transitions/intray/print')
}

async function decide(liaison, stay) {
  await liaison.go(`/transitions/${stay}/screening`)
  await liaison.pick('a.live.alone', 'true')
  await liaison.pick('a.drug.care', 'true')
  await liaison.button('保存して、めやすを見直す')
  await liaison.pick('decision', 'needed')
  await liaison.fill('reason', '一人暮らしで、お薬の見守りがいるため')
  await liaison.button('退院支援の要否を決める')
  await liaison.go(`/transitions/${stay}`)
}

async function tell(liaison, stay, d) {
  await liaison.go(`/transitions/${stay}/planning`)
  await liaison.pick('method', 'phone')
  await liaison.fill('note', '来週から退院の準備を始めます')
  await liaison.button('退院調整開始の連絡をする')
  await liaison.go(`/transitions/${stay}/planned`)
  await liaison.date('on', d.today)
  await liaison.fill('said_by', '主治医 千田')
  await liaison.button('退院予定日を決める')
  await liaison.go(`/transitions/${stay}/conference`)
  await liaison.pick('held_is', 'not_held')
  await liaison.fill('reason', '電話で足りるため')
  await liaison.button('カンファを記録する')
  await liaison.go(`/transitions/${stay}/discharge`)
  await liaison.date('leaves_on', d.today)
  await liaison.pick('method', 'phone')
  await liaison.pick('day_is', 'other')
  await liaison.date('day', d.told)
  await liaison.button('退院日を伝える')
  await liaison.go(`/transitions/${stay}/papers`)
  await liaison.pick('papers', 'summary')
  await liaison.pick('papers', 'medicines')
  await liaison.pick('method', 'visit')
  await liaison.button('書類を渡したと記録する')
  await liaison.go('/transitions/intray')
}

async function cmReads(cm, stay) {
  await cm.go('/')
  await cm.says('退院日の連絡が届きました')
  await cm.go('/notices')
  await cm.go(`/transitions/${stay}`)
  for (;;) {
    const receipts = cm.page.getByRole('button', { name: /受け取りました/ })
    const n = await receipts.count()
    if (n === 0) break
    await cm.press(receipts)
    if ((await receipts.count()) >= n) break
    await cm.go(`/transitions/${stay}`)
  }
}

async function end(liaison, stay, d) {
  await liaison.go(`/transitions/${stay}/end`)
  await liaison.date('on', d.today)
  await liaison.pick('end_kind', 'home')
  await liaison.button('退院を登録する')
}

async function record(cm, stay) {
  await cm.go('/')
  await cm.says('記録書がまだです')
  await cm.go(`/transitions/${stay}/record`)
  await cm.button(/つぎの未入力/)
  await cm.go(`/transitions/${stay}/record/confirm`)
  await cm.button(/確定/)
  await cm.says('確定しました')
}

async function after(liaison, cm, stay, resident) {
  await cm.go(`/transitions/${stay}`)
  await cm.go(`/people/${resident}`)
  await cm.says('退院・退所情報記録書')
  await liaison.go('/transitions/finished')
  await liaison.says(PERSON.name)
}

async function documentOf(cm, stay) {
  await cm.go(`/transitions/${stay}`)
  const href = await cm.page.locator(`a[href*="${stay}/documents/"]`).first().getAttribute('href')
  const id = href.match(/documents\/([0-9a-f-]{36})/)[1]
  await cm.go(`/transitions/${stay}/documents/${id}`)
  await isPdf(cm, cm.tally, `/transitions/${stay}/documents/${id}/print`)
  return id
}

/** A paper comes out. */
export async function isPdf(visitor, tally, path) {
  const answer = await visitor.page.request.get(visitor.url(path))
  const body = await answer.body()
  const type = answer.headers()['content-type']
  tally.check(`${path.replace(/[0-9a-f-]{36}/g, '…')} gives a PDF`, answer.status() === 200 && type === 'application/pdf' && body.subarray(0, 5).toString() === '%PDF-', `${answer.status()} ${type}`)
}

/** Each number moved by one where it should, and nowhere else; the page and the command line say the same. */
function moved(tally, shown, said, d) {
  const ms = new Date(d.today) - new Date(d.told)
  const when = timing(Math.round(ms / 86_400_000))
  const late = Math.round((new Date(d.today) - new Date(d.admitted)) / 86_400_000) > 5
  const step = (sentence, is, was, by) => tally.check(`the survey moves: ${sentence} by ${by}`, is - was === by, `${was} → ${is}`)
  const [a, b] = [said.after, said.before]
  step('admissions', a.admissions, b.admissions, 1)
  step('discharges', a.discharges, b.discharges, 1)
  step('deaths', a.excluded.death, b.excluded.death, 0)
  step('transfers', a.excluded.transfer, b.excluded.transfer, 0)
  const early = when === '8+' || when === '5-7' ? 1 : 0
  const n = {
    admission_contact: 1,
    sheet_sent: 1,
    planning_contact: 1,
    discharge_contact: 1,
    five_days_before: early,
    five_days_before_known: early,
    record_received: 1,
  }
  // a sheet so late has no grade; in the first days of a month the story is too short to say which
  if (late) Object.assign(n, { fee_admission_1: 0, fee_admission_2: 0 })
  // what nobody asked about in this stay: no wish told, no dentist, no facility asked
  const untouched = ['wish_met', 'dental_stopped', 'dental_resumed', 'facility_accepted']
  for (const key of Object.keys(a.rates)) {
    step(`${key}.d`, a.rates[key].d, b.rates[key].d, untouched.includes(key) ? 0 : 1)
    if (key in n) step(`${key}.n`, a.rates[key].n, b.rates[key].n, n[key])
  }
  for (const code of Object.keys(a.timing)) step(`timing ${code}`, a.timing[code], b.timing[code], code === when ? 1 : 0)
  const way = (s, side) => s.methods[side].phone ?? 0
  step('contacts by telephone', way(a, 'admission'), way(b, 'admission'), 1)
  step('notices by telephone', way(a, 'discharge'), way(b, 'discharge'), 1)
  for (const [time, page] of Object.entries(shown)) {
    for (const [key, rate] of Object.entries(said[time].rates)) {
      tally.equal(`the page shows ${key} ${time} as the command line says it`, page.rates[key], rate)
    }
    tally.equal(`the page shows the timing ${time} as the command line says it`, page.timing, said[time].timing)
  }
}

/** Every number of the page opens to as many records, none of them with a name. */
async function doors(coordinator, tally, shown, d) {
  // hundreds of links to pages of one shape: fetched, not drawn; one of them is looked at below
  for (const [href, n] of shown.doors) {
    const answer = await coordinator.page.request.get(new URL(href, coordinator.page.url()).href)
    const html = await answer.text()
    const rows = cases(html)
    tally.check(`${href.replace(/^.*key=/, 'the number ')} opens to its records`, answer.status() === 200 && rows === n, `${answer.status()}: ${rows} records, ${n} shown`)
    tally.check('no record names a person', !html.includes(PERSON.name) && !html.includes('高橋 ミヨ'))
  }
  await coordinator.go(`/transitions/survey/cases?from=${d.from}&to=${d.today}&key=admissions`)
  await isPdf(coordinator, tally, `/transitions/survey/print?from=${d.from}&to=${d.today}`)
  for (const [kind, begins] of [['excel', 'PK'], ['csv', '\u{feff}区分']]) {
    const answer = await coordinator.page.request.get(coordinator.url(`/transitions/survey/${kind}?from=${d.from}&to=${d.today}`))
    const text = (await answer.body()).toString()
    tally.check(`the survey comes as ${kind}`, answer.status() === 200 && text.startsWith(begins), text.slice(0, 60))
  }
}
