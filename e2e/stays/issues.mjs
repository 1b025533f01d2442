// The region loop's beginning, by the centre at a telephone, 390 px: a talk with a profession, its line becomes an issue by one
// press, the issue is classified, moved on the board by the keyboard, somebody is brought together for it, it is given
// back as a paper, and it is solved; the table has all of it.
import { isPdf } from '../story.mjs'
import { open } from '../lib/stays.mjs'

const LINE = '栄養の相談を、どこにすればよいか分からない'
const WHO = '試験栄養士会（架空）'
const MATCH = '栄養士とケアマネジャーの情報交換会'

export async function issues(tally, world) {
  const v = await open(tally, world, 'coordinator')
  await v.go('/issues')
  await v.says('連携課題')
  await v.go('/issues/hearings/new?profession=diet')
  await v.says('住民・患者さん個人が分かることは書かないでください')
  await v.fill('days', '来週')
  await v.fill('said', LINE)
  await v.button('記録する')
  await v.says('日にちとして読めません')
  tally.equal('what was typed is still there', await v.page.locator('textarea[name=said]').inputValue(), LINE)
  await v.fill('days', 'きょう')
  await v.pick('form', 'tel')
  await v.fill('names', WHO)
  await v.button('記録する')
  await v.says(WHO)
  await v.button(/課題にする/)
  await v.says('栄養 A')

  await v.link(/栄養 A/)
  const issue = new URL(v.page.url()).pathname.replace('/yuino', '')
  await v.link('直す・分ける')
  await v.pick('scene', 'daily')
  await v.pick('kind', 'window')
  await v.pick('owner', 'profession:diet')
  await v.button('保存する')
  await v.says('日常の療養支援')

  // on the board by the keyboard alone: the button has the focus and is pressed
  await v.go('/issues/board')
  const id = issue.split('/').pop()
  const card = v.page.locator(`[id="i-${id}"]`)
  await card.getByRole('button', { name: /多職種協議へ/ }).focus()
  const moved = v.page.waitForNavigation({ waitUntil: 'load' })
  await v.page.keyboard.press('Enter')
  await moved
  await v.look()
  const column = v.page.locator('section', { has: v.page.locator('#c-talk') }).locator(`[id="i-${id}"]`)
  tally.equal('the card stands in the next column', await column.count(), 1)
  await v.says('いま動かしました')

  await v.go(`/issues/matches/new?issue=${id}`)
  await v.fill('title', MATCH)
  await v.pick('sort', 'exchange')
  await v.pick('by', 'centre')
  await v.pick('professions', 'diet')
  await v.pick('professions', 'cm')
  await v.fill('days', 'きょう')
  await v.pick('state', 'done')
  await v.fill('result', '相談の窓口の一覧ができた')
  await v.button('記録する')
  await v.says('二次連携')

  await v.go('/issues/feedback/profession/diet')
  await v.says(LINE)
  await isPdf(v, tally, '/issues/feedback/profession/diet/print')
  await v.pick('how', 'hand')
  await v.button('お返ししたと記録する')
  await v.says('お返ししたと記録しました')

  await v.go(issue)
  await v.page.locator('summary', { hasText: '終わりにする' }).click()
  await v.fill('ended', '相談の窓口の一覧ができた')
  await v.button('解決にする')
  await v.says('解決（')

  const year = new Date(Date.now() + 9 * 3600e3 - 90 * 86400e3).getUTCFullYear()
  await v.go(`/issues/tables/solutions?profession=diet&fy=${year}`)
  await v.says(`◆${MATCH}`)
  for (const path of [`/issues/tables/solutions/export?profession=diet&fy=${year}`, '/issues/board/export', '/issues/export?fy=all']) {
    await isPdf(v, tally, path)
    const book = await v.page.request.get(v.url(`${path}${path.includes('?') ? '&' : '?'}format=xlsx`))
    tally.equal(`${path.split('?')[0]} is a workbook`, (await book.body()).subarray(0, 2).toString(), 'PK')
  }
  for (const path of ['/issues/hearings', '/issues/matches', '/issues/platforms', '/issues/silent', '/issues/figures', '/issues/tables', `/issues/tables/steps?profession=diet&fy=${year}`]) await v.go(path)
  await v.close()

  const city = await open(tally, world, 'city')
  await city.go(issue)
  await city.says('解決を取り消す')
  await city.go('/issues/hearings/new', 403)
  await city.close()
}
