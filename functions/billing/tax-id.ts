import { entityValidators, euVat, type Validator } from 'stdnum'
import { ownValue } from '#core/kernel/own-value.ts'

/** Where the rules of a country are not known. */
const plausible = /^(?=.*[0-9])[0-9A-Z]{4,20}$/

/**
 * A tax id of an organisation in that country as it is kept, in capitals and without spaces; undefined for what is
 * none. Check digits are checked, whether the tax office has given it away is not.
 */
export function readTaxId(country: string, given: string): string | undefined {
  const taxId = given.toUpperCase().replace(/\s/g, '')
  if (!/^[\x21-\x7e]+$/.test(taxId)) return undefined
  const rules = [...rulesOf(entityValidators, country), ...rulesOf(euVat, country)]
  const fits = rules.length === 0 ? plausible.test(taxId) : rules.some((rule) => isValid(rule, taxId))
  return fits ? taxId : undefined
}

function rulesOf(rules: Readonly<Record<string, readonly Validator[]>>, country: string) {
  return ownValue(rules, country) ?? []
}

function isValid(rule: Validator, taxId: string): boolean {
  return rule.validate(taxId).isValid
}
