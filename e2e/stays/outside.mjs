// (c) A hospital outside the region, without an account: the sheet goes by FAX, with its cover; the reply comes back on
// paper and is keyed in on the hospital's behalf, with its scan.
import { before, japanToday } from '../lib/days.mjs'
import { Client } from '../lib/http.mjs'
import { isPdf } from '../story.mjs'
import { after, admitted, open, registered, scan } from '../lib/stays.mjs'

const FAR = '雪代広域医療センター（架空）・地域の外'

export async function outside(tally, world) {
  const today = japanToday()
  const client = await Client.role(world.origin, 'yuino', 'cm')
  const resident = await registered(client, { name: '遠野 キミ', kana: 'とおの きみ', birth: '1937-01-20' })
  const stay = await admitted(client, resident, before(today, 2), FAR)

  const cm = await open(tally, world, 'cm')
  await cm.go(`/transitions/${stay}`)
  await cm.go(`/transitions/${stay}/paper`)
  await cm.says('この病院は Yui を使っていません')
  await cm.says('入院時情報提供書がまだです')
  await fax(cm, tally, stay)
  await reply(cm, tally, stay, today)
  await cm.go('/')
  await cm.go(`/transitions/${stay}`)
  await cm.says('病院から返事がありました')
  await cm.says('居宅が記録')
  await cm.says('菅野')

  const liaison = await open(tally, world, 'liaison')
  for (const tail of ['', '/paper', '/paper/cover', '/reply']) {
    const answer = await liaison.page.request.get(liaison.url(`/transitions/${stay}${tail}`))
    tally.check(`another hospital does not find ${tail || 'the stay'}`, [403, 404].includes(answer.status()), answer.status())
  }
  await cm.close()
  await liaison.close()
}

/** The sheet is confirmed as sent by FAX; what is printed carries the name, or only initials. */
async function fax(cm, tally, stay) {
  await cm.link('入院時情報提供書を書く')
  await cm.go(`/transitions/${stay}/sheet/check`)
  await cm.pick('a.method', 'fax')
  await cm.fill('a.to', '地域医療連携室 菅野さん')
  await cm.button('確定して、印刷に進む')
  await cm.go(`/transitions/${stay}/paper`)
  await cm.says('返事はまだです')
  const prints = await cm.page.locator('section[aria-labelledby="print"] a').evaluateAll((all) => all.map((a) => a.getAttribute('href')))
  tally.equal('cover and sheet, each with name and with initials', prints.length, 4)
  for (const href of prints) await isPdf(cm, tally, href.replace('/yuino', ''))
}

/** The reply with its scan: first a file that is none, then the picture. */
async function reply(cm, tally, stay, today) {
  await cm.link('返事を記録する')
  const fill = async () => {
    await cm.page.locator('[name="a.got_it"]').check()
    await cm.pick('a.method', 'fax')
    await cm.pick('a.day_is', 'today')
    await cm.fill('a.from', '地域医療連携室 菅野さん')
    await cm.fill('a.in_charge', '菅野 明')
    await cm.fill('a.phone', '0000-88-0001')
    await cm.date('a.planned_on', after(today, 10))
    await cm.fill('a.note', '昼の連絡は病棟へ')
  }
  await fill()
  await cm.page.locator('#files').setInputFiles({ name: 'fax.pdf', mimeType: 'application/pdf', buffer: Buffer.from('no paper') })
  const bad = await cm.button('返事を記録する')
  tally.equal('a file that is no paper is refused', bad.status(), 422)
  tally.equal('what was typed is still there', await cm.page.locator('[name="a.in_charge"]').inputValue(), '菅野 明')
  await cm.page.locator('#files').setInputFiles(await scan(cm.page, 'FAX返信 見本'))
  await cm.button('返事を記録する')
  await cm.says('病院からの返事を記録しました')
  await cm.says('受け取ったとの返事あり')
  await cm.says('菅野')
  await cm.says('返信FAX')
  const thumb = cm.page.locator('section[aria-labelledby="replies"] img').first()
  tally.check('the scan is shown small', await thumb.evaluate((i) => i.complete && i.naturalWidth > 40))
  await cm.press(cm.page.locator('section[aria-labelledby="replies"] a', { has: cm.page.locator('img') }))
  tally.check('and whole', await cm.page.locator('.whole-picture img').evaluate((i) => i.decode().then(() => i.naturalWidth > 1000)))
}
