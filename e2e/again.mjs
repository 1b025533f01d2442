// Pressed again: the browser's Back brings a form that was already sent. Whether that is a second telephone call or the
// same one pressed twice, only the person knows; so the page asks, and without an answer nothing is recorded.
import { Visitor } from './lib/browser.mjs'

/** The two notices to the office: path, the button, what the log calls the act, and how the form is filled in. */
const NOTICES = [
  { tail: 'planning', button: '退院調整開始の連絡をする', log: '退院調整開始の連絡', fill: async () => {} },
  { tail: 'discharge', button: '退院日を伝える', log: '退院日の連絡', // far enough ahead that nobody is asked why it is told so late
    fill: (v, today) => v.date('leaves_on', new Date(Date.parse(today) + 10 * 86_400_000).toISOString().slice(0, 10)) },
]

export async function again(tally, world, told) {
  const liaison = await Visitor.open(tally, world.browser, world.origin, 'liaison', 'yuino', world.shots)
  const stay = await waiting(tally, liaison)
  for (const notice of NOTICES) await twice(tally, liaison, stay, notice, told.today)
  await liaison.close()
}

/** A stay of the hospital where neither notice has been given. */
async function waiting(tally, liaison) {
  await liaison.go('/transitions/intray')
  const hrefs = await liaison.page.locator('main a[href*="/transitions/"]').evaluateAll((all) => all.map((a) => a.getAttribute('href')))
  const stays = new Set(hrefs.map((h) => h.match(/transitions\/([0-9a-f-]{36})/)?.[1]).filter(Boolean))
  for (const stay of stays) {
    const counts = []
    for (const { log } of NOTICES) counts.push(await entries(liaison, stay, log))
    if (counts.every((n) => n === 0)) return stay
  }
  tally.check('somebody is in hospital of whom nothing was told yet', false, `${stays.size} stays`)
  throw new Error('no stay to tell of')
}

/** How often the stay's log names an act; asked beside the page, which stays where it is. */
async function entries(visitor, stay, words) {
  const answer = await visitor.page.request.get(visitor.url(`/transitions/${stay}`))
  const log = (await answer.text()).split('id="log"')[1]?.split('</section>')[0]
  if (log === undefined) throw new Error(`the stay's page (${answer.status()}) has no log`)
  return [...log.matchAll(/<h3>([^<]*)/g)].filter(([, title]) => title.startsWith(words)).length
}

async function twice(tally, v, stay, notice, today) {
  const path = `/transitions/${stay}/${notice.tail}`
  const write = async (note) => {
    await v.pick('method', 'phone')
    await v.pick('day_is', 'today')
    await notice.fill(v, today)
    await v.fill('note', note)
  }
  const times = () => entries(v, stay, notice.log)
  await v.go(path)
  await write('はじめの電話')
  await v.button(notice.button)
  const once = await times()
  tally.equal(`${notice.log} stands in the log once`, once, 1)

  // Back to the form
  await v.page.goBack({ waitUntil: 'load' })
  tally.check('Back leads to the form', v.page.url().endsWith(`/${notice.tail}`), v.page.url())
  await v.look()
  await write('はじめの電話')
  const answer = await v.button(notice.button)
  const asked = await v.says('もう一度記録しますか')
  tally.check(`${notice.log} pressed again is answered by a question`, [200, 409].includes(answer.status()) && v.page.url().endsWith(`/${notice.tail}`), `${answer.status()} ${v.page.url()}`)
  tally.equal(`${notice.log} pressed again after Back is no second record`, await times(), once)
  if (!asked) return

  const yes = v.page.locator('[name="again"][value="yes"]').first()
  if ((await yes.getAttribute('type')) === 'checkbox') {
    await yes.check()
    await v.button(new RegExp(`${notice.button}|もう一度記録`))
  } else {
    await v.press(yes)
  }
  tally.equal(`${notice.log} told twice, and said so, stands twice`, await times(), once + 1)
}
