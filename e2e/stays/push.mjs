// A notice reaches a telephone whose pages are closed: the browser is let to get notices, somebody is asked for an answer in
// a room, the push service gets what it cannot read, the worker shows it, and nowhere stands who it is about.
// Chromium's own push service is not there without a network: the story stands in for it, on this machine and with real keys.
import { createDecipheriv, createECDH, createHmac, randomBytes } from 'node:crypto'
import { createServer } from 'node:http'
import { OFFICE, open } from '../lib/stays.mjs'
import { LIMIT } from '../lib/limit.mjs'
import { shared } from './rooms.mjs'

const TEXT = '夜のお薬をのみ忘れたそうです。次の訪問を早められますか。'

const hmac = (key, ...parts) => parts.reduce((h, p) => h.update(p), createHmac('sha256', key)).digest()
/** HKDF of one block (RFC 5869), which is all that RFC 8291 needs. */
const derive = (salt, secret, info, length) => hmac(hmac(salt, secret), info, Buffer.from([1])).subarray(0, length)

/** A push service with one subscriber: it keeps what comes, and only the subscriber's half opens it (RFC 8291, RFC 8188). */
class Service {
  came = []
  auth = randomBytes(16)
  half = createECDH('prime256v1')

  async start() {
    this.half.generateKeys()
    this.server = createServer((req, res) => {
      const parts = []
      req.on('data', (d) => parts.push(d))
      req.on('end', () => {
        this.came.push({ heads: req.headers, body: Buffer.concat(parts) })
        res.writeHead(201).end()
      })
    })
    await new Promise((done) => this.server.listen(0, '127.0.0.1', done))
    this.endpoint = `http://127.0.0.1:${this.server.address().port}/to/${randomBytes(12).toString('hex')}`
    return this
  }

  opened({ body }) {
    const [salt, length] = [body.subarray(0, 16), body[20]]
    const [theirs, sealed] = [body.subarray(21, 21 + length), body.subarray(21 + length)]
    const info = Buffer.concat([Buffer.from('WebPush: info\0'), this.half.getPublicKey(), theirs])
    const both = derive(this.auth, this.half.computeSecret(theirs), info, 32)
    const key = derive(salt, both, Buffer.from('Content-Encoding: aes128gcm\0'), 16)
    const nonce = derive(salt, both, Buffer.from('Content-Encoding: nonce\0'), 12)
    const open = createDecipheriv('aes-128-gcm', key, nonce).setAuthTag(sealed.subarray(-16))
    const plain = Buffer.concat([open.update(sealed.subarray(0, -16)), open.final()])
    return plain.subarray(0, plain.lastIndexOf(2)).toString()
  }

  /** The first message that says this, when it is there. */
  async message(text) {
    const end = Date.now() + LIMIT
    for (;;) {
      const found = this.came.find((m) => this.opened(m).includes(text))
      if (found !== undefined || Date.now() > end) return found
      await new Promise((done) => setTimeout(done, 50))
    }
  }

  stop() {
    this.server.closeAllConnections()
    this.server.close()
  }
}

/** What stands in the browser for the company's push service: the keys are real, the service is the story's. */
const subscribing = ({ endpoint, point, auth }) => {
  const bytes = (text) => Uint8Array.from(atob(text), (c) => c.charCodeAt(0)).buffer
  PushManager.prototype.getSubscription = async () => null
  PushManager.prototype.subscribe = async () => ({ endpoint, getKey: (name) => bytes(name === 'auth' ? auth : point) })
}

/** Hands a message to the worker as the browser does, and gives what it shows. */
async function shown(v, data) {
  const session = await v.page.context().newCDPSession(v.page)
  const known = new Promise((done) => {
    session.on('ServiceWorker.workerRegistrationUpdated', ({ registrations }) => {
      const one = registrations.find((r) => r.scopeURL.endsWith('/me/delivery') && !r.isDeleted)
      if (one) done(one.registrationId)
    })
  })
  await session.send('ServiceWorker.enable')
  const registrationId = await known
  await session.send('ServiceWorker.deliverPushMessage', { origin: v.origin, registrationId, data })
  const all = await v.page.evaluate(async (want) => {
    const r = await navigator.serviceWorker.getRegistration('/yuino/me/delivery')
    for (;;) {
      const found = (await r.getNotifications()).map((n) => ({ title: n.title, body: n.body, lang: n.lang }))
      if (found.some((n) => n.body === want)) return found
      await new Promise((done) => setTimeout(done, 50))
    }
  }, JSON.parse(data).text)
  await session.detach()
  return all
}

export async function push(tally, world) {
  const service = await new Service().start()
  const cm = await open(tally, world, 'cm')
  const nurse = await open(tally, world, 'visit-nurse')
  const room = await shared(cm, nurse)
  const context = cm.page.context()
  await context.grantPermissions(['notifications'], { origin: world.origin })
  await context.addInitScript(subscribing, {
    endpoint: service.endpoint,
    point: service.half.getPublicKey('base64'),
    auth: service.auth.toString('base64'),
  })

  await cm.go('/me/delivery')
  await cm.button('この端末で通知を受け取る')
  await cm.says('この端末を登録しました')
  const first = await service.message('この端末に、お知らせが届きます')
  tally.check('the first word says that it arrives', first !== undefined)
  const hello = service.opened(first)
  await cm.go('/me/delivery')
  const [word] = await shown(cm, hello)
  tally.equal('the worker shows it', word.title, JSON.parse(hello).title)
  await cm.says('さいごに送れたとき')

  // nobody looks at Yui any more; the nurse asks
  await cm.page.goto('about:blank')
  await nurse.go(room)
  const person = (await nurse.page.locator('.person').first().innerText()).split(/\s/)[0]
  await nurse.go(`${room}/write?layer=team`)
  await nurse.pick('kind', 'consult')
  await nurse.page.locator('label', { hasText: OFFICE }).locator('input[name="to"]').check()
  await nurse.fill('text', TEXT)
  await nurse.button('やりとりに送る')
  const second = await service.message('やりとり')
  tally.check('a question in a room reaches the telephone', second !== undefined)
  if (second === undefined) return
  const said = service.opened(second)
  const { title, text } = JSON.parse(said)
  tally.check('it says that there is something, and of what kind', title.length > 0 && text.length > 0, said)
  for (const secret of [person, TEXT, room, 'お薬']) tally.check('it says nothing of whom or what', !said.includes(secret), said)
  tally.equal('both messages have one length', second.body.length, first.body.length)
  const heads = JSON.stringify(second.heads)
  tally.check('signed by the installation, kept for a day at most', /vapid t=.+, ?k=/.test(second.heads.authorization) && second.heads.ttl === '86400', heads)
  await cm.go('/me/delivery')
  const all = await shown(cm, said)
  tally.check('the worker shows one at a time, in Japanese', all.length === 1 && all[0].lang === 'ja' && all[0].body === text, JSON.stringify(all))

  // a tap leads to the notices: the address is the worker's own
  await cm.go('/notices')
  await cm.says('返事を待っている投稿')

  // taken out, it gets nothing any more
  await cm.go('/me/delivery')
  await cm.press(cm.page.getByRole('button', { name: /を外す$/ }))
  await cm.says('端末を外しました')
  service.stop()
  for (const v of [cm, nurse]) await v.close()
}
