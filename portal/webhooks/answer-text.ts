import { useCallback } from 'react'
import { useFormat } from '../look/format.ts'
import { useWebhooksWords } from './words.ts'

interface Answer {
  readonly status?: number
  readonly problem?: string
}

/** What the receiver answered, or why it did not; nothing where nobody has asked it. */
export function useAnswerText(): (answer: Answer | undefined) => string | undefined {
  const words = useWebhooksWords()
  const format = useFormat()
  return useCallback(
    (answer) => {
      if (answer?.problem !== undefined) return words.problems[answer.problem] ?? answer.problem
      return answer?.status === undefined ? undefined : words.answered(format.number(answer.status))
    },
    [words, format],
  )
}
