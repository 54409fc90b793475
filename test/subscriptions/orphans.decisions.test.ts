import { expect, test } from 'vitest'
import type { Instant } from '#core/kernel/time.ts'
import type { Leaver } from '#core/organisation/leaver.ts'
import type { Query, Stored } from '#core/ports/documents.ts'
import { concernedBy, markOrphans, orphans } from '#core/subscriptions/orphans.ts'
import { aDeleted, anActive, early as at, subscriptionId, userId } from '../support/builders.ts'
import { matches } from '../support/simulated/comparisons.ts'

/** What is looked for of those who have left, and what must hold when it is marked. */

const anna = userId(1)
const leftAt = '2026-11-20T08:00:00.000Z' as Instant
const hers = anActive({ purchaserId: anna })
const marked = { ...hers, orphanedAt: leftAt }
const gone = { ...aDeleted({ purchaserId: anna }), orphanedAt: leftAt }
const isFound = (query: Query, document: object) =>
  matches({ ...document, _etag: '' } as unknown as Stored, query.where)
const leaver = (over: Partial<Leaver> = {}): Stored<Leaver> => ({
  type: 'leaver',
  id: `leaver:${anna}`,
  tenantId: hers.tenantId,
  schemaVersion: 1,
  userId: anna,
  leftAt,
  dueAt: at,
  _etag: '"7"',
  ...over,
})

test('B09 orphans are subscriptions that are marked and not deleted', () => {
  expect(isFound(orphans, marked)).toBe(true)
  for (const other of [hers, gone, { ...marked, type: 'purchase' }])
    expect(isFound(orphans, other)).toBe(false)
})

test('B09 of whoever leaves, it is what they bought by themselves and is there', () => {
  const query = concernedBy(leaver())
  for (const one of [hers, { ...hers, channel: 'signUp' }, { ...hers, state: 'pending' }])
    expect(isFound(query, one)).toBe(true)
  const others = [
    { ...hers, type: 'purchase' },
    { ...hers, purchaserId: userId(2) },
    { ...hers, channel: 'central' },
    aDeleted({ purchaserId: anna }),
  ]
  for (const other of others) expect(isFound(query, other)).toBe(false)
})

test('B09 of whoever is back, it is what is marked, also what is deleted by now', () => {
  const query = concernedBy(leaver({ leftAt: null }))
  for (const one of [marked, gone]) expect(isFound(query, one)).toBe(true)
  for (const other of [hers, { ...marked, purchaserId: userId(2) }]) expect(isFound(query, other)).toBe(false)
})

test('B09 a mark counts for nothing where the leaver has changed, or the subscription has another owner or state', () => {
  const writes = markOrphans(
    leaver(),
    [anActive({ id: subscriptionId(5), purchaserId: anna })],
    at,
    () => 'a',
  )
  expect(writes).toMatchObject([
    { kind: 'patch', id: `leaver:${anna}`, ifMatch: '"7"' },
    {
      kind: 'patch',
      id: subscriptionId(5),
      set: { orphanedAt: leftAt },
      when: [
        { field: 'purchaserId', is: '=', value: anna },
        { field: 'state', is: '=', value: 'active' },
      ],
    },
    { kind: 'create', document: { id: 'audit:a', action: 'subscription.orphaned' } },
  ])
})
