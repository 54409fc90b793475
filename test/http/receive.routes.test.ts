import { HttpRequest } from '@azure/functions'
import { expect, test } from 'vitest'
import { OutcomeUnknown, Unavailable } from '#core/ports/failures.ts'
import { receive } from '#functions/http/receive.ts'
import { simulatedApp } from '../support/simulated/app.ts'

/** A route that fails, as its caller and the operators' log see it. */
async function failing(error: unknown, sent: Record<string, string> = {}) {
  const logged: unknown[] = []
  const services = { ...simulatedApp().services, log: (...line: unknown[]) => logged.push(line) }
  const request = new HttpRequest({ method: 'GET', url: 'http://seatwarden.example/any', headers: sent })
  const { status, headers, jsonBody } = await receive(
    services,
    request,
    { name: 'any', method: 'GET', waitMs: () => 0 },
    () => Promise.reject(error),
  )
  return { status, body: jsonBody, headers: headers as Record<string, string>, logged }
}

test('a mistake of ours is logged under the request id that its caller reads', async () => {
  const { status, headers, logged, body } = await failing(new Error('broken'))
  expect(status).toBe(500)
  expect(logged).toEqual([
    ['error', expect.stringContaining('broken'), { requestId: headers['x-ms-request-id'] }],
  ])
  expect(JSON.stringify(body)).not.toContain('broken')
  expect(body).toMatchObject({ error: { code: 'InternalError' } })
})

test('an outside that fails is a 503 which says whether it may have happened, and when to try again', async () => {
  const away = await failing(new Unavailable('the store is away', { retryAfterMs: 1_500 }))
  expect([away.status, away.headers['retry-after']]).toEqual([503, '2'])
  expect(away.body).toMatchObject({
    error: { code: 'ServiceUnavailable', innererror: { outcome: 'notDone' } },
  })
  expect(away.logged).toMatchObject([['warning', expect.stringContaining('any: the store is away'), {}]])
  const lost = await failing(new OutcomeUnknown('lost'), { 'accept-language': 'nl' })
  expect(lost.body).toMatchObject({ error: { innererror: { outcome: 'unknown' } } })
  expect(lost.headers['content-language']).toBe('nl')
})

test('the ids that a caller sends come back, unless a card number hides in one', async () => {
  const own = { 'x-ms-client-request-id': 'mine-1', 'x-ms-correlation-id': '4242 4242 4242 4242' }
  const { headers } = await failing(new Error('any'), own)
  expect(headers['x-ms-client-request-id']).toBe('mine-1')
  expect(headers['x-ms-correlation-id']).toBeUndefined()
})
