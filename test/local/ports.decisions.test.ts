import { describe, expect, test } from 'vitest'
import { choosePorts, portNames, readFirstPort } from '#local/system/ports.ts'

/** Node's fetch, as browsers do, refuses some ports before it connects. */
async function isCallable(port: number): Promise<boolean> {
  const cause = await fetch(`http://127.0.0.1:${port}/`).then(
    () => undefined,
    (error: { cause?: { message?: string } }) => error.cause?.message,
  )
  return cause !== 'bad port'
}

describe('the first port', () => {
  test.each([6000, 5055, 6661, 10_072, 10_080])(
    '%d is refused: no browser could call all that follow',
    async (port) => {
      const all = portNames.map((_, index) => port + index)
      expect(await Promise.all(all.map(isCallable))).toContain(false)
      expect(() => readFirstPort(String(port))).toThrow(
        /^SEATWARDEN_PORT: no browser calls port \d+, and ports/,
      )
    },
  )

  test.each([0, 7071, 6001, 10_081, 65_525])('%d is taken as it is', async (port) => {
    expect(readFirstPort(String(port))).toBe(port)
    if (port > 0) {
      const all = portNames.map((_, index) => port + index)
      expect(await Promise.all(all.map(isCallable))).not.toContain(false)
    }
  })

  test('0 picks ports that can be called', async () => {
    for (let round = 0; round < 20; round++) {
      const ports = Object.values(await choosePorts(0, 0))
      expect(Math.min(...ports)).toBeGreaterThan(10_080)
    }
  })
})
