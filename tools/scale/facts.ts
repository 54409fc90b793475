import { readFileSync, writeFileSync } from 'node:fs'
import type { Facts } from './cost.ts'

const file = new URL('./measured.json', import.meta.url)

/** What was measured last. The tables of docs/scale.md rest on it, and a test holds it to the product. */
export function knownFacts(): Facts {
  return JSON.parse(readFileSync(file, 'utf8')) as Facts
}

export function keepFacts(facts: Facts): void {
  writeFileSync(file, `${JSON.stringify(facts, null, 2)}\n`)
}
