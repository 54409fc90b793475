import { AsyncResource } from 'node:async_hooks'
import { describe, expect, test } from 'vitest'
import { Unavailable } from '#core/ports/failures.ts'
import { parseTraceparent } from '#core/ports/telemetry.ts'
import { type Heard, listening } from '../support/listening.ts'

const cause = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01'
const request = { name: 'any', work: 'request', cause } as const

test('what happens within is a part of what it happens in, whatever else goes on at that time', async () => {
  const heard = listening()
  const { telemetry } = heard.told
  await Promise.all(
    ['one', 'other'].map((name) =>
      telemetry.begin({ name, work: 'request', cause: undefined }, async () => {
        await Promise.resolve()
        await telemetry.part({ name: `${name} step` }, async () =>
          telemetry.took({ name: `${name} call` }, 3),
        )
      }),
    ),
  )
  for (const name of ['one', 'other']) {
    const [whole, step, call] = [heard.span(name), heard.span(`${name} step`), heard.span(`${name} call`)]
    expect(step.parentSpanContext?.spanId).toBe(whole.spanContext().spanId)
    expect(call.parentSpanContext?.spanId).toBe(step.spanContext().spanId)
    expect(call.spanContext().traceId).toBe(whole.spanContext().traceId)
    expect(call.duration[1]).toBeGreaterThanOrEqual(2.9e6)
  }
  expect(heard.span('one').spanContext().traceId).not.toBe(heard.span('other').spanContext().traceId)
})

test('what a library does on a timer of its own is no part of the request that it was opened for', async () => {
  const heard = listening()
  const { telemetry, request: observe } = heard.told
  let refresh = () => {}
  await telemetry.begin(request, async () => {
    refresh = AsyncResource.bind(() => observe('other', 2, 200, 3))
    refresh()
  })
  refresh()
  expect(heard.spans.map(({ name }) => name)).toEqual(['cosmos other', 'any'])
  expect(await heard.metrics()).toMatchObject([{ name: 'seatwarden.request_units', value: 4 }])
})

test('the caller’s trace goes on, and what is told names the part that is going on', async () => {
  const heard = listening()
  const { telemetry } = heard.told
  const here = await telemetry.begin(request, async () => telemetry.traceparent())
  const { traceId, spanId } = heard.span('any').spanContext()
  expect(heard.span('any').parentSpanContext?.spanId).toBe('b7ad6b7169203331')
  expect(here).toBe(`00-${traceId}-${spanId}-01`)
  expect(traceId).toBe('0af7651916cd43dd8448eb211c80319c')
  expect(telemetry.traceparent()).toBeUndefined()
})

test.each(['', 'nonsense', `00-${'0'.repeat(32)}-b7ad6b7169203331-01`, cause.toUpperCase()])(
  'a trace context that is none begins a trace: %s',
  async (none) => {
    const heard = listening()
    await heard.told.telemetry.begin({ ...request, cause: none }, async () => {})
    expect(parseTraceparent(none)).toBeUndefined()
    expect(heard.span('any').parentSpanContext).toBeUndefined()
  },
)

describe('which traces are recorded', () => {
  const idOf = (at: number) => at.toString(16).padStart(8, '0').repeat(3) + 'f'.repeat(8)
  const recorded = async (share: number, flags: string) => {
    const heard = listening(share)
    const { telemetry } = heard.told
    const sent: string[] = []
    for (let at = 1; at <= 400; at += 1) {
      const traceId = idOf(at * 10_000_019)
      await telemetry.begin({ ...request, cause: `00-${traceId}-b7ad6b7169203331-${flags}` }, async () =>
        telemetry.part({ name: 'step' }, async () => sent.push(telemetry.traceparent() ?? '')),
      )
    }
    return { heard, sent, ids: heard.spans.map((span) => span.spanContext().traceId) }
  }

  test('a share of them, the same in every process and whatever the caller’s flags say', async () => {
    const one = await recorded(0.25, '01')
    const other = await recorded(0.25, '00')
    expect(one.ids).toEqual(other.ids)
    expect(new Set(one.ids).size).toBeGreaterThan(60)
    expect(new Set(one.ids).size).toBeLessThan(140)
    // All parts of a trace or none.
    expect(one.heard.spans.length).toBe(2 * new Set(one.ids).size)
  })

  test('whoever is not recorded hands the trace on all the same, and is counted', async () => {
    const { heard, sent } = await recorded(0, '01')
    expect(heard.spans).toEqual([])
    expect(sent.every((text) => parseTraceparent(text)?.flags === 0)).toBe(true)
    await heard.told.telemetry.begin(request, async () => heard.told.request('read', 1.5, 200, 2))
    expect(await heard.metrics()).toContainEqual(
      expect.objectContaining({ name: 'seatwarden.request_units', value: 1.5 }),
    )
  })

  test('not what only asks whether we live; what it costs is counted', async () => {
    const heard = listening()
    const { told } = heard
    await told.telemetry.begin({ ...request, unrecorded: true }, () =>
      told.telemetry.part({ name: 'step' }, async () => told.request('read', 1, 200, 2)),
    )
    expect(heard.spans).toEqual([])
    expect(await heard.metrics()).toHaveLength(1)
  })
})

describe('nobody is told of', () => {
  test('what an error says: only of what kind it was', async () => {
    const heard = listening()
    const fail = async () => {
      throw new Unavailable('550 anna@windmolen.example is unknown')
    }
    await expect(heard.told.telemetry.begin(request, fail)).rejects.toThrow('550 anna')
    const { attributes, events, status } = heard.span('any')
    expect([attributes, events, status]).toEqual([{ 'error.type': 'Unavailable' }, [], { code: 2 }])
  })

  test.each(['Inge Hallström', 'anna@windmolen.example', '4111111111111111', 'two words', 'x'.repeat(121)])(
    'a text that is no word of ours: %s',
    async (text) => {
      const heard = listening()
      const { telemetry } = heard.told
      await telemetry.begin({ ...request, facts: { outcome: text } }, async (tell) =>
        tell({ operation: text }),
      )
      telemetry.count('seatwarden.refusals', 1, { code: text as 'NotFound' })
      expect(await heard.everything()).not.toContain(text)
      expect(heard.span('any').attributes).toEqual({
        'seatwarden.outcome': 'withheld',
        'db.operation.name': 'withheld',
      })
    },
  )

  test('on which machine it runs', async () => {
    const heard = listening()
    await heard.told.telemetry.begin(request, async () => {})
    expect(Object.keys(heard.span('any').resource.attributes).toSorted()).toEqual([
      'process.pid',
      'service.instance.id',
      'service.name',
    ])
  })
})

test('an answer of 500 or more, and none at all, is a failure; a refusal is not', async () => {
  const heard = listening()
  const { telemetry } = heard.told
  for (const status of [200, 404, 429, 500, 'ECONNRESET'])
    await telemetry.begin({ ...request, name: `${status}` }, async (tell) => tell({ status }))
  expect(heard.spans.map(({ name, status }) => [name, status.code === 2])).toEqual([
    ['200', false],
    ['404', false],
    ['429', false],
    ['500', true],
    ['ECONNRESET', true],
  ])
})

test('every metric that has a name can be measured, with its attributes', async () => {
  const heard = listening()
  const { telemetry } = heard.told
  telemetry.count('seatwarden.users.moved', 3, {})
  telemetry.count('seatwarden.request_units', 10.5, { work: 'job', operation: 'batch' })
  telemetry.count('seatwarden.throttles', 1, { work: 'job' })
  telemetry.count('seatwarden.mails', 1, { outcome: 'sent' })
  telemetry.count('seatwarden.charges', 1, { outcome: 'declined' })
  telemetry.count('seatwarden.refusals', 1, { code: 'NotEnoughLicenses' })
  telemetry.gauge('seatwarden.queue.age', 1.5, { queue: 'move-users' })
  telemetry.gauge('seatwarden.operations.oldest_unfinished', 7, {})
  telemetry.gauge('seatwarden.dead_letters', 2, { queue: 'move-users' })
  const { default: described } = await import('#infra/telemetry/metrics.json', { with: { type: 'json' } })
  const heardOf = await heard.metrics()
  expect(heardOf.map(({ name }) => name).toSorted()).toEqual(Object.keys(described.metrics).toSorted())
  const attributes = (name: string) =>
    Object.keys((heardOf.find((one) => one.name === name) as Heard).attributes)
  for (const [name, { attributes: its }] of Object.entries(described.metrics))
    expect([name, attributes(name)]).toEqual([name, Object.keys(its)])
})
