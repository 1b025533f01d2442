// A line that can be cut for good: everything goes through a door of its own, and while that is shut nothing gets in, a service
// worker's requests neither (the browser's own way of being offline forgets a worker that starts anew).
import net from 'node:net'

export class Line {
  /** Opens it to the server at `origin` (http://127.0.0.1:PORT). */
  static async to(origin) {
    const line = new Line()
    line.port = Number(new URL(origin).port)
    await line.mend()
    return line
  }

  open = new Set()
  door = 0

  get origin() {
    return `http://127.0.0.1:${this.door}`
  }

  async mend() {
    this.server = net.createServer((near) => {
      const far = net.connect(this.port, '127.0.0.1')
      for (const [one, other] of [[near, far], [far, near]]) {
        this.open.add(one)
        one.pipe(other)
        one.on('error', () => other.destroy())
        one.on('close', () => { this.open.delete(one); other.destroy() })
      }
    })
    await new Promise((done, failed) => {
      this.server.once('error', failed)
      this.server.listen(this.door, '127.0.0.1', done)
    })
    this.door = this.server.address().port
  }

  async cut() {
    const shut = new Promise((done) => this.server.close(done))
    for (const s of this.open) s.destroy()
    await shut
  }
}
