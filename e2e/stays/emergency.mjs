// (救急) A card is registered by the care manager; at night a crew finds it by a misheard name and a town, opens it, chooses 心肺停止
// and could telephone: four taps. The care manager's first screen says that somebody may have been brought to hospital.
import { OFFICE, era, open, registered, sent, toDo } from '../lib/stays.mjs'
import { Client } from '../lib/http.mjs'
import { japanToday } from '../lib/days.mjs'

const INCIDENT = '2026-1121-07'

export async function emergency(tally, world) {
  const client = await Client.role(world.origin, 'yuino', 'cm')
  const resident = await registered(client, { name: '及川 ツヤ', kana: 'おいかわ つや', birth: '1938-03-02', address: '結野市瀬織7-3' })
  await sent(client, `/people/${resident}/details`, { name: '及川 正', relation: '長男', phone: '090-0000-0042' }, `/people/${resident}/contacts`)
  const path = `/people/${resident}/emergency`
  const consent = { method: 'written', given_by: 'ご本人', heard_by: OFFICE, 'given_on.y': era(japanToday()), tell: 'yes' }
  await sent(client, path, consent, `${path}/register`)

  const crew = await open(tally, world, 'crew')
  await crew.page.setViewportSize({ width: 390, height: 844 })
  await crew.go('/scene')
  await crew.fill('incident', INCIDENT)
  await crew.fill('q', '瀬織 おいがわ つや')
  let taps = 0
  const tap = async (target) => {
    taps += 1
    await crew.press(target)
  }
  await tap(crew.page.getByRole('button', { name: 'さがす', exact: true }))
  await crew.says('オイカワ ツヤ')
  tally.check('no diagnosis stands among the candidates', !(await crew.words()).includes('病名'))
  await tap(crew.page.locator('.cands button').first())
  await crew.says('及川 ツヤ')
  tally.check('no id of the person stands in the address', !crew.page.url().includes(resident))
  await tap(crew.page.getByRole('button', { name: '心肺停止' }))
  await crew.says('心肺停止 選択中')
  const telephone = crew.page.locator('a.tel').first()
  tally.equal('the son can be called', await telephone.getAttribute('href'), 'tel:09000000042')
  taps += 1
  tally.check('four taps at most', taps <= 4)
  const box = await telephone.boundingBox()
  tally.check('a target for gloves', box.height >= 60)
  const ground = await crew.page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor)
  tally.equal('the ground is dark', ground, 'rgb(13, 13, 13)')

  const cm = await open(tally, world, 'cm')
  await cm.go('/')
  const line = cm.page.locator('main a[href*="/emergency/alerts/"]').first()
  tally.check('the care manager is told on the first screen', (await line.count()) === 1)
  tally.check('the incident is hidden', !(await cm.words()).includes(INCIDENT))
  await cm.press(line)
  await cm.says('入院の連絡をする')
  await cm.button('たしかめた（きょうの一覧から消す）')
  tally.check('it leaves the first screen', !(await toDo(cm, [`alerts/`])))

  await sent(client, path, { reason: 'ご本人の希望' }, `${path}/end`)
  await crew.go('/scene')
  await crew.fill('incident', INCIDENT)
  await crew.fill('q', '瀬織 おいがわ つや')
  await crew.button('さがす')
  tally.check('ended: gone from the next look-up', !(await crew.words()).includes('オイカワ ツヤ'))
  await crew.close()
  await cm.close()
}
