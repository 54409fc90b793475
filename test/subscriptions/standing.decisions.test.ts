import { expect, test } from 'vitest'
import {
  actionsOn,
  maySee,
  refuseAction,
  refuseActor,
  refusePreview,
  type Standing,
  type SubscriptionAction,
} from '#core/subscriptions/standing.ts'
import { aDeleted, aDisabled, anActive, anExpired, operationId, seatsOf } from '../support/builders.ts'

const nobody: Standing = { purchaser: false, admin: false, reader: false, licenseAdmin: false }
const admin: Standing = { ...nobody, admin: true, reader: true }
const purchaser: Standing = { ...nobody, purchaser: true }
const licenseAdmin: Standing = { ...nobody, licenseAdmin: true }

const everyAction: readonly SubscriptionAction[] = [
  'takeControl',
  'moveUsers',
  'cancel',
  'requestCancellation',
  'assign',
  'unassign',
  'changeLicenses',
  'changeRenewal',
  'transferOwnership',
  'askSupportToCancel',
]
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

test('what a job would do is shown before control is taken, or asked of support, but not of what no job may start on', () => {
  for (const action of ['moveUsers', 'cancel', 'askSupportToCancel'] as const) {
    expect(refusePreview(action, untaken)).toBeUndefined()
    expect(refusePreview(action, aDeleted())?.refused).toBe('SubscriptionDeleted')
    expect(refusePreview(action, anActive({ channel: 'signUp' }))?.refused).toBe('NotSelfService')
    expect(refusePreview(action, anActive({ channel: 'trial' }))).toBeUndefined()
    expect(refusePreview(action, anExpired())).toBeUndefined()
    expect(refusePreview(action, aDisabled())?.refused).toBe('SubscriptionNotActive')
    expect(refusePreview(action, held)?.refused).toBe('OperationInProgress')
    expect(refusePreview(action, awaited)?.refused).toBe('OperationInProgress')
    expect(refusePreview(action, raised)?.refused).toBe('PaymentOutcomeUnknown')
  }
})

test('B25 a central purchase is cancelled by administrators, and not moved out of', () => {
  const central = anActive({ channel: 'central', controlledBy: null })
  expect(refusePreview('cancel', central)).toBeUndefined()
  expect(refuseAction('cancel', central, admin)).toBeUndefined()
  expect(refuseAction('cancel', central, purchaser)?.refused).toBe('Forbidden')
  expect(refusePreview('moveUsers', central)?.refused).toBe('NotSelfService')
})

test('B21 a trial is for one person: it is cancelled, taken over or transferred, and never grows or renews', () => {
  const trial = anActive({ channel: 'trial', controlledBy: null })
  expect(actionsOn(trial, purchaser)).toEqual(['cancel'])
  expect(actionsOn(trial, admin)).toEqual(['takeControl', 'transferOwnership', 'askSupportToCancel'])
  expect(actionsOn({ ...trial, controlledBy: taken.controlledBy }, admin)).toEqual([
    'moveUsers',
    'cancel',
    'transferOwnership',
    'askSupportToCancel',
  ])
  for (const action of ['assign', 'unassign', 'changeLicenses', 'changeRenewal'] as const)
    expect(refuseAction(action, trial, purchaser)?.refused).toBe('SingleUserSubscription')
})

test('R007 R021 only what somebody signed up for is deleted, by an administrator', () => {
  const signedUp = anActive({ channel: 'signUp', controlledBy: null })
  expect(actionsOn(signedUp, admin)).toEqual(['delete'])
  expect(refuseAction('delete', signedUp, purchaser)?.refused).toBe('Forbidden')
  for (const channel of ['selfService', 'central', 'trial'] as const)
    expect(refuseAction('delete', anActive({ channel }), admin)?.refused).toBe('PaidSubscription')
})

test('R186 what has expired is renewed, emptied, cancelled or handed on, and gets no new users', () => {
  expect(actionsOn(anExpired(), admin)).toEqual([
    'moveUsers',
    'cancel',
    'requestCancellation',
    'unassign',
    'changeLicenses',
    'changeRenewal',
    'transferOwnership',
    'askSupportToCancel',
  ])
  expect(refuseAction('assign', anExpired(), admin)).toEqual({
    refused: 'SubscriptionNotActive',
    facts: { state: 'expired' },
  })
  expect(actionsOn(anExpired({ controlledBy: null }), purchaser)).toEqual([
    'cancel',
    'unassign',
    'changeLicenses',
    'changeRenewal',
  ])
})

test('R186 what is disabled is seen by administrators and readers only, and nobody does anything to it', () => {
  for (const standing of [admin, purchaser, licenseAdmin]) {
    expect(actionsOn(aDisabled(), standing)).toEqual([])
    expect(maySee(aDisabled(), standing)).toBe(standing === admin)
    expect(maySee(anExpired(), standing)).toBe(true)
  }
  expect(maySee(aDisabled(), { ...nobody, reader: true })).toBe(true)
  for (const action of everyAction)
    expect(refuseAction(action, aDisabled(), { ...admin, purchaser: true })).toEqual({
      refused: 'SubscriptionNotActive',
      facts: { state: 'disabled' },
    })
})

test('R186 whether another term follows stays the purchaser’s to say when control was taken', () => {
  expect(refuseAction('changeRenewal', untaken, purchaser)).toBeUndefined()
  expect(refuseAction('changeRenewal', untaken, admin)?.refused).toBe('TakeControlRequired')
  expect(refuseAction('changeRenewal', taken, purchaser)).toBeUndefined()
  expect(refuseAction('changeRenewal', taken, admin)).toBeUndefined()
  expect(refuseAction('changeRenewal', taken, licenseAdmin)?.refused).toBe('Forbidden')
  const central = anActive({ channel: 'central' })
  expect(refuseAction('changeRenewal', central, admin)).toBeUndefined()
  expect(refuseAction('changeRenewal', central, purchaser)?.refused).toBe('Forbidden')
  expect(refuseAction('changeRenewal', held, admin)?.refused).toBe('OperationInProgress')
  expect(refuseAction('changeRenewal', raised, admin)?.refused).toBe('PaymentOutcomeUnknown')
})

test('R189 administrators give a subscription to another owner, in whosever hands it is', () => {
  for (const subscription of [taken, untaken]) {
    expect(refuseAction('transferOwnership', subscription, admin)).toBeUndefined()
    expect(refuseAction('transferOwnership', subscription, purchaser)?.refused).toBe('Forbidden')
  }
  const central = anActive({ channel: 'central' })
  expect(refuseAction('transferOwnership', central, admin)?.refused).toBe('NotSelfService')
  expect(refuseAction('transferOwnership', held, admin)?.refused).toBe('OperationInProgress')
  expect(refuseAction('transferOwnership', raised, admin)?.refused).toBe('PaymentOutcomeUnknown')
})

test('R075 R076 R077 R087 exactly what would not be refused is offered, and nothing of what is gone', () => {
  expect(actionsOn(untaken, admin)).toEqual([
    'takeControl',
    'requestCancellation',
    'transferOwnership',
    'askSupportToCancel',
  ])
  expect(actionsOn(held, admin)).toEqual(['unassign'])
  expect(actionsOn(untaken, nobody)).toEqual([])
  expect(actionsOn(aDeleted({ controlledBy: null }), admin)).toEqual([])
})

test('R021 what was bought is cancelled, never deleted like a sign-up', () => {
  expect(refuseAction('delete', anActive(), admin)?.refused).toBe('PaidSubscription')
  expect(refuseAction('delete', anActive({ channel: 'signUp' }), admin)).toBeUndefined()
})
