import { expect, test } from 'vitest'
import type { TokenClaims } from '#core/ports/identity.ts'
import { callerOf } from '#functions/http/caller.ts'
import { globalAdmin, tenantId } from '../support/simulated/app.ts'

const operator = '22222222-2222-4222-8222-222222222222'
const claims: TokenClaims = {
  tenantId,
  objectId: '33333333-3333-4333-8333-333333333333',
  kind: 'user',
  name: 'Gaia',
  accountType: 0,
  appRoles: ['Ops.Manage', 'Support.Cancel'],
  directoryRoles: [globalAdmin],
  personalAccount: false,
}
const rolesOf = (given: Partial<TokenClaims>, operatorTenantId: string) =>
  [...(callerOf({ ...claims, ...given }, operatorTenantId)?.roles ?? [])].toSorted()

test('an administrator who gives themselves the operators’ app roles in their own tenant is no operator', () => {
  expect(rolesOf({}, operator)).toEqual(['globalAdmin', 'member'])
  expect(rolesOf({ kind: 'app' }, operator)).toEqual([])
})

test('the organisation that runs this has operators, people and apps', () => {
  const ops = ['operatorManages', 'operatorReads', 'support']
  expect(rolesOf({ tenantId: operator, kind: 'app' }, operator)).toEqual(ops)
  expect(rolesOf({ tenantId: operator.toUpperCase(), directoryRoles: [] }, operator)).toEqual([
    'member',
    ...ops,
  ])
})
