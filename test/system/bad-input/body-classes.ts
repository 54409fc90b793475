import type { BadClass } from './bad-class.ts'
import type { Request } from './request.ts'
import { closedObjectsOf, fieldsOf, type Schema } from './schemas.ts'
import { type Known, tooLarge, tooSmall, validOf, withoutValue, withValue, wrongTyped } from './values.ts'

/** A number that passes the Luhn check, of a card that nobody has. */
const card = '4111111111111111'

/** What can be wrong with a body, from the shape that the route takes. */
export const bodyClasses: readonly BadClass[] = [
  {
    name: 'a required field that is missing',
    answers: [400],
    *of(good) {
      for (const field of fieldsOf(schemaOf(good))) {
        if (!field.required) continue
        yield { what: `without ${field.path.join('.')}`, body: withoutValue(good.body, field.path) }
      }
    },
  },
  {
    name: 'a field of the wrong type',
    answers: [400],
    *of(good) {
      for (const { path, schema } of fieldsOf(schemaOf(good))) {
        for (const value of wrongTyped(schema)) {
          yield {
            what: `${path.join('.')} = ${JSON.stringify(value)}`,
            body: withValue(good.body, path, value),
          }
        }
      }
    },
  },
  {
    name: 'a field that is too long, too many or out of range',
    answers: [400],
    *of(good, { known }) {
      for (const { path, schema, name } of fieldsOf(schemaOf(good))) {
        for (const value of [...tooLarge(schema, known, name), ...tooSmall(schema)]) {
          yield { what: `too much or little of ${path.join('.')}`, body: withValue(good.body, path, value) }
        }
      }
    },
  },
  {
    name: 'an unknown field',
    answers: [400],
    *of(good) {
      for (const path of closedObjectsOf(schemaOf(good))) {
        yield { what: `at ${path.join('.')}`, body: withValue(good.body, [...path, 'surprise'], 1) }
      }
      const inherited = JSON.stringify({ ...(good.body as object), before: 1 }).replace('before', '__proto__')
      yield { what: '__proto__', raw: { content: inherited, contentType: 'application/json' } }
    },
  },
  {
    name: 'a raw card number',
    answers: [400],
    codes: ['CardNumberNotAllowed'],
    *of(good, { known }) {
      for (const { path, schema } of fieldsOf(schemaOf(good))) {
        const value = hiddenIn(schema, known)
        if (value !== undefined) {
          yield { what: `in ${path.join('.')}`, body: withValue(good.body, path, value) }
        }
      }
      const hidden = [card, '4111 1111 1111 1111', '4111-1111-1111-1111', `pay ${card} now`, Number(card)]
      for (const value of [...hidden, { deep: [{ down: hidden[1] }] }]) {
        yield {
          what: `where nothing is expected: ${JSON.stringify(value)}`,
          body: withValue(good.body, ['note'], value),
        }
      }
      yield { what: 'as the name of a field', body: withValue(good.body, [card], 1) }
      yield { what: 'as the whole body', body: card }
    },
  },
  {
    name: 'a body that is no object',
    answers: [400],
    *of() {
      for (const body of [null, [], [{}], 'text', 7, true]) yield { what: JSON.stringify(body), body }
    },
  },
  {
    name: 'an empty body where something is needed',
    answers: [400],
    *of(good) {
      if (!schemaOf(good).required?.length) return
      yield { what: 'no body', raw: { content: '', contentType: 'application/json' } }
      yield { what: '{}', body: {} }
    },
  },
  {
    name: 'a body that is no JSON',
    answers: [400],
    *of(good) {
      const json = JSON.stringify(good.body)
      const broken = [
        json.slice(0, -1),
        `${json}}`,
        'nothing of the kind',
        ' ',
        '{"a":NaN}',
        '\u0000',
        "{'a':1}",
      ]
      for (const content of broken) {
        yield { what: content.slice(0, 60), raw: { content, contentType: 'application/json' } }
      }
      const content = new Uint8Array([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x3a, 0x31, 0x7d])
      yield { what: 'not UTF-8', raw: { content, contentType: 'application/json' } }
    },
  },
  {
    name: 'a body that is not said to be JSON',
    answers: [415],
    *of(good) {
      const content = JSON.stringify(good.body)
      for (const contentType of [
        'text/plain',
        'application/x-www-form-urlencoded',
        'application/jsonx',
        'json',
      ]) {
        yield { what: contentType, raw: { content, contentType } }
      }
      yield { what: 'no content type', raw: { content } }
    },
  },
  {
    name: 'a body of more than a megabyte, or five where it is a long list',
    answers: [413],
    *of(good) {
      const megabytes = good.endpoint.takesLongList ? 5 : 1
      const content = JSON.stringify(good.body).padEnd(megabytes * 1024 * 1024 + 1)
      yield { what: 'with many spaces', raw: { content, contentType: 'application/json' } }
    },
  },
]

/** The kind of body that the request has, among those that the route takes. */
function schemaOf({ endpoint, body }: Request): Schema {
  const schemas = endpoint.bodies
  const fits = (schema: Schema) =>
    Object.entries(schema.properties ?? {}).every(([name, field]) => {
      const value = (body as Record<string, unknown>)[name]
      return field.const === undefined || value === undefined || value === field.const
    })
  const [schema = {}] = schemas.length > 1 ? schemas.filter(fits) : schemas
  return schema
}

function hiddenIn(schema: Schema, known: Known): unknown {
  if (schema.type === 'string') return schema.pattern?.includes('\\d') ? undefined : card
  if (schema.type === 'integer') return Number(card)
  if (schema.type === 'array')
    return [schema.items?.type === 'string' ? card : validOf(schema.items ?? {}, known), card]
  return undefined
}
