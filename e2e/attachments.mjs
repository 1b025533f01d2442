// Attachments at a telephone: several files at once, bad ones in plain words, what a picture says about its place is
// gone, shown and handed over in a sandbox, taken back with a reason, and not there for anybody else.
import { Visitor } from './lib/browser.mjs'

const SECRET = 'GPS 35.6812N 139.7671E'
const PDF = '%PDF-1.4\n1 0 obj << /Type /Catalog /Pages 2 0 R >> endobj 2 0 obj << /Type /Pages /Kids [3 0 R] >> endobj 3 0 obj << /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >> endobj trailer << /Root 1 0 R >>\nstartxref\n0\n%%EOF\n'

/** A JPEG as a camera makes it, with a note of the place in front. */
async function photograph(page) {
  const url = await page.evaluate(() => {
    const canvas = Object.assign(document.createElement('canvas'), { width: 1600, height: 1000 })
    const c = canvas.getContext('2d')
    c.fillStyle = '#fdf6e3'
    c.fillRect(0, 0, 1600, 1000)
    c.fillStyle = '#224466'
    c.font = '120px sans-serif'
    c.fillText('介護保険 見本', 100, 300)
    return canvas.toDataURL('image/jpeg', 0.9)
  })
  const plain = Buffer.from(url.split(',')[1], 'base64')
  const note = Buffer.from(`Exif\0\0${SECRET}`)
  const head = Buffer.from([0xff, 0xe1, 0, note.length + 2])
  return Buffer.concat([plain.subarray(0, 2), head, note, plain.subarray(2)])
}

const file = (name, mimeType, buffer) => ({ name, mimeType, buffer: Buffer.from(buffer) })

export async function attachments(tally, world) {
  const cm = await Visitor.open(tally, world.browser, world.origin, 'cm', 'yuino', world.shots)
  await cm.go('/people')
  const person = await cm.page.locator('main a[href*="/people/"]').evaluateAll((all) => all.map((a) => a.href.match(/people\/([0-9a-f-]{36})/)?.[1]).find(Boolean))
  const list = `/people/${person}/files`
  await cm.go(list)
  await cm.says('まだありません')

  const choose = (...files) => cm.page.locator('#files').setInputFiles(files)
  await cm.pick('file_kind', 'care_insurance_card')
  await choose(file('IMG_0012.jpg', 'image/jpeg', await photograph(cm.page)), file('ケアプラン.pdf', 'application/pdf', PDF))
  await cm.button('付ける')
  await cm.says('2件のファイルを付けました')
  await cm.says('PDF・1ページ')
  const thumb = cm.page.locator('.file img').first()
  tally.check('a small picture is in the list', await thumb.evaluate((i) => i.naturalWidth === 240 && i.naturalHeight === 150))

  await cm.press(cm.page.locator('a.file', { has: cm.page.locator('img') }))
  const large = cm.page.locator('.whole-picture img')
  await large.evaluate((i) => i.decode())
  tally.check('the picture is shown whole', await large.evaluate((i) => i.naturalWidth === 1600 && i.clientWidth <= 390))
  const src = await large.getAttribute('src')
  const shown = await cm.page.request.get(`${world.origin}${src}`)
  tally.check('what it said about its place is gone', !(await shown.body()).includes(SECRET))
  const says = (answer, name, wanted) => tally.check(`${name} says ${wanted}`, (answer.headers()[name] ?? '').includes(wanted), answer.headers()[name])
  says(shown, 'content-type', 'image/jpeg')
  says(shown, 'content-security-policy', 'sandbox')
  says(shown, 'x-content-type-options', 'nosniff')
  says(shown, 'cache-control', 'no-store')
  says(shown, 'content-disposition', 'inline')
  await cm.go(list)
  await cm.press(cm.page.locator('a.file:not(:has(img))'))
  const href = await cm.page.getByRole('link', { name: 'PDFを開く' }).getAttribute('href')
  const handed = await cm.page.request.get(`${world.origin}${href}`)
  says(handed, 'content-disposition', 'attachment')
  says(handed, 'content-security-policy', 'sandbox')
  tally.equal('the document comes as it was', (await handed.body()).toString(), PDF)

  await cm.go(list)
  const heic = Buffer.concat([Buffer.from([0, 0, 0, 24]), Buffer.from('ftypheic\0\0\0\0mif1heic')])
  await choose(file('写真.heic', 'image/heic', heic), file('空.pdf', 'application/pdf', ''), file('page.jpg', 'image/jpeg', '<script>alert(1)</script>'))
  await cm.button('付ける')
  await cm.says('3つのファイルは付けられませんでした')
  await cm.says('互換性優先')
  await cm.says('中身が空です')
  await choose(file('大きい.jpg', 'image/jpeg', Buffer.alloc(21 * 1024 * 1024, 0xff)))
  await cm.page.getByText('20MBまでなので').first().waitFor()
  await cm.look()
  await cm.page.locator('main').getByRole('button', { name: '付ける' }).click()
  await cm.says('入力した内容は残っています')
  tally.equal('too much is not sent at all', new URL(cm.page.url()).pathname, `/yuino${list}`)
  // a browser that does not look first is told by the program, on a page of the region
  await cm.page.locator('#files').evaluate((i) => i.removeAttribute('data-most'))
  const answer = await cm.button('付ける')
  tally.equal('too much is refused as too much', answer?.status(), 413)
  await cm.says('20MBまで')
  await cm.link('前の画面')
  tally.equal('and there is a way back', new URL(cm.page.url()).pathname, `/yuino${list}`)

  await cm.go(list)
  await cm.press(cm.page.locator('a.file', { has: cm.page.locator('img') }))
  await cm.page.getByText('この添付を取り消す').click()
  await cm.button('取り消す')
  await cm.says('取り消す理由を入力してください')
  await cm.fill('reason', 'ほかの方の保険証だった')
  await cm.button('取り消す')
  await cm.says('添付を取り消しました')
  await cm.says('ほかの方の保険証だった')

  const city = await Visitor.open(tally, world.browser, world.origin, 'coordinator', 'yuino')
  for (const path of [list, href.replace(/^\/[a-z-]+/, '')]) {
    const refused = await city.page.request.get(city.url(path))
    tally.check(`${path.split('/').pop()} is not for the centre`, [403, 404].includes(refused.status()), `${refused.status()}`)
  }
  await city.close()
  await cm.close()
}
