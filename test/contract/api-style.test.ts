import { expect, test } from 'vitest'
import { type Document, styleFaults } from '#tools/rules/api-style.ts'

/** The rules for the OpenAPI document, broken on purpose, one at a time. */

const error = {
  description: 'Any other refusal',
  headers: { 'x-ms-error-code': {} },
  content: { 'application/json': { schema: { $ref: '#/components/schemas/Error' } } },
}

const good = {
  info: { version: '2026-11-01' },
  paths: {
    '/seats/{id}': {
      post: {
        operationId: 'seats-give',
        summary: 'Gives a seat.',
        security: [],
        parameters: [
          { name: 'id', in: 'path', required: true, description: 'The seat', schema: { type: 'string' } },
          { name: 'If-Match', in: 'header', description: 'The ETag', schema: { type: 'string' } },
          { name: 'api-version', in: 'query', description: 'The version', schema: { type: 'string' } },
        ],
        requestBody: {
          required: true,
          content: {
            'application/json': {
              schema: { properties: { userId: { type: 'string', description: 'Whose' } } },
            },
          },
        },
        responses: {
          202: {
            description: 'Started',
            headers: { 'Operation-Location': {} },
            content: { 'application/json': { schema: { $ref: '#/components/schemas/Operation' } } },
          },
          default: error,
        },
      },
    },
  },
  components: {
    schemas: { Operation: { title: 'Operation' }, Error: { title: 'Error' } },
    securitySchemes: { bearer: { description: 'A token' } },
  },
}

test('a document that keeps the rules has no faults', () => {
  expect(styleFaults(good as unknown as Document)).toEqual([])
})

type Change = (document: typeof good, operation: (typeof good)['paths']['/seats/{id}']['post']) => void

const breaches: readonly (readonly [rule: string, change: Change])[] = [
  ['az-version-convention', (document) => Object.assign(document.info, { version: 'v1' })],
  ['az-version-policy', ({ paths }) => rename(paths, '/seats/{id}', '/v1/seats/{id}')],
  ['az-error-response', ({ paths }) => rename(paths, '/seats/{id}', '/v1.0/seats/{id}')],
  ['az-path-characters', ({ paths }) => rename(paths, '/seats/{id}', '/seats:all/{id}')],
  [
    'az-security-definition-description',
    ({ components }) => Object.assign(components.securitySchemes, { bearer: {} }),
  ],
  ['az-schema-names-convention', ({ components }) => rename(components.schemas, 'Operation', 'an_operation')],
  [
    'az-schema-description-or-title',
    ({ components }) => Object.assign(components.schemas, { Operation: {} }),
  ],
  ['az-operation-summary-or-description', (_, operation) => Object.assign(operation, { summary: '' })],
  ['az-operation-security', (_, operation) => Object.assign(operation, { security: undefined })],
  ['az-request-body-optional', (_, { requestBody }) => Object.assign(requestBody, { required: false })],
  ['az-request-body-not-allowed', ({ paths }) => rename(paths['/seats/{id}'], 'post', 'get')],
  ['az-request-body-not-allowed', ({ paths }) => rename(paths['/seats/{id}'], 'post', 'delete')],
  [
    'az-delete-204-response',
    ({ paths }, operation) => {
      Object.assign(operation, { requestBody: undefined })
      rename(operation.responses, '202', '200')
      rename(paths['/seats/{id}'], 'post', 'delete')
    },
  ],
  ['az-default-response', (_, { responses }) => rename(responses, 'default', 'x-default')],
  [
    'az-error-response',
    (_, { responses }) =>
      Object.assign(responses, { 404: { ...error, content: { 'application/json': {} } } }),
  ],
  ['az-error-response', (_, { responses }) => Object.assign(responses, { 404: { ...error, headers: {} } })],
  ['az-lro-headers', (_, { responses }) => Object.assign(responses[202], { headers: {} })],
  [
    'az-parameter-description',
    (_, { parameters }) => Object.assign(parameters[0] ?? {}, { description: '' }),
  ],
  [
    'az-parameter-names-convention',
    (_, { parameters }) => Object.assign(parameters[2] ?? {}, { name: 'Max_Size' }),
  ],
  [
    'az-parameter-names-convention',
    (_, { parameters }) => Object.assign(parameters[1] ?? {}, { name: 'if_match' }),
  ],
  [
    'az-header-disallowed',
    (_, { parameters }) => Object.assign(parameters[1] ?? {}, { name: 'Authorization' }),
  ],
  ['az-parameter-names-unique', (_, { parameters }) => Object.assign(parameters[2] ?? {}, { name: 'id' })],
  ['az-parameter-order', (_, { parameters }) => Object.assign(parameters[0] ?? {}, { name: 'other' })],
  [
    'az-parameter-default-not-allowed',
    (_, { parameters }) => Object.assign(parameters[0] ?? {}, { schema: { default: 'x' } }),
  ],
  ['az-property-description', (_, operation) => inBody(operation, { userId: { type: 'string' } })],
  ['az-property-names-convention', (_, operation) => inBody(operation, { UserId: { description: 'Whose' } })],
  [
    'az-property-description',
    (_, operation) =>
      inBody(operation, { all: { description: 'All', items: { properties: { one: { type: 'string' } } } } }),
  ],
  [
    'az-additional-properties-object',
    (_, operation) =>
      inBody(operation, { map: { description: 'Any', additionalProperties: { type: 'object' } } }),
  ],
  [
    'az-additional-properties-and-properties',
    (_, operation) =>
      inBody(operation, {
        map: { description: 'Any', properties: {}, additionalProperties: { type: 'string' } },
      }),
  ],
]

test.each(breaches)('%s is found where it is broken', (rule, change) => {
  const document = structuredClone(good)
  change(document, document.paths['/seats/{id}'].post)
  expect(styleFaults(document as unknown as Document).map((fault) => fault.rule)).toContain(rule)
})

function rename(object: object, from: string, to: string): void {
  const found = object as Record<string, unknown>
  found[to] = found[from]
  delete found[from]
}

function inBody({ requestBody }: (typeof good)['paths']['/seats/{id}']['post'], properties: object): void {
  Object.assign(requestBody.content['application/json'].schema, { properties })
}
