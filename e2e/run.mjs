// Browser tests: the real program on both engines. `node run.mjs` with YUI_BIN; the last line is the sum.
//   YUI_BIN=…            the program
//   YUI_TEST_POSTGRES=…  a cluster for the PostgreSQL half (skipped, loudly, without it)
//   YUI_SHOTS=DIR        keeps pictures of every page met
//   --engine sqlite|postgres  only this engine
//   --short              on PostgreSQL only what can differ there (ON_BOTH); the use cases themselves run on both in the Rust tests
//   YUI_E2E=others,bad   only these parts: others, doors, bad, conflicts, again, attachments, refusals,
//                        conference, referral, outside, bridge, death, handover, facility, readmission, rooms, push, emergency, tablet, wishes, desk, issues, events, meetings, surveys, programme, report, alone, region, pack, identities (the thread comes always first)
import { existsSync } from 'node:fs'
import { Tally } from './lib/tally.mjs'
import { browse, Visitor } from './lib/browser.mjs'
import { BIN, command, postgresPlace, serve, sqlitePlace } from './lib/program.mjs'
import { again } from './again.mjs'
import { attachments } from './attachments.mjs'
import { bad } from './bad.mjs'
import { conflicts } from './conflicts.mjs'
import { closedDoors } from './doors.mjs'
import { identities } from './identities.mjs'
import { others } from './others.mjs'
import { pack } from './pack.mjs'
import { refusals } from './refusals.mjs'
import { story } from './story.mjs'
import { alone } from './stays/alone.mjs'
import { bridge } from './stays/bridge.mjs'
import { conference } from './stays/conference.mjs'
import { death } from './stays/death.mjs'
import { desk } from './stays/desk.mjs'
import { emergency } from './stays/emergency.mjs'
import { events } from './stays/events.mjs'
import { facility } from './stays/facility.mjs'
import { handover } from './stays/handover.mjs'
import { issues } from './stays/issues.mjs'
import { meetings } from './stays/meetings.mjs'
import { programme } from './stays/programme.mjs'
import { outside } from './stays/outside.mjs'
import { push } from './stays/push.mjs'
import { readmission } from './stays/readmission.mjs'
import { region } from './stays/region.mjs'
import { report } from './stays/report.mjs'
import { referral } from './stays/referral.mjs'
import { rooms } from './stays/rooms.mjs'
import { surveys } from './stays/surveys.mjs'
import { tablet } from './stays/tablet.mjs'
import { wishes } from './stays/wishes.mjs'

if (!existsSync(BIN)) {
  console.log(`✗ YUI_BIN does not name the program (${BIN})`)
  console.log('0 passed, 1 failed')
  process.exit(1)
}

/** The stories of the whole stay, in the order of their letters. */
const STAYS = {
  conference: ['a decision is changed after closing', conference],
  referral: ['nobody has a care manager', referral],
  emergency: ['a crew finds a card and the team hears of it', emergency],
  wishes: ['a person shows the note and takes it back', wishes],
  outside: ['a hospital outside, by FAX', outside],
  bridge: ['a paper with a number, answered without a login', bridge],
  death: ['a death in the middle', death],
  handover: ['35 people go over', handover],
  facility: ['the facility cannot take the person back', facility],
  readmission: ['in hospital again on day 12', readmission],
  rooms: ['the room of a person, live', rooms],
  push: ['a notice on a telephone that is in a pocket', push],
  events: ['a training from the first entry to its report', events],
  tablet: ['a crew without a line', tablet],
  desk: ['the desk of a centre', desk],
  meetings: ['the day that suits, minutes and what was decided', meetings],
  surveys: ['a survey by one link, its answers and results', surveys],
  programme: ['figures, the table of the plan and the roadmap', programme],
  report: ['the report of a month, and the form of the city', report],
  alone: ['one centre by itself, from last year to the council', alone],
  region: ['from what an association says to the plan of the next year', region],
  issues: ['a talk becomes an issue and is solved', issues],
}

/** Parts of the short run on PostgreSQL: what is written by two at once, waits for what others write, or is cut in the middle. */
const ON_BOTH = ['conflicts', 'again', 'attachments', 'rooms', 'tablet', 'emergency', 'handover']

const only = process.env.YUI_E2E?.split(',')
const [short, side] = [process.argv.includes('--short'), process.argv[process.argv.indexOf('--engine') + 1]]
const runs = (name) => !process.argv.includes('--engine') || side === name
const tally = new Tally()

async function engine(name, place, shots, wanted) {
  let server
  const { browser, close } = await browse()
  try {
    await tally.run(`${name}: demonstration`, async () => {
      command(place, 'demo', '--residents', '80', '--seed', '7', '--no-serve')
      server = await serve(place)
    })
    if (!server) return
    const world = { browser, place, shots, origin: server.origin }
    let told
    await tally.run(`${name}: the thread`, async () => (told = await story(tally, world)))
    if (wanted('others')) await tally.run(`${name}: the other roles`, () => others(tally, world))
    if (wanted('bad')) await tally.run(`${name}: bad input`, () => bad(tally, world, told))
    if (wanted('conflicts') && told) await tally.run(`${name}: two at once`, () => conflicts(tally, world, told))
    if (wanted('again') && told) await tally.run(`${name}: Back and pressed again`, () => again(tally, world, told))
    if (wanted('attachments')) await tally.run(`${name}: attachments`, () => attachments(tally, world))
    for (const [part, [title, tell]] of Object.entries(STAYS)) {
      if (wanted(part)) await tally.run(`${name}: ${title}`, () => tell(tally, world))
    }
    // after the stories: it knocks so often with invented numbers that letters open to nobody of this network for a while
    if (wanted('doors') && told) await tally.run(`${name}: closed doors`, () => closedDoors(tally, world, told))
    if (wanted('pack')) await tally.run(`${name}: the pack for a blackout`, () => pack(tally, world))
    if (wanted('refusals')) await tally.run(`${name}: what does not fit`, () => refusals(tally, world))
    tally.part(`${name}: the end`)
    tally.check('the program still runs', server.running(), server.log())
    tally.check('it has said nothing of a panic', !/panic/i.test(server.log()), server.log())
    tally.equal('it ends in order', await server.stop(), 0)
    command(place, '--region', 'yuino', 'audit', 'verify')
  } catch (e) {
    tally.check('goes to its end', false, e.stack ?? e)
  } finally {
    server?.kill()
    await close()
    place.remove()
  }
}

const asked = (part) => !only || only.includes(part)
if (runs('sqlite')) {
  await engine('SQLite', sqlitePlace(), true, asked)
  if (asked('identities')) {
    const { browser, close } = await browse()
    await tally.run('signing in', () => identities(tally, browser))
    await close()
  }
}
if (process.env.YUI_TEST_POSTGRES && runs('postgres')) {
  await engine('PostgreSQL', postgresPlace(process.env.YUI_TEST_POSTGRES), false, (part) => asked(part) && (!short || ON_BOTH.includes(part)))
} else if (runs('postgres')) {
  console.log('SKIPPED: no YUI_TEST_POSTGRES, nothing was tested on PostgreSQL')
}
console.log(tally.table())
console.log(`${Visitor.met.size} pages met, axe was asked ${Visitor.asked} times`)
console.log(`${tally.passed} passed, ${tally.failed} failed`)
process.exit(tally.failed === 0 ? 0 : 1)
