// (計画) A figure counted from records opens them; one that is typed stands before it and is taken back; the table of the plan
// and 資料４ are printed in their shape; a line proposed from the records is taken over; the council confirms, and the edition
// is locked. Accounts: the demonstration's one-tap entries.
import { open } from '../lib/stays.mjs'
import { isPdf } from '../story.mjs'

// a published table as the ministries print them: titles above, code and name in one cell, the prefecture above its areas
const TABLE = `令和５年,見本調査,令和５（２０２３）年１０月１日,
,総数,,
,,実施施設数,患者の数
99　　架空県　,300,60,900
9901　結野市　　,120,35,700
9902　隣市　　　,140,25,200
9903　白紙村　　,40,-,-
`

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

  await published(centre, tally, indicator)
  await areas(centre, tally)

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
  await centre.go(roadmap)
  await centre.link('会議の議題にする')
  await centre.says('どの会議で話し合いますか')
  await centre.press(page.locator('main button', { hasText: 'この会議の議題にする' }).first())
  await centre.says('議題に加えました')
  await centre.says('ロードマップ')
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

/** A published table is looked at, read as a person says, taken, compared, and taken back. */
async function published(centre, tally, indicator) {
  const { page } = centre
  await centre.go(`${indicator}/import`)
  await centre.button('ファイルを読む')
  await centre.says('ファイルを選んでください')
  await page.locator('input[type="file"]').setInputFiles({ name: '見本調査.csv', mimeType: 'text/csv', buffer: Buffer.from(TABLE) })
  await centre.button('ファイルを読む')
  await centre.says('ファイルのようす')
  await centre.pick('n', '3')
  await centre.pick('dash', 'zero')
  await centre.fill('own', '結野市')
  await centre.fill('source', '見本調査 第1表')
  await centre.button('この読み方で見なおす')
  await centre.says('まだ取り込んでいません')
  await centre.says('架空県 結野市')
  await centre.button('3市町村の数を取り込む')
  await centre.says('3市町村を取り込みました')
  await centre.says('3市町村のうち1位')
  await centre.go(`${indicator}/import`)
  await centre.button('令和5年度の取り込みを戻す')
  await centre.says('取り込みを戻しました')
}

/** 地域の姿: figures of one small area, offices behind a number, paper. */
async function areas(centre, tally) {
  const { page } = centre
  await centre.go('/programme/profile')
  await centre.press(page.locator('main a[href*="/programme/profile/"][href*="year="]').first())
  await centre.fill('population', '100')
  await centre.fill('over65', '101')
  await centre.fill('source', '見本')
  await centre.button('保存する')
  await centre.says('65歳以上の人口が、人口（100）より多くなっています')
  await centre.fill('over65', '31')
  await centre.button('保存する')
  await centre.says('31.0%')
  const offices = page.locator('main a[href*="/programme/profile/offices"]').first()
  await centre.press(offices)
  await centre.says('か所')
  await isPdf(centre, tally, '/programme/profile?format=print')
}
