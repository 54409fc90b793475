import { beforeEach, describe, expect, test } from 'vitest'
import { type Actor, type AuditEntry, auditEntry } from '#core/audit/audit-entry.ts'
import { addMilliseconds, type Instant } from '#core/kernel/time.ts'
import { anOffice, type Office, said } from '../billing/office.ts'
import type { Person } from '../support/simulated/app.ts'
import { tenantId } from '../support/simulated/app.ts'
import { exported, listed, pagesOf } from './trail.ts'

/** The audit trail as administrators read and export it. */

let office: Office
let gaia: Person
let now: Instant
beforeEach(async () => {
  office = await anOffice()
  gaia = office.gaia
  now = office.at.services.clock.now()
})

const by: Actor = { id: 'p1', name: 'Pim Partner', tenantId: 'partner', tenantName: 'Contoso Partners' }

/** An entry of so many milliseconds ago, as a feature would write it. */
const entry = (id: string, { ago = 0, action = 'thing.done', actor = by, reason = 'because' } = {}) =>
  auditEntry(`audit:${id}`, action, actor, addMilliseconds(now, -ago), { tenantId, facts: { reason, ago } })

const store = (...entries: AuditEntry[]) => office.at.store(...entries)

test('B15 every purchase is in the audit trail: who, when, from which organisation, what', async () => {
  const { anna, buy, buyCentrally, addCard } = office
  const bought = await buy(anna, await addCard(anna), 3)
  const central = await buyCentrally(2)
  const purchases = await listed(gaia, { action: 'subscription.purchased' })
  expect(purchases).toHaveLength(2)
  const of = (id: string) => purchases.find(({ subscriptionId }) => subscriptionId === id)
  expect(of(bought)).toMatchObject({
    at: now,
    actor: { id: anna.userId, displayName: 'Anna', tenantId },
    productId: 'CFQ7TTC0N8SS',
    productName: 'Clipchamp Premium',
    facts: { channel: 'selfService', totalLicenses: 3, charged: { currency: 'EUR' } },
  })
  expect(of(central)).toMatchObject({ actor: { displayName: 'Bill' }, facts: { totalLicenses: 2 } })
  expect(await listed(office.rita)).toEqual(await listed(gaia))
})

test('R057 B15 a change of the policy says which value became which; the card that was added is told without its number', async () => {
  const name = 'policies/allowSelfServicePurchase/products'
  const params = { id: 'CFQ7TTC0N8SS' }
  const read = await gaia.ask('policies-products-get', { params })
  const headers = { 'if-match': read.headers['etag'] ?? '' }
  const put = (policyValue: string) =>
    gaia.ask('policies-products-put', { params, headers, body: { policyValue } })
  expect((await put('Sometimes')).status, name).toBe(400)
  expect((await put('Disabled')).status).toBe(200)
  expect(await listed(gaia, { actor: gaia.userId })).toMatchObject([
    {
      action: 'policy.changed',
      actor: { displayName: 'Gaia', tenantId },
      facts: { changes: [{ productId: 'CFQ7TTC0N8SS', to: 'Disabled' }] },
    },
  ])
  await office.addCard(office.anna)
  const [card] = await listed(gaia, { actor: office.anna.userId })
  expect(card).toMatchObject({ action: 'paymentMethod.added' })
  expect(JSON.stringify(card)).not.toMatch(/tok_|4242/)
})

test('B15 a partner is told with the organisation that they came from, and why they did it', async () => {
  await store(entry('1'))
  expect(await listed(gaia)).toEqual([
    {
      id: '1',
      at: now,
      action: 'thing.done',
      actor: { id: 'p1', displayName: 'Pim Partner', tenantId: 'partner', organisation: 'Contoso Partners' },
      reason: 'because',
      facts: { ago: 0 },
    },
  ])
})

describe('B15 the list', () => {
  beforeEach(async () => {
    const other = { ...by, id: 'seatwarden' }
    await store(
      ...Array.from({ length: 30 }, (_, n) =>
        // Three of each moment, stored in no order.
        entry(String((n * 7) % 30), {
          ago: Math.floor(((n * 7) % 30) / 3) * 1_000,
          action: n % 2 === 0 ? 'thing.done' : 'thing.undone',
          actor: n % 5 === 0 ? other : by,
        }),
      ),
    )
  })

  test('is newest first, and the same by pages of any size', async () => {
    const whole = await listed(gaia)
    expect(whole).toHaveLength(30)
    expect(whole.map(({ at }) => at)).toEqual(
      whole
        .map(({ at }) => at)
        .sort()
        .reverse(),
    )
    for (const maxpagesize of ['1', '2', '7', '29', '30', '31']) {
      expect(await listed(gaia, { maxpagesize })).toEqual(whole)
    }
    expect((await pagesOf(gaia, { maxpagesize: '7' }))[0]).toHaveLength(7)
  })

  test('goes on where it was, whatever happens meanwhile', async () => {
    const whole = await listed(gaia)
    const first = await gaia.ask('audit-list', { query: { maxpagesize: '10' } })
    await store(...Array.from({ length: 5 }, (_, n) => entry(`later-${n}`, { ago: -n })))
    const query = Object.fromEntries(new URL(first.body['nextLink'] as string).searchParams)
    expect([...(first.body['value'] as object[]), ...(await listed(gaia, query))]).toEqual(whole)
  })

  test('is filtered by time, actor and action, each alone and together', async () => {
    const whole = await listed(gaia)
    const [from, to] = [addMilliseconds(now, -6_000), addMilliseconds(now, -2_000)]
    const within = whole.filter(({ at }) => at >= from && at <= to)
    expect(within).toHaveLength(15)
    expect(await listed(gaia, { from, to })).toEqual(within)
    const inSeconds = { from: from.replace('.000Z', 'Z'), to: to.replace('.000Z', 'Z') }
    expect(await listed(gaia, { ...inSeconds, maxpagesize: '2' })).toEqual(within)
    const mine = (events: typeof whole) =>
      events.filter(({ actor, action }) => actor.id === 'seatwarden' && action === 'thing.undone')
    expect(mine(within).length).toBeGreaterThan(0)
    const asked = { actor: 'seatwarden', action: 'thing.undone' }
    expect(await listed(gaia, { from, to, ...asked })).toEqual(mine(within))
    expect(await listed(gaia, asked)).toEqual(mine(whole))
    expect(await listed(gaia, { action: 'no.such' })).toEqual([])
    const today = now.slice(0, 10)
    expect(await listed(gaia, { from: today, to: today })).toEqual(whole)
    expect(await listed(gaia, { to: '2026-11-20' })).toEqual([])
    expect(await listed(gaia, { from: '2026-11-22', to: '9999-12-31' })).toEqual([])
  })

  test.each([
    ['a range that ends before it begins', { from: '2026-11-21', to: '2026-11-20' }, 'from'],
    ['a time that is none', { from: 'yesterday' }, 'from'],
    ['a finer time than there is', { to: '2026-11-21T10:00:00.0000000000000001Z' }, 'to'],
    ['a parameter that there is not', { colour: 'red' }, 'colour'],
    ['an id that is none', { subscriptionId: 'x' }, 'subscriptionId'],
    ['a place that no page gave', { continuation: 'abc' }, 'continuation'],
    ['a place among the users of an entry without any', { continuation: placeWithin('29') }, 'continuation'],
  ])('refuses %s', async (_, query, target) => {
    for (const route of ['audit-list', 'audit-export']) {
      const answer = await gaia.ask(route, { query })
      expect(said(answer)).toBe('400 InvalidRequest')
      expect(JSON.stringify(answer.body)).toContain(target)
    }
  })

  test('costs the same on its last pages as on its first', async () => {
    const asked: number[] = []
    const { documents } = office.at.services
    const { page } = documents
    Object.assign(office.at.services, {
      documents: {
        ...documents,
        page: async (...given: Parameters<typeof page>) => {
          const read = await page(...given)
          asked.push(read.items.length)
          return read
        },
      },
    })
    await listed(gaia, { maxpagesize: '5' })
    expect(asked.slice(0, 6)).toEqual([5, 5, 5, 5, 5, 5])
  })
})

describe('B15 the export', () => {
  const header =
    '"id","at","action","actorId","actorName","actorTenantId","actorOrganisation","subscriptionId","operationId","productId","reason","facts"\r\n'

  test('has everything of the list, as CSV without formulas or as lines of JSON', async () => {
    await store(
      entry('1', { ago: 2, reason: '=HYPERLINK("http://x")' }),
      entry('2', { ago: 1, reason: 'two\r\nlines, "quoted"' }),
      entry('3'),
    )
    const [csv, ...more] = await exported(gaia)
    expect(more).toEqual([])
    expect(csv?.headers).toMatchObject({
      'content-type': 'text/csv; charset=utf-8',
      'Content-Disposition': 'attachment; filename="audit-events.csv"',
    })
    const row = (id: string, ago: number, reason: string) =>
      `"${id}","${addMilliseconds(now, -ago)}","thing.done","p1","Pim Partner","partner","Contoso Partners","","","","${reason}","{""ago"":${ago}}"\r\n`
    expect(csv?.text).toBe(
      header +
        row('3', 0, 'because') +
        row('2', 1, 'two\r\nlines, ""quoted""') +
        row('1', 2, `'=HYPERLINK(""http://x"")`),
    )
    const [lines] = await exported(gaia, { format: 'jsonl' })
    expect(lines?.headers).toMatchObject({
      'content-type': 'application/jsonl; charset=utf-8',
      'Content-Disposition': 'attachment; filename="audit-events.jsonl"',
    })
    const events = lines?.text
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line))
    expect(events).toEqual(await listed(gaia))
  })

  test('comes in parts that say that there is more, and joined they are the whole', async () => {
    await store(...Array.from({ length: 25 }, (_, n) => entry(String(n), { ago: n })))
    for (const format of ['csv', 'jsonl']) {
      const [whole] = await exported(gaia, { format })
      const parts = await exported(gaia, { format, maxpagesize: '10' })
      expect(parts).toHaveLength(3)
      expect(parts.map(({ text }) => text).join('')).toBe(whole?.text)
      expect(parts[0]?.headers['Content-Disposition']).toContain(`audit-events-part.${format}`)
      expect(parts[0]?.headers['Link']).toMatch(/^<https:\/\/api\.example\/tenants\/.+>; rel="next"$/)
    }
    const [filtered] = await exported(gaia, { to: addMilliseconds(now, -24) })
    expect(filtered?.text.split('\r\n')).toHaveLength(3)
  })

  test('has at most 5,000 events in a part, and none is left out', async () => {
    const all = Array.from({ length: 5_100 }, (_, n) => entry(String(n), { ago: n % 50 }))
    for (let from = 0; from < all.length; from += 100) await store(...all.slice(from, from + 100))
    const parts = await exported(gaia)
    const sizes = parts.map(({ text }) => text.split('\r\n').length - 1)
    expect(sizes).toEqual([5_001, 100])
    const ids = parts.flatMap(({ text }) => text.match(/^"\d+"/gm) ?? [])
    expect(new Set(ids).size).toBe(5_100)
  })
})

/** As a link has it that somebody made up. */
function placeWithin(id: string): string {
  return Buffer.from(`2026-11-21T10:00:00.000Z audit:${id}|3`).toString('base64url')
}
