// Signing in where people are real: a printed code, a passkey (the browser's own virtual authenticator), a password with
// numbers for a device without scripts, recovery codes, and the list of devices. In a region of its own, which is no
// demonstration; at a telephone's width, each page looked at by axe.
//   YUI_BIN=… node identities.mjs   runs it alone
import { createHmac } from 'node:crypto'
import { createServer } from 'node:net'
import { pathToFileURL } from 'node:url'
import { Tally } from './lib/tally.mjs'
import { browse, Visitor } from './lib/browser.mjs'
import { command, serve, sqlitePlace } from './lib/program.mjs'

const WORD = '縁側でお茶をのむ三毛猫'
const OFFICE = '居宅介護支援みずほ'

const freePort = () =>
  new Promise((done) => {
    const s = createServer().listen(0, '127.0.0.1', () => {
      const { port } = s.address()
      s.close(() => done(port))
    })
  })

/** The number an authenticator app shows (RFC 6238), written down once more. */
function number(secret, steps = 0) {
  let bits = ''
  for (const c of secret.replace(/\s/g, '')) bits += 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(c).toString(2).padStart(5, '0')
  const key = Buffer.from(bits.match(/.{8}/g).map((b) => parseInt(b, 2)))
  const message = Buffer.alloc(8)
  message.writeBigInt64BE(BigInt(Math.floor(Date.now() / 30000) + steps))
  const tag = createHmac('sha1', key).update(message).digest()
  return String((tag.readUInt32BE(tag[19] & 15) & 0x7fffffff) % 1000000).padStart(6, '0')
}

function invited(place, name) {
  const said = command(place, '--region', 'mura', 'invite', '--organisation', OFFICE, '--name', name, '--kana', 'しけん', '--hat', 'cm', '--admin', '--reason', '試験')
  return said.match(/[A-Z0-9]{4}-[A-Z0-9]{4}-[A-Z0-9]{4}/)[0]
}

/** Puts an authenticator into the browser: fingerprint there and right. */
async function authenticator(visitor) {
  const session = await visitor.page.context().newCDPSession(visitor.page)
  await session.send('WebAuthn.enable')
  const { authenticatorId } = await session.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  })
  return { session, authenticatorId }
}

export async function identities(tally, browser, shots = false) {
  const place = sqlitePlace()
  command(place, 'region', 'add', 'mura', '--name', '試しの村')
  command(place, '--region', 'mura', 'organisation', 'add', '--name', OFFICE, '--kana', 'みずほ', '--kind', 'care_management', '--reason', '試験')
  const port = await freePort()
  const server = await serve(place, { port, origin: `http://localhost:${port}` })
  const window = (who) => Visitor.window(tally, browser, server.origin, who, 'mura', shots)
  try {
    const hanako = await window('佐藤')
    const device = await authenticator(hanako)
    await hanako.go('/login')
    await hanako.says('パスキーで入る')
    await hanako.fill('code', '0000-0000-0000')
    await hanako.button('コードで始める')
    await hanako.says('このコードは使えません')
    await hanako.fill('code', invited(place, '佐藤 花子'))
    await hanako.button('コードで始める')
    await hanako.says('佐藤 花子 さん、はじめまして')
    // without the owner's finger no passkey is made
    await device.session.send('WebAuthn.setUserVerified', { authenticatorId: device.authenticatorId, isUserVerified: false })
    await hanako.page.getByRole('button', { name: 'パスキーを作って始める' }).click()
    await hanako.page.locator('[data-passkey-said]').filter({ hasText: 'パスキーは使われませんでした' }).waitFor()
    await hanako.look()
    await device.session.send('WebAuthn.setUserVerified', { authenticatorId: device.authenticatorId, isUserVerified: true })
    await hanako.button('パスキーを作って始める')
    await hanako.says('端末をなくしたり')
    await hanako.button('10個のコードを作る')
    await hanako.says('佐藤 花子 さんの回復コード')
    const codes = await hanako.page.locator('.codes li').allInnerTexts()
    tally.equal('ten recovery codes', codes.length, 10)
    await hanako.link('印刷したので、はじめる')
    await hanako.go('/me')
    await hanako.link('ログインと端末')
    await hanako.says('Linux の Chrome')
    await hanako.says('紙の回復コードが、あと10個使えます')
    await hanako.go('/me')
    await hanako.button('ほかの人にかわる（終わる）')
    await hanako.says('パスキーで入る')
    await hanako.button('パスキーで入る')
    await hanako.go('/me/access')
    await hanako.says('この端末')

    // the administrator's people
    await hanako.go('/staff')
    await hanako.says('職員')
    await hanako.link('職員を招待する')
    await hanako.fill('name', '鈴木 一')
    await hanako.fill('kana', 'すずき はじめ')
    await hanako.button('招待の手紙をつくる')
    await hanako.says('鈴木 一 さんへ')
    const printed = (await hanako.page.locator('.letter .num').innerText()).trim()
    await hanako.go('/staff')
    await hanako.link('佐藤 花子')
    await hanako.button('いまも働いていて')
    await hanako.says('確認しました')
    await hanako.go('/staff/handover')
    await hanako.says('アカウントの引継書')
    await hanako.go('/staff/roster')
    await hanako.says('書きこむための Excel')
    await hanako.button('ファイルを読む')
    await hanako.says('名簿のファイルを選んでください')

    // an old browser without scripts
    const suzuki = await Visitor.window(tally, browser, server.origin, '鈴木', 'mura', shots, { javaScriptEnabled: false })
    await suzuki.page.goto(suzuki.url('/login'))
    tally.check('without scripts no passkey is offered', !(await suzuki.page.getByRole('button', { name: 'パスキーで入る' }).isVisible()))
    await suzuki.fill('code', printed)
    await suzuki.page.getByRole('button', { name: 'コードで始める' }).click()
    await suzuki.says('この画面では、パスキーを使えません')
    const secret = await suzuki.page.locator('[data-secret]').innerText()
    await suzuki.fill('login', 'suzuki')
    await suzuki.fill('password', 'short')
    await suzuki.fill('number', number(secret, -1))
    await suzuki.page.getByRole('button', { name: 'このパスワードで始める' }).click()
    await suzuki.says('パスワードは10文字以上にしてください')
    await suzuki.fill('password', WORD)
    await suzuki.fill('number', number(secret, -1))
    await suzuki.page.getByRole('button', { name: 'このパスワードで始める' }).click()
    await suzuki.says('端末をなくしたり')
    await suzuki.page.goto(suzuki.url('/me'))
    await suzuki.page.getByRole('button', { name: 'ほかの人にかわる（終わる）' }).click()

    // the same person with scripts: password, then a passkey beside it
    const later = await window('鈴木')
    await authenticator(later)
    await later.go('/login')
    await later.fill('login', 'suzuki')
    await later.fill('password', 'べつのことばをならべた')
    await later.fill('number', number(secret))
    await later.button('パスワードで入る')
    await later.says('ログイン名、パスワード、6けたの番号のどれかが違います')
    tally.equal('the login name is kept', await later.page.locator('[name="login"]').inputValue(), 'suzuki')
    tally.equal('the password is not', await later.page.locator('[name="password"]').inputValue(), '')
    await later.fill('password', WORD)
    await later.fill('number', number(secret))
    await later.button('パスワードで入る')
    await later.go('/me/access')
    await later.button('この端末のパスキーを加える')
    await later.says('パスキーを加えました')
    await later.go('/me/access/password')
    await later.says('新しいパスワードと')
    await later.go('/login/again?next=/me/access')
    await later.says('本人の確認をします')
    await later.button('パスキーでつづける')
    await later.says('ログインと端末')

    // the administrator ends the account: the next click is the last
    await hanako.go('/staff')
    await hanako.link('鈴木 一')
    await hanako.button('いますぐ入れなくする')
    await hanako.says('登録を終わりました')
    await later.page.goto(later.url('/me'))
    await later.says('パスワードで入る')

    // the device is lost: a code from the paper
    const lost = await window('佐藤')
    await authenticator(lost)
    await lost.go('/login')
    await lost.link('入れなくなったとき（回復コード）')
    await lost.fill('code', codes[0])
    await lost.button('このコードを使う')
    await lost.says('ログインを作りなおします')
    await hanako.page.goto(hanako.url('/me'))
    await hanako.says('パスワードで入る')
    await lost.button('パスキーを作って始める')
    await lost.go('/me/access')
    await lost.says('あと9個使えます')
    for (const v of [hanako, suzuki, later, lost]) await v.close()
    tally.check('it has said nothing of a panic', !/panic/i.test(server.log()), server.log())
    tally.equal('it ends in order', await server.stop(), 0)
    command(place, '--region', 'mura', 'audit', 'verify')
  } finally {
    server.kill()
    place.remove()
  }
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  const tally = new Tally()
  const { browser, close } = await browse()
  try {
    await tally.run('identities', () => identities(tally, browser, true))
  } finally {
    await close()
  }
  console.log(`${tally.passed} passed, ${tally.failed} failed`)
  process.exit(tally.failed === 0 ? 0 : 1)
}
