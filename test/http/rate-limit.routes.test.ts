import { HttpRequest } from '@azure/functions'
import { expect, test } from 'vitest'
import { route as healthLive } from '#functions/health/live.ts'
import { createRateLimit } from '#functions/http/rate-limit.ts'
import { receive } from '#functions/http/receive.ts'
import type { Route } from '#functions/http/route.ts'
import { route as operationsList } from '#functions/operations/list.ts'
import { guid, tenantId, userId } from '../support/builders.ts'
import { simulatedApp } from '../support/simulated/app.ts'
import { simulatedServices } from '../support/simulated/services.ts'
import { tokenOf } from '../support/simulated/tokens.ts'

const ask = (route: Route, headers: Record<string, string>, waitMs: (caller: string) => number) =>
  receive(
    simulatedApp().services,
    new HttpRequest({ method: 'GET', url: 'http://seatwarden.example/any', headers }),
    { name: 'any', method: 'GET', waitMs },
    (incoming) => route.answer(incoming),
  )

/** Under whose name a call is counted. */
async function countedAs(headers: Record<string, string>, route = healthLive): Promise<string> {
  const counted: string[] = []
  await ask(route, headers, (caller) => counted.push(caller) - 1)
  expect(counted).toHaveLength(1)
  return counted.join()
}
const from = (forwardedFor?: string) => countedAs(forwardedFor ? { 'x-forwarded-for': forwardedFor } : {})

test('callers without a token are counted by the address that the front end saw', async () => {
  const once = await from('203.0.113.7:51000')
  expect(await from('203.0.113.7:51001')).toBe(once)
  expect(await from('203.0.113.7')).toBe(once)
  expect(await from('203.0.113.8:51000')).not.toBe(once)
  expect(await from('[2001:db8::7]:51000')).toBe(await from('2001:db8::7'))
  expect(await from()).toBe(await from())
})

test('a forwarded address that callers made up gives them no allowance of their own', async () => {
  expect(await from('198.51.100.1, 203.0.113.7:51000')).toBe(await from('203.0.113.7:51002'))
})

test('whoever is signed in is counted as that person, wherever they call from', async () => {
  const as = (objectId: string, name: string, address: string) => {
    const authorization = `Bearer ${tokenOf({ tenantId: tenantId(1), objectId, name })}`
    return countedAs({ authorization, 'x-forwarded-for': address }, operationsList)
  }
  const once = await as(userId(1), 'Anna', '203.0.113.7')
  expect(await as(userId(1), 'Anna, renamed', '203.0.113.8')).toBe(once)
  expect(await as(guid(2, 2), 'Anna', '203.0.113.7')).not.toBe(once)
})

test('a caller who has to wait is told how long, in whole seconds', async () => {
  const { status, headers, jsonBody } = await ask(healthLive, {}, () => 1_001)
  expect(status).toBe(429)
  expect((headers as Record<string, string>)['retry-after']).toBe('2')
  expect(jsonBody).toMatchObject({ error: { code: 'TooManyRequests' } })
})

test('an allowance is one second of calls, grows back with time, and is nobody else’s', () => {
  const { services, advance } = simulatedServices()
  const waitMs = createRateLimit(services.machineClock, 4)
  const calls = (caller: string, count: number) => Array.from({ length: count }, () => waitMs(caller))
  expect(calls('a', 5)).toEqual([0, 0, 0, 0, 250])
  expect(calls('b', 1)).toEqual([0])
  advance(250)
  expect(calls('a', 2)).toEqual([0, 250])
  advance(60_000)
  expect(calls('a', 5)).toEqual([0, 0, 0, 0, 250])
})

test('a crowd of others gives nobody their allowance back who goes on calling', () => {
  const { services } = simulatedServices()
  const waitMs = createRateLimit(services.machineClock, 1)
  expect(waitMs('a')).toBe(0)
  for (let other = 0; other < 25_000; other++) {
    waitMs(`other ${other}`)
    if (other % 1_000 === 0) expect(waitMs('a')).toBe(1_000)
  }
})
