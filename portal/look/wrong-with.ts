import { Problem } from '../api/problem.ts'

/** What the API says of one field of a form, for the field. */
export function wrongWith(problem: unknown, name: string): { readonly validationMessage?: string } {
  if (!(problem instanceof Problem)) return {}
  const detail = problem.details.find(({ target }) => target === name || target?.startsWith(`${name}.`))
  return detail ? { validationMessage: detail.message } : {}
}
