import fc from 'fast-check'
import { beforeAll, describe, expect, test } from 'vitest'
import { readEndpoints } from './bad-input/api.ts'
import type { Scene } from './bad-input/bad-class.ts'
import { judge } from './bad-input/documented.ts'
import { type Request, send } from './bad-input/request.ts'
import { allGoodRequests, aScene } from './bad-input/scene.ts'
import { fieldsOf } from './bad-input/schemas.ts'
import { withValue } from './bad-input/values.ts'

let scene: Scene
let good: readonly Request[]

beforeAll(async () => {
  scene = await aScene()
  good = await allGoodRequests(scene)
})

const endpoints = await readEndpoints()
const writing = endpoints.filter(({ method }) => method !== 'GET')
const asking = endpoints.filter(({ query, path }) => [...fieldsOf(query)].length > 0 || path.includes('{'))

describe('whatever is sent, the answer is one that is listed for the route, and never a failure:', () => {
  test.each(writing)('any body of $method $path', async ({ name }) => {
    const [request, ...others] = good.filter(({ endpoint }) => endpoint.name === name)
    if (!request) throw new Error(`There is no request for ${name}.`)
    const bodies = fc.oneof(anything(), ...[request, ...others].map(nearly))
    await holds(bodies, (body) => ({ ...request, body }))
  })

  test.each(asking)('any query and ids of $method $path', async ({ name }) => {
    const request = good.find(({ endpoint }) => endpoint.name === name)
    if (!request) throw new Error(`There is no request for ${name}.`)
    const names = [...fieldsOf(request.endpoint.query)].map((field) => field.name)
    const query = fc.dictionary(fc.constantFrom(...names, 'other'), texts(100), { maxKeys: 3 })
    // The tenant stays: another one is not found, and nothing else would be looked at.
    // Dots are resolved and a NUL is refused by the host itself, before any route.
    const text = texts(40).filter((id) => id.isWellFormed() && /[^.]/.test(id) && !id.includes('\0'))
    const params = fc.dictionary(fc.constantFrom(...Object.keys(request.params), 'none'), text, {
      maxKeys: 1,
    })
    await holds(
      fc.record({ query, params }),
      ({ query: { other: _, ...asked }, params: { none, t, ...ids } }) => ({
        ...request,
        query: { ...request.query, ...asked },
        params: { ...request.params, ...ids },
      }),
    )
  })
})

async function holds<T>(arbitrary: fc.Arbitrary<T>, requestOf: (value: T) => Request): Promise<void> {
  const property = fc.asyncProperty(arbitrary, async (value) => {
    const request = requestOf(value)
    const answer = await send(request)
    expect(judge(request.endpoint, answer)).toBeUndefined()
    expect(answer.status).toBeLessThan(500)
  })
  await fc.assert(property, { numRuns: 30, endOnFailure: false })
}

/** Any JSON, with names and texts that have tripped programs before. */
function anything(): fc.Arbitrary<unknown> {
  const names = fc.oneof(
    fc.string(),
    fc.constantFrom('__proto__', 'constructor', 'length', 'toString', '$ref'),
  )
  const { tree } = fc.letrec((tie) => ({
    tree: fc.oneof({ depthSize: 'small' }, leaf(), fc.array(tie('tree')), fc.dictionary(names, tie('tree'))),
  }))
  return tree
}

/** A good body in which some values were replaced. */
function nearly({ endpoint, body }: Request): fc.Arbitrary<unknown> {
  const fields = endpoint.bodies.flatMap((schema) => [...fieldsOf(schema)])
  if (fields.length === 0) return anything()
  const change = fc.record({ path: fc.constantFrom(...fields.map(({ path }) => path)), value: anything() })
  return fc
    .array(change, { minLength: 1, maxLength: 3 })
    .map((changes) => changes.reduce((changed, { path, value }) => withValue(changed, path, value), body))
}

function leaf(): fc.Arbitrary<unknown> {
  const ids = () => {
    const { takenOver, central, busy, deleted, operations, organisation } = scene.stage
    const { purchaser, members } = organisation
    const things = [takenOver, central, busy, deleted, operations.paused, purchaser, ...members]
    return [...things.map(({ id }) => id), [members[0].id], [members[1].id, members[1].id]]
  }
  return fc.oneof(
    fc.constantFrom(null, true, false, 0, -1, 1, 1.5, 1e308, 100_001, 2 ** 53),
    texts(300),
    fc.integer(),
    fc.nat().map((at) => ids()[at % ids().length]),
  )
}

function texts(maxLength: number): fc.Arbitrary<string> {
  return fc.oneof(
    fc.string({ unit: 'binary', maxLength }),
    fc.string({ maxLength }),
    fc.constantFrom(
      '',
      ' ',
      '\u0000',
      '\ud800',
      '‮',
      'İ',
      '=1+1',
      '../..',
      '%2e%2e',
      '<b>',
      "' OR 1=1 --",
      'x'.repeat(maxLength),
    ),
  )
}
