import { HttpRequest } from '@azure/functions'
import { expect, test } from 'vitest'
import { healthLive } from '#functions/http/health-live.ts'
import { receive } from '#functions/receive.ts'
import { doorWorld } from '../support/door-world.ts'

/** Under whose name a call without a token is counted. */
async function countedAs(forwardedFor?: string): Promise<string> {
  const counted: string[] = []
  const headers: Record<string, string> = forwardedFor ? { 'x-forwarded-for': forwardedFor } : {}
  const request = new HttpRequest({ method: 'GET', url: 'http://seatwarden.example/health/live', headers })
  await receive(doorWorld().world, healthLive, request, (caller) => counted.push(caller) - 1)
  return counted.join()
}

test('callers without a token are counted by the address that the front end saw', async () => {
  const once = await countedAs('203.0.113.7:51000')
  expect(await countedAs('203.0.113.7:51001')).toBe(once)
  expect(await countedAs('203.0.113.7')).toBe(once)
  expect(await countedAs('203.0.113.8:51000')).not.toBe(once)
  expect(await countedAs('[2001:db8::7]:51000')).toBe(await countedAs('2001:db8::7'))
  expect(await countedAs()).toBe(await countedAs())
})

test('a forwarded address that the caller made up gives him no allowance of its own', async () => {
  expect(await countedAs('198.51.100.1, 203.0.113.7:51000')).toBe(await countedAs('203.0.113.7:51002'))
})
