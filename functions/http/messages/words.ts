import type { Language } from '#core/kernel/language.ts'
import type { Problem, RefusalCode, RefusalOf } from '#core/kernel/refusals.ts'
import { en } from './en.ts'
import type { Messages } from './messages.ts'
import { nl } from './nl.ts'

const words: Readonly<Record<Language, Messages>> = { en, nl }

export function wordsIn(language: Language): Messages {
  return words[language]
}

/** The one sentence of a refusal. */
export function sentenceOf<Code extends RefusalCode>(
  { refused, facts }: RefusalOf<Code>,
  language: Language,
): string {
  return words[language].refusals[refused](facts)
}

/** What is wrong with one part of a request. */
export function sentenceOfProblem(problem: Problem, language: Language): string {
  switch (problem.is) {
    case 'shape':
      return problem.message
    case 'notAllowed':
      return words[language].notAllowed(problem.allowed)
    case 'more':
      return words[language].more(problem.count)
    default:
      return words[language].problems[problem.is]
  }
}
