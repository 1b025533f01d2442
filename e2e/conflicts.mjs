// Two at once: a form that somebody overtook shows both versions, and nothing is overwritten.
import { Visitor } from './lib/browser.mjs'
import { before, japanToday } from './lib/days.mjs'
import { Client } from './lib/http.mjs'
import { command } from './lib/program.mjs'
import { admitted, registered } from './lib/stays.mjs'
import { PERSON } from './story.mjs'

const FIRST = '薬が変わりました（はじめの人）'
const AGAIN = '朝だけになりました（はじめの人）'
const SECOND = '薬はやめました（あとの人）'

export async function conflicts(tally, world, told) {
  const first = await Visitor.open(tally, world.browser, world.origin, 'cm', 'yuino', world.shots)
  const second = await colleague(tally, world, first)
  await basics(tally, first, second, told)
  // the person of the thread is at home again, and her sheet is closed: another one is in hospital
  const client = await Client.role(world.origin, 'yuino', 'cm')
  const resident = await registered(client, { name: '紫波 きぬ', kana: 'しわ きぬ', birth: '1940-04-02' })
  await sheets(tally, first, second, await admitted(client, resident, before(japanToday(), 1)))
  await first.close()
  await second.close()
}

/** Somebody else of the same office: a draft belongs to one person, so two windows of one person are not two writers. */
async function colleague(tally, world, first) {
  await first.go('/me')
  const me = await first.words()
  const region = ['--region', 'yuino']
  const survey = JSON.parse(command(world.place, ...region, 'survey', 'liaison', '--from', '2000-01-01', '--to', '2100-01-01'))
  const office = survey.by.office.map((o) => o.name).find((name) => me.includes(name))
  tally.check('the page of oneself names the office', office !== undefined, me)
  const said = command(world.place, ...region, 'invite', '--organisation', office, '--name', '試験 同僚', '--kana', 'しけん どうりょう', '--hat', 'cm')
  const code = said.match(/[A-Z0-9]{4}-[A-Z0-9]{4}-[A-Z0-9]{4}/)[0]
  return Visitor.join(tally, world.browser, world.origin, 'a colleague', 'yuino', code, world.shots)
}

async function basics(tally, first, second, told) {
  const path = `/people/${told.resident}/edit`
  await first.go(path)
  await second.go(path)
  await first.fill('household', '長女と同居')
  await first.button(/保存|直す|登録/)
  await first.says('基本情報を直しました')
  await second.fill('household', 'ひとり暮らし')
  const answer = await second.button(/保存|直す|登録/)
  tally.equal('who comes second is not taken without a question', answer.status(), 409)
  await second.says('長女と同居')
  const kept = await second.page.locator('body').evaluate((b) => b.innerText + [...b.querySelectorAll('input, textarea')].map((e) => e.value).join(' '))
  tally.check('what the second typed is still there', kept.includes('ひとり暮らし'), kept.slice(0, 400))
  await second.go(`/people/${told.resident}`)
  await second.says('長女と同居')
  await second.says(PERSON.name)
}

/** The sheet is corrected and sent again while somebody else has it open; that one is shown both, and decides. */
async function sheets(tally, first, second, stay) {
  const drugs = `/transitions/${stay}/sheet?c=ch_drugs`
  const check = `/transitions/${stay}/sheet/check`
  const write = async (visitor, text) => {
    await visitor.fill('a.drug.note', text)
    await visitor.button(/つぎの未入力/)
  }
  const correct = async (text) => {
    await first.go(drugs)
    await write(first, text)
    await first.go(check)
    await first.fill('a.reason', 'お薬が変わったため')
    await first.button(/送/)
    await first.says('送り直しました')
  }
  await first.go(check)
  await first.button(/送/)
  await first.says('送りました')
  await second.go(drugs)
  await correct(FIRST)
  await write(second, SECOND)
  await second.says('あなたが書いているあいだに')
  await second.go(check)
  await bothStand(tally, second, FIRST)
  tally.equal('nothing can be sent before it is decided', await second.page.getByRole('button', { name: /送/ }).count(), 0)

  const undecided = await second.button('選んだ内容で続ける')
  tally.equal('no choice is asked again', undecided.status(), 422)
  await second.says('残すほうを選んでください')
  await bothStand(tally, second, FIRST)

  // overtaken once more while deciding: the choice was between other words
  await correct(AGAIN)
  await second.pick('keep.a.drug.note', 'mine')
  const overtaken = await second.button('選んだ内容で続ける')
  tally.equal('a choice between old words is not taken', overtaken.status(), 409)
  await bothStand(tally, second, AGAIN)

  await second.pick('keep.a.drug.note', 'mine')
  await second.button('選んだ内容で続ける')
  await second.says('2つの版を合わせました')
  await second.says(SECOND)
  await second.fill('a.reason', 'お薬をやめたため')
  // the responsible care manager has the last word before it goes out again
  tally.equal('who stands in for another cannot send by oneself', await second.page.getByRole('button', { name: /に送/ }).count(), 0)
  await second.button(/確認待ちにする/)
  const prepared = new URL(second.page.url()).pathname.replace(/^\/[^/]+/, '')
  await first.go(prepared)
  await first.says(SECOND)
  await first.button(/確認しました。.*に送る/)
  await second.go(`/transitions/${stay}`)

  // the newest is what the second decided; the first one's words stand in the versions before it
  const documents = await second.page.locator(`a[href*="${stay}/documents/"]`).evaluateAll((all) => all.map((a) => a.getAttribute('href')))
  tally.check('the stay leads to its paper', documents.length > 0)
  const paper = []
  for (const href of new Set(documents)) {
    await second.page.goto(new URL(href, second.page.url()).href)
    paper.push(await second.words())
  }
  tally.check('the newest paper says what was decided', paper.some((w) => w.includes(SECOND)), paper.join('\n'))
}

/** Both versions can be read on the page, and a choice between them is offered. */
async function bothStand(tally, visitor, theirs) {
  const words = await visitor.words()
  tally.check('both versions are shown', words.includes(SECOND) && words.includes(theirs), words)
  tally.equal('each can be chosen', await visitor.page.locator('[name="keep.a.drug.note"]').count(), 2)
}
