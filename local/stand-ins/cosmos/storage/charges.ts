/**
 * What an operation costs, by the figures Microsoft published under "Understand request units consumption"
 * (April 2026), with straight lines between the published sizes. Queries are not published: theirs is a placeholder.
 */

type Point = readonly [kilobytes: number, requestUnits: number]

const readPoints: readonly Point[] = [
  [1, 1],
  [4, 1.14],
  [16, 1.67],
  [64, 4.76],
  [128, 9.95],
]

const writePoints: readonly Point[] = [
  [1, 4.95],
  [2, 6.29],
  [4, 6.67],
  [8, 7.04],
  [16, 9.52],
  [32, 11.23],
  [64, 22.67],
]

const indexedTermCharge = 0.2
const patchOperationCharge = 0.4

export function readCharge(bytes: number): number {
  return onCurve(readPoints, bytes)
}

/** Creating or deleting. */
export function writeCharge(bytes: number, indexedTerms: number): number {
  return onCurve(writePoints, bytes) + indexedTermCharge * indexedTerms
}

/** `changedTerms` counts those that went and those that came; a patch also pays for each of its operations. */
export function replaceCharge(
  bytesBefore: number,
  bytesAfter: number,
  changedTerms: number,
  patchOperations = 0,
): number {
  const write = onCurve(writePoints, bytesBefore) + onCurve(writePoints, bytesAfter)
  return write + indexedTermCharge * changedTerms + patchOperationCharge * patchOperations
}

export function queryCharge(rows: number, bytes: number): number {
  return 2.3 + 0.05 * rows + 0.3 * (bytes / 1024)
}

/** Below the first point its charge holds; beyond the last one the last line goes on. */
function onCurve(points: readonly Point[], bytes: number): number {
  const kilobytes = Math.max(bytes / 1024, 1)
  const next = points.findIndex(([size]) => size >= kilobytes)
  const end = next === -1 ? points.length - 1 : Math.max(next, 1)
  const [sizeLow, chargeLow] = points[end - 1] as Point
  const [sizeHigh, chargeHigh] = points[end] as Point
  return chargeLow + ((kilobytes - sizeLow) / (sizeHigh - sizeLow)) * (chargeHigh - chargeLow)
}
