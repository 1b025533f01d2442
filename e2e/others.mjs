// The roles that the thread does not meet: 包括, the centre's other pages, and a region without persons.
import { Visitor } from './lib/browser.mjs'
import { isPdf } from './story.mjs'

export async function others(tally, world) {
  await hokatsu(tally, world)
  await rest(tally, world)
  await kitakami(tally, world)
  await outside(tally, world)
}

const open = (tally, world, role, region) =>
  Visitor.open(tally, world.browser, world.origin, role, region, world.shots)

async function hokatsu(tally, world) {
  const v = await open(tally, world, 'hokatsu', 'yuino')
  await v.says(/きょうの対応/)
  await v.go('/people')
  await v.says('担当のご本人')
  await v.go('/people?all=1')
  await v.press('main table tbody a[href*="/people/"], main .rows a[href*="/people/"]')
  await v.says('誰に見えるか')
  await v.says('これまでと、いま')
  await v.go('/transitions')
  await v.go('/transitions?show=mine')
  await v.go('/transitions/survey')
  await v.go('/search')
  await v.page.locator('main input[type="search"], main input[name="q"]').first().fill('ふじ')
  await v.press(v.page.locator('main').getByRole('button', { name: 'さがす' }))
  await v.close()
}

/** Pages of a house that nobody's thread leads through. */
async function rest(tally, world) {
  const cm = await open(tally, world, 'cm', 'yuino')
  for (const path of ['/me', '/help', '/help/phone', '/help/who-sees', '/notices', '/directory', '/directory/windows']) {
    await cm.go(path)
  }
  await cm.go('/directory')
  await cm.press('main table tbody a:not([href^="tel:"])')
  await cm.go('/people?all=1')
  await cm.press('main table tbody a[href*="/people/"]')
  const person = cm.page.url().split('/').pop()
  await cm.go(`/people/${person}/details`)
  await cm.go(`/people/${person}/edit`)
  await isPdf(cm, tally, '/directory/windows/print')
  await cm.close()

  const liaison = await open(tally, world, 'liaison', 'yuino')
  await liaison.go('/people')
  await liaison.go('/transitions/finished')
  await liaison.go('/transitions/find-cm')
  await liaison.fill('kana', 'たかはし みよ')
  await liaison.date('birth', '1940-05-03')
  await liaison.button('さがす')
  await liaison.go('/transitions/survey')
  await liaison.go('/me')
  await liaison.close()

  const centre = await open(tally, world, 'coordinator', 'yuino')
  await centre.says('今月の数字')
  await centre.says('期限を過ぎたもの')
  for (const path of ['/directory/import', '/directory/names', '/directory/light/new', '/invitations', '/invitations/new', '/notices']) {
    await centre.go(path)
  }
  await centre.go('/people', 403)
  await centre.close()
}

async function kitakami(tally, world) {
  const v = await open(tally, world, 'kitakami-coordinator', 'kitakami')
  await v.says('個人情報を扱わない構成')
  await v.says('まだ取り込んでいません')
  await v.go('/directory')
  await v.says('まだ取り込んでいない種類')
  const kinds = await v.page.locator('section[aria-labelledby="never"] a').evaluateAll((all) => all.map((a) => a.getAttribute('href')))
  tally.check('kinds that were never imported are named', kinds.length > 0)
  for (const href of kinds) {
    await v.go(href.replace('/kitakami', ''))
    await v.says('まだ取り込んでいません')
  }
  await v.go('/directory?kind=help')
  await v.go('/directory')
  await v.press('main table tbody a:not([href^="tel:"])')
  await v.go('/directory/windows')
  const body = await v.page.locator('body').innerText()
  tally.check('every page of a demonstration carries its band', body.includes('デモ'))
  for (const path of ['/people', '/transitions', '/transitions/survey', '/transitions/intray']) {
    await v.go(path, 404)
  }
  await v.close()
}

/** Before anybody signs in: the list of regions, an address that names nothing. */
async function outside(tally, world) {
  const v = await open(tally, world, 'cm', 'yuino')
  await v.page.goto(world.origin)
  await v.look()
  for (const path of ['/nothing', '/yuino/nothing', '/yuino/people/x', '/nowhere/login']) {
    const answer = await v.page.goto(`${world.origin}${path}`)
    tally.equal(`${path} is nothing`, answer.status(), 404)
    await v.look()
  }
  await v.close()
}
