// (計画) A figure counted from records opens them; one that is typed stands before it and is taken back; the table of the plan
// and 資料４ are printed in their shape; a line proposed from the records is taken over; the council confirms, and the edition
// is locked. Accounts: the demonstration's one-tap entries.
import { open } from '../lib/stays.mjs'
import { isPdf } from '../story.mjs'

const WORDS = '部会で、病院ごとの理由を話し合う（試験）'

export async function programme(tally, world) {
  const centre = await open(tally, world, 'coordinator')
  const { page } = centre
  const here = () => new URL(page.url()).pathname.replace('/yuino', '')
  await page.setViewportSize({ width: 390, height: 844 })
  await centre.go('/programme')
  await centre.says('数字を押すと、もとの記録が開きます')
  await centre.go('/programme/indicators')
  await centre.press(page.locator('main a', { hasText: '多職種研修 参加人数' }).first())
  const indicator = here()
  await centre.go(`${indicator}/value?year=2025`)
  await centre.fill('n', '百')
  await centre.button('保存する')
  await centre.says('数字')
  await centre.fill('n', '4321')
  await centre.fill('note', '市の集計と合わせた（試験）')
  await centre.button('保存する')
  await centre.says('4,321')
  await centre.go(`${indicator}/value?year=2025`)
  await centre.says('これまでの入力')
  await centre.pick('state', 'none')
  await centre.button('保存する')
  tally.check('taken back, what is counted stands there again', !(await page.locator('main table, main .tbl').first().innerText().catch(() => '')).includes('4,321'))

  await centre.go('/programme/tables')
  await centre.says('出前講座')
  await isPdf(centre, tally, '/programme/tables?format=print')
  await centre.go('/programme/logic')
  await centre.go('/programme/paper')

  await centre.go('/programme/roadmap')
  const roadmap = await page.locator('main a[href*="/cell?"]').first().getAttribute('href').then(h => h.split('/yuino')[1].split('/cell')[0])
  await centre.go(`${roadmap}/cell?scene=hospital&part=a`)
  await page.locator('textarea').first().fill(WORDS)
  await centre.button('保存する')
  await centre.says(WORDS)
  await centre.go(`${roadmap}/changes`)
  await centre.says(WORDS)
  await isPdf(centre, tally, `${roadmap}?format=print`)
  await centre.go('/programme/roadmap')
  await centre.close()

  const city = await open(tally, world, 'city')
  await city.go('/programme')
  await city.go(roadmap)
  await city.says(WORDS)
  await city.close()
  const nurse = await open(tally, world, 'visit-nurse')
  await nurse.go('/programme', 403)
  await nurse.close()
}
