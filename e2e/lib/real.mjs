// One real thing of every kind that an address may name, about people whom outsiders must not find; for the closed doors.
import { before, japanToday } from './days.mjs'
import { Client } from './http.mjs'
import { rows } from './store.mjs'
import { OFFICE, after, admitted, era, hired, joins, option, registered, sent } from './stays.mjs'

const NURSING = '訪問看護ステーション 結野ゆいの手'
/** The people these things are about; no outsider may read a word of them. */
export const INSIDE = [
  { name: '門外 ふみ', kana: 'もんがい ふみ', birth: '1935-08-09', address: '結野市瀬織99-3' },
  { name: '門外 たみ', kana: 'もんがい たみ', birth: '1934-07-08', address: '結野市瀬織99-4' },
]

const id = (path, what) => path.match(new RegExp(`${what}/([0-9a-f-]{36})`))[1]

/** Makes them by the forms of their pages; the ids by the name that the address gives them, and pages that must open for their own side. */
export async function real(world, told) {
  const today = japanToday()
  const cm = await Client.role(world.origin, 'yuino', 'cm')
  const liaison = await Client.role(world.origin, 'yuino', 'liaison')
  const colleague = await hired(world, OFFICE, '試験 同室', 'cm')
  const resident = await registered(cm, INSIDE[0])
  await joins(cm, resident, 'visit_nursing', NURSING)
  const stay = await admitted(cm, resident, before(today, 5))
  const at = (tail) => `/transitions/${stay}${tail}`

  const prepared = id(await sent(colleague, at('/sheet/check'), { prepare: 'yes', 'a.method': 'ict', 'a.to': '地域連携室' }, at('/sheet/send')), 'prepared')
  const conference = id(await sent(liaison, at('/conferences/new'), seats(today)), 'conferences')
  const referral = await letter(liaison, at('/referral'))
  const facilities = (await liaison.get(at('/facility'))).text
  await sent(liaison, at('/facility'), { facility: option(facilities, '特別養護老人ホーム ひばり野台苑（架空）'), procedures: 'suction', method: 'ict' })
  const services = (await cm.get(at('/services'))).text
  const members = [...services.matchAll(/name="a.members"[^>]*value="([^"]+)"/g)].map(([, v]) => v)
  await sent(cm, at('/services'), { 'a.tidings': 'admitted', 'a.members': members, 'a.by_hand': 'phone' })
  const acts = Object.fromEntries(rows(world.place, 'yuino', `SELECT kind, id FROM transitions_act WHERE stay = '${stay}'`))
  await sent(liaison, '/transitions/partners', { 'day.y': era(today), partner: OFFICE, channel: 'room', about: '顔あわせ' })
  const meeting = rows(world.place, 'yuino', 'SELECT id FROM transitions_meeting ORDER BY at DESC')[0][0]
  const task = await missed(world, cm, today)
  const handover = await given(cm, colleague, resident)
  await cm.upload(`/people/${told.resident}/files`, { file_kind: 'other' }, { name: '写し.pdf', type: 'application/pdf', text: PDF })
  const file = rows(world.place, 'yuino', `SELECT id FROM people_attachment WHERE resident = '${told.resident}'`)[0][0]

  const ids = { stay: told.stay, resident: told.resident, record: told.record, conference, referral, prepared, meeting, task, handover, file, other: resident }
  const act = (path) => {
    if (path.startsWith('/transitions/questions/')) return acts.facility_asked
    return /\/(services|told)\//.test(path) ? acts.services_told : acts.facility_asked
  }
  const own = [
    [cm, `/transitions/prepared/${prepared}`],
    [cm, `/transitions/tasks/${task}`],
    [cm, `/handover/${handover}`],
    [cm, `/people/${told.resident}/files/${file}`],
    [liaison, `/transitions/conferences/${conference}`],
    [liaison, `/transitions/referrals/${referral}`],
  ]
  return { fill: (path) => path.replace('{act}', act(path)).replace(/\{([a-z]+)\}/g, (whole, name) => ids[name] ?? whole), own }
}

const PDF = '%PDF-1.4\n1 0 obj << /Type /Catalog /Pages 2 0 R >> endobj 2 0 obj << /Type /Pages /Kids [3 0 R] >> endobj 3 0 obj << /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >> endobj trailer << /Root 1 0 R >>\nstartxref\n0\n%%EOF\n'

/** The fields of a conference that is announced. */
function seats(today) {
  const row = (n, [organisation, name, job]) => ({ [`a.att.${n}.org`]: organisation, [`a.att.${n}.name`]: name, [`a.att.${n}.job`]: job })
  return {
    _part: 'plan', _do: 'invite', 'a.day.y': era(after(today, 3)), 'a.time': '14:00', 'a.means': 'room', 'a.place': '面談室',
    ...row(1, ['結野中央病院', '小田島 誠', 'nurse']), ...row(2, [OFFICE, '佐藤 花子', 'cm']), ...row(3, [NURSING, '高松 和美', 'visiting_nurse']),
  }
}

/** A sheet to a 包括 that is not the one whose entry the demonstration shows. */
async function letter(liaison, path) {
  const page = (await liaison.get(path)).text
  const typed = {}
  for (const [tag] of page.split('id="sheet"')[1].matchAll(/<input [^>]*type="(?:text|tel)"[^>]*>/g)) {
    const of = (name) => tag.match(new RegExp(` ${name}="([^"]*)"`))?.[1] ?? ''
    typed[of('name')] = of('value')
  }
  const known = { 'a.person.birth.y': 'S10.8.9', 'a.stay.admitted_on.y': era(japanToday()), 'a.consent.given': 'true', 'a.ask.kinds': 'manager' }
  await sent(liaison, path, { ...typed, ...known, _do: 'check' })
  const check = (await liaison.get(`${path}?check=1`)).text
  const label = check.indexOf('結野市中央高齢者相談支援センター')
  const to = [...check.slice(0, label).matchAll(/name="to"[^>]*value="([^"]+)"/g)].pop()[1]
  return id(await sent(liaison, `${path}?check=1`, { to, _do: 'send' }), 'referrals')
}

/** Somebody who is home again and did not get to the doctor: a task. */
async function missed(world, cm, today) {
  const resident = await registered(cm, INSIDE[1])
  const stay = await admitted(cm, resident, before(today, 20))
  await sent(cm, `/transitions/${stay}/end`, { 'on.y': era(before(today, 8)), end_kind: 'home' })
  const answers = Object.fromEntries(['visit', 'medicines', 'weight', 'services', 'troubles'].map((q) => [`a.${q}`, 'no']))
  await sent(cm, `/transitions/${stay}/follow-up`, { 'a.mark': '7', 'a.day.y': era(today), 'a.method': 'phone', 'a.said_by': 'ご本人', ...answers })
  return rows(world.place, 'yuino', `SELECT id FROM transitions_task WHERE stay = '${stay}'`)[0][0]
}

/** One person goes over to the colleague. */
async function given(cm, colleague, resident) {
  const choose = (await cm.get('/handover')).text
  const to = option(choose, '試験 同室')
  const from = option(choose, '佐藤 花子')
  const path = `/handover/preview?a.from=${from}&a.office=same&a.to=${to}`
  return id(await sent(cm, path, { 'a.who': resident, 'a.reason': '担当替えのため' }, '/handover'), 'handover')
}
