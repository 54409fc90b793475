import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { stateFiles } from '#local/system/state-folder.ts'
import { shared } from '../support/clients/journey.ts'
import { changesBetween, type State, settledState, stateOf } from '../support/clients/state-hash.ts'
import { stopWorkers } from '../support/clients/stopped-workers.ts'
import { eventually } from '../support/clients/system.ts'
import { codeOf } from './bad-input/api.ts'
import type { BadClass, Scene } from './bad-input/bad-class.ts'
import { bodyClasses } from './bad-input/body-classes.ts'
import { judge } from './bad-input/documented.ts'
import { type Request, send } from './bad-input/request.ts'
import { requestClasses } from './bad-input/request-classes.ts'
import { allGoodRequests, aScene } from './bad-input/scene.ts'
import { stateClasses } from './bad-input/state-classes.ts'

let scene: Scene
let good: readonly Request[]
let before: State
let calls = 0
let goOn = () => {}

beforeAll(async () => {
  scene = await aScene()
  good = await allGoodRequests(scene)
  await settledState()
  // A look of the timer is what /health/work asks for; there is none while the workers stop.
  await eventually(async () => (await fetch(`${shared().api}/health/work`)).ok, 30_000)
  // What falls due meanwhile is not what a call has done.
  goOn = stopWorkers()
  before = await settledState()
})
afterAll(() => goOn())

test('the requests that are made bad here are good: what only reads is answered', async () => {
  const reading = good.filter(
    ({ endpoint }) => endpoint.onlyReads && (endpoint.method === 'GET' || endpoint.scope !== 'ops'),
  )
  for (const request of reading) {
    const answer = await send(request)
    expect(`${request.endpoint.name} ${answer.status}`).toBe(`${request.endpoint.name} 200`)
  }
})

describe('is refused as the API says, and changes nothing in any organisation (R041, R105, B14):', () => {
  test.each([...requestClasses, ...bodyClasses.map(onlyWithBody), ...stateClasses])('$name', async (bad) => {
    const wrong: string[] = []
    let tried = 0
    for (const request of good) {
      for (const { what, ...differs } of bad.of(request, scene)) {
        tried += 1
        const fault = await faultOf({ ...request, ...differs }, bad)
        if (fault) wrong.push(`${request.endpoint.name}, ${what}: ${fault}`)
      }
    }
    calls += tried
    expect(tried).toBeGreaterThan(0)
    expect(wrong).toEqual([])
    expect(changesBetween(before, await stateOf())).toEqual([])
  })
})

test('that was tried on every route in every way', () => {
  expect(calls).toBeGreaterThan(3_000)
})

test('no card number of a request is in a log or in a document', async () => {
  const cards = /4111[ -]?1111[ -]?1111[ -]?1111/
  const { logs } = stateFiles(inject('sharedState'))
  const files = readdirSync(logs)
  expect(files).toContain('http.log')
  for (const file of files) expect(readFileSync(join(logs, file), 'utf8')).not.toMatch(cards)
  for (const text of (await stateOf()).documents.values()) expect(text).not.toMatch(cards)
})

async function faultOf(request: Request, { answers, codes }: BadClass): Promise<string | undefined> {
  const answer = await send(request)
  const undocumented = judge(request.endpoint, answer)
  if (undocumented) return undocumented
  const isRight = answers.includes(answer.status) && (!codes || codes.includes(codeOf(answer.body)))
  return isRight ? undefined : `${answer.status} ${answer.text.slice(0, 300)}`
}

/** Nothing can be wrong with the body of a route that takes none. */
function onlyWithBody(bad: BadClass): BadClass {
  return { ...bad, of: (request, at) => (request.endpoint.bodies.length > 0 ? bad.of(request, at) : []) }
}
