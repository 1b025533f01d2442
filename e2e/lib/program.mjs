// The real program, in a place of its own: demonstration made, served on a free port, stopped and removed.
import { spawn, spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** The program under test. */
export const BIN = process.env.YUI_BIN ?? ''

/** The regions that `demo` makes, with a role of each that the pages offer. */
export const ROLES = {
  cm: 'yuino',
  hokatsu: 'yuino',
  liaison: 'yuino',
  coordinator: 'yuino',
  'kitakami-coordinator': 'kitakami',
}

function psql(url, sql) {
  const ran = spawnSync('psql', [url, '-X', '-q', '-c', sql], { encoding: 'utf8' })
  if (ran.status !== 0) throw new Error(`psql: ${ran.stderr ?? ran.error}`)
}

const other = (url, name) => url.replace(/[^/]*$/, name)

/** A folder for SQLite files, in memory where possible. */
export function folder() {
  return mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'yui-e2e-'))
}

/** Where the stores are: the words before the command, and how to remove them. */
export function sqlitePlace() {
  const dir = folder()
  return { words: ['--data', dir], remove: () => rmSync(dir, { recursive: true, force: true }) }
}

/** A database of its own in the test cluster. */
export function postgresPlace(cluster) {
  const name = `yui_e2e_${process.pid}`
  psql(cluster, `CREATE DATABASE ${name}`)
  const remove = () => psql(other(cluster, 'postgres'), `DROP DATABASE ${name} WITH (FORCE)`)
  return { words: ['--database', other(cluster, name)], remove }
}

function environment() {
  // notices to devices go nowhere but to this machine
  const env = { ...process.env, RUST_LOG: 'warn', YUI_PUSH: 'trial' }
  delete env.YUI_TEST_POSTGRES
  delete env.YUI_ORIGIN
  return env
}

/** Runs a command to its end; gives its standard output. */
export function command(place, ...words) {
  const ran = spawnSync(BIN, [...place.words, ...words], {
    encoding: 'utf8',
    env: environment(),
    maxBuffer: 1 << 28,
  })
  if (ran.status !== 0) throw new Error(`yui ${words.join(' ')}: exit ${ran.status}\n${ran.stderr}`)
  return ran.stdout
}

/** Serves a place on a port that the system gives, or at a public address (passkeys need a name, not a number); ready
 *  when the program has printed its address. */
export async function serve(place, { port = 0, origin: address } = {}) {
  const child = spawn(BIN, [...place.words, 'serve', '--listen', `127.0.0.1:${port}`], {
    env: { ...environment(), ...(address && { YUI_ORIGIN: address }) },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let log = ''
  child.stderr.on('data', (d) => (log += d))
  const ended = new Promise((done) => child.on('exit', (code, signal) => done(code ?? signal)))
  const gone = ended.then((code) => {
    throw new Error(`the program ended with ${code}\n${log}`)
  })
  gone.catch(() => {})
  const said = new Promise((done) => {
    let text = ''
    child.stdout.on('data', (d) => {
      text += d
      const at = text.match(/^(http:\/\/\S+)\n/m)
      if (at) done(at[1])
    })
  })
  const origin = await Promise.race([said, gone])
  const health = await fetch(`${origin}/health`)
  if (!health.ok) throw new Error(`${origin}/health: ${health.status}\n${log}`)
  return {
    origin,
    log: () => log,
    /** Resident memory and the like are not asked: only whether it still runs. */
    running: () => child.exitCode === null,
    /** Ends it as an operator does; its exit code. */
    async stop() {
      child.kill('SIGTERM')
      return ended
    },
    kill: () => child.kill('SIGKILL'),
  }
}
