import { randomBytes } from 'node:crypto'
import { cosmosAcrossTenants } from '#infra/documents/cosmos-across-tenants.ts'
import { cosmosConnection } from '#infra/documents/cosmos-connection.ts'
import { cosmosDocuments } from '#infra/documents/cosmos-documents.ts'
import type { Observe } from '#infra/documents/observe-requests.ts'
import { wholeOptions } from '#local/system/whole-options.ts'
import { openStandIn } from '#test/contract/documents/stand-in.ts'
import { type Charge, lookAtCalls } from '#test/endpoints/account/calls.ts'
import { type Finding, tableOf } from '#test/endpoints/account/finding.ts'
import { lookAtLists } from '#test/endpoints/account/lists.ts'
import { lookAtSessions } from '#test/endpoints/account/sessions.ts'
import { newRun } from '#test/endpoints/guest.ts'
import { documentsHost } from '#test/endpoints/hosts/documents.ts'
import { endpointsNamedIn, toSet } from '#test/endpoints/named.ts'
import { runGuests } from '#test/endpoints/run-guests.ts'

/**
 * `npm run account [-- --rounds 200]`: what only a real Cosmos DB account can show, looked at in a database of its own in
 * the account that the environment names; docs/operate/real-account.md says why each matters.
 */
const { rounds } = wholeOptions('npm run account [-- --rounds 200]', { rounds: 200 })
const patienceMs = 10_000
const tell = (line: string) => console.log(line)
const ended = new AbortController()
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => ended.abort())

try {
  process.exitCode = (await main()) ? 0 : 1
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
}

async function main(): Promise<boolean> {
  const { documents: named } = endpointsNamedIn(process.env)
  if (!named) throw new Error(`No account is named, so nothing was looked at. Set ${toSet.documents}.`)
  const host = documentsHost(named)
  tell(`Looking at ${host.where}.\n`)
  const run = newRun(new Date(), randomBytes(4).toString('hex'))
  const { endpoint, key, database = run } = named
  const test = (signal: AbortSignal) => look({ endpoint, database, ...(key ? { key } : {}) }, signal)
  return runGuests({ hosts: [host], run, test, tell, signal: ended.signal })
}

async function look(
  options: { readonly endpoint: string; readonly database: string; readonly key?: string },
  signal: AbortSignal,
): Promise<boolean> {
  let watching: Observe = () => {}
  const own = cosmosConnection({ ...options, observe: (...request) => watching(...request) })
  const other = cosmosConnection(options)
  const store = { documents: cosmosDocuments(own), acrossTenants: cosmosAcrossTenants(own) }
  try {
    const findings: Finding[] = await lookAtSessions(store.documents, cosmosDocuments(other), {
      rounds,
      patienceMs,
    })
    signal.throwIfAborted()
    findings.push(...(await lookAtLists(store.documents, store.acrossTenants)))
    tell(`${tableOf(findings)}\n`)
    signal.throwIfAborted()
    const there = await lookAtCalls({
      store,
      watch: (observe) => {
        watching = observe
      },
    })
    tell(`${chargesTable(there, await onStandIn())}\n`)
    return findings.every(({ holds }) => holds !== false)
  } finally {
    await Promise.all([own.close(), other.close()])
  }
}

/** The same calls on this machine, whose charges our figures are made of. */
async function onStandIn(): Promise<readonly Charge[]> {
  let watching: Observe = () => {}
  const store = await openStandIn({ observe: (...request) => watching(...request) })
  try {
    return await lookAtCalls({
      store,
      watch: (observe) => {
        watching = observe
      },
    })
  } finally {
    await store.close()
  }
}

function chargesTable(there: readonly Charge[], here: readonly Charge[]): string {
  const rows = there.map(({ what, requests, requestUnits }, at) => {
    const ours = here[at]?.requestUnits ?? Number.NaN
    const ratio = requestUnits / ours
    return [what, String(requests), requestUnits.toFixed(1), ours.toFixed(1), `${ratio.toFixed(2)} ×`]
  })
  const head = ['Call', 'Requests', 'Request units', 'On the stand-in', 'Ratio']
  return [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n')
}
