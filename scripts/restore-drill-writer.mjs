// One person who registers invented people as fast as the program answers, until stopped. Each line that it prints is
// a name whose registration was acknowledged. For scripts/restore-drill.
import { Client } from '../e2e/lib/http.mjs'

const [origin, n] = process.argv.slice(2)
const at = new URL(origin).origin
const who = await Client.role(at, 'yuino', 'cm')
for (let i = 0; ; i++) {
  const name = `控え 試験${n}の${i}`
  const fields = {
    ...(await who.hidden('/people/new')),
    name,
    kana: 'ひかえ しけん',
    'birth.era': 'S',
    'birth.y': String(1 + (i % 60)),
    'birth.m': String(1 + ((i * 7 + Number(n)) % 12)),
    'birth.d': String(1 + ((i * 11 + Number(n) * 3) % 28)),
    sex: 'female',
    care_level: '22',
    consent_method: 'written',
    'consent_on.era': 'R',
    'consent_on.y': '8',
    'consent_on.m': '4',
    'consent_on.d': '1',
  }
  const answer = await who.post('/people/new', fields)
  if (answer.status === 303) process.stdout.write(`${name}\n`)
  else process.stderr.write(`${answer.status}\n`)
}
