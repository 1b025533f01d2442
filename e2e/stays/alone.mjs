// (1人で使う) One login, nobody else at work, no person in the store: last year's workbook goes in, five consultations are recorded,
// one becomes an issue, the issue a matching, the matching an event with its list of tasks, those who came answer by the
// QR's address, the figures of the plan have moved, and the papers for the council are printed.
// Accounts: the demonstration's one-tap entry of the region without persons.
import { japanToday } from '../lib/days.mjs'
import { Visitor } from '../lib/browser.mjs'
import { open } from '../lib/stays.mjs'
import { isPdf } from '../story.mjs'

const ASKED = [
  ['cm', 'phone', 'stay', '退院の日が直前まで分からない（試験）'],
  ['cm', 'phone', 'stay', '退院前の会議に呼ばれない（試験）'],
  ['hospital', 'mail', 'home', '受け入れ先の一覧がほしい（試験）'],
  ['pharmacy', 'phone', 'drug', '一包化を頼む先が分からない（試験）'],
  ['resident', 'visit', 'doctor', '往診をしてくれる医院を知りたい（試験）'],
]
const EVENT = '退院の日を早く伝える情報交換会（試験）'
const PLAN = '病棟と居宅の情報交換会を、年2回ひらく（試験）'
const VOICE = '病棟の話が聞けてよかった（試験）'

export async function alone(tally, world) {
  const { browser, origin, shots } = world
  const me = await Visitor.open(tally, browser, origin, 'kitakami-coordinator', 'kitakami', shots)
  const { page } = me
  const here = () => new URL(page.url()).pathname.replace('/kitakami', '')
  const fiscal = new Date(Date.now() + 9 * 3600e3 - 90 * 86400e3).getUTCFullYear()

  // last year's consultations come as a workbook, here one of another region
  const other = await open(tally, world, 'coordinator')
  const book = await other.page.request.get(other.url(`/desk/cases/excel?year=${fiscal - 1}`))
  const bytes = await book.body()
  await other.close()
  tally.equal('last year is a workbook', bytes.subarray(0, 2).toString(), 'PK')
  await me.go('/desk/import')
  await page.locator('input[type="file"]').setInputFiles({ name: 'R7相談台帳.xlsx', mimeType: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet', buffer: bytes })
  await me.button('ファイルを読む')
  await me.button(/件を取り込む/)
  await me.says('取り込みずみ')

  for (const [affiliation, method, content, words] of ASKED) {
    await me.go('/desk')
    await me.pick('method', method)
    await page.locator(`input[name="affiliation"][value="${affiliation}"]`).check()
    await page.locator('input[name="place"][value="in"]').check()
    await page.locator(`input[name="contents"][value="${content}"]`).check()
    await me.fill('asked', words)
    const arrived = page.waitForNavigation({ waitUntil: 'load' })
    await page.locator('[name="asked"]').press('Control+Enter')
    await arrived
    await me.look()
    await me.says('相談を記録しました')
  }
  await me.go('/desk/figures')
  await me.says('n＝5')

  await me.go('/desk/cases')
  await me.press(page.locator('main tr', { hasText: ASKED[0][3] }).locator('a').first())
  await me.link('連携課題にする')
  await me.pick('profession', 'cm')
  await me.button('課題にする')
  await me.says('根拠')
  const issue = here()
  await me.link('マッチングを書く')
  await me.fill('title', EVENT)
  await me.pick('sort', 'exchange')
  await me.pick('by', 'centre')
  await me.pick('professions', 'cm')
  await me.button('記録する')
  const matching = here()

  await me.link('催しとして登録する')
  tally.equal('its name is there already', await page.locator('[name="title"]').inputValue(), EVENT)
  const [y, m, d] = japanToday().split('-').map(Number)
  await me.pick('kind', 'training')
  await me.fill('day1', `R${y - 2018}.${m}.${d}`)
  await me.fill('place', '保健センター')
  await me.pick('funding', 'fund')
  await me.button('登録する')
  await me.says('きっかけ')
  const event = here()
  await me.link('棚卸表 0/')
  await me.button('済みにする')
  await me.go(event)
  await me.button('申し込みの受け付けを始める')
  const slug = (await me.words()).match(/\/e\/([0-9a-z]{8})/)?.[1]
  await me.go(`${event}/form`)
  await me.button('アンケートを作る')
  const form = (await me.words()).match(/\/e\/q\/([0-9a-z]{8})/)?.[1]
  await isPdf(me, tally, `${event}/paper/form`)

  const someone = await Visitor.window(tally, browser, origin, 'participant', 'kitakami', shots)
  await someone.go(`/e/${slug}`)
  await someone.fill('name', '試験 はな')
  await someone.pick('profession', 'nurse')
  await someone.fill('contact', '0000-65-0012')
  await someone.button('申し込む')
  const code = (await someone.words()).match(/[0-9A-Z]{4}-[0-9A-Z]{4}/)?.[0]
  await someone.go(`/e/here/${slug}`)
  await someone.fill('code', code ?? '')
  await someone.button('受け付ける')
  await someone.go(`/e/q/${form}`)
  await someone.page.locator('input[name="q2"][value="0"]').check()
  await someone.fill('q5', VOICE)
  await someone.button('送る')
  await someone.says('ありがとうございました')
  await someone.close()

  await me.go(event)
  await me.button('実施した')
  await me.go(`${event}/results`)
  await page.locator('main summary', { hasText: '自由に書かれたことを読む' }).click()
  await me.says(VOICE)
  await me.go(matching)
  await me.says('1回、参加1人')
  await me.button('終わった・実施した')
  await me.go(issue)
  await me.says(EVENT)

  // the figures of the plan are chosen once and counted from the records of today
  await me.go('/programme/indicators/examples')
  for (const name of ['相談件数', '多職種研修 開催回数', '多職種研修 参加人数', 'マッチング（二次連携）']) await me.pick('names', name)
  await me.button('選んだ指標を加える')
  await me.go('/programme/indicators')
  await me.press(page.locator('main a', { hasText: '相談件数' }).first())
  const indicator = here()
  await me.says(/5件|5 件|\b5\b/)

  // the month's report for the city counts the same records
  const at = `${y}-${String(m).padStart(2, '0')}`
  await me.go(`/programme/report?at=${at}`)
  await me.says(/相談件数\s*5/)
  await me.fill('thoughts', '相談から催しまでつながった（試験）')
  await me.button('下書きを保存する')
  await me.says('下書きを保存しました')
  await isPdf(me, tally, `/programme/report?at=${at}&format=print`)

  // the roadmap proposes what was done and what the figures say; the council confirms; the next year begins from it
  await me.go('/programme/roadmap/new')
  await me.button('はじめる')
  const roadmap = (await page.locator('main a[href*="/cell?"]').first().getAttribute('href')).split('/kitakami')[1].split('/cell')[0]
  await me.go(`${roadmap}/cell?scene=hospital&part=d`)
  await me.says(EVENT)
  await me.press(page.locator('form', { hasText: EVENT }).getByRole('button', { name: /この行を加える/ }).first())
  tally.check('the line stands in the cell', (await page.locator('textarea').first().inputValue()).includes(EVENT))
  await me.go(`${roadmap}/cell?scene=hospital&part=c`)
  await me.press(page.getByRole('button', { name: /この行を加える.*相談件数/ }).first())
  tally.check('with the figure', (await page.locator('textarea').first().inputValue()).includes('相談件数 5件'))
  await me.go(`${roadmap}/cell?scene=hospital&part=p`)
  await page.locator('textarea').first().fill(PLAN)
  await me.button('保存する')
  await isPdf(me, tally, `${roadmap}?format=print`)
  await me.go('/programme/paper')
  await isPdf(me, tally, `/programme/paper?format=print&title=&from=${fiscal - 1}&to=${fiscal}&i=${indicator.split('/').pop()}&r=${roadmap.split('/').pop()}`)
  await me.go(`${roadmap}/confirm`)
  await me.fill('council', '推進協議会（試験）')
  await me.fill('on', `R${y - 2018}.${m}.${d}`)
  await me.button(/確認/)
  await me.go(roadmap)
  tally.equal('a confirmed edition is not written on', await page.locator('main a[href*="/cell?"]').count(), 0)
  await me.go('/programme/roadmap/new')
  await me.fill('year', String(fiscal + 1))
  await me.pick('from', roadmap.split('/').pop())
  await me.button('はじめる')
  await me.says(PLAN)
  await me.close()
}
