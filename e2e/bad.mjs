// Bad input: whatever is sent, the answer is a plain Japanese page with what to do, and nothing is left behind.
import { Client, raw } from './lib/http.mjs'
import { Visitor } from './lib/browser.mjs'
import { command } from './lib/program.mjs'
import { before, japanToday } from './lib/days.mjs'

const LONG = 'あ'.repeat(70_000)

export async function bad(tally, world) {
  const cm = await Client.role(world.origin, 'yuino', 'cm')
  const stays = () => command(world.place, '--region', 'yuino', 'export', 'stays', '--ndjson')
  const before = stays()
  await people(tally, cm)
  await admissions(tally, cm)
  await requests(tally, world, cm)
  await files(tally, world)
  tally.equal('nothing of it is left behind', stays(), before)
  await twice(tally, world, cm)
  await seen(tally, world)
}

/** A refusal: a page with a sentence, not a crash; what was typed comes back where it can. */
function refused(tally, what, answer, statuses = [422]) {
  const words = answer.text.replace(/<[^>]+>/g, '')
  const ok = statuses.includes(answer.status) && /[ぁ-ん]/.test(words) && !/panicked|SQL|error:/i.test(words)
  tally.check(`${what} is refused in plain words`, ok, `${answer.status} ${words.replace(/\s+/g, ' ').slice(0, 300)}`)
}

const person = {
  name: '菊池 花',
  kana: 'きくち はな',
  'birth.era': 'S',
  'birth.y': '15',
  'birth.m': '3',
  'birth.d': '3',
  sex: 'female',
  care_level: '22',
  consent_method: 'written',
  'consent_on.era': 'R',
  'consent_on.y': '8',
  'consent_on.m': '4',
  'consent_on.d': '1',
}

async function people(tally, cm) {
  const attempts = {
    'a day that is not in the calendar': { 'birth.m': '2', 'birth.d': '30' },
    'a birth in the future': { 'birth.era': 'R', 'birth.y': '60' },
    'an era that is unknown': { 'birth.era': 'X' },
    'a day in letters': { 'birth.d': '三' + 'x' },
    'a person of 200 years': { 'birth.era': 'AD', 'birth.y': '1826' },
    'an unknown sex': { sex: 'cat' },
    'an unknown care level': { care_level: '99' },
    'no consent': { consent_method: '' },
    'a consent of tomorrow': { 'consent_on.y': '99' },
    'an oral consent that nobody heard': { consent_method: 'oral' },
    'a name of 61 characters': { name: 'あ'.repeat(61) },
    'a name of 70,000 characters': { name: LONG },
    'kana in Latin letters': { kana: 'kikuchi hana' },
    'a telephone in words': { phone: 'となりの家' },
    'an insured number of 3 digits': { insured: '123' },
    'nothing at all': Object.fromEntries(Object.keys(person).map((k) => [k, ''])),
  }
  for (const [what, change] of Object.entries(attempts)) {
    const fields = { ...(await cm.hidden('/people/new')), ...person, ...change }
    const answer = await cm.post('/people/new', fields)
    refused(tally, what, answer)
    if (change.name === undefined && what !== 'nothing at all') {
      tally.check(`what was typed beside ${what} is kept`, answer.text.includes('菊池 花'))
      tally.check(`${what} is named in a summary`, answer.text.includes('errsum'))
    }
  }
  const nul = { ...(await cm.hidden('/people/new')), ...person, 'birth.d': '4', name: '菊池\0花' }
  refused(tally, 'a NUL in a name', await cm.post('/people/new', nul), [400, 413, 422])
  const hidden = new URLSearchParams({ ...(await cm.hidden('/people/new')), ...person, 'birth.d': '5' }).toString()
  const broken = hidden.replace(/name=[^&]*/, 'name=%ff%fe%80')
  const type = { 'content-type': 'application/x-www-form-urlencoded' }
  refused(tally, 'bytes that are no UTF-8', await cm.send('POST', '/people/new', type, broken), [400, 413, 422])
}

async function admissions(tally, cm) {
  const list = await cm.get('/transitions/new')
  const ids = [...list.text.matchAll(/\/transitions\/new\?resident=([0-9a-f-]{36})/g)].map((m) => m[1])
  let resident
  for (const id of ids) {
    const page = await cm.get(`/people/${id}`)
    if (!page.text.includes('入院中')) resident = id
  }
  const path = `/transitions/new?resident=${resident}`
  const today = japanToday()
  const on = (day) => {
    const [y, m, d] = day.split('-').map(Number)
    return { 'a.admitted_on.era': 'AD', 'a.admitted_on.y': y, 'a.admitted_on.m': m, 'a.admitted_on.d': d }
  }
  const good = {
    'a.hospital': '',
    'a.hospital_name': '雪代の病院',
    ...on(today),
    'a.planned': 'no',
    'a.reason': '肺炎',
    'a.learned': 'family',
    'a.told': 'no',
  }
  const attempts = {
    'an admission tomorrow': on(before(today, -1)),
    'an admission before birth': on('1890-01-01'),
    'an admission on no day': { 'a.admitted_on.m': '13' },
    'an admission at 25 o’clock': { 'a.admitted_time': '25:00' },
    'an unknown hospital': { 'a.hospital': '01926446-9400-7000-8000-000000000000' },
    'a hospital that is no id': { 'a.hospital': "'; DROP TABLE people_resident; --" },
    'no hospital': { 'a.hospital_name': '' },
    'an unknown source': { 'a.learned': 'newspaper' },
    'a reason of 201 characters': { 'a.reason': 'あ'.repeat(201) },
    'a reason of 70,000 characters': { 'a.reason': LONG },
    'an unknown method': { 'a.told': 'yes', 'a.contact_day_is': 'today', 'a.contact_method': 'telepathy' },
  }
  for (const [what, change] of Object.entries(attempts)) {
    const fields = { ...(await cm.hidden(path, '/transitions/new')), ...good, ...change }
    refused(tally, what, await cm.post('/transitions/new', fields))
  }
}

async function requests(tally, world, cm) {
  const fields = { ...(await cm.hidden('/people/new')), ...person }
  const foreign = { origin: 'https://evil.example' }
  refused(tally, 'a form from another site', await cm.post('/people/new', fields, foreign), [403])
  refused(tally, 'a form that a browser calls cross-site', await cm.post('/people/new', fields, { 'sec-fetch-site': 'cross-site' }), [403])
  refused(tally, 'a form without its token', await cm.post('/people/new', { ...fields, _csrf: '' }), [403])
  refused(tally, 'a form with another token', await cm.post('/people/new', { ...fields, _csrf: '0'.repeat(64) }), [403])
  const stranger = new Client(world.origin, 'yuino')
  refused(tally, 'a sign-in from another site', await stranger.post('/login', { account: 'x' }, foreign), [403])
  refused(tally, 'a sign-in as nobody', await stranger.post('/login', { account: '01926446-9400-7000-8000-000000000000' }), [404])
  refused(tally, 'a code that was never printed', await stranger.post('/join', { code: 'AAAA-BBBB-CCCC' }), [422])
  refused(tally, 'a code of 70,000 characters', await stranger.post('/join', { code: LONG }), [413, 422])
  refused(tally, 'a method that is none', await cm.send('DELETE', '/people'), [405])
  const endless_address = await cm.get(`/search?q=${'a'.repeat(70_000)}`)
  tally.check('an address of 70,000 characters is refused', endless_address.status === 414, endless_address.status)
  for (const path of ['/people/%00', '/people/..%2f..%2fetc', '/people/%ff', '/people/new?x=%00', '/transitions/survey?from=x', '/transitions/survey?from=2026-10-31&to=2026-10-01', '/transitions/survey/cases?key=%00', "/directory?kind=' OR 1=1"]) {
    const answer = await cm.get(path.replace(/ /g, '%20'))
    tally.check(`${path} is answered`, answer.status < 500, answer.status)
  }
  const head = (length) => `POST /yuino/people/new HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\n${length}\r\n\r\n`
  refused(tally, 'a form of 10 GB', await raw(world.origin, head('Content-Length: 10737418240')), [413])
  const upload = head('Content-Length: 10737418240').replace('application/x-www-form-urlencoded', 'multipart/form-data; boundary=x')
  refused(tally, 'an upload of 10 GB', await raw(world.origin, upload), [413])
  const chunk = `10000\r\n${'a'.repeat(65_536)}\r\n`
  const flood = (socket) => {
    const pour = () => {
      while (!socket.destroyed && socket.write(chunk));
    }
    socket.on('drain', pour)
    pour()
  }
  const endless = await raw(world.origin, head('Transfer-Encoding: chunked'), flood)
  tally.check('a form without an end is cut off', endless.status === 413 || endless.status === 0, endless.status)
  tally.equal('the program answers afterwards', (await stranger.get('/login')).status, 200)
}

function multipart(csrf, files) {
  const parts = [`--x\r\nContent-Disposition: form-data; name="_csrf"\r\n\r\n${csrf}\r\n`]
  for (const [name, body] of files) {
    parts.push(`--x\r\nContent-Disposition: form-data; name="files"; filename="${name}"\r\nContent-Type: text/csv\r\n\r\n`, body, '\r\n')
  }
  return Buffer.concat([...parts, '--x--\r\n'].map((p) => Buffer.from(p)))
}

async function files(tally, world) {
  const centre = await Client.role(world.origin, 'yuino', 'coordinator')
  const { _csrf } = await centre.hidden('/directory/import')
  const type = { 'content-type': 'multipart/form-data; boundary=x' }
  const send = (files) => centre.send('POST', '/directory/import', type, multipart(_csrf, files))
  const attempts = {
    'no file': [],
    'an empty file': [['jigyosho_120.csv', '']],
    'a file of NUL bytes': [['jigyosho_120.csv', Buffer.alloc(4096)]],
    'a file of noise': [['jigyosho_120.csv', Buffer.from(Array.from({ length: 9000 }, (_, i) => (i * 7919) % 256))]],
    'a picture': [['a.png', Buffer.from('89504e470d0a1a0a', 'hex')]],
    'a file whose name leads elsewhere': [['../../control.sqlite', 'a,b\n1,2\n']],
  }
  for (const [what, list] of Object.entries(attempts)) {
    const answer = await send(list)
    const seen = answer.status === 303 ? await centre.get(answer.headers.location.replace('/yuino', '')) : answer
    const words = seen.text.replace(/<[^>]+>/g, '')
    tally.check(`${what} is answered in plain words`, seen.status < 500 && /ファイル|読み取れ|取り込め/.test(words), `${seen.status} ${words.slice(0, 200)}`)
  }
  const large = await send([['a.csv', Buffer.alloc(21 * 1024 * 1024, 'a')]])
  tally.check('a file of 21 MB is not taken', [0, 413].includes(large.status), large.status)
  refused(tally, 'an upload that breaks off', await centre.send('POST', '/directory/import', type, '--x\r\nContent-Disp'), [400, 403, 422])
}

/** The same press twice, one after the other and at the same moment, makes one record. */
async function twice(tally, world, cm) {
  const count = async () => (await cm.get('/people?all=1')).text.split('菊池 花').length
  const none = await count()
  const fields = { ...(await cm.hidden('/people/new')), ...person }
  const [a, b] = await Promise.all([cm.post('/people/new', fields), cm.post('/people/new', fields)])
  const c = await cm.post('/people/new', fields)
  tally.equal('three presses are answered alike', [a.status, b.status, c.status], [303, 303, 303])
  tally.check('and lead to one person', a.headers.location === b.headers.location && b.headers.location === c.headers.location, [a, b, c].map((r) => r.headers.location))
  tally.check('who is listed once', (await count()) > none && new Set([...(await cm.get('/people?all=1')).text.matchAll(/people\/([0-9a-f-]{36})[^<]*<[^菊]*菊池 花/g)].map((m) => m[1])).size <= 1)
  const other = await cm.post('/people/new', { ...fields, name: '菊池 葉' })
  tally.check('the same key with other content is no second record', other.status === 409, other.status)
  tally.check('and says so', /[ぁ-ん]/.test(other.text), other.text.slice(0, 200))
}

/** The same refusals as a person meets them: beside the field, in a summary, with what was typed. */
async function seen(tally, world) {
  const v = await Visitor.open(tally, world.browser, world.origin, 'cm', 'yuino', world.shots)
  await v.go('/people/new')
  await v.button('利用者さんを登録する')
  await v.says(/入力|選んで/)
  tally.check('a summary on top leads to the fields', (await v.page.locator('.errsum a[href^="#"]').count()) > 3)
  tally.equal('the focus is on the summary', await v.page.evaluate(() => document.activeElement.classList.contains('errsum')), true)
  await v.fill('name', '長'.repeat(61))
  await v.date('birth', '2031-01-01')
  await v.button('利用者さんを登録する')
  tally.equal('what was typed is still there', await v.page.locator('[name="name"]').inputValue(), '長'.repeat(61))
  await v.close()
}
