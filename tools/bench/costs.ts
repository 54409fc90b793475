import { generateOrganisation } from '#local/demo/generate.ts'
import type { BenchSystem } from './bench-system.ts'
import { type Figure, whole } from './figures.ts'
import { adminOf, cancel, move } from './move.ts'
import { addPair, type Holding, onboard, openStore } from './organisation.ts'
import { readStatistics, resetStatistics, type Spent, spentBy } from './statistics.ts'

/** What the jobs ask of the store. Needs a system that sends no mail: whether it goes out before the count is chance. */
export async function measureCosts(system: BenchSystem, users: number): Promise<Figure[]> {
  await onboard(system)
  const store = openStore(system)
  const admin = await adminOf(system)
  const spent = async (size: number, holding: Holding = {}, chosen?: readonly string[]) => {
    const pair = await addPair(store.documents, size, holding)
    return spentBy(system, admin, () => move(admin, pair, chosen))
  }
  try {
    const others = users / 2
    const both = users / 10
    const followed = await spent(users, { others })
    const withBoth = await spent(users, { others, both })
    const scarce = await spent(users, { others, both, scarce: true })
    const alone = await spent(users)
    const cancelled = await addPair(store.documents, users)
    const cancelling = await spentBy(system, admin, () => cancel(admin, cancelled))
    const small = await spent(1_000)
    const smallWithOthers = await spent(1_000, { others: 500 })
    const chosen = [...holders(5_000)]
    const moved = `a move of ${whole(users)}`
    const onTarget = `${moved}, seats for all, ${whole(others)} others on the target`
    return [
      requests(`Storage requests, ${onTarget}`, followed.requests, 80),
      units(`Request units a user (simulated), ${onTarget}`, followed.requestUnits / users, 0.15),
      ...perUserOfBoth(`${whole(both)} users on both sides besides`, withBoth, followed, both),
      ...counted(scarce, withBoth, users),
      requests(`Storage requests, ${moved} to a target without holders`, alone.requests, 20),
      units('Request units of it (simulated), in all', alone.requestUnits, 300),
      requests(`Storage requests, a cancel of ${whole(users)}`, cancelling.requests, 20),
      units('Request units of it (simulated), in all', cancelling.requestUnits, 300),
      requests('Storage requests, a move of 1,000 to a target without holders', small.requests, 16),
      requests('The same with 500 others on the target', smallWithOthers.requests, 16),
      ...perChosen('to a target without holders', await spent(10_000, {}, chosen), chosen.length),
      ...perChosen(
        'with 5,000 others on the target',
        await spent(10_000, { others: 5_000 }, chosen),
        chosen.length,
      ),
    ]
  } finally {
    await store.close()
  }
}

/** The first of those who hold every source. */
function* holders(count: number): Generator<string> {
  const [source] = generateOrganisation({ users: count, seed: 'bench' }).subscriptions
  if (source) yield* source.holders
}

function perUserOfBoth(what: string, withBoth: Spent, without: Spent, both: number): Figure[] {
  const more = withBoth.requests - without.requests
  const moreUnits = withBoth.requestUnits - without.requestUnits
  return [
    requests(`Storage requests more per 1,000 of them, ${what}`, (more / both) * 1_000, 12, 2),
    units(`Request units more for each of them (simulated), ${what}`, moreUnits / both, 12),
  ]
}

/** The worker goes by the list that the POST has made, so it need not look for them itself. */
function counted(scarce: Spent, looked: Spent, users: number): Figure[] {
  const figure = (what: string, value: string) => ({
    what: `${what}, too few seats unless those are counted`,
    figure: value,
  })
  return [
    figure(
      'Storage requests',
      `${whole(scarce.requests)} (${whole(looked.requests)} where seats do for all)`,
    ),
    figure(
      'Request units a user (simulated)',
      `${(scarce.requestUnits / users).toFixed(2)} (${(looked.requestUnits / users).toFixed(2)})`,
    ),
  ]
}

function perChosen(where: string, spent: Spent, count: number): Figure[] {
  const what = `${whole(count)} chosen of 10,000, ${where}`
  return [
    requests(`Storage requests per 1,000, ${what}`, (spent.requests / count) * 1_000, 12, 2),
    units(`Request units a user (simulated), ${what}`, spent.requestUnits / count, 12),
  ]
}

function requests(what: string, value: number, most: number, digits = 0): Figure {
  return { what, figure: value.toFixed(digits), target: `≤ ${most}`, met: value <= most }
}

function units(what: string, value: number, most: number): Figure {
  const figure = value < 1 ? value.toFixed(3) : value.toFixed(value < 100 ? 2 : 0)
  return { what, figure, target: `≤ ${most}`, met: value <= most }
}

/** Needs a system whose workers take no move. */
export async function measurePost(system: BenchSystem): Promise<Figure[]> {
  await onboard(system)
  const store = openStore(system)
  const admin = await adminOf(system)
  const { sourceId, targetId } = await addPair(store.documents, 1_000)
  const etag = (await admin.get(`/subscriptions/${sourceId}`)).headers.get('etag') ?? ''
  await resetStatistics(system)
  const body = { targetSubscriptionId: targetId, confirm: true }
  await admin.post(`/subscriptions/${sourceId}/moveUsers`, body, { 'if-match': etag })
  const { requests } = await readStatistics(system)
  await store.close()
  return [{ what: 'Storage requests of the POST of a move, which are among these', figure: String(requests) }]
}
