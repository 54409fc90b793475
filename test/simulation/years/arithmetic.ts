/** What things cost and what goes back, worked out from the rules and not with the product's code. In minor units. */

/** Hundredths of a per cent, of the countries that the runs are in. */
export const taxRates: Readonly<Record<string, number>> = { NL: 2_100, US: 0 }

/** Rounded half up, once on the whole. */
export function taxOf(net: number, rate: number): number {
  const product = net * rate
  const rest = product % 10_000
  return (product - rest) / 10_000 + (rest >= 5_000 ? 1 : 0)
}

/** The part of a price for the days that are left of a term; the cent that does not divide is the payer's. */
export function forDaysLeft(whole: number, left: number, termDays: number): number {
  const rest = (whole * left) % termDays
  return (whole * left - rest) / termDays + (rest > 0 ? 1 : 0)
}

/** What was billed together and may go back. */
export interface Line {
  readonly invoiceId: string
  /** Null where no card has paid it. */
  key: string | null
  on: number
  days: number
  seats: number
  net: number
  readonly rate: number
  backSeats: number
  backNet: number
  unpaid: boolean
}

export interface GoesBack {
  readonly invoiceId: string
  readonly key: string | null
  readonly unpaid: boolean
  readonly seats: number
  readonly net: number
  readonly tax: number
}

/** So many days may pass until nothing goes back. */
const refundDays = 7

/** Gives up seats, those that were bought last first, and takes what goes back off the lines. */
export function giveUp(lines: Line[], seats: number, on: number, termEnd: number): GoesBack[] {
  const back: GoesBack[] = []
  let left = seats
  for (let at = lines.length - 1; at >= 0; at -= 1) {
    const line = lines[at] as Line
    const isOld = on - line.on > refundDays
    if (isOld && !line.unpaid) continue
    const given = Math.min(left, line.seats - line.backSeats)
    left -= given
    if (given === 0) continue
    const days = line.unpaid ? line.days : Math.min(line.days, Math.max(0, termEnd - on))
    const upTo = (count: number) => Math.floor((line.net * count * days) / (line.seats * line.days))
    const net = Math.min(upTo(line.backSeats + given) - upTo(line.backSeats), line.net - line.backNet)
    const taxBefore = taxOf(line.net - line.backNet, line.rate)
    line.backSeats += given
    line.backNet += net
    const tax = taxBefore - taxOf(line.net - line.backNet, line.rate)
    const { invoiceId, key, unpaid } = line
    if (net > 0) back.push({ invoiceId, key, unpaid, seats: given, net, tax })
  }
  return back
}

/** What is left to pay of a line. */
export function restOf({ net, backNet, rate }: Line): { readonly net: number; readonly tax: number } {
  const left = net - backNet
  return { net: left, tax: taxOf(left, rate) }
}
