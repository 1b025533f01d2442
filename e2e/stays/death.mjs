// (d) A death in the middle of everything: it all ends quietly. Nothing is left in anybody's tray, what was announced
// and not yet read is withdrawn, and in the days that follow no message goes out. The office that followed the person
// reads of it in one quiet line of きょう.
import { before, japanToday } from '../lib/days.mjs'
import { Client } from '../lib/http.mjs'
import { after, admitted, joined, joins, links, mentions, mornings, open, OFFICE, registered } from '../lib/stays.mjs'
import { outgoing, rows } from '../lib/store.mjs'

const NAME = '雫石 ハナ'
const NURSING = '訪問看護ステーション 結野ゆいの手'
/** Where each of those concerned finds what waits for them. */
const TRAYS = {
  cm: ['/', '/transitions'],
  liaison: ['/', '/transitions/intray', '/transitions/intray?who=me', '/transitions/referrals'],
  'visit-nurse': ['/', '/transitions/shared'],
  ward: ['/transitions/ward'],
  doctor: ['/transitions/doctor'],
  facility: ['/', '/transitions/questions'],
  hokatsu: ['/'],
}

export async function death(tally, world) {
  const today = japanToday()
  const client = await Client.role(world.origin, 'yuino', 'cm')
  const resident = await registered(client, { name: NAME, kana: 'しずくいし はな', birth: '1936-10-02', address: '結野市ひばり野台一丁目97-2' })
  await joins(client, resident, 'visit_nursing', NURSING)
  const stay = await admitted(client, resident, before(today, 6))
  const staff = {}
  for (const role of Object.keys(TRAYS)) staff[role] = await open(tally, world, role)
  const ids = [stay, ...(await underway(tally, world, staff, client, stay, today))]
  const waiting = await loudTrays(staff, ids)
  tally.check('before it, several have something to do', waiting.length >= 5, waiting)
  const loud = outgoing(world.place, 'yuino', ids)
  tally.check('before it, notices are unread', loud.unread > 3, JSON.stringify(loud))

  await staff.liaison.go(`/transitions/${stay}/end`)
  await staff.liaison.date('on', today)
  await staff.liaison.pick('end_kind', 'death')
  await staff.liaison.button('退院を登録する')
  await staff.liaison.says('お亡くなりになったことをたしかめて、印をつけてください')
  tally.equal('without the mark nothing is entered', rows(world.place, 'yuino', `SELECT COUNT(*) FROM transitions_stay WHERE id = '${stay}' AND end_kind IS NULL`), [['1']])
  await staff.liaison.page.locator('input[name="sure"]').check()
  await staff.liaison.button('退院を登録する')
  const quiet = outgoing(world.place, 'yuino', ids)
  tally.equal('what nobody had read is withdrawn', quiet.unread, 0)
  tally.equal('one event says that the stay has ended, and none that something was sent', quiet.events - loud.events, 1)
  tally.equal("nothing of it is open in any tray; the office's きょう says it in one line", await trays(staff, ids), ['cm /'])
  for (const [role, v] of Object.entries(staff)) {
    await v.go('/notices')
    tally.check(`${role} has no notice of it: nobody had read one`, !(await mentions(v, ids)))
  }
  await afterwards(tally, world, staff, resident, stay)
  mornings(world, today, 1, 12)
  tally.equal('in the days after it no message goes out', outgoing(world.place, 'yuino', ids), quiet)
  for (const v of Object.values(staff)) await v.close()
}

/** Everything that may be going on: a sheet prepared, a conference announced, the 包括 and a facility asked, a day told. */
async function underway(tally, world, staff, client, stay, today) {
  const { liaison, cm } = staff
  const ids = []
  const note = (v, what) => ids.push(v.page.url().match(new RegExp(`${what}/([0-9a-f-]{36})`))[1])

  const colleague = await joined(tally, world, OFFICE, 'a colleague', 'cm')
  await colleague.go(`/transitions/${stay}/sheet/check`)
  await colleague.press('button[name="prepare"], button:has-text("確認待ちにする")')
  note(colleague, 'prepared')
  await colleague.close()

  await liaison.go(`/transitions/${stay}/assign`)
  await liaison.page.locator('input[name="to"]').first().check()
  await liaison.pick('ward', '3階東病棟')
  await liaison.button('担当を決める')
  await liaison.go(`/transitions/${stay}/planning`)
  await liaison.pick('method', 'phone')
  await liaison.button('退院調整開始の連絡をする')
  await liaison.go(`/transitions/${stay}/planned`)
  await liaison.date('on', after(today, 10))
  await liaison.fill('said_by', '主治医 稲垣')
  await liaison.button('退院予定日を決める')

  await liaison.go(`/transitions/${stay}/conferences/new`)
  await liaison.date('a.day', after(today, 4))
  await liaison.fill('a.time', '14:00')
  await liaison.fill('a.place', '3階 面談室')
  await liaison.page.getByRole('button', { name: '人を追加する' }).click()
  const last = liaison.page.locator('[name^="a.att."][name$=".org"]').last()
  const n = (await last.getAttribute('name')).split('.')[2]
  await liaison.fill(`a.att.${n}.org`, NURSING)
  await liaison.fill(`a.att.${n}.name`, '高松 和美')
  await liaison.pick(`a.att.${n}.job`, 'visiting_nurse')
  await liaison.button('保存して案内を送る')
  note(liaison, 'conferences')

  await liaison.go(`/transitions/${stay}/referral`)
  await liaison.pick('a.consent.given', 'true')
  await liaison.pick('a.ask.kinds', 'manager')
  await liaison.button('たしかめる画面へ')
  await liaison.button('連絡票を送る')
  note(liaison, 'referrals')

  await liaison.go(`/transitions/${stay}/facility`)
  const home = liaison.page.locator('select[name="facility"] option', { hasText: '糸萩荘' })
  await liaison.pick('facility', await home.getAttribute('value'))
  await liaison.pick('method', 'ict')
  await liaison.button('施設に問い合わせる')
  await staff.facility.go('/transitions/questions')
  const asked = (await links(staff.facility)).map((h) => h.match(/questions\/([0-9a-f-]{36})/)?.[1]).find(Boolean)
  tally.check('the facility is asked', asked !== undefined)
  ids.push(asked)

  await cm.go(`/transitions/${stay}/services`)
  if ((await cm.page.locator('[name="a.members"]').count()) > 0) {
    await cm.pick('a.tidings', 'admitted')
    await cm.page.locator('[name="a.by_hand"][value="phone"]').check()
    await cm.button(/知らせる/)
  }
  return ids
}

/** The trays that lead to something of these ids, asked beside the page. */
async function loudTrays(staff, ids) {
  const found = []
  for (const [role, paths] of Object.entries(TRAYS)) {
    for (const path of paths) {
      const text = await (await staff[role].page.request.get(staff[role].url(path))).text()
      if (ids.some((id) => text.includes(id))) found.push(`${role} ${path}`)
    }
  }
  return found
}

/** The trays that still lead to something of these ids, or name the person on a first screen; a list of letters sent stays a list. */
async function trays(staff, ids) {
  const found = []
  for (const [role, paths] of Object.entries(TRAYS)) {
    for (const path of paths) {
      for await (const words of turns(staff[role], path)) {
        const open = (await mentions(staff[role], ids)) && !path.endsWith('/referrals')
        if (open || (path === '/' && words.includes(NAME))) found.push(`${role} ${path}`)
      }
    }
  }
  return found
}

/** The words of a list, page by page: what came last may stand behind much that waits. */
async function* turns(visitor, path) {
  await visitor.go(path)
  yield await visitor.words()
  for (let page = 2; (await visitor.page.locator(`a[href$="?p=${page}"]`).count()) > 0; page += 1) {
    await visitor.go(`${path}?p=${page}`)
    yield await visitor.words()
  }
}

/** What was written stays to be read; nothing more can be begun; only the side that entered it takes it back, for five minutes. */
async function afterwards(tally, world, staff, resident, stay) {
  const { cm, liaison } = staff
  await cm.go(`/transitions/${stay}`)
  await cm.says(NAME)
  await cm.go(`/people/${resident}`)
  await liaison.go(`/transitions/${stay}/end`)
  const back = (v) => v.page.locator('form[action$="/end/undo"]').count()
  tally.equal('for five minutes who entered it has a way back', await back(liaison), 1)
  await cm.go(`/transitions/${stay}/end`)
  tally.equal('the other side has none', await back(cm), 0)
  await cm.go('/transitions/new')
  await cm.fill('who', 'しずくいし')
  await cm.button('探す')
  tally.check('who has died is not offered for an admission', !(await cm.words()).includes(NAME), await cm.words())
  const died = rows(world.place, 'yuino', `SELECT end_kind, closed FROM transitions_stay WHERE id = '${stay}'`)
  tally.equal('the stay is closed by a death', died, [['death', '1']])
}
