// Closed doors: every address of the program, asked by nobody, by the wrong role and by another organisation. Never a
// name, never a crash; and afterwards nothing has changed.
import { randomUUID } from 'node:crypto'
import { Client } from './lib/http.mjs'
import { command } from './lib/program.mjs'
import { INSIDE, real } from './lib/real.mjs'
import { PERSON } from './story.mjs'

const NOBODY = '01926446-9400-7000-8000-000000000000'
/** What an address names that belongs to a person: whoever has no part in it must not find it. */
const PERSONAL = /\{(stay|resident|act|record|conference|referral|prepared|handover|meeting|task|file)\}/

/** The addresses as the program lists them: path, method, permission. */
function routes() {
  return command({ words: [] }, 'generated', 'routes.txt')
    .split('\n')
    .filter((l) => l && !l.startsWith('#'))
    .map((l) => l.split(' '))
    .map(([path, method, permission]) => ({ path, method, permission }))
}

/** An account at an organisation that has nothing to do with the person. */
async function invited(world, organisation, hat) {
  const words = ['invite', '--organisation', organisation, '--name', '試験 太郎', '--kana', 'しけん たろう', '--hat', hat]
  const said = command(world.place, '--region', 'yuino', ...words)
  return Client.code(world.origin, 'yuino', said.match(/[A-Z0-9]{4}-[A-Z0-9]{4}-[A-Z0-9]{4}/)[0])
}

/** An organisation of its own for who can be of no hospital and no 居宅: its name. */
function founded(world, name, kind) {
  command(world.place, '--region', 'yuino', 'organisation', 'add', '--name', name, '--kana', 'しけん', '--kind', kind)
  return name
}

/** Names of organisations, from the page where everybody may read them. */
async function organisationsOf(world, kind) {
  const cm = await Client.role(world.origin, 'yuino', 'cm')
  const survey = JSON.parse(command(world.place, '--region', 'yuino', 'survey', 'liaison', '--from', '2000-01-01', '--to', '2100-01-01'))
  const me = (await cm.get('/me')).text
  return survey.by[kind].map((r) => r.name).filter((n) => !me.includes(n))
}

export async function closedDoors(tally, world, told) {
  const { origin } = world
  const stays = () => command(world.place, '--region', 'yuino', 'export', 'stays', '--ndjson')
  const offices = await organisationsOf(world, 'office')
  const hospitals = (await organisationsOf(world, 'hospital')).filter((n) => n !== '結野中央病院')
  const visitors = {
    nobody: new Client(origin, 'yuino'),
    'another office': await invited(world, offices[0], 'cm'),
    'another hospital': await invited(world, hospitals[0], 'liaison'),
    'a provider': await invited(world, founded(world, '試験訪問介護', 'home_service'), 'provider'),
    'the city': await invited(world, founded(world, '試験市', 'city'), 'city'),
    'the centre': await Client.role(origin, 'yuino', 'coordinator'),
    'another 包括': await Client.role(origin, 'yuino', 'hokatsu'),
  }
  const things = await real(world, told)
  for (const [client, path] of things.own) {
    tally.equal(`${path.replace(/[0-9a-f-]{36}/g, '…')} opens for its own side`, (await client.get(path)).status, 200)
  }
  const before = stays()
  const fill = (path) => things.fill(path.replace('{what}', 'contact')).replace(/\{[a-z]+\}/g, NOBODY)
  const names = [...INSIDE.flatMap((p) => [p.name, p.kana, p.address]), '門外', 'モンガイ', PERSON.name, PERSON.kana, 'トマベチ', '苫米地', '二丁目99-7', '血液をさらさら']
  let asked = 0
  const knock = async ([who, client]) => {
    const csrf = await token(client)
    for (const route of routes()) {
      const path = fill(route.path) + (route.path.endsWith('/new') && route.method === 'GET' ? `?resident=${told.resident}` : '')
      if (path === '/logout' || path.startsWith('/login') || path.startsWith('/join') || path.startsWith('/me/access/end')) continue
      const answer = route.method === 'GET' ? await client.get(path) : await client.post(path, { _csrf: csrf, _key: randomUUID(), resident: told.resident, q: '苫米地', _do: 'find' })
      asked += 1
      const what = `${who} at ${route.method} ${route.path}`
      tally.check(`${what} meets no crash`, answer.status < 500, `${answer.status}`)
      // what was typed into a search stands in its field again; nothing else may hold the name
      const text = route.path === '/search' || route.path === '/transitions/new' ? answer.text.replace(/value="苫米地"/g, '') : answer.text
      const leaked = names.filter((n) => text.includes(n))
      tally.check(`${what} reads nothing of the person`, leaked.length === 0 || onlyTyped(text), leaked)
      const personal = PERSONAL.test(route.path)
      if (personal && who === 'nobody') {
        // residents and their families have a door of their own
        const door = route.path.startsWith('/my/') ? '/yuino/my/enter' : '/yuino/login'
        const closed = answer.status === 303 && answer.headers.location.startsWith(door)
        tally.check(`${what} is led to the door`, closed || answer.status === 403, `${answer.status} ${answer.headers.location}`)
      } else if (personal) {
        tally.check(`${what} finds it closed`, [403, 404].includes(answer.status), answer.status)
      } else if (who === 'nobody' && route.permission !== 'public') {
        tally.check(`${what} is led to the door`, [303, 403].includes(answer.status), answer.status)
      }
    }
  }
  // side by side: none of them may depend on what another does
  await Promise.all(Object.entries(visitors).map(knock))
  tally.check('every address was asked', asked > 600, asked)
  tally.equal('nobody changed anything', stays(), before)
  const cross = new Client(origin, 'kitakami')
  const cm = await Client.role(origin, 'yuino', 'cm')
  cross.cookies = cm.cookies
  const elsewhere = await cross.get('/directory')
  tally.equal('a session of one region opens no other', elsewhere.status, 303)
}

/** A search that found nothing says again what was looked for; that is no record of the person. */
function onlyTyped(text) {
  return !text.includes(PERSON.name) && !text.includes(PERSON.kana) && !text.includes('血液をさらさら') && !text.includes('二丁目99-7')
}

async function token(client) {
  const page = await client.get('/')
  const home = page.status === 303 && page.headers.location ? await client.get(page.headers.location.replace(/^\/yuino/, '')) : page
  return home.text.match(/name="_csrf" value="([^"]+)"/)?.[1] ?? ''
}
