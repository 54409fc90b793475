import { expect, test } from 'vitest'
import { documentId } from '#core/kernel/document-ids.ts'
import { addMilliseconds } from '#core/kernel/time.ts'
import type { Leaver } from '#core/organisation/leaver.ts'
import type { Comparison, Stored } from '#core/ports/documents.ts'
import { concernedBy, endLook, markOrphans, orphans } from '#core/subscriptions/orphans.ts'
import { aDeleted, anActive, early as at, subscriptionId, tenantId, userId } from '../support/builders.ts'

const una = userId(1)
const left: Stored<Leaver> = {
  type: 'leaver',
  id: documentId.leaver(una),
  tenantId: tenantId(1),
  schemaVersion: 1,
  userId: una,
  leftAt: at,
  dueAt: at,
  _etag: '"3"',
}
const back = { ...left, leftAt: null }
const bought = anActive({ purchaserId: una })
const mark = (leaver: Stored<Leaver>, ...of: Parameters<typeof markOrphans>[1][number][]) =>
  markOrphans(leaver, of, at, () => 'next')
const fieldsOf = (where: readonly Comparison[]) =>
  where.map((one) => ('field' in one ? `${one.field} ${one.is}` : 'several'))

test('what a leaver bought is marked once, while it is theirs and as it was, and they are still gone (B09, R166)', () => {
  const writes = mark(left, bought)
  expect(writes).toMatchObject([
    { kind: 'patch', id: left.id, ifMatch: '"3"' },
    {
      kind: 'patch',
      id: bought.id,
      set: { orphanedAt: at },
      when: [
        { field: 'purchaserId', is: '=', value: una },
        { field: 'state', is: '=', value: 'active' },
      ],
    },
    { kind: 'create', document: { action: 'subscription.orphaned' } },
  ])
  expect(mark(left, { ...bought, orphanedAt: at })).toEqual([])
  expect(mark(left, { ...bought, state: 'pending' } as never)).toEqual([])
})

test('whoever is back takes the marks off, those of what is deleted too (B09)', () => {
  const deleted = { ...aDeleted({ id: subscriptionId(9) }), purchaserId: una, orphanedAt: at }
  const writes = mark(back, { ...bought, orphanedAt: at }, deleted)
  expect(writes.map((write) => ('set' in write ? write.set : write.kind))).toEqual([
    { dueAt: at },
    { orphanedAt: null },
    'create',
    { orphanedAt: null },
  ])
  expect(mark(back, bought)).toEqual([])
})

test('a leaver is looked at once more, and one who is back is forgotten, unless they changed meanwhile (B09)', () => {
  const lookMs = 10 * 60_000
  expect(endLook(back, false, at)).toEqual({ kind: 'delete', id: left.id, ifMatch: '"3"' })
  const again = { kind: 'patch', id: left.id, set: { dueAt: addMilliseconds(at, lookMs) }, ifMatch: '"3"' }
  expect(endLook(left, false, at)).toEqual(again)
  const later = addMilliseconds(at, lookMs)
  expect(endLook(left, false, later)).toMatchObject({ set: { dueAt: null }, ifMatch: '"3"' })
  expect(endLook(left, true, later)).toMatchObject({ set: { dueAt: addMilliseconds(later, lookMs) } })
})

test('the list has what is marked and still there; a look has what they bought for themselves (B09)', () => {
  expect(fieldsOf(orphans.where)).toEqual(['type =', 'orphanedAt >=', 'state in'])
  expect(fieldsOf(concernedBy(left).where)).toEqual(['type =', 'purchaserId =', 'channel in', 'state in'])
  expect(fieldsOf(concernedBy(back).where)).toEqual(['type =', 'purchaserId =', 'orphanedAt >='])
})
