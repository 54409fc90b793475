import { HttpRequest } from '@azure/functions'
import { expect, test } from 'vitest'
import { healthLive } from '#functions/http/health-live.ts'
import { receive } from '#functions/receive.ts'
import { doorWorld } from '../support/door-world.ts'

test('a mistake of ours is logged under the request id that its caller reads', async () => {
  const logged: unknown[] = []
  const world = { ...doorWorld().world, log: (...line: unknown[]) => logged.push(line) }
  const broken = { ...healthLive, handle: () => Promise.reject(new Error('broken')) }
  const request = new HttpRequest({ method: 'GET', url: 'http://seatwarden.example/health/live' })
  const { status, headers } = await receive(world, broken, request, () => 0)
  const { 'x-ms-request-id': requestId } = headers as Record<string, string>
  expect(status).toBe(500)
  expect(logged).toEqual([['error', expect.stringContaining('broken'), { requestId }]])
})
