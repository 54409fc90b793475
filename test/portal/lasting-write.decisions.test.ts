import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { beginLasting, isUnderWay } from '../../portal/api/lasting-write.ts'

/** What a tab keeps over a reload. */
beforeEach(() => {
  const kept = new Map<string, string>()
  vi.stubGlobal('sessionStorage', {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => kept.set(key, value),
    removeItem: (key: string) => kept.delete(key),
  })
})
afterEach(() => vi.unstubAllGlobals())

interface Sent {
  readonly licences: number
  readonly id: string
}

/** Buys at an API that answers with these statuses, one after the other. */
function shop(action: string, ...statuses: number[]) {
  const sent: Sent[] = []
  const buy = (licences: number) =>
    beginLasting(
      {
        action,
        async send(body: { licences: number }, repeat) {
          sent.push({ ...body, id: repeat['Repeatability-Request-ID'] })
          const status = statuses.shift() ?? 201
          const code = status === 401 ? 'Unauthorized' : 'PaymentDeclined'
          const error = { error: { code, message: 'Why' } }
          return { response: new Response(null, { status }), ...(status < 300 ? { data: {} } : { error }) }
        },
      },
      { licences },
    )
  return { sent, buy }
}

test('R140 whoever has to sign in amid a payment whose end nobody knows pays the same one afterwards, whatever they typed meanwhile', async () => {
  const { sent, buy } = shop('buy:1', 401)
  await buy(3)
  expect(isUnderWay('buy:1')).toBe(true)
  await buy(5)
  expect(sent).toEqual([
    { licences: 3, id: sent[0]?.id },
    { licences: 3, id: sent[0]?.id },
  ])
  expect(isUnderWay('buy:1')).toBe(false)
})

test('R140 after a card was declined the next payment is another one', async () => {
  const { sent, buy } = shop('buy:2', 402)
  await buy(3)
  expect(isUnderWay('buy:2')).toBe(false)
  await buy(3)
  expect(new Set(sent.map(({ id }) => id)).size).toBe(2)
})
