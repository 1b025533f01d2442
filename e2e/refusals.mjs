// Addresses and files that do not fit, as a person at the browser meets them: a page of its own words each time.
import { closeSync, ftruncateSync, openSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { Visitor } from './lib/browser.mjs'
import { folder } from './lib/program.mjs'

const TEN_GB = 10 * 1024 ** 3

export async function refusals(tally, world) {
  const centre = await Visitor.open(tally, world.browser, world.origin, 'coordinator', 'yuino', world.shots)
  await unknown(tally, centre)
  await questions(tally, centre)
  await methods(tally, centre)
  await upload(tally, centre)
  await centre.close()
}

/** What does not exist is called a page that does not exist, and nobody is told of a person who may not be seen. */
async function unknown(tally, v) {
  const period = 'from=2026-04-01&to=2026-04-30'
  for (const path of [`/transitions/survey/cases?${period}&key=nothing`, `/transitions/survey/cases?${period}`, '/transitions/survey/nothing', '/nothing', '/directory/nothing']) {
    await v.go(path, 404)
    const words = await v.words()
    tally.check(`${path} says that the page is not there`, /見つかりません|ありません/.test(words), words)
    tally.check(`${path} speaks of no person`, !/この方|ご本人|担当になる/.test(words), words)
  }
}

/** Questions that cannot be answered: asked again in words, never a crash, never somebody else's page. */
async function questions(tally, v) {
  const wrong = ['from=x&to=2026-04-30', 'from=2026-02-30&to=2026-04-30', 'from=2026-10-31&to=2026-10-01', 'from=9999-99-99&to=2026-04-30']
  for (const query of wrong) {
    for (const path of ['/transitions/survey', '/transitions/survey/cases']) {
      await v.go(`${path}?${query}&key=admissions`, 422)
      const words = await v.words()
      tally.check(`${path}?${query} says what is wrong with the days`, /日/.test(words) && /[ぁ-ん]/.test(words) && !/この方/.test(words), words)
    }
  }
  for (const path of ['/directory?kind=nothing', '/notices?page=-1', '/directory?q=%E3%81%82&page=99999999999999999999']) {
    const answer = await v.page.goto(v.url(path))
    await v.look()
    tally.check(`${path} is answered in words`, answer.status() < 500 && /[ぁ-ん]/.test(await v.words()), answer.status())
  }
}

/** A form sent to an address that only shows something. */
async function methods(tally, v) {
  for (const path of ['/transitions/survey', '/help', '/directory/windows']) {
    await v.go('/')
    await v.page.evaluate((action) => {
      const form = document.createElement('form')
      Object.assign(form, { action, method: 'post', id: 'by-hand' })
      const csrf = document.querySelector('[name="_csrf"]')?.cloneNode()
      const button = Object.assign(document.createElement('button'), { textContent: '試験の送信' })
      form.append(...[csrf, button].filter(Boolean))
      document.querySelector('main').prepend(form)
    }, v.url(path))
    const answer = await v.press('#by-hand button')
    tally.equal(`a post to ${path} is answered by 405`, answer.status(), 405)
    tally.check(`a post to ${path} is told what to do`, /ボタン|画面/.test(await v.words()), await v.words())
    tally.check(`a post to ${path} speaks of no person`, !/この方/.test(await v.words()), await v.words())
    tally.check(`a post to ${path} names what is allowed`, /GET/.test(answer.headers().allow ?? ''), JSON.stringify(answer.headers()))
  }
}

/** Ten gigabytes, chosen by mistake: said before it is sent, and by the program when it was sent all the same. */
async function upload(tally, v) {
  const dir = folder()
  try {
    const file = join(dir, 'jigyosho_120.csv')
    const handle = openSync(file, 'w')
    ftruncateSync(handle, TEN_GB)
    closeSync(handle)
    await v.go('/directory/import')
    await v.page.locator('input[type="file"]').setInputFiles(file)
    await v.page.getByText('20MBまでなので').first().waitFor()
    await v.look()
    // as a browser sends it that does not look first
    await v.page.locator('input[type="file"]').evaluate((i) => i.removeAttribute('data-most'))
    const answer = await v.button('中身をたしかめる')
    tally.equal('10 GB are refused', answer?.status(), 413)
    await v.says('20MB')
    tally.check('the refusal stands in the browser', v.page.url().startsWith(v.origin), v.page.url())
    await v.go('/directory/import')
  } finally {
    rmSync(dir, { recursive: true, force: true })
  }
}
