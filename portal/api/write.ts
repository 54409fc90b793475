import { onlineManager, useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { answered, Problem } from './problem.ts'
import { forgetRepeat, type Repeat, repeatOf } from './repeat.ts'

export interface Answer<Data> {
  readonly data?: Data
  readonly error?: unknown
  readonly response: Response
}

/** How often a call whose fate is unknown is sent again by itself; then the person decides. */
const triesUsual = 6
const waitMs = 2_000
const waitMinMs = 1_000
const waitMaxMs = 15_000
/** Told to wait for longer, the person decides when to try again. */
const toldUsualMs = 60_000

export interface Done<Data> {
  readonly data: Data
  readonly response: Response
}

/**
 * A POST that has its effect once: sent again under the same id while nobody knows what became of it. `waiting` is how
 * often it was tried, for pages that say so.
 */
export function useWrite<Body, Data>(options: {
  /** Names action and thing, as in `move-users:{id}`. */
  readonly action: string
  readonly send: (body: Body, repeat: Repeat) => Promise<Answer<Data>>
  readonly onDone?: (done: Done<Data>, body: Body) => void | Promise<void>
}) {
  const [tries, setTries] = useState(0)
  const mutation = useMutation<Done<Data>, Problem, Body>({
    mutationFn: async (body) => {
      // Nothing is sent later, behind the person's back.
      if (!onlineManager.isOnline()) throw new Problem('Unreachable', 'No network')
      setTries(0)
      const done = await sendUntilKnown(options.action, body, options.send, { onTry: setTries })
      await options.onDone?.(done, body)
      return done
    },
  })
  return {
    run: mutation.mutate,
    runAndWait: mutation.mutateAsync,
    isPending: mutation.isPending,
    problem: mutation.error ?? undefined,
    done: mutation.data,
    reset: mutation.reset,
    tries: mutation.isPending ? tries : 0,
  }
}

interface Patience {
  readonly triesMax?: number
  readonly toldMaxMs?: number
  readonly onTry?: (tries: number, problem: Problem) => void
  readonly sleep?: (ms: number) => Promise<unknown>
}

export async function sendUntilKnown<Body, Data>(
  action: string,
  body: Body,
  send: (body: Body, repeat: Repeat) => Promise<Answer<Data>>,
  { triesMax = triesUsual, toldMaxMs = toldUsualMs, onTry, sleep = pause }: Patience = {},
): Promise<Done<Data>> {
  const repeat = repeatOf(action, body)
  for (let tries = 1; ; tries += 1) {
    try {
      const done = await answered(send(body, repeat))
      forgetRepeat(action, body)
      return done
    } catch (error) {
      if (!(error instanceof Problem)) throw error
      if (!isOpen(error)) {
        // Whoever has to sign in first does not know yet what became of the tries before.
        if (error.code !== 'Unauthorized') forgetRepeat(action, body)
        throw error
      }
      const told = error.retryAfterMs ?? 0
      if (tries >= triesMax || told > toldMaxMs) throw error
      onTry?.(tries, error)
      await sleep(Math.max(error.retryAfterMs ?? Math.min(waitMs * tries, waitMaxMs), waitMinMs))
    }
  }
}

/** Whether it is open what became of it: an answer that was cut off, or is of something in between, tells nothing. */
export function isOpen({ code, passes }: Problem): boolean {
  return passes || code === 'NotUnderstood'
}

function pause(ms: number): Promise<unknown> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}
