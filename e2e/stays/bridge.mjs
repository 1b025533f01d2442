// The paper bridge at a telephone, 390 px: a hospital without accounts gets a paper; its QR is read off the printed page;
// somebody there answers without a login, in less than thirty seconds, and the answer stands on the stay.
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { before, japanToday } from '../lib/days.mjs'
import { Client } from '../lib/http.mjs'
import { Visitor } from '../lib/browser.mjs'
import { admitted, open, registered } from '../lib/stays.mjs'

const FAR = '雪代広域医療センター（架空）・地域の外'
/** Its telephone in data/demo/yuino/organisations.csv. */
const HOSPITAL_PHONE = '0000-77-0500'
const NAME = '二戸 ちよ'
/** Milliseconds of a round trip by hand; what a person types is typed key by key. */
const ROUND = 30_000

export async function bridge(tally, world) {
  const today = japanToday()
  const client = await Client.role(world.origin, 'yuino', 'cm')
  const resident = await registered(client, { name: NAME, kana: 'にのへ ちよ', birth: '1938-02-03' })
  const stay = await admitted(client, resident, before(today, 1), FAR)
  const cm = await open(tally, world, 'cm')
  await cm.go(`/transitions/${stay}/paper`)
  await cm.link('入院時情報提供書を書く')
  await cm.go(`/transitions/${stay}/sheet/check`)
  await cm.pick('a.method', 'fax')
  await cm.fill('a.to', '地域医療連携室')
  await cm.button('確定して、印刷に進む')
  await cm.go(`/transitions/${stay}/paper`)
  await cm.says('番号つきの送付状')
  const paper = await printed(cm, `/transitions/${stay}/paper/numbered`)
  tally.check('the paper says initials and no name', paper.text.includes('N・C') && !paper.text.includes(NAME.split(' ')[0]), paper.text.slice(0, 200))
  // whoever is called knows their own number; the paper does not say it
  const four = HOSPITAL_PHONE.slice(-4)
  tally.check('the paper does not hold the digits that it asks for', !paper.text.includes(four), paper.text.slice(0, 400))
  const code = paper.text.match(/[0-9A-Z]{4}-[0-9A-Z]{4}/)?.[0]
  tally.check('a code stands on it', Boolean(code), code)
  const token = await qr(cm, paper.pdf)
  tally.check('the QR holds an address with an opaque token and nothing else', /^https?:\/\/[^/]+\/yuino\/b\/[0-9a-z]{26}$/.test(token), token)

  await cm.go('/letters/print')
  tally.check('it can be printed together with others', (await cm.page.locator('input[name=letter]').count()) > 0)
  await cm.button('選んだ書類を印刷する')
  await cm.says('印刷する書類を選んでください')

  const phone = await world.browser.newContext({ viewport: { width: 390, height: 844 }, javaScriptEnabled: false, locale: 'ja-JP' })
  const page = await phone.newPage()
  const began = Date.now()
  await page.goto(token)
  tally.check('the first page names the receiver and nobody else', !(await page.content()).includes('N・C'))
  await page.locator('#code').pressSequentially(code.toLowerCase())
  await page.locator('#four').pressSequentially(four)
  await page.getByRole('button', { name: '書類をひらく' }).click()
  const shown = await page.locator('.br-sheet dl > dt').count()
  tally.check('the letter is one glance: seven lines at most', shown > 3 && shown <= 7, shown)
  tally.equal('nothing is chosen beforehand', await page.locator('input[name=answer]:checked').count(), 0)
  tally.equal('three answers', await page.locator('input[name=answer]').count(), 3)
  const heights = await page.locator('.br-opt label').evaluateAll((all) => all.map((l) => l.getBoundingClientRect().height))
  tally.check('of the same weight, easy to touch', Math.min(...heights) >= 60, heights.join())
  await page.locator('label[for=a-ours]').click()
  await page.getByRole('button', { name: 'に返事を送る' }).click()
  await page.getByText('返事を送りました').waitFor()
  const took = Date.now() - began
  tally.check(`a round trip takes less than 30 seconds (${took} ms)`, took < ROUND, took)
  tally.check('it can be corrected', await page.getByRole('button', { name: '返事を直す' }).isVisible())
  for (const [what, width] of [['done', await page.evaluate(() => document.documentElement.scrollWidth)]]) tally.check(`${what} does not scroll sideways`, width <= 390, width)
  await phone.close()
  await looked(tally, world, token, code, four)

  await cm.go('/')
  await cm.go(`/transitions/${stay}/paper`)
  await cm.says('受け取ったとの返事あり')
  await cm.says('担当です')
  await cm.says('紙の番号から、相手が返事')
  await cm.go('/letters')
  await cm.says('担当です')
  const wrong = await fetch(token.replace(/.{26}$/, '0'.repeat(26)))
  tally.equal('an invented token opens nothing', wrong.status, 404)
  await cm.close()
}

/** The same pages again, each looked at by axe and for its width: the door, what was sent, the letter with its answers. */
async function looked(tally, world, token, code, four) {
  const v = await Visitor.window(tally, world.browser, world.origin, 'receiver', 'yuino', world.shots)
  await v.go('/b')
  await v.go(new URL(token).pathname.replace('/yuino', ''))
  await v.fill('code', code)
  await v.fill('four', four)
  await v.button('書類をひらく')
  await v.says('返事を送りました')
  await v.look()
  await v.page.getByRole('button', { name: '返事を直す' }).click()
  await v.says('お返事')
  await v.look()
  await v.close()
}

/** Presses the button that prints; the text of the PDF and the file. */
async function printed(visitor, path) {
  const html = await (await visitor.page.request.get(visitor.url('/letters/new'))).text()
  const csrf = html.match(/name="_csrf" value="([^"]+)"/)[1]
  const answer = await visitor.page.request.post(visitor.url(path), { form: { _csrf: csrf } })
  const pdf = await answer.body()
  const dir = mkdtempSync(join(tmpdir(), 'yui-bridge-'))
  try {
    writeFileSync(join(dir, 'a.pdf'), pdf)
    return { pdf, text: execFileSync('pdftotext', ['-layout', join(dir, 'a.pdf'), '-'], { encoding: 'utf8' }) }
  } finally {
    rmSync(dir, { recursive: true, force: true })
  }
}

/** What the QR of the printed page says: the page is drawn as a picture, and the picture is read by jsQR. */
async function qr(visitor, pdf) {
  const dir = mkdtempSync(join(tmpdir(), 'yui-bridge-'))
  try {
    writeFileSync(join(dir, 'a.pdf'), pdf)
    execFileSync('pdftoppm', ['-r', '150', '-gray', '-singlefile', join(dir, 'a.pdf'), join(dir, 'a')])
    return decode(readFileSync(join(dir, 'a.pgm')))
  } finally {
    rmSync(dir, { recursive: true, force: true })
  }
}

/** Reads a PGM and the code in it. */
async function decode(pgm) {
  const { default: jsQR } = await import('jsqr')
  const head = pgm.toString('latin1', 0, 40).match(/^P5\s+(\d+)\s+(\d+)\s+255\s/)
  const [w, h, from] = [Number(head[1]), Number(head[2]), head[0].length]
  const rgba = new Uint8ClampedArray(w * h * 4)
  for (let i = 0; i < w * h; i++) rgba.set([pgm[from + i], pgm[from + i], pgm[from + i], 255], i * 4)
  return (jsQR.default ?? jsQR)(rgba, w, h).data
}
