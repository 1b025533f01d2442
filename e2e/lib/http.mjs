// Requests by hand: what no browser would send.
import { request } from 'node:http'
import { connect } from 'node:net'
import { LIMIT } from './limit.mjs'

/** What goes wrong on a connection after its answer has come concerns nobody. */
const ignored = () => {}

/** Somebody with a cookie. */
export class Client {
  cookies = new Map()

  constructor(origin, region) {
    Object.assign(this, { origin, region })
  }

  /** Signs in with one tap. */
  static async role(origin, region, role) {
    const self = new Client(origin, region)
    const page = await self.get('/login')
    const form = page.text.split('<form').find((f) => f.includes(`data-role="${role}"`))
    await self.post('/login', { account: form.match(/name="account" value="([^"]+)"/)[1], next: '/' })
    return self
  }

  /** Signs in with a printed code. */
  static async code(origin, region, code) {
    const self = new Client(origin, region)
    const answer = await self.post('/join', { code })
    if (answer.status !== 303) throw new Error(`the code was refused: ${answer.status}`)
    return self
  }

  /** One request; `body` is sent as it is. */
  send(method, path, headers = {}, body = '') {
    const cookie = [...this.cookies].map(([k, v]) => `${k}=${v}`).join('; ')
    return new Promise((done, fail) => {
      const r = request(
        `${this.origin}/${this.region}${path}`,
        { method, headers: { ...(cookie && { cookie }), ...headers, 'content-length': Buffer.byteLength(body) } },
        (answer) => {
          const parts = []
          answer.on('data', (d) => parts.push(d))
          // not `end`: an answer that is cut off has none
          answer.on('error', ignored)
          answer.on('close', () => {
            for (const c of answer.headers['set-cookie'] ?? []) {
              const [, k, v] = c.match(/^([^=]+)=([^;]*)/)
              this.cookies.set(k, v)
            }
            const bytes = Buffer.concat(parts)
            done({ status: answer.statusCode, headers: answer.headers, bytes, text: bytes.toString() })
          })
        },
      )
      // an answer that comes while much is still to be sent ends the connection
      r.on('error', (e) => (e.code === 'EPIPE' || e.code === 'ECONNRESET' ? done({ status: 0, headers: {}, bytes: Buffer.of(), text: '' }) : fail(e)))
      r.setTimeout(LIMIT, () => r.destroy(new Error(`no answer to ${method} ${path} in ${LIMIT} ms`)))
      r.on('socket', (socket) => socket.listeners('error').includes(ignored) || socket.on('error', ignored))
      r.end(body)
    })
  }

  get(path) {
    return this.send('GET', path)
  }

  /** A form; a list gives a field several times. */
  post(path, fields, headers = {}) {
    const body = new URLSearchParams()
    for (const [k, v] of Object.entries(fields)) for (const one of [v].flat()) body.append(k, one)
    return this.send('POST', path, { 'content-type': 'application/x-www-form-urlencoded', ...headers }, body.toString())
  }

  /** A form with a file, as its page sends it. */
  async upload(path, fields, file) {
    const edge = 'yui-edge-7d1f'
    const part = (name, more, text) => `--${edge}\r\nContent-Disposition: form-data; name="${name}"${more}\r\n\r\n${text}\r\n`
    let body = ''
    for (const [k, v] of Object.entries({ ...(await this.hidden(path)), ...fields })) body += part(k, '', v)
    body += `${part('files', `; filename="${file.name}"\r\nContent-Type: ${file.type}`, file.text)}--${edge}--\r\n`
    return this.send('POST', path, { 'content-type': `multipart/form-data; boundary=${edge}` }, body)
  }

  /** The hidden fields of the form on a page that goes to `action` (the page's own address otherwise). */
  async hidden(path, action = path) {
    const page = await this.get(path)
    const forms = page.text.split('<form').slice(1)
    const wanted = `/${this.region}${action.replace(/\?.*/, '')}"`
    const form = forms.find((f) => f.split('>')[0].includes(`action="${wanted}`))
    if (!form) throw new Error(`${path} (${page.status}) has no form to ${action}`)
    const fields = {}
    for (const [tag] of form.split('</form')[0].matchAll(/<input type="hidden"[^>]*>/g)) {
      const of = (name) => tag.match(new RegExp(`${name}="([^"]*)"`))?.[1] ?? ''
      fields[of('name')] = of('value')
    }
    return fields
  }
}

/** Sends raw bytes and gives the first line of the answer with its text; the connection may then be closed on us. */
export function raw(origin, text, more = () => {}) {
  const { hostname, port } = new URL(origin)
  return new Promise((done) => {
    let heard = ''
    const socket = connect(Number(port), hostname, () => {
      socket.write(text)
      more(socket)
    })
    const finish = () => {
      socket.destroy()
      done({ status: Number(heard.match(/^HTTP\/1\.1 (\d+)/)?.[1] ?? 0), text: heard })
    }
    socket.on('data', (d) => {
      heard += d
      if (/\r\n\r\n[\s\S]*<\/html>|\r\n\r\n0\r\n/.test(heard)) finish()
    })
    socket.setTimeout(LIMIT, finish)
    socket.on('error', finish)
    socket.on('close', finish)
  })
}
