import { rhythm } from '#tools/scale/activity.ts'
import { demandOf, planOf } from '#tools/scale/cost.ts'
import { knownFacts } from '#tools/scale/facts.ts'
import { peopleOf, population } from '#tools/scale/population.ts'
import { chanceFrom } from '../chance.ts'
import { type Model, usual } from './model.ts'
import { type Morning, play } from './morning.ts'
import type { Shape } from './organisation.ts'

export interface MondayOptions {
  readonly organisations: number
  readonly seed: number
  /** What is other than usual; the partitions are those of the plan in docs/scale.md unless it says so. */
  readonly model?: Partial<Model>
  readonly withinMs?: number
}

/** 1 % of the organisations take over at once, their sizes drawn from the distribution. */
export function monday({ organisations, seed, model, withinMs }: MondayOptions): Promise<Morning> {
  const chance = chanceFrom(-seed)
  const takeOvers = Math.max(1, Math.round(organisations * rhythm.mondayShare))
  return play({
    seed,
    shapes: Array.from({ length: takeOvers }, () => shapeOf(peopleOf(chance.next))),
    withinMs: withinMs ?? rhythm.mondaySeconds * 1_000,
    model: { ...usual, ...partitionsFor(organisations), ...model },
  })
}

/** What that many organisations have of the store, and what jobs believe of it: the setting follows the plan. */
export function partitionsFor(
  organisations: number,
): Pick<Model, 'partitions' | 'requestUnitsPerSecond' | 'tenantRequestUnitsPerSecond'> {
  const facts = knownFacts()
  const { autoscaleMax, partitions } = planOf(demandOf(organisations, facts), facts)
  const each = Math.min(10_000, autoscaleMax / partitions)
  return { partitions, requestUnitsPerSecond: each, tenantRequestUnitsPerSecond: each }
}

/**
 * One large organisation moves chosen users of so many subscriptions at once, half of those who hold each, while
 * somebody looks at one of them.
 */
export function oneOrganisation(
  { moves, users, seed }: { readonly moves: number; readonly users: number; readonly seed: number },
  model: Partial<Model> = {},
): Promise<Morning> {
  return play({
    seed,
    shapes: [{ sources: moves, usersEach: 2 * users, both: 0, others: 0, chosen: users }],
    withinMs: 0,
    looksEveryMs: 200,
    model: { ...usual, ...model },
  })
}

function shapeOf(people: number): Shape {
  const usersEach = Math.max(1, Math.round(people * population.selfServiceSeats))
  return {
    sources: 1,
    usersEach,
    both: Math.round(usersEach * population.onBothSides),
    others: Math.round(people * population.centralSeats),
    chosen: 0,
  }
}
