import { forgetEverything } from '../api/repeat.ts'
import { SignInFailed } from './sign-in-failed.ts'

export type SignOuts = {
  /** This tab is signed in from now on, as this person. */
  signedIn(person: string): void
  /** Forgets what this tab has kept, and tells the others. */
  signOut(): void
  /** Whether somebody has signed out since this page was opened. */
  isOver(): boolean
  onElsewhere(listener: () => void): void
}

/** When somebody last signed out in this browser: a time, no secret. */
export const lastSignOut = 'seatwarden.signedOutAt'
/** When this tab was last signed in. */
const lastSignIn = 'seatwarden.signedInAt'
/** Who that was: what they have begun in this tab is not for anybody else. */
const lastPerson = 'seatwarden.signedInAs'

/**
 * Signing out is for every tab. Those that are open hear of it at once; one that was asleep, or at another site, compares
 * times as soon as it is back. Throws `SignInFailed` where the browser keeps nothing.
 */
export function openSignOuts(): SignOuts {
  requireStorage()
  const listeners: (() => void)[] = []
  let since = timeIn(sessionStorage, lastSignIn)
  let told = false
  const isOver = () => {
    if (since === undefined || (timeIn(localStorage, lastSignOut) ?? 0) < since) return false
    // Each time: an answer that was on its way may have been kept since.
    sessionStorage.clear()
    return true
  }
  const tell = () => {
    if (told || !isOver()) return
    told = true
    for (const listener of listeners) listener()
  }
  // Nobody has seen anything of this page yet: it begins as one where nobody is signed in.
  if (isOver()) since = undefined
  addEventListener('storage', tell)
  addEventListener('pageshow', tell)
  return {
    signedIn(person) {
      if (sessionStorage.getItem(lastPerson) !== person) forgetEverything()
      sessionStorage.setItem(lastPerson, person)
      since = Date.now()
      sessionStorage.setItem(lastSignIn, String(since))
    },
    signOut() {
      told = true
      sessionStorage.clear()
      localStorage.setItem(lastSignOut, String(Date.now()))
    },
    isOver,
    onElsewhere: (listener) => listeners.push(listener),
  }
}

function timeIn(storage: Storage, key: string): number | undefined {
  const text = storage.getItem(key)
  return text === null ? undefined : Number(text)
}

function requireStorage(): void {
  try {
    for (const storage of [sessionStorage, localStorage]) {
      storage.setItem('seatwarden.try', '1')
      storage.removeItem('seatwarden.try')
    }
  } catch (cause) {
    throw new SignInFailed('This browser keeps nothing for this site, so nobody can stay signed in.', {
      cause,
    })
  }
}
