import { type Answer, fieldsOf, refusal } from './answers.ts'
import { type Card, tokenEntry } from './cards.ts'

export function cardAnswer(token: string): Answer {
  const card = knownCard(token)
  return 'refused' in card ? card.refused : { status: 200, body: card }
}

/**
 * Takes what changed on a card, and keeps none of it: what stands behind a token here is fixed, so the card says
 * afterwards what it said before. Whether an expiry is past is not judged: who asks may have moved their clock.
 */
export function cardUpdateAnswer(token: string, body: unknown): Answer {
  const changes = parseChanges(body)
  if (typeof changes === 'string') return refusal(400, 'invalid_request', changes)
  const card = knownCard(token)
  if ('refused' in card) return card.refused
  if (changes.securityCode === '000')
    return refusal(422, 'security_code_wrong', 'The bank knows another security code.')
  return { status: 200, body: card }
}

function knownCard(token: string): Card | { readonly refused: Answer } {
  const entry = tokenEntry(token)
  if (!entry) return { refused: refusal(404, 'unknown_token', 'No card stands behind this token.') }
  if ('expired' in entry)
    return { refused: refusal(422, 'card_expired', 'The card behind this token has expired.') }
  return entry.card
}

type Changes = { readonly expiry?: string; readonly securityCode?: string }

/** What it says is wrong never repeats a value: one may be a security code. */
function parseChanges(body: unknown): Changes | string {
  const fields = fieldsOf(body, 'A card update', ['expiry', 'securityCode'])
  if (typeof fields === 'string') return fields
  const { expiry, securityCode } = fields
  if (expiry === undefined && securityCode === undefined)
    return 'A card update needs an expiry, a security code or both.'
  if (expiry !== undefined && !(typeof expiry === 'string' && /^\d{4}-(0[1-9]|1[0-2])$/.test(expiry)))
    return 'expiry must be a month, as in 2031-12.'
  if (securityCode !== undefined && !(typeof securityCode === 'string' && /^\d{3,4}$/.test(securityCode)))
    return 'securityCode must be 3 or 4 digits.'
  return fields
}
