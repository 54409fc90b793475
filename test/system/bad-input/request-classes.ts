import { randomUUID } from 'node:crypto'
import type { Endpoint } from './api.ts'
import type { BadClass } from './bad-class.ts'
import { fieldsOf, type Schema } from './schemas.ts'

/** What can be wrong with a request whatever its body is. */
export const requestClasses: readonly BadClass[] = [
  {
    name: 'an unknown query parameter',
    answers: [400],
    *of({ query }) {
      for (const name of ['surprise', 'maxPageSize', '$filter', '__proto__', '']) {
        yield { what: name, query: { ...query, ...JSON.parse(`{${JSON.stringify(name)}:"1"}`) } }
      }
    },
  },
  {
    name: 'a query parameter with a value that is none of its own, or missing',
    answers: [400],
    *of({ endpoint, query }) {
      for (const { name, schema, required } of fieldsOf(endpoint.query)) {
        for (const value of wrongTexts(schema)) {
          yield { what: `${name}=${value.slice(0, 40)}`, query: { ...query, [name]: value } }
        }
        const { [name]: _, ...others } = query
        if (required) yield { what: `without ${name}`, query: others }
      }
    },
  },
  {
    name: 'a raw card number in the query',
    answers: [400],
    codes: ['CardNumberNotAllowed'],
    *of({ endpoint, query }) {
      const names = [...fieldsOf(endpoint.query)].map(({ name }) => name)
      for (const name of [...names, 'surprise']) {
        yield { what: name, query: { ...query, [name]: '4111 1111 1111 1111' } }
      }
      yield { what: 'as a name', query: { ...query, '4111111111111111': '' } }
    },
  },
  {
    name: 'no api-version, or one that there is not',
    answers: [400],
    codes: ['MissingApiVersionParameter', 'UnsupportedApiVersionValue'],
    *of({ endpoint, query }) {
      if (endpoint.unversioned) return
      const { 'api-version': _, ...without } = query
      yield { what: 'none', query: without }
      for (const version of ['', '2016-11-01', '2026-11-01-preview', 'latest']) {
        yield { what: `"${version}"`, query: { ...without, 'api-version': version } }
      }
    },
  },
  {
    name: 'a continuation that no list gave',
    answers: [400],
    *of({ endpoint, query }) {
      if (!Object.hasOwn(endpoint.query.properties ?? {}, 'continuation')) return
      const texts = [
        'x',
        '{}',
        '[]',
        'null',
        '-1',
        '1.5',
        '{"t":1}',
        '+RID:~abc#RT:1#TRC:1',
        '\u0000',
        'x'.repeat(2_000),
      ]
      for (const text of texts) {
        const continuation = Buffer.from(text).toString('base64url')
        yield { what: text.slice(0, 30), query: { ...query, continuation } }
      }
      yield { what: 'not base64url', query: { ...query, continuation: '***' } }
    },
  },
  {
    name: 'a repeat header that is malformed',
    answers: [400],
    codes: ['InvalidRepeatabilityHeader'],
    *of({ endpoint, headers }) {
      if (!endpoint.canBeRepeated) return
      const malformed = {
        'repeatability-request-id': ['once', '', `${randomUUID()}0`],
        'idempotency-key': ['', 'a b', 'x'.repeat(129)],
        'repeatability-first-sent': ['just now', ''],
      }
      for (const [name, values] of Object.entries(malformed)) {
        for (const value of values)
          yield { what: `${name}: ${value}`, headers: { ...headers, [name]: value } }
      }
    },
  },
  {
    name: 'an id that there is not',
    answers: [404],
    codes: ['NotFound'],
    *of({ endpoint, params }, { stage }) {
      const { takenOver, organisation } = stage
      const document = [`user:${organisation.purchaser.id}`, 'tenant', 'policy:AllowSelfServicePurchase']
      for (const name of Object.keys(params)) {
        if (name === 't' || (endpoint.scope === 'ops' && name !== 'id')) continue
        for (const id of [randomUUID(), 'x', '0', `${takenOver.id}x`, "' OR 1=1", '%00', 'é', ...document]) {
          yield { what: `${name} = ${id}`, params: { ...params, [name]: id } }
        }
      }
    },
  },
  {
    name: 'a tenant that is not the caller’s',
    answers: [404],
    codes: ['NotFound'],
    *of({ endpoint, params }, { otherTenantId, elsewhere }) {
      if (params['t'] === undefined) return
      const malformed = ['x', `${params['t']}0`, 'common']
      const ids = endpoint.scope === 'tenant' ? [otherTenantId, randomUUID(), ...malformed] : malformed
      for (const t of ids) yield { what: t, params: { ...params, t } }
      if (endpoint.scope === 'tenant')
        yield { what: 'an administrator of another one', headers: { ...elsewhere } }
    },
  },
  {
    name: 'a caller without the role',
    answers: [403],
    // Where people come to buy, a guest hears of no role.
    codes: ['Forbidden', 'GuestNotAllowed'],
    *of({ endpoint, headers }, { callers, member, guest }) {
      if (endpoint.scope === 'ops')
        yield { what: 'an administrator', headers: { ...headers, ...callers.tenant } }
      if (endpoint.scope !== 'tenant') return
      if (!endpoint.roles.includes('member')) yield { what: 'a member', headers: { ...headers, ...member } }
      if (!endpoint.roles.includes('guest')) yield { what: 'a guest', headers: { ...headers, ...guest } }
    },
  },
  {
    name: 'a caller without a good token',
    answers: [401],
    codes: ['Unauthorized'],
    *of({ endpoint, headers }, { callers }) {
      if (endpoint.scope === 'public') return
      const { authorization } = callers[endpoint.scope]
      const { authorization: _, ...without } = headers
      yield { what: 'none', headers: without }
      const wrong = [
        ...[
          'Bearer',
          'Bearer x',
          'Basic YTpi',
          `${authorization.slice(0, -2)}`,
          `${authorization} ${authorization}`,
        ],
        `Bearer ${'x'.repeat(20_000)}`,
      ]
      for (const value of wrong)
        yield { what: value.slice(0, 30), headers: { ...headers, authorization: value } }
    },
  },
  {
    name: 'no If-Match',
    answers: [428],
    codes: ['PreconditionRequired'],
    *of({ endpoint, headers }) {
      const { 'if-match': _, ...without } = headers
      if (comparesVersions(endpoint)) yield { what: 'none', headers: without }
    },
  },
  {
    name: 'an If-Match that is stale, or *',
    answers: [412],
    codes: ['PreconditionFailed'],
    *of({ endpoint, headers }) {
      if (!comparesVersions(endpoint)) return
      for (const stale of ['"an older version"', '*', '"*"', 'W/"x"', '"', '""', 'x, y']) {
        yield { what: stale, headers: { ...headers, 'if-match': stale } }
      }
    },
  },
]

/** Onboarding creates without If-Match, but changes with it. */
function comparesVersions(endpoint: Endpoint): boolean {
  return endpoint.needsIfMatch || endpoint.name === 'ops-tenants-put'
}

function* wrongTexts({ type, minimum, maximum, minLength, maxLength, pattern, ...schema }: Schema) {
  if (schema.enum || schema.const !== undefined) yield* ['noSuchValue', '']
  if (type === 'integer') yield* ['x', '1.5', '', '١', 'Infinity', '0x10z']
  if (minimum !== undefined) yield String(minimum - 1)
  if (maximum !== undefined) yield String(maximum + 1)
  if (pattern) yield* ['nothing of the kind', '']
  if (minLength) yield ''
  if (maxLength) yield 'x'.repeat(maxLength + 1)
}
