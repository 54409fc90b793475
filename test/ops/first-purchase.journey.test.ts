import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { expectStatus } from '#local/system/api-client.ts'
import { type Client, mailsTo, operator, personWith } from '../support/clients/journey.ts'

/** What docs/operate/deploy.md tells whoever deploys to call, with the shell's names in it. */
const page = readFileSync('docs/operate/deploy.md', 'utf8')
const calls = [...page.matchAll(/^call (GET|POST|PUT) "([^"]+)"(?: '(\{[\s\S]+?\})')?$/gm)].map(
  ([, method = '', path = '', body]) => ({
    method: method.toLowerCase() as 'get' | 'post' | 'put',
    path,
    body,
  }),
)

test('what the page on deploying tells to call leads from an unknown organisation to a purchase, and back, with its mail', async () => {
  const [tenant, person] = [randomUUID(), randomUUID()]
  const domain = `first-${tenant.replaceAll(/\d/g, (digit) => 'ghijklmnop'.charAt(Number(digit))).slice(0, 8)}.example`
  const names: Record<string, string> = { TENANT: tenant, PERSON: person, CARD: 'tok_ok' }
  const filled = (text: string) =>
    text
      .replaceAll(/'?\$([A-Z]+)'?/g, (_, name) => names[name] ?? `?${name}`)
      .replaceAll('contoso.com', domain)
  expect(calls.map(({ method, path }) => `${method} ${path}`)).toEqual([
    'put /ops/tenants/$TENANT',
    'post /ops/tenants/$TENANT/users/import',
    'post /tenants/$TENANT/paymentMethods',
    'post /tenants/$TENANT/subscriptions',
    'get /tenants/$TENANT/invoices',
    'post /tenants/$TENANT/subscriptions/$SUBSCRIPTION/cancel',
  ])
  const send = (by: Client, at: number, status: number, headers = {}) => {
    const { method, path, body } = calls[at] ?? { method: 'get', path: '' }
    const options = { headers }
    const answer =
      method === 'get'
        ? by.get<{ id: string; value: unknown[] }>(filled(path), options)
        : by[method]<{ id: string; value: unknown[] }>(
            filled(path),
            body && JSON.parse(filled(body)),
            options,
          )
    return expectStatus(answer, status)
  }

  await send(operator, 0, 201)
  await send(operator, 1, 200)
  const address = `inge@${domain}`
  const claims = { name: 'Inge Hallström', preferred_username: address, acct: 0 }
  const inge = personWith({ tid: tenant, oid: person, ...claims })
  names['METHOD'] = (await send(inge, 2, 201)).body.id
  const bought = await send(inge, 3, 201)
  names['SUBSCRIPTION'] = bought.body.id
  expect((await send(inge, 4, 200)).body.value).toMatchObject([{ status: 'Paid' }])
  await send(inge, 5, 202, { 'if-match': bought.headers.get('etag') ?? '' })
  expect(await mailsTo(address)).toHaveLength(1)
})
