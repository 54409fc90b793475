import { randomBytes } from 'node:crypto'
import { beforeAll, expect, test } from 'vitest'
import type { Span } from '#local/stand-ins/traces/otlp.ts'
import type { Answer } from '#local/system/api-client.ts'
import { anOrganisation, mailsTo, type Organisation, shared } from '../support/clients/journey.ts'
import {
  askMove,
  assign,
  buy,
  buyCentrally,
  ended,
  type Operation,
  takeControl,
} from '../support/clients/journey-verbs.ts'
import { eventually } from '../support/clients/system.ts'

const traceId = randomBytes(16).toString('hex')
const callersPart = randomBytes(8).toString('hex')
let organisation: Organisation
let asked: Answer<Operation>

beforeAll(async () => {
  organisation = await anOrganisation()
  const { globalAdmin, purchaser, members } = organisation
  const bought = await buy(purchaser, { totalLicenses: 3 })
  await assign(purchaser, bought, members.slice(0, 3))
  const source = await takeControl(globalAdmin, bought)
  const target = await buyCentrally(globalAdmin, { totalLicenses: 3 })
  // Whoever calls cannot ask not to be recorded: the flags say 00.
  const headers = { traceparent: `00-${traceId}-${callersPart}-00` }
  asked = await askMove(globalAdmin, source, target, {}, headers)
  await ended(globalAdmin, asked.body)
})

test('from the request through the queues and the steps of the work to the mail it is one trace, over all processes', async () => {
  expect([asked.status, asked.headers.get('traceparent')?.slice(0, 36)]).toEqual([202, `00-${traceId}-`])
  const [mail] = await mailsTo(organisation.purchaser.address)
  expect(mail?.headers['traceparent']).toContain(traceId)

  const spans = await eventually(async () => {
    const all = await traceOf(traceId)
    const has = (wanted: string) => all.some(({ name }) => name === wanted)
    // Each process tells of its parts when it comes to it.
    return ['mail', 'send-email', 'moveUsers', 'move-users', 'take-over-move-users'].every(has) && all
  })
  const part = (name: string) => spans.find((span) => span.name === name)
  expect(upFrom(part('mail'), spans).map(({ name }) => name)).toEqual([
    'mail',
    'send-email',
    'send send-email',
    'moveUsers',
    'move-users',
    'send move-users',
    'handle',
    'take-over-move-users',
  ])
  expect(part('take-over-move-users')).toMatchObject({
    parentSpanId: callersPart,
    attributes: {
      'http.request.method': 'POST',
      'http.route': '/tenants/{t}/subscriptions/{id}/moveUsers',
      'http.response.status_code': 202,
    },
  })
  expect(part('handle')?.attributes).toEqual({ 'seatwarden.tenant_id': organisation.id })
  expect(part('move-users')?.attributes).toMatchObject({
    'seatwarden.tenant_id': organisation.id,
    'seatwarden.operation_id': asked.body.id,
    'seatwarden.delivery_count': 1,
  })
  expect(part('mail')?.attributes).toEqual({ 'seatwarden.outcome': 'sent' })

  const work = spans.filter((span) => upFrom(span, spans).some(({ name }) => name === 'moveUsers'))
  const steps = work.filter(({ name, attributes }) => name === 'commit' && attributes['seatwarden.outcome'])
  expect(steps.length).toBeGreaterThanOrEqual(2)
  const batches = work.filter(({ name }) => name === 'cosmos batch')
  expect(batches.length).toBeGreaterThanOrEqual(steps.length)
  for (const { attributes } of batches) expect(attributes['seatwarden.request_units']).toBeGreaterThan(0)

  const processes = shared().processes.filter(({ name }) => name === 'http' || name === 'workers')
  expect(new Set(spans.map(({ resource }) => resource['process.pid']))).toEqual(
    new Set(processes.map(({ pid }) => pid)),
  )
})

test('the metrics of it are shown beside the traces', async () => {
  const metrics = await eventually(async () => {
    const all = (await (await fetch(`${shared().traces}/metrics`)).json()) as {
      name: string
      value: number
    }[]
    const found = new Map(all.map(({ name, value }) => [name, value]))
    const moved = found.get('seatwarden.users.moved') ?? 0
    return moved >= 3 && found.has('seatwarden.mails') && found
  })
  expect([...metrics.keys()]).toEqual(
    expect.arrayContaining(['seatwarden.request_units', 'seatwarden.charges']),
  )
})

async function traceOf(traceId: string): Promise<readonly Span[]> {
  const answer = await fetch(`${shared().traces}/traces/${traceId}`)
  return answer.ok ? ((await answer.json()) as { spans: Span[] }).spans : []
}

/** From a part to what it is a part of, and so on. */
function upFrom(part: Span | undefined, spans: readonly Span[]): readonly Span[] {
  const above = spans.find(({ spanId }) => spanId === part?.parentSpanId)
  return part ? [part, ...(above ? upFrom(above, spans) : [])] : []
}
