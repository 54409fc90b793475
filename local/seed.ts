import { setTimeout as wait } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { seedGenerated } from './demo/seed-generated.ts'
import { showProgress } from './system/progress.ts'
import { type Ready, readReady } from './system/ready-file.ts'
import { stateFolder } from './system/state-folder.ts'
import { startSupervisor } from './system/supervisor.ts'

/**
 * `npm run seed -- --users N [--both M] [--seed S]`: one more organisation with N members who all hold one self-service
 * subscription, M of them a central one as well. Starts everything quietly for as long as it takes when it does not run.
 */
const usersMax = 1_000_000

try {
  const wanted = readArguments()
  const state = stateFolder()
  const running = readReady(state)
  const own = running ? undefined : await startSupervisor({ state, firstPort: 0, tell: console.error })
  try {
    await addOrganisation(state, running ?? own?.ready, wanted)
  } finally {
    await own?.stop()
  }
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
}

async function addOrganisation(state: string, ready: Ready | undefined, wanted: Wanted): Promise<void> {
  if (!ready) throw new Error('Seatwarden did not start.')
  const startedMs = performance.now()
  const { users } = wanted
  const bar = showProgress('stored', users, process.stderr)
  const added = await seedGenerated(state, ready, wanted, bar.at)
  bar.end()
  const [tenant] = added.organisations.tenants
  const ids = added.organisations.personas.map(({ id }) => id)
  if (readReady(state)) await shown(state, ids)
  const seconds = ((performance.now() - startedMs) / 1_000).toFixed(1)
  console.log(
    added.isNew
      ? `${tenant?.displayName}: ${users} members in ${seconds} s. Be one of: ${ids.join(', ')}.`
      : `${tenant?.displayName} is there already. Be one of: ${ids.join(', ')}.`,
  )
}

/** The supervisor finds the new organisation and tells of it. */
async function shown(state: string, ids: readonly string[]): Promise<void> {
  const end = Date.now() + 5_000
  for (;;) {
    const personas = new Set(readReady(state)?.personas.map(({ id }) => id))
    if (ids.every((id) => personas.has(id)) || Date.now() > end) return
    await wait(50)
  }
}

interface Wanted {
  readonly users: number
  readonly both: number
  readonly seed?: string
}

function readArguments(): Wanted {
  const usage = `npm run seed -- --users N [--both M] [--seed S]: N from 1 to ${usersMax}, M up to N, S of letters, digits and hyphens.`
  let values: { users?: string | undefined; both?: string | undefined; seed?: string | undefined }
  try {
    const text = { type: 'string' } as const
    values = parseArgs({ options: { users: text, both: text, seed: text } }).values
  } catch (cause) {
    throw new Error(`${(cause as Error).message}\n${usage}`, { cause })
  }
  const { seed } = values
  const users = Number(values.users)
  const both = Number(values.both ?? 0)
  const isSeed = seed === undefined || /^[a-z0-9-]{1,24}$/i.test(seed)
  const isCount = (count: number, from: number, to: number) =>
    Number.isInteger(count) && count >= from && count <= to
  if (!isCount(users, 1, usersMax) || !isCount(both, 0, users) || !isSeed) throw new Error(usage)
  return { users, both, ...(seed === undefined ? {} : { seed }) }
}
