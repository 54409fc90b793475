import { expect, test } from 'vitest'
import type { Message } from '#core/ports/messages.ts'
import { parseTraceparent } from '#core/ports/telemetry.ts'
import type { Services } from '#functions/jobs/job.ts'
import { sweep } from '#functions/jobs/sweeper.ts'
import { takeMessage } from '#functions/jobs/take-message.ts'
import { aMove } from '../support/builders.ts'
import { listening } from '../support/listening.ts'
import { globalReader, simulatedApp, tenantId } from '../support/simulated/app.ts'
import { simulatedServices } from '../support/simulated/services.ts'

const traceId = '0af7651916cd43dd8448eb211c80319c'
const operations = `00-${traceId}-b7ad6b7169203331-01`
const hosts = `00-${traceId}-00f067aa0ba902b7-01`
const strangers = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01'

/** Simulated services that tell, and what is put into queues. */
function telling(base: Services) {
  const heard = listening()
  const sent: Message[] = []
  const messages = { send: async (_: string, message: Message) => void sent.push(message) }
  return { heard, sent, services: heard.told.ports({ ...base, messages }) }
}

test('the timer sends on behalf of what it found: the message goes on with that trace, not with the timer’s', async () => {
  const at = simulatedServices()
  const { heard, sent, services } = telling(at.services)
  const move = aMove({ traceparent: operations, state: 'Running' })
  await services.documents.commit(move.tenantId, [{ kind: 'create', document: move }])
  at.advance(3_600_000)
  await services.telemetry.begin({ name: 'sweeper', work: 'timer', cause: undefined }, () => sweep(services))
  expect(sent.map(({ traceparent }) => traceparent)).toEqual([operations])
  expect(heard.span('sweeper').spanContext().traceId).not.toBe(traceId)
})

test('what is sent within its own trace, or without one, is caused by what is going on', async () => {
  const { heard, sent, services } = telling(simulatedServices().services)
  await services.telemetry.begin({ name: 'move-users', work: 'job', cause: operations }, async () => {
    await services.messages.send('send-email', { id: '1', body: {}, traceparent: operations })
    await services.messages.send('send-email', { id: '2', body: {} })
    await services.messages.send('send-email', { id: '3', body: {}, traceparent: '' })
  })
  const parts = heard.spans.filter(({ name }) => name === 'send send-email')
  expect(sent.map(({ traceparent }) => parseTraceparent(traceparent)?.spanId)).toEqual(
    parts.map((span) => span.spanContext().spanId),
  )
  expect(new Set(parts.map((span) => span.spanContext().traceId))).toEqual(new Set([traceId]))
})

test.each([
  ['the host’s part where it is of the sender’s trace', hosts, operations, hosts],
  ['the sender’s where the host has begun one of its own', strangers, operations, operations],
  ['the host’s where the sender has written none', strangers, undefined, strangers],
  ['the sender’s where the host has none', undefined, operations, operations],
])('a message goes on with %s', async (_, hostTrace, sentTrace, cause) => {
  const { heard, services } = telling(simulatedServices().services)
  const taking = takeMessage(services, 'move-users', { body: {}, deliveryCount: 5, hostTrace, sentTrace })
  await expect(taking).rejects.toThrow('Expected "kind"')
  const { traceId: of, spanId } = heard.span('move-users').parentSpanContext ?? {}
  expect(`00-${of}-${spanId}-01`).toBe(cause)
})

test('a line of the log names the part of the trace that it belongs to', async () => {
  const lines: unknown[] = []
  const { services: base } = simulatedServices()
  const { heard, services } = telling({ ...base, log: (...line) => lines.push(line) })
  await services.telemetry.begin({ name: 'any', work: 'job', cause: operations }, async () =>
    services.log('warning', 'within', { attempt: 2 }),
  )
  services.log('info', 'outside')
  const { spanId } = heard.span('any').spanContext()
  expect(lines).toEqual([
    ['warning', 'within', { attempt: 2, traceId, spanId }],
    ['info', 'outside', undefined],
  ])
})

test('of a message only what is an id is told', async () => {
  const { heard, services } = telling(simulatedServices().services)
  const take = (body: unknown) =>
    takeMessage(services, 'move-users', {
      body,
      deliveryCount: 5,
      hostTrace: undefined,
      sentTrace: undefined,
    })
  for (const body of [
    { tenantId: 'Inge Hallström', operationId: 7 },
    'Inge',
    null,
    [{ tenantId }],
    { tenantId },
  ])
    await take(body).catch(() => {})
  expect(heard.spans.map(({ attributes }) => attributes['seatwarden.tenant_id'])).toEqual([
    undefined,
    undefined,
    undefined,
    undefined,
    tenantId,
  ])
})

test('a request is told under its route’s name; the answer, what it stores and what it sends name its part of the trace', async () => {
  const app = simulatedApp()
  await app.open()
  const heard = listening()
  Object.assign(app.services, heard.told.ports(app.services))
  const anna = await app.person('Anna', { roles: [globalReader] })
  const traceparent = `00-${traceId}-b7ad6b7169203331-00`
  const { status, headers } = await anna.ask('organisation-get', { headers: { traceparent } })
  const span = heard.span('organisation-get')
  expect([status, span.parentSpanContext?.spanId]).toEqual([200, 'b7ad6b7169203331'])
  expect(headers['traceparent']).toBe(`00-${traceId}-${span.spanContext().spanId}-01`)
  expect(heard.spans.map(({ name }) => name)).toEqual(['check', 'handle', 'organisation-get'])
  expect(await heard.metrics()).toEqual([])

  const refused = await anna.ask('organisation-get', {
    params: { t: '99999999-9999-4999-8999-999999999999' },
  })
  expect(refused.status).toBe(404)
  expect(heard.span('organisation-get').attributes).toMatchObject({
    'http.route': '/tenants/{t}',
    'seatwarden.refusal': 'NotFound',
  })
  expect(await heard.metrics()).toContainEqual({
    name: 'seatwarden.refusals',
    value: 1,
    attributes: { code: 'NotFound' },
  })
})
