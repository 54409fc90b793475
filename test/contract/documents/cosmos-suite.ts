import { setTimeout as wait } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Query } from '#core/ports/documents.ts'
import { Unavailable } from '#core/ports/failures.ts'
import { aSample, aTenantWith } from './samples.ts'
import type { Store } from './suite.ts'

export interface WatchedStore extends Store {
  /** What each request over the network was for, the last one last. */
  readonly requests: string[]
}

/** What went over the network for it, in the order of the alphabet: a plan may be answered after its first page. */
export async function requestsOf(store: WatchedStore, work: () => Promise<unknown>): Promise<string> {
  store.requests.length = 0
  await work()
  await wait(store.isForeign ? 500 : 50)
  return store.requests.toSorted().join(' ')
}

const all: Query = { where: [{ field: 'type', is: '=', value: 'assignment' }] }

/** What only Cosmos DB can be asked: what goes over the network, and what it refuses. */
export function promisesOfCosmos(name: string, open: () => Promise<WatchedStore>): void {
  describe(name, () => {
    let store: WatchedStore
    beforeAll(async () => {
      store = await open()
    })
    afterAll(() => store.close())

    test('each call costs as many requests as it is said to', async () => {
      const tenant = await aTenantWith(store.documents, 5)
      const { documents } = store
      const cost = (work: () => Promise<unknown>) => requestsOf(store, work)
      expect(await cost(() => documents.read(tenant, 'd0'))).toBe('read')
      expect(await cost(() => documents.readTogether(tenant, ['d0', 'd1', 'd2']))).toBe('batch')
      expect(await cost(() => documents.commit(tenant, [{ kind: 'delete', id: 'd4' }]))).toBe('batch')
      expect(await cost(() => documents.count(tenant, all))).toBe('plan query')
      expect(await cost(() => documents.page(tenant, all, { size: 10 }))).toBe('plan query')
      let continuation = ''
      await cost(async () => {
        continuation = (await documents.page(tenant, all, { size: 2 })).continuation ?? ''
      })
      const next = { size: 2, continuation }
      expect(await cost(() => documents.page(tenant, all, next))).toBe('plan query')
      const everyPage = async () => {
        let pages = 0
        for await (const page of documents.pages(tenant, all, 1)) {
          expect(page).toBeDefined()
          expect(++pages).toBeLessThan(100)
        }
      }
      const ofPages = await cost(everyPage)
      expect(ofPages).toMatch(/^plan( query){4,}$/)
      if (!store.isForeign) expect(ofPages).toBe('plan query query query query')
    })

    test('what can never work is our mistake, not the outside failing', async () => {
      const tenant = await aTenantWith(store.documents, 1)
      const wrong: Query = { where: [{ field: "x' OR c.y = '", is: '=', value: 1 }] }
      await expect(store.documents.page(tenant, wrong, { size: 1 })).rejects.toThrow('is no field')
      const tooBig = { ...aSample(tenant, 'big'), displayName: 'x'.repeat(2_200_000) }
      const refused = await store.documents
        .commit(tenant, [{ kind: 'create', document: tooBig }])
        .catch((error: unknown) => error)
      expect(refused).toBeInstanceOf(Error)
      expect(refused).not.toBeInstanceOf(Unavailable)
    })
  })
}
