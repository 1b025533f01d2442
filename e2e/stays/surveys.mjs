// (調査) A survey is made from a template, asked by one link for all, answered on a phone without a login, corrected, and its
// answers stand in the results; a named one is answered by a number on a letter and by an office from its own list.
// Accounts: the demonstration's one-tap entries.
import { japanToday } from '../lib/days.mjs'
import { Visitor } from '../lib/browser.mjs'
import { open } from '../lib/stays.mjs'
import { isPdf } from '../story.mjs'

const NAME = '拠点の満足度（試験）'
const WORDS = '電話がつながりやすくて助かっています（試験）'

export async function surveys(tally, world) {
  const [y, m, d] = japanToday().split('-').map(Number)
  const centre = await open(tally, world, 'coordinator')
  const { page } = centre
  await page.setViewportSize({ width: 390, height: 844 })
  await centre.go('/surveys')
  await centre.link('調査をつくる')
  await centre.pick('from', 't.satisfaction')
  await centre.fill('title', NAME)
  await centre.button('つくる')
  await centre.says('まだだれにも届いていません')
  const survey = new URL(page.url()).pathname.replace('/yuino', '')
  tally.check('nothing can be sent before it has a time', (await page.getByRole('button', { name: '配りはじめる' }).count()) === 0)
  await centre.go(`${survey}/questions`)
  await centre.go(`${survey}/asked`)
  await isPdf(centre, tally, `${survey}/paper/sheet`)
  await centre.go(`${survey}/edit`)
  await centre.fill('from', 'きょう')
  await centre.fill('until', 'いつか')
  await centre.button('保存する')
  await centre.says('12月4日')
  await centre.fill('from', `R${y - 2018}.${m}.${d}`)
  await centre.fill('until', `R${y - 2018 + 1}.3.31`)
  await centre.button('保存する')
  await centre.button('配りはじめる')
  const address = (await centre.words()).match(/\/q\/open\/([0-9A-Za-z_-]+)/)?.[0]
  tally.check('one link stands there for everybody', address !== undefined)

  const someone = await Visitor.window(tally, world.browser, world.origin, 'somebody', 'yuino', world.shots)
  await someone.go(address)
  await someone.says(NAME)
  await someone.button('送る')
  tally.check('what must be answered is said beside it', (await someone.page.locator('main .err').count()) > 0, await someone.words())
  await answer(someone)
  await someone.page.locator('textarea').last().fill(WORDS)
  await someone.button('送る')
  await someone.says('答えを送りました')
  await someone.link('自分の答えを直す')
  tally.equal('what was answered stands there', await someone.page.locator('textarea').last().inputValue(), WORDS)
  await someone.button('直して送る')
  await someone.says('答えを受け取りました')
  await someone.go('/q')
  await someone.fill('word', 'AAAA-2222')
  await someone.button('開く')
  await someone.says('この番号は見つかりません')
  await someone.close()

  await centre.go(`${survey}/results`)
  // free words lie in a fold
  for (const fold of await page.locator('main details').all()) await fold.evaluate(d => { d.open = true })
  await centre.says(WORDS)
  tally.check('one answer, however often it was sent', /答え 1件|1件/.test(await centre.words()))
  await centre.go(`${survey}/cross`)
  await centre.go(`${survey}/import`)
  await centre.go(`${survey}/public`)

  // a survey of before: its results beside those of the year before, on paper
  await centre.go('/surveys')
  await centre.press(page.locator('main a', { hasText: '連携拠点の満足度調査（架空）' }).first())
  const before = new URL(page.url()).pathname.replace('/yuino', '')
  await centre.go(`${before}/results`)
  await centre.go(`${before}/years`)
  await centre.says('令和7年')
  await isPdf(centre, tally, `${before}/paper/results`)

  // a named one: an office answers from its own list, and the centre sees who is missing
  await centre.go('/surveys')
  await centre.press(page.locator('main a', { hasText: '入退院連絡調査（ケアマネジャー）（架空）' }).first())
  await centre.link('配り先とまだの相手')
  await centre.says('まだ')
  await centre.close()
  const city = await open(tally, world, 'city')
  await city.go('/surveys')
  await city.go(`${before}/results`)
  await city.go(`${before}/asked`, 403)
  await city.close()
  const cm = await open(tally, world, 'cm')
  await cm.go('/surveys/mine')
  await cm.go(`${before}/asked`, 403)
  await cm.close()
}

/** The first choice of each question that has some, and 3 wherever a number is asked for. */
async function answer(visitor) {
  const names = await visitor.page.$$eval('input[type="radio"]', all => [...new Set(all.map(r => r.name))])
  for (const name of names) await visitor.page.locator(`input[name="${name}"]`).first().check()
  for (const box of await visitor.page.locator('main input[inputmode="numeric"]').all()) await box.fill('3')
}
