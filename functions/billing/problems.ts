import { type RefusalOf, refuse } from '#core/kernel/refusals.ts'

/** A change that names no field. */
export function nothingToChange(): RefusalOf<'InvalidRequest'> {
  return refuse('InvalidRequest', { problems: [{ target: '', is: 'nothingToChange' }] })
}
