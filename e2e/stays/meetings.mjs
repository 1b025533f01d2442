// (会議体) The day that suits is asked by a link without a login and chosen; a meeting of today is held, decided on, its minutes
// confirmed and corrected with a reason; the chronicle names it. Accounts: the demonstration's one-tap entries.
import { japanToday } from '../lib/days.mjs'
import { Visitor } from '../lib/browser.mjs'
import { open } from '../lib/stays.mjs'

const DECIDED = '連絡票を、翌月から全病棟で使う（試験）'
const ACTION = '連絡票の記入例を作る（試験）'

export async function meetings(tally, world) {
  const [y, m, d] = japanToday().split('-').map(Number)
  const centre = await open(tally, world, 'coordinator')
  const { page } = centre
  await page.setViewportSize({ width: 390, height: 844 })
  await centre.go('/meetings')
  await centre.press(page.locator('main a', { hasText: '入退院支援部会' }).first())
  await centre.link('日程調整（')
  const poll = new URL(page.url()).pathname.replace('/yuino', '')
  await centre.button('リンクを作る')
  await centre.says('この画面は、閉じるともう見られません')
  const words = await centre.words()
  const tokens = [...words.matchAll(/\/m\/([0-9A-Za-z_-]{20,})/g)].map((t) => t[1])
  const code = words.match(/番号 ([0-9A-Z]{4}-?[0-9A-Z]{4})/)?.[1]
  tally.check('each member has a link and a number', tokens.length > 1 && Boolean(code))

  const member = await Visitor.window(tally, world.browser, world.origin, 'member', 'yuino', world.shots)
  await member.go('/m')
  await member.fill('word', 'AAAA-2222')
  await member.button('開く')
  await member.says('この番号は見つかりません')
  // some have answered already, in the months before
  let token
  for (const t of tokens) {
    await member.go(`/m/${t}`)
    token = t
    if ((await member.words()).includes('ご都合を選んでください')) break
  }
  await member.says('ご都合を選んでください')
  await member.button('返事を送る')
  await member.says('候補の日ごとに')
  const names = await member.page.$$eval('input[type="radio"]', (all) => [...new Set(all.map((r) => r.name))])
  for (const name of names) await member.page.locator(`input[name="${name}"]`).first().check()
  await member.fill('note', '18時半からなら（試験）')
  await member.button('返事を送る')
  await member.says('返事を受け付けました')
  tally.check('no name stands in the address', !/%|結野/.test(new URL(member.page.url()).pathname), member.page.url())
  const before = names.length
  tally.check('several days are proposed', before > 1, String(before))

  await centre.go(poll)
  await centre.says('18時半からなら（試験）')
  await centre.press(page.getByRole('button', { name: /に決める/ }).first())
  await centre.says('日が決まりました')
  await member.go(`/m/${token}`)
  await member.says('日程が決まりました')
  await member.close()

  await centre.go('/meetings')
  await centre.press(page.locator('main a[href*="/meetings/bodies/"]', { hasText: '救急連携ワーキング' }).first())
  await centre.link('会議を予定する')
  await centre.fill('day', `R${y - 2018}.${m}.${d}`)
  await centre.fill('place', '保健センター')
  await centre.button('登録する')
  const meeting = new URL(page.url()).pathname.replace('/yuino', '')
  await centre.fill('title', '救急時の情報の渡し方（試験）')
  await centre.button('加える')
  await centre.says('救急時の情報の渡し方（試験）')
  await centre.button('開催した')
  await centre.go(`${meeting}/attendance`)
  await centre.go(`${meeting}/decisions`)
  await centre.fill('decision', DECIDED)
  await centre.button('加える')
  await centre.says('だれが、いつまでに')
  await centre.fill('text', ACTION)
  await centre.fill('owner', '事務局')
  await centre.button('することを加える')
  await centre.go('/meetings/actions')
  await centre.says(ACTION)
  await centre.go(`${meeting}/minutes`)
  await centre.button('議事録を確定する')
  await centre.go(`${meeting}/minutes`)
  await centre.says(DECIDED)
  await centre.says('確定')
  const held = await page.locator('form button', { hasText: '下書きを保存する' }).count()
  tally.equal('confirmed minutes cannot be written over', held, 0)
  await centre.go('/meetings/chronicle')
  await centre.says('救急連携ワーキング')
  await centre.go('/meetings/chart')
  await centre.go('/meetings/years')
  await centre.close()

  const city = await open(tally, world, 'city')
  await city.go('/meetings')
  await city.go(`${meeting}/minutes`)
  await city.says(DECIDED)
  await city.go(`${meeting}/edit`, 403)
  await city.close()
}
