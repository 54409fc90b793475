import type { Chance } from './chance.ts'

/** What people do in a run. */
export interface Plot {
  readonly first: 'move' | 'moveSelected' | 'cancel'
  /** A second job in the same organisation; with `intoSource` it fills the source, and the first one waits for it. */
  readonly second: 'none' | 'sharesTarget' | 'intoSource' | 'emptiesTarget' | 'cancelsOther' | 'sameSource'
  readonly edits: number
  /** Who was counted as holding the target loses that seat to somebody else: there is none left for them. */
  readonly runsShort: boolean
  readonly acts: number
  /** Users who are unassigned and assigned again: before, during or after. */
  readonly returns: number
  readonly exports: number
}

export function plotFrom(chance: Chance): Plot {
  return {
    first: chance.happens(0.3) ? 'cancel' : chance.happens(0.25) ? 'moveSelected' : 'move',
    second: chance.happens(0.35) ? chance.pick(seconds) : 'none',
    runsShort: chance.happens(0.12),
    edits: chance.happens(0.2) ? chance.whole(3, 15) : 0,
    acts: chance.happens(0.2) ? chance.whole(1, 4) : 0,
    returns: chance.happens(0.25) ? chance.whole(1, 4) : 0,
    exports: chance.happens(0.15) ? chance.whole(1, 2) : 0,
  }
}

const seconds = [
  'sharesTarget',
  'sharesTarget',
  'sharesTarget',
  'intoSource',
  'intoSource',
  'emptiesTarget',
  'cancelsOther',
  'sameSource',
] as const
