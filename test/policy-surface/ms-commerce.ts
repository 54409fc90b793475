import { randomUUID } from 'node:crypto'

/** What the module prints. */
export interface Printed {
  readonly [name: string]: unknown
}

/** An error as PowerShell's `Invoke-RestMethod` raises it, with what the module makes of it. */
export class ModuleError extends Error {}

/**
 * The calls of the MSCommerce PowerShell module, 2.x: the addresses, headers and bodies that it sends, and only the
 * fields that it reads. `version` is how a public script writes the same address.
 */
export function msCommerce(base: string, token: () => Promise<string>, version: 'v1.0' | 'v1' = 'v1.0') {
  const correlations = new Map<string, string | null>()

  async function invoke(method: 'GET' | 'PUT', path: string, failed: string, body?: object) {
    const correlationId = randomUUID()
    const response = await fetch(`${base}/${version}/${path}`, {
      method,
      headers: {
        'x-ms-correlation-id': correlationId,
        authorization: `Bearer ${await token()}`,
        ...(body ? { 'content-type': 'application/json' } : {}),
      },
      ...(body ? { body: JSON.stringify(body) } : {}),
    })
    correlations.set(correlationId, response.headers.get('x-ms-correlation-id'))
    const text = await response.text()
    if (response.ok) return JSON.parse(text)
    if (response.status === 401)
      throw new ModuleError('Your credentials have expired. Please, call Connect-MSCommerce again.')
    throw new ModuleError(`${failed}, ErrorMessage - ${response.status} ErrorDetails - ${text}`)
  }

  const printedPolicy = (policy: Printed) => ({
    PolicyId: policy['id'],
    Description: policy['description'],
    DefaultValue: policy['defaultValue'],
  })
  const printedProduct = (row: Printed) => ({
    PolicyId: row['policyId'],
    PolicyValue: row['policyValue'],
    ProductName: row['productName'],
    ProductId: row['productId'],
  })
  const printedOfferType = (row: Printed) => ({
    PolicyId: row['policyId'],
    PolicyValue: row['policyValue'],
    Scope: row['scope'],
    ScopeValue: row['scopeValue'],
    ScopeId: row['scopeId'],
  })
  // The list prints a name only where `scope` is literally that.
  const printedRow = (row: Printed) =>
    row['scope'] === 'product' ? printedProduct(row) : printedOfferType(row)

  return {
    /** Which correlation ids were sent, and which came back. */
    correlations,
    async getPolicies() {
      const { items } = await invoke('GET', 'policies', 'Failed to retrieve policies')
      return (items as Printed[]).map(printedPolicy)
    },
    async getPolicy(policyId: string) {
      return printedPolicy(await invoke('GET', `policies/${policyId}`, 'Failed to retrieve policy'))
    },
    /** `scope` null is how the older module calls it. */
    async getProductPolicies(policyId: string, scope: string | null = 'product') {
      const query = scope === null ? '' : `?scope=${scope}`
      const path = `policies/${policyId}/products${query}`
      const { items } = await invoke('GET', path, 'Failed to retrieve product policy')
      return (items as Printed[]).map(printedRow)
    },
    async getProductPolicy(policyId: string, productId: string) {
      const path = `policies/${policyId}/products/${productId}`
      return printedProduct(await invoke('GET', path, 'Failed to retrieve product policy'))
    },
    async getOfferTypePolicy(policyId: string, offerType: string) {
      const path = `policies/${policyId}/offerTypes/${offerType}`
      return printedOfferType(await invoke('GET', path, 'Failed to retrieve product policy'))
    },
    async updateProductPolicy(policyId: string, productId: string, policyValue: string) {
      const path = `policies/${policyId}/products/${productId}`
      return printedProduct(await invoke('PUT', path, 'Failed to update product policy', { policyValue }))
    },
    async updateOfferTypePolicy(policyId: string, offerType: string, policyValue: string) {
      const path = `policies/${policyId}/offerTypes/${offerType}`
      return printedOfferType(await invoke('PUT', path, 'Failed to update product policy', { policyValue }))
    },
  }
}
