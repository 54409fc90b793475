import { expect, test } from 'vitest'
import {
  actionsOn,
  refuseAction,
  refuseActor,
  refusePreview,
  type Standing,
} from '#core/subscriptions/standing.ts'
import { aDeleted, anActive, operationId, seatsOf } from '../support/builders.ts'

const nobody: Standing = { purchaser: false, admin: false, reader: false, licenseAdmin: false }
const admin: Standing = { ...nobody, admin: true, reader: true }
const purchaser: Standing = { ...nobody, purchaser: true }
const licenseAdmin: Standing = { ...nobody, licenseAdmin: true }

const taken = anActive()
const untaken = anActive({ controlledBy: null })
const held = anActive({ operationId: operationId(1) })
const awaited = anActive({ seats: seatsOf({ total: 3, reserved: 1 }) })
const raised = anActive({ purchaseId: 'purchase:1' })

test('R042 R043 seats are the purchaser’s to give and take until control is taken, then the administrators’', () => {
  for (const action of ['assign', 'unassign'] as const) {
    expect(refuseAction(action, untaken, purchaser)).toBeUndefined()
    expect(refuseAction(action, untaken, admin)?.refused).toBe('TakeControlRequired')
    expect(refuseAction(action, taken, admin)).toBeUndefined()
    expect(refuseAction(action, taken, licenseAdmin)).toBeUndefined()
    expect(refuseAction(action, taken, purchaser)?.refused).toBe('UnderAdminControl')
  }
})

test('R107 while a job empties a subscription nobody is given a seat, but may lose theirs', () => {
  expect(refuseAction('assign', held, admin)?.refused).toBe('OperationInProgress')
  expect(refuseAction('unassign', held, admin)).toBeUndefined()
})

test('nobody asks the purchaser to cancel what a job is about', () => {
  expect(refuseAction('requestCancellation', untaken, admin)).toBeUndefined()
  expect(refuseAction('requestCancellation', held, admin)?.refused).toBe('OperationInProgress')
  expect(refuseAction('requestCancellation', awaited, admin)?.refused).toBe('OperationInProgress')
})

test('a job is commanded by whoever could have started it, whatever it has done to the subscription since', () => {
  expect(refuseActor('cancel', held, admin)).toBeUndefined()
  expect(refuseActor('cancel', aDeleted(), admin)).toBeUndefined()
  expect(refuseActor('cancel', taken, licenseAdmin)?.refused).toBe('Forbidden')
  expect(refuseActor('moveUsers', untaken, purchaser)?.refused).toBe('Forbidden')
  expect(refuseActor('cancel', taken, purchaser)?.refused).toBe('UnderAdminControl')
  expect(refuseActor('cancel', untaken, admin)?.refused).toBe('TakeControlRequired')
})

test('what a job would do is shown before control is taken, but not of what no job may start on', () => {
  for (const action of ['moveUsers', 'cancel'] as const) {
    expect(refusePreview(action, untaken)).toBeUndefined()
    expect(refusePreview(action, aDeleted())?.refused).toBe('SubscriptionDeleted')
    expect(refusePreview(action, anActive({ channel: 'central' }))?.refused).toBe('NotSelfService')
    expect(refusePreview(action, held)?.refused).toBe('OperationInProgress')
    expect(refusePreview(action, raised)?.refused).toBe('PaymentOutcomeUnknown')
  }
})

test('R075 to R077, R087 exactly what would not be refused is offered, and nothing of what is gone', () => {
  expect(actionsOn(untaken, admin)).toEqual(['takeControl', 'requestCancellation'])
  expect(actionsOn(held, admin)).toEqual(['unassign'])
  expect(actionsOn(untaken, nobody)).toEqual([])
  expect(actionsOn(aDeleted({ controlledBy: null }), admin)).toEqual([])
})
