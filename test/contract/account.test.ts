import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { cosmosConnection } from '#infra/documents/cosmos-connection.ts'
import { cosmosDocuments } from '#infra/documents/cosmos-documents.ts'
import type { Observe } from '#infra/documents/observe-requests.ts'
import { emulatorKey } from '#local/stand-ins/cosmos/wire/authorization.ts'
import { lookAtCalls } from '../endpoints/account/calls.ts'
import { lookAtLists } from '../endpoints/account/lists.ts'
import { lookAtSessions } from '../endpoints/account/sessions.ts'
import { openStandIn, type StandIn } from './documents/stand-in.ts'

let tell: Observe = () => {}
let store: StandIn
beforeAll(async () => {
  store = await openStandIn({ observe: (...request) => tell(...request) })
})
afterAll(() => store.close())

const watched = () => ({
  store,
  watch: (observe: Observe) => {
    tell = observe
  },
})

describe('What only an account can show is looked at on the stand-in as it would be there:', () => {
  test('a process sees its own writes; another may be late, and is counted', async () => {
    const other = cosmosConnection({ endpoint: store.endpoint, key: emulatorKey })
    const reader = cosmosDocuments(other)
    try {
      const [own, others, longest] = await lookAtSessions(store.documents, reader, {
        rounds: 20,
        patienceMs: 1_000,
      })
      expect([own?.holds, others?.found, longest?.holds]).toEqual([true, '0', true])
      await store.lagBehind(1)
      const late = lookAtSessions(store.documents, reader, { rounds: 3, patienceMs: 500 })
      await expect(late).rejects.toThrow('another process does not see')
    } finally {
      await store.lagBehind(0)
      await other.close()
    }
  })

  test('lists keep their order, and their continuations fit into a link', async () => {
    const findings = await lookAtLists(store.documents, store.acrossTenants)
    expect(findings).toHaveLength(7)
    expect(findings.filter(({ holds }) => !holds)).toEqual([])
  })

  test('a list out of order, or with a row twice, does not hold', async () => {
    const { documents, acrossTenants } = store
    const shuffled: typeof documents = {
      ...documents,
      async page(tenantId, query, from) {
        const page = await documents.page(tenantId, query, from)
        return { ...page, items: [...page.items.toReversed(), ...page.items.slice(0, 1)] } as never
      },
    }
    const findings = await lookAtLists(shuffled, acrossTenants)
    expect(findings.filter(({ holds }) => !holds)).toHaveLength(3)
  })

  test('ten calls are charged for', async () => {
    const charges = await lookAtCalls(watched())
    expect(charges).toHaveLength(10)
    expect(charges.filter(({ requestUnits }) => !(requestUnits > 0))).toEqual([])
  })
})
