// (地域の輪) From what an association says to next year's plan, by several people of one region: the centre listens, an issue is
// classified and given back, a matching becomes an event, people come; a care manager and a ward work as agreed, and the
// figure of the plan moves with them; the roadmap proposes, city and centre write, a council decides by its own record, and the
// next year begins with the decision and the plan values. The pages of the telephone, 390 px.
// Accounts: the demonstration's one-tap entries; a member of the council and a participant without any.
import { before, japanToday } from '../lib/days.mjs'
import { Visitor } from '../lib/browser.mjs'
import { Client } from '../lib/http.mjs'
import { admitted, era, open, registered } from '../lib/stays.mjs'
import { isPdf } from '../story.mjs'

const SAID = '退院の日が決まるのが遅く、家の準備が間に合わない（試験）'
const GROUP = '結野介護支援専門員協議会（架空）'
const EVENT = '病棟とケアマネジャーの情報交換会（試験）'
const REVIEW = '5日前の連絡を、病棟ごとに続ける（試験）'
const AGENDA = '来年度の事業方針（試験）'
const DECIDED = '来年度の事業方針を、案のとおり確認した（試験）'
const ACTION = '確認した方針を、委員に送る（試験）'
const RATE = '退院5日以上前連絡割合'
const PLAN = '90'

/** The fiscal year of a day. */
const fiscal = (day) => (Number(day.slice(5, 7)) >= 4 ? Number(day.slice(0, 4)) : Number(day.slice(0, 4)) - 1)
const short = (year) => `R${year - 2018}`
const words = (year) => `令和${year - 2018}年度`

/** The days of the stay, all of this fiscal year: admitted, told, home today. */
function days() {
  const today = japanToday()
  const first = `${fiscal(today)}-04-01`
  const not = (day) => (day < first ? first : day)
  return { today, admitted: not(before(today, 12)), told: not(before(today, 6)), year: fiscal(today) }
}

export async function region(tally, world) {
  const d = days()
  const centre = await open(tally, world, 'coordinator')
  const issue = await heard(centre, tally)
  const matching = await matched(centre, issue)
  const event = await held(centre, tally, world, matching, d)
  await centre.go(issue)
  await centre.says(EVENT)

  const figures = await plans(centre, d)
  await moved(centre, tally, world, figures, d)
  const roadmap = await written(centre, tally, world, figures, d)
  const meeting = await council(centre, tally, world, roadmap, d)
  await confirmed(centre, tally, world, roadmap, meeting, figures, d)
  await centre.go(event)
  await centre.close()
}

const path = (v) => new URL(v.page.url()).pathname.replace('/yuino', '')

/** An association says something; it becomes an issue, is classified, and goes back to whose it is. */
async function heard(centre, tally) {
  await centre.go('/issues')
  await centre.go('/issues/hearings/new?profession=cm')
  await centre.fill('days', 'きょう')
  await centre.pick('form', 'real')
  await centre.fill('names', GROUP)
  await centre.fill('said', SAID)
  await centre.button('記録する')
  await centre.button(/課題にする/)
  await centre.link(/介護支援専門員 [A-Z]/)
  const issue = path(centre)
  await centre.says(SAID)
  await centre.link('直す・分ける')
  await centre.pick('scene', 'discharge')
  await centre.pick('kind', 'information')
  await centre.pick('owner', 'profession:liaison')
  await centre.button('保存する')
  await centre.says('まだお返ししていません')
  await centre.link('紙を見る')
  await centre.says(SAID)
  await isPdf(centre, tally, `${path(centre)}/print`)
  await centre.pick('how', 'hand')
  await centre.button('お返ししたと記録する')
  await centre.go(issue)
  await centre.says('にお返ししました')
  return issue
}

async function matched(centre, issue) {
  await centre.go(issue)
  await centre.link('マッチングを書く')
  await centre.fill('title', EVENT)
  await centre.pick('sort', 'exchange')
  await centre.pick('by', 'centre')
  await centre.pick('professions', 'liaison')
  await centre.pick('professions', 'cm')
  await centre.button('記録する')
  return path(centre)
}

/** The matching is an event of today; somebody signs up on the public page, comes and answers. */
async function held(centre, tally, world, matching, d) {
  await centre.link('催しとして登録する')
  tally.equal('the name of the matching is not typed again', await centre.page.locator('[name="title"]').inputValue(), EVENT)
  await centre.pick('kind', 'training')
  await centre.fill('day1', era(d.today))
  await centre.fill('place', '保健センター')
  await centre.pick('funding', 'fund')
  await centre.button('登録する')
  const event = path(centre)
  await centre.button('申し込みの受け付けを始める')
  const slug = (await centre.words()).match(/\/e\/([0-9a-z]{8})/)?.[1]
  const guest = await Visitor.window(tally, world.browser, world.origin, 'participant', 'yuino', world.shots)
  await guest.go(`/e/${slug}`)
  await guest.fill('name', '試験 くる子')
  await guest.pick('profession', 'nurse')
  await guest.fill('contact', '0000-65-0031')
  await guest.button('申し込む')
  const code = (await guest.words()).match(/[0-9A-Z]{4}-[0-9A-Z]{4}/)?.[0]
  await guest.go(`/e/here/${slug}`)
  await guest.fill('code', code ?? '')
  await guest.button('受け付ける')
  await guest.close()
  await centre.go(event)
  await centre.button('実施した')
  await centre.says('看護師・保健師')
  await centre.go(matching)
  await centre.says('1回、参加1人')
  await centre.button('終わった・実施した')
  await centre.go('/')
  tally.check('nothing is to be prepared any more for what was held', !(await centre.words()).includes(`${EVENT} 関係者`))
  return event
}

/** The figure of an indicator's page for a fiscal year: its words, and numerator and denominator where it has them. */
async function figure(v, indicator, year) {
  await v.go(indicator)
  const row = v.page.locator('main table tbody tr', { has: v.page.locator(`th:text-matches("^${short(year)}\\\\b")`) }).first()
  const all = (await row.innerText()).replace(/\s+/g, ' ')
  const rate = all.match(/（(\d+)\/(\d+)）/)
  return { all, n: Number(rate?.[1]), d: Number(rate?.[2]), href: await row.locator('a').first().getAttribute('href') }
}

/** Where the figures stand that this story moves. */
async function plans(centre, d) {
  await centre.go('/programme/indicators')
  const of = async (name) => (await centre.page.locator('main a', { hasText: name }).first().getAttribute('href')).split('/yuino')[1]
  return { rate: await of(RATE), times: await of('多職種研修 開催回数'), persons: await of('多職種研修 参加人数'), year: d.year }
}

/** A care manager and a hospital take a person home as was agreed; the figure moves in the same moment, and opens to its records. */
async function moved(centre, tally, world, figures, d) {
  const cm = await Client.role(world.origin, 'yuino', 'cm')
  const resident = await registered(cm, { name: '野田 トキ', kana: 'のだ とき', birth: '1937-05-14' })
  const stay = await admitted(cm, resident, d.admitted)
  const manager = await open(tally, world, 'cm')
  await manager.go(`/transitions/${stay}/sheet?c=ch_doctor`)
  await manager.button(/地域連携室に送る/)
  await manager.button(/地域連携室に送る/)
  await manager.says('送りました')
  await manager.go('/programme', 403)

  const ward = await open(tally, world, 'liaison')
  await ward.go(`/transitions/${stay}`)
  await ward.link(/書類を読む|提供書を読む|送った書類/)
  await ward.button(/受け取りました/)
  await ward.go(`/transitions/${stay}/screening`)
  await ward.pick('a.live.alone', 'true')
  await ward.pick('decision', 'needed')
  await ward.fill('reason', '一人暮らしのため')
  await ward.button('退院支援の要否を決める')
  await ward.go(`/transitions/${stay}/planning`)
  await ward.pick('method', 'phone')
  await ward.button('退院調整開始の連絡をする')
  await ward.go(`/transitions/${stay}/planned`)
  await ward.date('on', d.today)
  await ward.fill('said_by', '主治医 千田')
  await ward.button('退院予定日を決める')
  await ward.go(`/transitions/${stay}/conference`)
  await ward.pick('held_is', 'not_held')
  await ward.fill('reason', '電話で足りるため')
  await ward.button('カンファを記録する')
  await ward.go(`/transitions/${stay}/discharge`)
  await ward.date('leaves_on', d.today)
  await ward.pick('method', 'phone')
  await ward.pick('day_is', 'other')
  await ward.date('day', d.told)
  await ward.button('退院日を伝える')

  const was = await figure(centre, figures.rate, d.year)
  const early = (new Date(d.today) - new Date(d.told)) / 86_400_000 >= 5 ? 1 : 0
  await ward.go(`/transitions/${stay}/end`)
  await ward.date('on', d.today)
  await ward.pick('end_kind', 'home')
  const arrived = ward.page.waitForResponse((r) => r.request().method() === 'POST' && r.url().includes('/end'))
  const pressed = ward.button('退院を登録する')
  await arrived
  // asked while the ward's own page is still being drawn
  const now = await figure(centre, figures.rate, d.year)
  await pressed
  tally.equal('the figure has one discharge more', now.d - was.d, 1)
  tally.equal('told early counts as early', now.n - was.n, early)
  await centre.page.goto(new URL(now.href, centre.page.url()).href)
  await centre.look()
  const text = await centre.words()
  tally.equal('the figure opens to as many records', Number(text.match(/ (\d+)件/)?.[1]), now.n)
  tally.check('no record names a person', !text.includes('野田'))
  for (const v of [manager, ward]) await v.close()
}

/** The roadmap proposes from the year's records; the centre enters the plan values once, the city writes what is to be better. */
async function written(centre, tally, world, figures, d) {
  await centre.go('/programme/indicators')
  await centre.link(`${words(d.year + 1)}の計画値を入れる`)
  const id = figures.rate.split('/').pop()
  await centre.fill(`t.${id}`, 'たくさん')
  await centre.button('計画値を保存する')
  await centre.says('数は、')
  await centre.fill(`t.${id}`, PLAN)
  await centre.button('計画値を保存する')
  await centre.says('計画値を保存しました')

  await centre.go('/programme/roadmap')
  const roadmap = (await centre.page.locator('main a[href*="/cell?"]').first().getAttribute('href')).split('/yuino')[1].split('/cell')[0]
  const take = async (part, line) => {
    await centre.go(`${roadmap}/cell?scene=hospital&part=${part}`)
    const one = centre.page.locator('ul.rows > li', { hasText: line })
    const again = one.getByRole('button', { name: 'いまの数に直す' })
    await centre.press((await again.count()) > 0 ? again.first() : one.getByRole('button', { name: 'この行を加える' }).first())
    const text = await centre.page.locator('textarea').first().inputValue()
    tally.check(`「${line}」 stands in ${part}`, text.includes(line), text)
    return text
  }
  await take('d', EVENT)
  const now = await figure(centre, figures.rate, d.year)
  const check = await take('c', RATE)
  tally.check('with the figure of this moment', check.includes(`（${now.n}/${now.d}）`), `${check} / ${now.all}`)
  const times = await figure(centre, figures.times, d.year)
  const held = times.all.match(/） (\d+) /)?.[1]
  tally.check('the page of the indicator and the proposal say the same', (await take('c', '多職種研修 開催回数')).includes(`開催回数 ${held}回`), times.all)
  await take('p', `${RATE} ${PLAN}%（${short(d.year + 1)} 計画）`)

  const city = await open(tally, world, 'city')
  await city.go('/programme')
  await city.go(`${roadmap}/cell?scene=hospital&part=a`)
  await city.fill('text', REVIEW)
  await city.button('保存する')
  await city.says(REVIEW)
  await city.close()
  await isPdf(centre, tally, `${roadmap}?format=print`)
  return roadmap
}

/** The council is called by a day that suits, has the roadmap on its agenda, decides, and its minutes are confirmed. */
async function council(centre, tally, world, roadmap, d) {
  await centre.go('/meetings')
  await centre.press(centre.page.locator('main a[href*="/meetings/bodies/"]', { hasText: '在宅医療・介護連携推進会議' }).first())
  await centre.link('会議を予定する')
  await centre.fill('day', '')
  await centre.fill('place', '市役所 大会議室')
  await centre.button('登録する')
  const meeting = path(centre)
  await centre.link('日程調整（')
  await centre.link('候補の日を出す')
  await centre.fill('slot1', era(d.today))
  await centre.fill('from1', '18:30')
  await centre.fill('closes_on', era(d.today))
  await centre.button('候補の日を出す')
  await centre.button('リンクを作る')
  const token = (await centre.words()).match(/\/m\/([0-9A-Za-z_-]{20,})/)?.[1]
  const member = await Visitor.window(tally, world.browser, world.origin, 'member', 'yuino', world.shots)
  await member.go(`/m/${token}`)
  await member.page.locator('input[type="radio"]').first().check()
  await member.button('返事を送る')
  await member.says('返事を受け付けました')
  await centre.go(`${meeting}/poll`)
  await centre.press(centre.page.getByRole('button', { name: /に決める/ }).first())
  await centre.go(meeting)

  await centre.fill('title', AGENDA)
  await centre.button('加える')
  await centre.link(AGENDA)
  await centre.link('根拠を加える')
  await centre.link('ロードマップ')
  await centre.press(centre.page.locator('ul.rows > li', { hasText: `${words(d.year)} ` }).getByRole('button', { name: '根拠に加える' }).first())
  await isPdf(centre, tally, `${meeting}/paper/notice`)
  await isPdf(centre, tally, `${meeting}/paper/agenda`)
  const city = await open(tally, world, 'city')
  await city.go(meeting)
  await city.link(/根拠：ロードマップ/)
  tally.equal('the agenda opens to the roadmap for the city', path(city), roadmap)
  await city.close()

  await centre.go(meeting)
  await centre.button('開催した')
  await centre.link('出欠を入れる')
  for (const here of await centre.page.locator('input[type="radio"][value="here"]').all()) await here.check()
  await centre.button('出欠を保存する')
  await centre.go(`${meeting}/decisions`)
  await centre.fill('decision', DECIDED)
  await centre.button('加える')
  await centre.fill('text', ACTION)
  await centre.fill('owner', '事務局')
  await centre.button('することを加える')
  await centre.go(`${meeting}/minutes`)
  await centre.button('議事録を確定する')
  await centre.says(DECIDED)
  await isPdf(centre, tally, `${meeting}/paper/minutes`)
  await member.close()
  return meeting
}

/** The city notes by the meeting's own record that the council confirmed it; the next year begins with decision and plan values. */
async function confirmed(centre, tally, world, roadmap, meeting, figures, d) {
  const city = await open(tally, world, 'city')
  await city.go(roadmap)
  await city.link('協議会で確認した')
  const choice = city.page.locator('select[name="decided"] option', { hasText: DECIDED })
  await city.pick('decided', await choice.getAttribute('value'))
  await city.button('確認済にする')
  await city.says(`「${DECIDED}」`)
  await city.says(/第\d+回 在宅医療・介護連携推進会議/)
  const link = city.page.locator(`main a[href$="${meeting}/decisions"]`)
  tally.equal('the confirmation opens to the meeting', await link.count(), 1)
  tally.equal('a confirmed edition is not written on', await city.page.locator('main a[href*="/cell?"]').count(), 0)
  await city.close()

  const id = (of) => of.split('/').pop()
  const paper = `/programme/paper?format=print&title=&from=${d.year - 1}&to=${d.year}&i=${id(figures.rate)}&i=${id(figures.times)}&i=${id(figures.persons)}&r=${id(roadmap)}`
  await isPdf(centre, tally, paper)
  await isPdf(centre, tally, `${roadmap}?format=print`)
  await centre.go(roadmap)
  await centre.link(`${words(d.year + 1)}の版をはじめる`)
  tally.equal('the next year stands there', await centre.page.locator('[name="year"]').inputValue(), short(d.year + 1))
  await centre.button('はじめる')
  await centre.says(`「${DECIDED}」`)
  const line = `${RATE} ${PLAN}%（${short(d.year + 1)} 計画）`
  await centre.says(line)
  const row = centre.page.locator('main tr', { hasText: RATE }).filter({ hasText: `${PLAN}%` })
  tally.check('the plan value stands beside it', (await row.count()) > 0)
  await centre.go(`${path(centre)}/cell?scene=hospital&part=d`)
  tally.check('what was planned is what is done', (await centre.page.locator('textarea').first().inputValue()).includes(line))
  await centre.go('/meetings/actions')
  await centre.says(ACTION)
}
