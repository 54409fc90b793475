import { setTimeout as wait } from 'node:timers/promises'
import { generateOrganisation } from '#local/demo/generate.ts'
import { guidOf } from '#local/demo/guids.ts'
import { seed } from '#local/demo/seeding.ts'
import { call, expectStatus } from '#local/system/api-client.ts'
import { type BenchSystem, startBenchSystem } from './bench-system.ts'
import { digits, type Figure, median, spread, whole } from './figures.ts'
import { type Admin, adminWith, move } from './move.ts'
import {
  addPair,
  addSubscription,
  adminPersona,
  must,
  onboard,
  openStore,
  type Pair,
  type Place,
  placeOf,
  take,
} from './organisation.ts'

export interface FairnessSizes {
  /** How many are on the list. */
  readonly listed: number
  readonly runs: number
}

const others = 20
const usersPerMove = 1_000
const warmings = 2

/** What a worker has begun is done, and the pace has room again. */
const restMs = 1_000

/** What one round of the others took: each move from its POST until it has succeeded, in seconds. */
type Round = readonly number[]

/**
 * While one organisation gives licences to a long list of users, at the pace that production allows, twenty others start a
 * move of a thousand users each, all at once on the same workers: how long that takes them, against the same without the list.
 */
export async function measureFairness(
  { listed, runs }: FairnessSizes,
  tell: (line: string) => void,
): Promise<Figure[]> {
  const system = await startBenchSystem({
    settings: { THROTTLE_SHARE: '0.6', TENANT_REQUEST_UNITS_PER_SECOND: '10000' },
  })
  try {
    await onboard(system)
    const { list, admin, targetId } = await anOrganisationWithAList(system, listed)
    const movers = await theOthers(system)
    tell(`${whole(listed)} users and ${others} other organisations are there.`)
    // All of them beforehand: making them is work for the store too.
    const rounds = await pairsFor(system, movers, warmings + 2 * runs)
    tell('What they move is there, too: from here on it is measured.')
    const round = () => oneRound(movers, must(rounds.shift()))
    // The first moves find cold processes.
    for (let warming = 0; warming < warmings; warming++) await round()
    const begunMs = performance.now()
    const id = await begin(admin, targetId, list)
    const acceptedS = secondsSince(begunMs)
    const alone: Round[] = []
    const beside: Round[] = []
    const look = async () => (await admin.get<Progress>(`/operations/${id}`)).body
    const tellIt = (command: 'pause' | 'resume') => admin.command(`/operations/${id}/${command}`)
    // In turns, so that whatever else goes on on this machine is the same for both.
    for (let run = 0; run < runs; run++) {
      await isWorkedOn(look)
      beside.push(told(await round(), 'beside the list', tell))
      if ((await look()).completedDateTime) throw new Error('The list was done before the last round was.')
      await tellIt('pause')
      await wait(restMs)
      alone.push(told(await round(), 'alone', tell))
      await tellIt('resume')
    }
    let ended = await look()
    for (; !ended.completedDateTime; ended = await look()) await wait(200)
    if (ended.status !== 'Succeeded' || ended.progress.succeeded !== listed)
      throw new Error(`The list ended as ${ended.status}.`)
    return figuresOf({ listed, alone, beside, acceptedS, listS: listed / ended.usersPerSecond })
  } finally {
    await system.stop()
  }
}

interface Measured {
  readonly listed: number
  readonly alone: readonly Round[]
  readonly beside: readonly Round[]
  readonly acceptedS: number
  readonly listS: number
}

function figuresOf({ listed, alone, beside, acceptedS, listS }: Measured): Figure[] {
  const slowest = (rounds: readonly Round[]) => rounds.map((round) => Math.max(...round))
  const middle = (rounds: readonly Round[]) => rounds.map((round) => median(round))
  const inTurns = (of: (rounds: readonly Round[]) => number[]) =>
    of(beside).map((seconds, run) => seconds / must(of(alone)[run]))
  return [
    {
      what: `POST of a list of ${whole(listed)}, to the 202`,
      figure: `${acceptedS.toFixed(1)} s`,
    },
    {
      what: 'Licences for all of them at 60 % of 10,000 RU/s, with what the others do meanwhile',
      figure: `${listS.toFixed(0)} s`,
    },
    {
      what: `${others} organisations start a move of ${whole(usersPerMove)} each, alone: the slowest`,
      ...spread(slowest(alone), digits(2, ' s')),
    },
    { what: 'The same while the list is worked on', ...spread(slowest(beside), digits(2, ' s')) },
    {
      what: 'So many times as long as alone',
      ...spread(inTurns(slowest), digits(2, ' ×')),
      target: '≤ 2 ×',
      met: median(inTurns(slowest)) <= 2,
    },
    { what: 'The one in the middle, alone', ...spread(middle(alone), digits(2, ' s')) },
    { what: 'The same while the list is worked on', ...spread(middle(beside), digits(2, ' s')) },
    {
      what: 'So many times as long as alone',
      ...spread(inTurns(middle), digits(2, ' ×')),
      target: '≤ 2 ×',
      met: median(inTurns(middle)) <= 2,
    },
  ]
}

interface Progress {
  readonly status: string
  readonly completedDateTime?: string
  readonly usersPerSecond: number
  readonly progress: { readonly succeeded: number }
}

async function isWorkedOn(look: () => Promise<Progress>): Promise<void> {
  const before = (await look()).progress.succeeded
  while ((await look()).progress.succeeded === before) await wait(50)
}

async function begin(admin: Admin, targetId: string, list: readonly string[]): Promise<string> {
  const path = `/subscriptions/${targetId}/assignments/bulk`
  return (await admin.post<{ id: string }>(path, { userIds: list }, {})).body.id
}

/** Everybody on the list has an account. */
async function anOrganisationWithAList(system: BenchSystem, listed: number) {
  const generated = generateOrganisation({ users: listed, seed: 'bench-list' })
  await seed({ ...generated, subscriptions: [] }, { ...system, operator: 'bench-operator' })
  const place = placeOf(generated, [...take(generated.users, 3)])
  const store = openStore(system)
  try {
    const target = { ...place.target, id: guidOf('be2c0002', 1), totalLicenses: listed }
    await addSubscription(store.documents, place, target, [])
    const list = [...place.source.holders]
    return { list, targetId: target.id, admin: await administratorOf(system, place) }
  } finally {
    await store.close()
  }
}

interface Mover {
  readonly place: Place
  readonly admin: Admin
}

async function theOthers(system: BenchSystem): Promise<readonly Mover[]> {
  const movers: Mover[] = []
  for (let number = 1; number <= others; number++) {
    const generated = generateOrganisation({ users: usersPerMove, seed: `bench-other-${number}` })
    const people = [...take(generated.users, 3)]
    await seed({ ...generated, users: people, subscriptions: [] }, { ...system, operator: 'bench-operator' })
    const place = placeOf(generated, people)
    movers.push({ place, admin: await administratorOf(system, place) })
  }
  return movers
}

/** For each round and organisation a new pair of subscriptions, of which half as many others hold the target. */
async function pairsFor(system: BenchSystem, movers: readonly Mover[], count: number): Promise<Pair[][]> {
  const store = openStore(system)
  try {
    const rounds: Pair[][] = []
    for (let round = 0; round < count; round++) {
      const pairs: Pair[] = []
      for (const { place } of movers)
        pairs.push(await addPair(store.documents, usersPerMove, { others: usersPerMove / 2 }, place))
      rounds.push(pairs)
    }
    return rounds
  } finally {
    await store.close()
  }
}

async function oneRound(movers: readonly Mover[], pairs: readonly Pair[]): Promise<Round> {
  const moved = await Promise.all(movers.map(({ admin }, at) => move(admin, must(pairs[at]))))
  return moved.map(({ seconds }) => seconds)
}

async function administratorOf({ api, signIn }: BenchSystem, { tenant, admin }: Place): Promise<Admin> {
  const { userId: oid, displayName: name, userPrincipalName } = admin
  const claims = {
    iss: `${signIn}/${tenant.id}/v2.0`,
    tid: tenant.id,
    oid,
    name,
    preferred_username: userPrincipalName,
  }
  const ordered = call<{ access_token: string }>(signIn, 'POST', '/token', {
    body: { persona: adminPersona, claims },
  })
  return adminWith({ api }, (await expectStatus(ordered, 200)).body.access_token, tenant.id)
}

function told(round: Round, where: string, tell: (line: string) => void): Round {
  tell(
    `${others} moves ${where}: median ${median(round).toFixed(2)} s, slowest ${Math.max(...round).toFixed(2)} s`,
  )
  return round
}

function secondsSince(startMs: number): number {
  return (performance.now() - startMs) / 1_000
}
