// A training from the first entry to its report, by the centre alone; participants sign up, report at the door and answer
// the questionnaire on their own telephones without a login.
import { japanToday } from '../lib/days.mjs'
import { Visitor } from '../lib/browser.mjs'
import { open } from '../lib/stays.mjs'

const TITLE = '合同研修会「通しの話」'
const NAME = '結野 とおる'

export async function events(tally, world) {
  const [y, m, d] = japanToday().split('-').map(Number)
  const centre = await open(tally, world, 'coordinator')
  await centre.go('/events')
  await centre.link('催しを登録する')
  await centre.pick('kind', 'training')
  await centre.fill('title', TITLE)
  await centre.fill('day1', `R${y - 2018}.${m}.${d}`)
  await centre.fill('from1', '18:30')
  await centre.fill('place', '保健センター')
  await centre.fill('capacity', '1')
  await centre.pick('funding', 'fund')
  await centre.button('登録する')
  const event = new URL(centre.page.url()).pathname.replace('/yuino', '').split('#')[0]
  await centre.link('棚卸表 0/')
  await centre.says('実施要項の案を作る')
  await centre.button('済みにする')
  await centre.says('印を取り消す')
  await centre.go(event)
  await centre.button('申し込みの受け付けを始める')
  await centre.go(`${event}/form`)
  await centre.button('アンケートを作る')
  const form = (await centre.words()).match(/\/e\/q\/([0-9a-z]{8})/)?.[1]
  await centre.go(event)
  const slug = (await centre.words()).match(/\/e\/([0-9a-z]{8})/)?.[1]
  tally.check('both public pages have short names', Boolean(slug && form), `${slug} ${form}`)

  const visitor = () => Visitor.window(tally, world.browser, world.origin, 'participant', 'yuino', world.shots)
  const first = await visitor()
  await first.go('/e')
  await first.go(`/e/${slug}`)
  await first.says('に消します')
  await first.fill('name', NAME)
  await first.button('申し込む')
  await first.says('職種を選んでください')
  await first.pick('profession', 'nurse')
  await first.fill('contact', '0000-65-0012')
  await first.button('申し込む')
  await first.says('お申し込みを受け付けました')
  const code = (await first.words()).match(/[0-9A-Z]{4}-[0-9A-Z]{4}/)?.[0]
  tally.check('no name stands in the address', !decodeURI(first.page.url()).includes('結野'), first.page.url())
  const second = await visitor()
  await second.go(`/e/${slug}`)
  await second.fill('name', 'あとの人')
  await second.pick('profession', 'citizen')
  await second.fill('contact', '0000-65-0013')
  await second.button('申し込む')
  await second.says('キャンセル待ち')

  await first.go(`/e/here/${slug}`)
  await first.fill('code', code.toLowerCase())
  await first.button('受け付ける')
  await first.says('受け付けました')
  await first.go(`/e/q/${form}`)
  await first.page.locator('input[name="q2"][value="0"]').check()
  await first.fill('q5', '顔が見えてよかった')
  await first.button('送る')
  await first.says('ありがとうございました')
  await first.go('/e/ask')

  await centre.go(`${event}/people`)
  await centre.says(NAME)
  await centre.go(`${event}/reception`)
  await centre.says('受付 1人')
  await centre.go(event)
  await centre.button('実施した')
  await centre.says('看護師・保健師')
  await centre.go(`${event}/results`)
  await centre.says('1枚（画面から1、紙から0）')
  await centre.go(`${event}/text/report`)
  const draft = await centre.page.locator('textarea[name="body"]').inputValue()
  tally.check('the draft says what was ticked', draft.includes('■ 行ったこと') && draft.includes('参加者　1人'), draft)
  await centre.button('保存する')
  await centre.says('さんが保存しました')
  await centre.go('/events/plan')
  await centre.says('多職種協働のための研修会等')
  for (const paper of ['paper/tasks', 'people/paper/certificates', 'text/report?format=print']) {
    const r = await centre.page.context().request.get(centre.url(`${event}/${paper}`))
    tally.check(`${paper} is a PDF`, r.ok() && r.headers()['content-type'].startsWith('application/pdf'), r.status())
  }
  for (const v of [first, second, centre]) await v.close()
}
