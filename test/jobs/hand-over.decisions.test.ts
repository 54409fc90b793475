import { InvocationContext } from '@azure/functions'
import { expect, test, vi } from 'vitest'
import { handOver, shutdown, within } from '#functions/invocation.ts'

/** What happens when the runtime says that it ends the process. */

test('whoever is at work hears of it, and is waited for', async () => {
  const order: string[] = []
  expect(shutdown.begun).toBe(false)
  const working = within(new InvocationContext(), async () => {
    await vi.waitFor(() => expect(shutdown.begun).toBe(true))
    order.push('saved')
  })
  const failing = within(new InvocationContext(), async () => {
    throw new Error('no')
  })
  failing.catch(() => {})
  await handOver()
  order.push('ended')
  await working
  expect(order).toEqual(['saved', 'ended'])
})

test('but not for longer than the host waits', async () => {
  void within(new InvocationContext(), () => new Promise<never>(() => {}))
  const startedMs = performance.now()
  await handOver(50)
  expect(performance.now() - startedMs).toBeLessThan(1_000)
})
