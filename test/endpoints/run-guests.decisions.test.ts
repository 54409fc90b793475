import { describe, expect, test } from 'vitest'
import { newRun } from './guest.ts'
import type { Host } from './hosts/host.ts'
import { removeLeftovers, runGuests } from './run-guests.ts'

const run = newRun(new Date('2026-03-04T05:06:07Z'), '0a1b2c3d')
const earlier = newRun(new Date('2026-03-01T00:00:00Z'), '11111111')

/** A host that remembers what it was asked, with what a test wants to be otherwise. */
function hostWith(other: Partial<Host> = {}) {
  const asked: string[] = []
  const host: Host = {
    what: 'documents',
    where: 'somewhere',
    leftBehind: async () => [],
    whyNot: async () => undefined,
    make: async () => {
      asked.push('make')
    },
    remove: async (of) => {
      asked.push(`remove ${of}`)
    },
    removeByHand: (of) => `by hand ${of}`,
    ...other,
  }
  return { host, asked }
}

async function playing(
  hosts: readonly Host[],
  how: { test?: () => Promise<boolean>; aborted?: boolean } = {},
) {
  const said: string[] = []
  const ended = new AbortController()
  const runTests = how.test ?? (async () => true)
  const isWell = await runGuests({
    hosts,
    run,
    async test() {
      if (how.aborted) ended.abort()
      return runTests()
    },
    tell: (line) => said.push(line),
    signal: ended.signal,
    pauseMs: 0,
  })
  return { isWell, said: said.join('\n') }
}

const failing = (message: string) => async () => {
  throw new Error(message)
}

describe('what a run made is taken away again', () => {
  test('after tests that passed', async () => {
    const { host, asked } = hostWith()
    expect(await playing([host])).toMatchObject({ isWell: true })
    expect(asked).toEqual(['make', `remove ${run}`])
  })

  test.each([
    ['that failed', { test: async () => false }],
    ['that could not be started', { test: failing('no vitest') }],
    ['that somebody ended', { aborted: true }],
    ['that somebody ended by force', { aborted: true, test: failing('killed') }],
  ])('after tests %s, which is not well', async (_, how) => {
    const { host, asked } = hostWith()
    expect(await playing([host], how)).toMatchObject({ isWell: false })
    expect(asked).toEqual(['make', `remove ${run}`])
  })

  test('where only a half of it could be made, and at the hosts before', async () => {
    const first = hostWith()
    const second = hostWith({ make: failing('no room') })
    const third = hostWith()
    const { isWell, said } = await playing([first.host, second.host, third.host])
    expect(isWell).toBe(false)
    expect(said).toContain('documents: no room')
    expect([first.asked, second.asked, third.asked]).toEqual([
      ['make', `remove ${run}`],
      [`remove ${run}`],
      [],
    ])
  })
})

test('ended while a place is made, it runs nothing, and takes the place away', async () => {
  const ended = new AbortController()
  const { host, asked } = hostWith({ make: async () => ended.abort() })
  const test = failing('It was run.')
  const said: string[] = []
  const tell = (line: string) => said.push(line)
  expect(await runGuests({ hosts: [host], run, test, tell, signal: ended.signal })).toBe(false)
  expect(said[0]).toBe('Ended before all was tested.')
  expect(asked).toEqual([`remove ${run}`])
})

test('where a run cannot be a guest nothing is made, nor taken away, and nothing is run', async () => {
  const { host, asked } = hostWith({ whyNot: async () => 'It is somebody’s.' })
  const { isWell, said } = await playing([host], { test: failing('It was run.') })
  expect({ isWell, asked }).toEqual({ isWell: false, asked: [] })
  expect(said).toBe('documents: It is somebody’s.')
})

test('what cannot be taken away is named, with the command that does it, and is not well', async () => {
  let tries = 0
  const stuck = hostWith({
    remove: async () => {
      tries += 1
      throw new Error('no right to')
    },
  })
  const other = hostWith()
  const { isWell, said } = await playing([stuck.host, other.host])
  expect(isWell).toBe(false)
  expect(tries).toBe(2)
  expect(said).toContain(`what ${run} made IS STILL THERE (no right to)`)
  expect(said).toContain(`by hand ${run}`)
  expect(other.asked).toContain(`remove ${run}`)
})

test('what earlier runs left is named, and stays until somebody asks for it to go', async () => {
  const { host, asked } = hostWith({ leftBehind: async () => [earlier] })
  const { said } = await playing([host])
  expect(said).toContain(`an earlier run left something behind: ${earlier}`)
  expect(asked).not.toContain(`remove ${earlier}`)
})

test('a host that cannot list what it has says so, and takes the run in all the same', async () => {
  const { host, asked } = hostWith({ leftBehind: failing('not implemented') })
  const { isWell, said } = await playing([host])
  expect(isWell).toBe(true)
  expect(said).toContain('cannot be listed (not implemented)')
  expect(asked).toContain('make')
})

describe('asked to, it takes away what earlier runs left', () => {
  const now = new Date('2026-03-04T06:00:00Z')
  const clean = async (host: Host) => {
    const said: string[] = []
    return { isWell: await removeLeftovers([host], (line) => said.push(line), now), said: said.join('\n') }
  }

  test('but not what may be going on elsewhere', async () => {
    const { host, asked } = hostWith({ leftBehind: async () => [earlier, run] })
    const { isWell, said } = await clean(host)
    expect(asked).toEqual([`remove ${earlier}`])
    expect(isWell).toBe(false)
    expect(said).toContain(`${run} began less than an hour ago`)
  })

  test('and is well where nothing is left', async () => {
    expect(await clean(hostWith().host)).toEqual({ isWell: true, said: '' })
    expect(await clean(hostWith({ leftBehind: failing('no') }).host)).toMatchObject({ isWell: false })
  })
})

test('a host that has just been started is waited for as long as one wants to', async () => {
  let tries = 0
  const starting = async () => {
    tries += 1
    if (tries < 3) throw new Error('not yet')
    return undefined
  }
  const play = async (patienceMs: number) => {
    tries = 0
    const { host } = hostWith({ whyNot: starting })
    const { signal } = new AbortController()
    return runGuests({
      hosts: [host],
      run,
      test: async () => true,
      tell() {},
      signal,
      patienceMs,
      pauseMs: 0,
    })
  }
  expect(await play(10_000)).toBe(true)
  expect(await play(-1)).toBe(false)
})
