import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { openapiDocument } from '#functions/docs/openapi-document.ts'
import { routes } from '#functions/routes.ts'
import { missingForPortal } from '#local/system/portal.ts'
import { clientFile, clientTypes } from '#tools/portal/client-types.ts'
import { filesLike } from '#tools/rules/files.ts'
import { callsOfPortal } from './portal-calls.ts'

/** What no page calls, and why. A route that is in neither list fails this test. */
const withoutPage: Readonly<Record<string, string>> = {
  'docs-page': 'for those who write programs',
  'docs-asset': 'part of it',
  'docs-openapi': 'the same, for their programs',
  'health-live': 'for whoever runs the process',
  'billing-payment-methods-get': 'the list has all of it',
  'billing-profiles-get': 'the list has all of it',
  'catalogue-eligibility': 'each product of the catalogue says it',
  'ops-dead-letters-resubmit': 'several at once is one of them, too',
  'partners-delegations-get': 'the list has all of it',
  'policies-products-get': 'the list has all of it',
}

describe('B27 the portal and the API', () => {
  test.skipIf(missingForPortal())(
    'the types that pages compile against are those of the routes',
    async () => {
      expect(readFileSync(clientFile, 'utf8')).toBe(await clientTypes())
    },
  )

  test('each route has a page that calls it, or a reason why none does', async () => {
    const { paths } = JSON.parse(await openapiDocument('http://localhost', routes)) as {
      paths: Record<string, Record<string, { operationId: string }>>
    }
    const calls = callsOfPortal(
      filesLike('portal/!(node_modules|dist)/**/*.{ts,tsx}').map((path) => readFileSync(path, 'utf8')),
    )
    const without = Object.entries(paths)
      .filter(([path]) => !/^\/(v1|v1\.0|fd)\//.test(path))
      .flatMap(([path, methods]) =>
        Object.entries(methods)
          .filter(([method]) => !calls.has(`${method.toUpperCase()} ${path}`))
          .map(([, { operationId }]) => operationId),
      )
    expect(without.toSorted()).toEqual(Object.keys(withoutPage).toSorted())
  })
})
