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

/** The sheet is corrected and sent again in two windows; the second is shown both. */
async function sheets(tally, first, second, told) {
  const check = `/transitions/${told.stay}/sheet/check`
  await first.go(`/transitions/${told.stay}/sheet?c=ch_drugs`)
  await second.go(`/transitions/${told.stay}/sheet?c=ch_drugs`)
  await first.fill('a.drug.note', '薬が変わりました（はじめの人）')
  await first.button(/つぎの未入力|保存|つぎ/)
  await first.go(check)
  await second.go(check)
  await first.fill('a.reason', 'お薬が変わったため').catch(() => first.fill('reason', 'お薬が変わったため'))
  await first.button(/送る|送り直す/)
  await first.says(/送りました|送り直しました/)
  await second.fill('a.reason', '書きまちがい').catch(() => second.fill('reason', '書きまちがい'))
  await second.button(/送る|送り直す/)
  await second.says(/変わりました|ほかの人|2つ/)
}
