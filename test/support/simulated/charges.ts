/**
 * Request units by the charges that Microsoft publishes ("Understand request units consumption"), between the sizes
 * of the table by straight lines. Near enough for pacing and budgets in a simulation; the stand-in counts exactly.
 */
type Table = readonly (readonly [kib: number, units: number])[]

const reads: Table = [
  [1, 1],
  [4, 1.14],
  [16, 1.67],
  [64, 4.76],
  [128, 9.95],
]
const writes: Table = [
  [1, 4.95],
  [2, 6.29],
  [4, 6.67],
  [8, 7.04],
  [16, 9.52],
  [32, 11.23],
  [64, 22.67],
]
/** Most documents here have about ten indexed values, and a patch changes about two of them. */
const createdTerms = 0.2 * 10
const changedTerms = 0.2 * 4

export const charges = {
  failed: 1,
  read: (bytes: number) => lookUp(reads, bytes),
  query: (rows: number, bytes: number) => 2.3 + 0.05 * rows + (0.3 * bytes) / 1024,
  create: (bytes: number) => lookUp(writes, bytes) + createdTerms,
  replace: (oldBytes: number, newBytes: number) =>
    lookUp(writes, oldBytes) + lookUp(writes, newBytes) + changedTerms,
  patch: (bytes: number, operations: number) => 2 * lookUp(writes, bytes) + changedTerms + 0.4 * operations,
}

function lookUp(table: Table, bytes: number): number {
  const kib = bytes / 1024
  let [lowKib, lowUnits] = table[0] ?? [0, 0]
  if (kib <= lowKib) return lowUnits
  for (const [highKib, highUnits] of table) {
    if (kib <= highKib) return lowUnits + ((highUnits - lowUnits) * (kib - lowKib)) / (highKib - lowKib)
    lowKib = highKib
    lowUnits = highUnits
  }
  return (lowUnits * kib) / lowKib
}
