// (実績報告) Last month is confirmed and does not move; it opens to its records, is printed, goes into the city's form (looked at name
// by name first) and comes back as Excel; this month is a draft that only the centre sees; a confirmed one is opened again and the old
// edition stays. Accounts: the demonstration's one-tap entries.
import { open } from '../lib/stays.mjs'
import { isPdf } from '../story.mjs'

const WORDS = '相談の記録をふり返った（試験）'
const month = (n) => {
  const [y, m] = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Tokyo', year: 'numeric', month: '2-digit' }).format(new Date()).split('-').map(Number)
  const at = new Date(Date.UTC(y, m - 1 + n, 1))
  return at.toISOString().slice(0, 7)
}

export async function report(tally, world) {
  const centre = await open(tally, world, 'coordinator')
  const { page } = centre
  const [past, now] = [month(-1), month(0)]
  await page.setViewportSize({ width: 390, height: 844 })
  await centre.go('/programme')
  await centre.link('実績報告')
  await centre.says('もう動きません')
  await centre.go(`/programme/report?at=${past}`)
  await centre.says('確定')
  await centre.press(page.locator('main a[href*="/programme/report/figure"]').first())
  await centre.go(`/programme/report?at=${past}`)
  await isPdf(centre, tally, `/programme/report?at=${past}&format=print`)

  await centre.go(`/programme/forms?at=${past}`)
  const example = await page.request.get(centre.url('/programme/forms/example'))
  const buffer = await example.body()
  tally.check('an example of a form is given', example.status() === 200 && buffer.subarray(0, 2).toString() === 'PK')
  await page.locator('input[type="file"]').setInputFiles({ name: '表.xlsx', mimeType: 'application/octet-stream', buffer: Buffer.from('これは表ではありません') })
  await centre.button('様式を入れる')
  await centre.says('として開けません')
  await page.locator('input[type="file"]').setInputFiles({ name: '月次様式（試験）.xlsx', mimeType: 'application/octet-stream', buffer })
  await centre.button('様式を入れる')
  await centre.says('すべて合っています')
  const form = new URL(page.url()).pathname.replace('/yuino', '')
  const filled = await page.request.get(centre.url(`${form}/fill?at=${past}`))
  tally.check('the form comes back filled', filled.status() === 200 && (await filled.body()).length > 2000)

  await centre.go(`/programme/report?at=${now}`)
  await centre.fill('thoughts', WORDS)
  await centre.button('下書きを保存する')
  await centre.says('下書きを保存しました')
  tally.check('the words stay', (await page.locator('[name="thoughts"]').inputValue()) === WORDS)
  await isPdf(centre, tally, `/programme/report?at=${now}&format=print`)
  await centre.go(`/programme/report?at=${past}`)
  await centre.button('もう一度開く')
  await centre.says('新しい版をはじめました')
  await centre.go('/programme/reports')
  await centre.says('前の版は確定のまま残っています')
  await centre.close()

  const city = await open(tally, world, 'city')
  await city.go(`/programme/report?at=${past}`)
  await city.says('所感')
  await city.go(`/programme/report?at=${now}`, 404)
  await city.close()
  const nurse = await open(tally, world, 'visit-nurse')
  await nurse.go('/programme/reports', 403)
  await nurse.close()
}
