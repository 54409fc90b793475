/** What the gateway says; `lost` means that it did what was asked and the caller never hears of it. */
export type Answer = { readonly status: number; readonly body: unknown } | 'lost'

export function refusal(status: number, code: string, message: string): Answer {
  return { status, body: { error: { code, message } } }
}

/** The fields of a body, or what is wrong with it. */
export function fieldsOf(
  body: unknown,
  what: string,
  names: readonly string[],
): Readonly<Record<string, unknown>> | string {
  if (typeof body !== 'object' || body === null) return 'The body must be a JSON object.'
  const other = Object.keys(body).find((name) => !names.includes(name))
  if (other !== undefined) return `${what} has no field "${other}".`
  return body as Record<string, unknown>
}

/** The amount and the currency of a body, or what is wrong with them. */
export function moneyOf({ amount, currency }: Readonly<Record<string, unknown>>) {
  if (!Number.isSafeInteger(amount) || Number(amount) <= 0) return 'amount must be whole minor units above 0.'
  if (typeof currency !== 'string' || !/^[A-Z]{3}$/.test(currency)) return 'currency must be three capitals.'
  return { amount: Number(amount), currency }
}
