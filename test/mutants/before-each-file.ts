import { inject } from 'vitest'

declare module 'vitest' {
  interface ProvidedContext {
    takenAway: string
  }
}

// Decisions may be taken while the tests of a file are collected: see switches.ts.
globalThis.takenAway = inject('takenAway')
