// (きぼうノート) The person writes on a phone, in easy words too, and shows it to the team; the care manager reads it; one press takes it back and
// it is gone from the care manager's next look. Accounts: the demonstration's one-tap entries.
import { open } from '../lib/stays.mjs'

const VOICE = '庭の梅が見えるところがいい（試験）'

export async function wishes(tally, world) {
  const own = await open(tally, world, 'resident')
  await own.page.setViewportSize({ width: 360, height: 780 })
  await own.go('/my/wish?e=easy')
  await own.says('わたしの きぼうノート')
  tally.check('readings stand over the signs', (await own.page.locator('main ruby rt').count()) > 10)
  await own.go('/my/wish/q/values.voice')
  await own.fill('a', VOICE)
  await own.button('この答えを書いて、つぎへ')
  await own.says('大切にしたいこと')
  const wide = await own.page.evaluate(() => document.documentElement.scrollWidth)
  tally.check('no sideways scroll at 360 px', wide <= 360)
  await own.go('/my/wish/save')
  await own.button('ノートに残す')
  await own.says(VOICE)
  await own.go('/my/wish/see')
  const team = own.page.locator('form:has(input[value="team"]) button')
  if ((await team.getAttribute('value')) === 'yes') await own.press(team)
  await own.says('支援チーム')

  const cm = await open(tally, world, 'cm')
  await cm.go('/wish')
  const all = await cm.page.locator('main ul.rows a.name').evaluateAll((links) => links.map((a) => a.getAttribute('href')))
  let href = null
  for (const to of all) {
    await cm.go('/wish')
    await cm.press(`main a.name[href="${to}"]`)
    if ((await cm.words()).includes(VOICE)) {
      href = to
      break
    }
  }
  tally.check('the care manager reads what the person said', href !== null)

  await own.go('/my/wish')
  await own.button('見せるのをやめる（すぐに止まります）')
  await own.says('いまから、だれにも見えません')
  const gone = await cm.page.goto(new URL(href ?? '/', cm.page.url()).href)
  tally.equal('taken back: not there at the next look', gone.status(), 404)
  await cm.go('/wish')
  tally.check('and in no list', !(await cm.words()).includes(VOICE))
  await own.close()
  await cm.close()
}
