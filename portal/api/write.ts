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
const waitMaxMs = 15_000

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
  readonly onTry?: (tries: number, problem: Problem) => void
  readonly sleep?: (ms: number) => Promise<unknown>
}

export async function sendUntilKnown<Body, Data>(
  action: string,
  body: Body,
  send: (body: Body, repeat: Repeat) => Promise<Answer<Data>>,
  { triesMax = triesUsual, onTry, sleep = pause }: Patience = {},
): Promise<Done<Data>> {
  const repeat = repeatOf(action, body)
  for (let tries = 1; ; tries += 1) {
    try {
      const done = await answered(send(body, repeat))
      forgetRepeat(action, body)
      return done
    } catch (error) {
      if (!(error instanceof Problem)) throw error
      if (!error.passes) {
        // Whoever has to sign in first does not know yet what became of the tries before.
        if (error.code !== 'Unauthorized') forgetRepeat(action, body)
        throw error
      }
      if (tries >= triesMax) throw error
      onTry?.(tries, error)
      await sleep(error.retryAfterMs ?? Math.min(waitMs * tries, waitMaxMs))
    }
  }
}

function pause(ms: number): Promise<unknown> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}
