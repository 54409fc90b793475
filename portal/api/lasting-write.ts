import { useEffect, useSyncExternalStore } from 'react'
import { Problem } from './problem.ts'
import { lastingPrefix, type Repeat } from './repeat.ts'
import { type Answer, type Done, isOpen, sendUntilKnown } from './write.ts'

/** The API knows a repeat for 24 hours: what is older is not sent again. */
const keptForMs = 23 * 3_600_000

interface Kept<Body> {
  readonly body: Body
  readonly since: number
}

type State<Data> =
  | { readonly is: 'idle' }
  /** `problem` is why it has to be sent again. */
  | { readonly is: 'running'; readonly tries: number; readonly problem?: Problem }
  | { readonly is: 'done'; readonly done: Done<Data> }
  | { readonly is: 'refused'; readonly problem: unknown }

const idle = { is: 'idle' } as const

/** What each action is about in this page: whoever comes back to it finds it as it is, and does not start another one. */
const states = new Map<string, State<unknown>>()
const changes = new EventTarget()

function setState(action: string, state: State<unknown>): void {
  states.set(action, state)
  changes.dispatchEvent(new Event('change'))
}

/**
 * A write that costs money: once begun it is sent again, under the same id, until its fate is known, and a reload of
 * the page does not end that. Nobody pays twice, and nobody has to ask what became of it.
 */
export function useLastingWrite<Body, Data>(options: {
  /** Names action, person and thing, as in `buy:{person}:{product}`: in one tab somebody else may sign in. */
  readonly action: string
  readonly send: (body: Body, repeat: Repeat) => Promise<Answer<Data>>
  readonly onDone?: (done: Done<Data>, body: Body) => void | Promise<void>
}) {
  const { action } = options
  const state = useSyncExternalStore(subscribe, () => (states.get(action) ?? idle) as State<Data>)
  const run = (body: Body) => void beginLasting(options, body)
  // biome-ignore lint/correctness/useExhaustiveDependencies: what a reload has cut off goes on once, when one is here
  useEffect(() => {
    const kept = keptBody<Body>(action)
    if (kept !== undefined) run(kept)
    // Whoever comes back another time begins anew.
    return () => void (states.get(action)?.is !== 'running' && states.delete(action))
  }, [action])
  return {
    run,
    /** The body of what goes on, also after a reload. */
    body: state.is === 'running' ? keptBody<Body>(action) : undefined,
    isPending: state.is === 'running',
    waitsFor: state.is === 'running' ? state.problem : undefined,
    tries: state.is === 'running' ? state.tries : 0,
    done: state.is === 'done' ? state.done : undefined,
    problem: state.is === 'refused' ? state.problem : undefined,
    reset: () => {
      if (states.get(action)?.is !== 'running') setState(action, idle)
    },
  }
}

/** Whether somebody began it, and nobody knows yet what became of it. */
export function isUnderWay(action: string): boolean {
  return keptOf(action) !== undefined
}

/** Whatever is wanted now: first what was begun before, and nobody knows the end of, is asked for again as it was. */
export async function beginLasting<Body, Data>(
  { action, send, onDone }: Parameters<typeof useLastingWrite<Body, Data>>[0],
  wanted: Body,
): Promise<void> {
  if (states.get(action)?.is === 'running') return
  setState(action, { is: 'running', tries: 0 })
  // What was begun before goes on, whatever is asked for now: its fate is open, and two would be two payments.
  const kept: Kept<Body> = keptOf<Body>(action) ?? { body: wanted, since: Date.now() }
  keep(action, kept)
  try {
    const done = await sendUntilKnown(action, kept.body, send, {
      triesMax: Number.POSITIVE_INFINITY,
      toldMaxMs: Number.POSITIVE_INFINITY,
      onTry: (tries, problem) => setState(action, { is: 'running', tries, problem }),
    })
    forget(action)
    await onDone?.(done, kept.body)
    setState(action, { is: 'done', done })
  } catch (problem) {
    // Whoever has to sign in first comes back to it.
    const isRefused = problem instanceof Problem && problem.code !== 'Unauthorized' && !isOpen(problem)
    if (isRefused) forget(action)
    setState(action, { is: 'refused', problem })
  }
}

function subscribe(changed: () => void): () => void {
  changes.addEventListener('change', changed)
  return () => changes.removeEventListener('change', changed)
}

function keptBody<Body>(action: string): Body | undefined {
  return keptOf<Body>(action)?.body
}

function keptOf<Body>(action: string): Kept<Body> | undefined {
  const kept = written<Body>(action)
  if (kept === undefined || Date.now() - kept.since < keptForMs) return kept
  forget(action)
  return undefined
}

function written<Body>(action: string): Kept<Body> | undefined {
  try {
    const kept = JSON.parse(sessionStorage.getItem(lastingPrefix + action) ?? 'null') as Kept<Body> | null
    return typeof kept?.since === 'number' ? kept : undefined
  } catch {
    return undefined
  }
}

function keep(action: string, kept: Kept<unknown>): void {
  try {
    sessionStorage.setItem(lastingPrefix + action, JSON.stringify(kept))
  } catch {
    // A browser without room for it: what has begun goes on for as long as this page is open.
  }
}

function forget(action: string): void {
  sessionStorage.removeItem(lastingPrefix + action)
}
