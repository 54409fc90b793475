/**
 * Where in a JSON value a payment card number stands, as a dotted path (`request` for the value itself), or undefined.
 * Looks into texts, numbers and names: 13 to 19 digits of any script, in one run or in groups, that pass the Luhn check,
 * whatever invisible is between them. A GUID is none. The answer never holds the number, so it may be shown and logged.
 */
export function findCardNumber(value: unknown): string | undefined {
  // A stack of our own: a body of a megabyte can nest deeper than calls can.
  const stack: { readonly value: unknown; readonly path: string }[] = [{ value, path: '' }]
  for (let next = stack.pop(); next; next = stack.pop()) {
    const { value, path } = next
    if (typeof value === 'string' || typeof value === 'number') {
      if (holdsCardNumber(String(value))) return path || 'request'
    } else if (Array.isArray(value)) {
      value.forEach((item, index) => {
        stack.push({ value: item, path: `${path}[${index}]` })
      })
    } else if (typeof value === 'object' && value !== null) {
      for (const [name, item] of Object.entries(value)) {
        if (holdsCardNumber(name)) return path || 'request'
        stack.push({ value: item, path: path ? `${path}.${name}` : name })
      }
    }
  }
  return undefined
}

const digitsMin = 13
const digitsMax = 19
/** With dashes and without. A letter takes its place, so that what stands around it does not join up. */
const onlyGuid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i
const guid = /(?<![0-9a-f])[0-9a-f]{8}(-?)[0-9a-f]{4}\1[0-9a-f]{4}\1[0-9a-f]{4}\1[0-9a-f]{12}(?![0-9a-f])/gi

/** Between two groups: one sign of any kind that is no letter, or up to three blanks and dashes. */
const separator = /^(?:[^\p{L}\p{N}]|[\s\p{Pd}]{1,3})$/u
/** What nobody sees, and what stands over or around the digit before it. */
const unseen = /[\p{Default_Ignorable_Code_Point}\p{M}]/gu

function holdsCardNumber(text: string): boolean {
  // A list has a hundred thousand of these.
  if (text.length < digitsMin || onlyGuid.test(text)) return false
  const plain = withPlainDigits(text.normalize('NFKC').replace(unseen, '')).replace(guid, 'g')
  let groups: string[] = []
  let end = 0
  for (const { 0: digits, index } of plain.matchAll(/\d+/g)) {
    if (!separator.test(plain.slice(end, Math.min(index, end + 4)))) {
      if (isCardInGroups(groups)) return true
      groups = []
    }
    groups.push(digits)
    end = index + digits.length
  }
  return isCardInGroups(groups)
}

function withPlainDigits(text: string): string {
  return text.replace(/(?![0-9])\p{Nd}/gu, plainDigit)
}

const plainDigits = new Map<string, string>()

/** Unicode keeps the ten digits of a script side by side, from 0 to 9. */
function plainDigit(digit: string): string {
  const known = plainDigits.get(digit)
  if (known) return known
  const codePoint = digit.codePointAt(0) ?? 0
  let zero = codePoint
  while (/\p{Nd}/u.test(String.fromCodePoint(zero - 1))) zero -= 1
  const plain = String((codePoint - zero) % 10)
  plainDigits.set(digit, plain)
  return plain
}

/**
 * A number may stand next to others (an expiry, a house number), so every stretch of whole groups counts. Running sums
 * make each stretch one subtraction: a megabyte of single digits must not cost a second.
 */
function isCardInGroups(groups: readonly string[]): boolean {
  const digits = groups.join('')
  if (digits.length < digitsMin) return false
  const sums = luhnSums(digits)
  let start = 0
  for (const [first, group] of groups.entries()) {
    let end = start
    for (let last = first; last < groups.length; last++) {
      end += groups[last]?.length ?? 0
      if (end - start > digitsMax) break
      const [from = 0, to = 0] = [sums[end % 2]?.[start], sums[end % 2]?.[end]]
      if (end - start >= digitsMin && (to - from) % 10 === 0) return true
    }
    start += group.length
  }
  return false
}

/**
 * Running Luhn sums over the digits before each place, for numbers that end before an even and before an odd place:
 * seen from its end, every second digit of a number counts double. https://en.wikipedia.org/wiki/Luhn_algorithm
 */
function luhnSums(digits: string): readonly [Float64Array, Float64Array] {
  const even = new Float64Array(digits.length + 1)
  const odd = new Float64Array(digits.length + 1)
  let [evenSum, oddSum] = [0, 0]
  for (let index = 0; index < digits.length; index++) {
    const single = Number(digits[index])
    const double = single > 4 ? single * 2 - 9 : single * 2
    evenSum += index % 2 === 0 ? double : single
    oddSum += index % 2 === 0 ? single : double
    even[index + 1] = evenSum
    odd[index + 1] = oddSum
  }
  return [even, odd]
}
