// Looks into the store itself, reading only: what the program has written, not what it shows.
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'

/** Python is there for the scripts anyway, and knows SQLite without a package of its own. */
const SQLITE = `
import sqlite3, sys
store = sqlite3.connect('file:' + sys.argv[1] + '?mode=ro', uri=True)
for row in store.execute(sys.argv[2]):
    print('\\t'.join('' if v is None else str(v) for v in row))
`

/** The rows of a query in a region's store, each a list of texts. The query is the same for both engines. */
export function rows(place, region, sql) {
  const [kind, where] = place.words
  const ran =
    kind === '--data'
      ? spawnSync('python3', ['-c', SQLITE, join(where, 'regions', region, 'region.sqlite'), sql], { encoding: 'utf8' })
      : spawnSync('psql', [where, '-X', '-q', '-t', '-A', '-F', '\t', '-c', `SET search_path TO r_${region}; ${sql}`], { encoding: 'utf8' })
  if (ran.status !== 0) throw new Error(`${sql}: ${ran.stderr ?? ran.error}`)
  return ran.stdout.split('\n').filter(Boolean).map((line) => line.split('\t'))
}

/** How many notices and events speak of one of these ids (stays, conferences, questions …), and how many notices are unread. */
export function outgoing(place, region, ids) {
  const of = (column) => ids.map((id) => `${column} LIKE '%${id}%'`).join(' OR ')
  const one = (sql) => Number(rows(place, region, sql)[0][0])
  return {
    notices: one(`SELECT COUNT(*) FROM app_notice WHERE ${of('link')}`),
    unread: one(`SELECT COUNT(*) FROM app_notice WHERE read_at IS NULL AND (${of('link')})`),
    events: one(`SELECT COUNT(*) FROM app_outbox WHERE ${of('payload')}`),
  }
}
