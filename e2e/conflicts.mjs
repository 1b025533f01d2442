// Two at once: a form that somebody overtook shows both versions, and nothing is overwritten.
import { Visitor } from './lib/browser.mjs'
import { PERSON } from './story.mjs'

const open = (tally, world) => Visitor.open(tally, world.browser, world.origin, 'cm', 'yuino', world.shots)

export async function conflicts(tally, world, told) {
  const [first, second] = [await open(tally, world), await open(tally, world)]
  await basics(tally, first, second, told)
  await sheets(tally, first, second, told)
  await first.close()
  await second.close()
}

async function basics(tally, first, second, told) {
  const path = `/people/${told.resident}/edit`
  await first.go(path)
  await second.go(path)
  await first.fill('household', '長女と同居')
  await first.button(/保存|直す|登録/)
  await second.fill('household', 'ひとり暮らし')
  await second.button(/保存|直す|登録/)
  await second.says('長女と同居')
  const kept = await second.page.locator('body').evaluate((b) => b.innerText + [...b.querySelectorAll('input, textarea')].map((e) => e.value).join(' '))
  tally.check('what the second typed is still there', kept.includes('ひとり暮らし'), kept.slice(0, 400))
  await second.go(`/people/${told.resident}`)
  await second.says('長女と同居')
  await second.says(PERSON.name)
}

/** The sheet is corrected and sent again while somebody else has it open; that one is shown both. */
async function sheets(tally, first, second, told) {
  const drugs = `/transitions/${told.stay}/sheet?c=ch_drugs`
  const check = `/transitions/${told.stay}/sheet/check`
  await second.go(drugs)
  await first.go(drugs)
  await first.fill('a.drug.note', '薬が変わりました（はじめの人）')
  await first.button(/つぎの未入力/)
  await first.go(check)
  await first.fill('a.reason', 'お薬が変わったため')
  await first.button(/送/)
  await first.says('送り直しました')
  await second.fill('a.drug.note', '薬はやめました（あとの人）')
  await second.button(/つぎの未入力/)
  await second.says('あなたが書いているあいだに')
  await second.go(check)
  if (process.env.DBG) { console.log(second.page.url(), await second.words()); await second.page.screenshot({path:'/dev/shm/e2ex/c.png', fullPage:true}) }
  await second.fill('a.reason', '書きまちがい').catch(() => {})
  await second.button(/送|見くらべ|くらべ/)
  if (process.env.DBG) { console.log(second.page.url(), await second.words(), await second.page.content().then(c=>c.match(/<main[\s\S]*<\/main>/)[0])); await second.page.screenshot({path:'/dev/shm/e2ex/c.png', fullPage:true}) }
}
