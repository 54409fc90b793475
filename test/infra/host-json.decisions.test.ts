import { expect, test } from 'vitest'
import queues from '#infra/messages/queues.json' with { type: 'json' }
import { readHostJson } from '#local/stand-ins/functions-host/host-json.ts'
import { durationMs } from '#local/stand-ins/service-bus/broker/config.ts'

/** What the Functions host is told, held to what the code counts on. */

const host = readHostJson('host.json')
const { serviceBus } = host
const secondMs = 1_000
/** What WORK_SLICE_MS is where nobody sets it. */
const sliceMs = 15 * secondMs
/** A step begins at the last moment of a slice, and Cosmos DB says nothing: see cosmos-connection.ts. */
const lastStepMs = 10 * secondMs

const locks = queues.UserConfig.Namespaces.flatMap(({ Queues }) => Queues).map(
  ({ Name, Properties }) => [Name, durationMs(Properties.LockDuration) ?? 0] as const,
)

test.each(locks)(
  'a worker of %s is done before its lock ends, also where nobody renews that',
  (_, lockMs) => {
    expect(sliceMs + lastStepMs).toBeLessThan(lockMs)
  },
)

test('locks are renewed for longer than any slice, and an invocation that hangs is ended with them', () => {
  expect(serviceBus.maxAutoLockRenewalDurationMs).toBeGreaterThan(4 * (sliceMs + lastStepMs))
  expect(host.functionTimeoutMs).toBe(serviceBus.maxAutoLockRenewalDurationMs)
})

test('returning completes a message, and none is locked before its turn', () => {
  expect(serviceBus).toMatchObject({ autoCompleteMessages: true, prefetchCount: 0 })
})

test('a process works on sixteen messages at once, however many cores it has', () => {
  expect(serviceBus.maxConcurrentCalls).toBe(16)
})

test('addresses begin as they are written, and triggers other than HTTP and timers are there', () => {
  expect(host).toMatchObject({ routePrefix: '', hasExtensionBundle: true })
})

test('what we warn of is told, and no line for each invocation that ends well', () => {
  expect(host.logLevels).toEqual({ default: 'warning', 'Host.Results': 'information' })
})
