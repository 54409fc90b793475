/** A card that the payment gateway keeps: what stands for it, and what people know it by. */
export interface CardToken {
  readonly token: string
  readonly brand: string
  readonly last4: string
  /** Year and month: 2031-12. */
  readonly expiry: string
}

export type CardMessage =
  | { readonly type: 'card-ready'; readonly height: number }
  | ({ readonly type: 'card-token' } & CardToken)

/** What the page in the frame has said; undefined for everything else that a gateway's page may tell. */
export function cardMessage(data: unknown): CardMessage | undefined {
  if (typeof data !== 'object' || data === null) return undefined
  const { type, height, token, brand, last4, expiry } = data as Readonly<Record<string, unknown>>
  if (type === 'card-ready' && typeof height === 'number' && height > 0 && height <= heightMax)
    return { type, height: Math.ceil(height) }
  if (
    type === 'card-token' &&
    isText(token, /^[\x21-\x7e]{1,256}$/) &&
    isText(brand, /^[\w .-]{1,40}$/) &&
    isText(last4, /^\d{4}$/) &&
    isText(expiry, /^\d{4}-(0[1-9]|1[0-2])$/)
  )
    return { type, token, brand, last4, expiry }
  return undefined
}

const heightMax = 2_000

function isText(value: unknown, pattern: RegExp): value is string {
  return typeof value === 'string' && pattern.test(value)
}
