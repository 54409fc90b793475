import type { Chance } from './chance.ts'

/** What people do in a run. */
export interface Plot {
  readonly first: 'move' | 'moveSelected' | 'cancel'
  /** A second job in the same organisation. */
  readonly second: 'none' | 'sharesTarget' | 'emptiesTarget' | 'cancelsOther' | 'sameSource'
  readonly edits: number
  /** Who was counted as holding the target loses that seat to somebody else: there is none left for them. */
  readonly runsShort: boolean
  readonly acts: number
}

export function plotFrom(chance: Chance): Plot {
  return {
    first: chance.happens(0.3) ? 'cancel' : chance.happens(0.25) ? 'moveSelected' : 'move',
    second: chance.happens(0.2)
      ? chance.pick(['sharesTarget', 'sharesTarget', 'emptiesTarget', 'cancelsOther', 'sameSource'])
      : 'none',
    runsShort: chance.happens(0.12),
    edits: chance.happens(0.2) ? chance.whole(3, 15) : 0,
    acts: chance.happens(0.2) ? chance.whole(1, 4) : 0,
  }
}
