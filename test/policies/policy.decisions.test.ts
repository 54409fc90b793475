import fc from 'fast-check'
import { expect, test } from 'vitest'
import { allProducts, findProduct, type Product } from '#core/catalogue/products.ts'
import { isRefusal } from '#core/kernel/refusals.ts'
import type { Policy } from '#core/policies/policy.ts'
import { newPolicy, policyValueOf, setAllProducts, setProductPolicy } from '#core/policies/policy.ts'
import { aTenant } from '../support/builders.ts'

const product = (id: string) => findProduct(id) as Product
const powerBiPro = product('CFQ7TTC0H9MP')
const visioPlan1 = product('CFQ7TTC0HD33')
const tenant = aTenant()
const untouched = newPolicy(tenant.tenantId)
const policy = (values: Policy['values']): Policy => ({ ...untouched, values })
const anyValue = fc.constantFrom('Enabled', 'Disabled', 'OnlyTrialsWithoutPaymentMethod')
const anyProduct = fc.constantFrom(...allProducts())

test('an organisation begins with a policy in which no product has a value of its own', () => {
  expect(untouched).toEqual({
    type: 'policy',
    id: 'policy:AllowSelfServicePurchase',
    tenantId: tenant.tenantId,
    schemaVersion: 1,
    values: {},
  })
  fc.assert(
    fc.property(anyProduct, anyValue, (product, defaultForNewProducts) => {
      const value = policyValueOf(untouched, { defaultForNewProducts }, product)
      expect(value).toBe(
        product.allowedPolicyValues.includes(defaultForNewProducts) ? defaultForNewProducts : 'Disabled',
      )
    }),
  )
})

test("R158 a product's own value beats the organisation's default", () => {
  expect(policyValueOf(policy({ [powerBiPro.id]: 'Disabled' }), tenant, powerBiPro)).toBe('Disabled')
  expect(
    policyValueOf(policy({ [powerBiPro.id]: 'Enabled' }), { defaultForNewProducts: 'Disabled' }, powerBiPro),
  ).toBe('Enabled')
})

test('R055 a product without a value of its own has the default of the organisation', () => {
  expect(policyValueOf(untouched, tenant, powerBiPro)).toBe('Enabled')
  expect(policyValueOf(untouched, { defaultForNewProducts: 'Disabled' }, powerBiPro)).toBe('Disabled')
})

test('a value stored under the previous id of a product still counts', () => {
  expect(policyValueOf(policy({ CFQ7TTC0L3PB: 'Disabled' }), tenant, powerBiPro)).toBe('Disabled')
})

test('a default of only trials switches a product without trials off, never on', () => {
  const onlyTrials = { defaultForNewProducts: 'OnlyTrialsWithoutPaymentMethod' } as const
  expect(policyValueOf(untouched, onlyTrials, visioPlan1)).toBe('OnlyTrialsWithoutPaymentMethod')
  expect(policyValueOf(untouched, onlyTrials, powerBiPro)).toBe('Disabled')
})

test('R057 one product is changed, the others keep their value', () => {
  const result = setProductPolicy(policy({ X: 'Disabled' }), tenant, powerBiPro, 'Disabled')
  if (isRefusal(result)) throw new Error(result.refused)
  expect(result.policy.values).toEqual({ X: 'Disabled', [powerBiPro.id]: 'Disabled' })
  expect(result.changes).toEqual([{ productId: powerBiPro.id, from: 'Enabled', to: 'Disabled' }])
})

test('R057 a value that the product does not know is refused', () => {
  for (const value of ['disabled', '', 'OnlyTrialsWithoutPaymentMethod', 'constructor'])
    expect(setProductPolicy(untouched, tenant, powerBiPro, value)).toMatchObject({
      refused: 'InvalidRequest',
      target: 'policyValue',
      facts: {
        problems: [{ target: 'policyValue', is: 'notAllowed', allowed: powerBiPro.allowedPolicyValues }],
      },
    })
  expect(isRefusal(setProductPolicy(untouched, tenant, visioPlan1, 'OnlyTrialsWithoutPaymentMethod'))).toBe(
    false,
  )
})

test('R123 a product can be switched off before its first day', () => {
  const notYet: Product = {
    ...powerBiPro,
    availableFrom: {
      ...powerBiPro.availableFrom,
      default: '2100-01-01' as Product['availableFrom']['default'],
    },
  }
  expect(isRefusal(setProductPolicy(untouched, tenant, notYet, 'Disabled'))).toBe(false)
})

test('B06 one switch sets every product, and those that come later', () => {
  const [later, ...today] = allProducts()
  const result = setAllProducts(untouched, tenant, today, 'Disabled')
  for (const product of allProducts())
    expect(policyValueOf(result.policy, result.tenant, product)).toBe('Disabled')
  expect(result.policy.values).not.toHaveProperty(String(later?.id))
  expect(result.changes).toHaveLength(today.length)
})

test('B06 setting what is set already changes nothing', () => {
  fc.assert(
    fc.property(anyValue, (value) => {
      const once = setAllProducts(untouched, tenant, allProducts(), value)
      const twice = setAllProducts(once.policy, once.tenant, allProducts(), value)
      expect(twice).toEqual({ ...once, changes: [] })
    }),
  )
})

test('R056 the value that was set is the value in force', () => {
  fc.assert(
    fc.property(anyProduct, anyValue, anyValue, (product, fallback, value) => {
      const here = { ...tenant, defaultForNewProducts: fallback }
      const result = setProductPolicy(untouched, here, product, value)
      if (isRefusal(result)) expect(product.allowedPolicyValues).not.toContain(value)
      else expect(policyValueOf(result.policy, here, product)).toBe(value)
    }),
  )
})
