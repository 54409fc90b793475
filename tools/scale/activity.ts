/**
 * What an organisation does in a month: so often each, and so often for each of its people. Assumptions, all of them;
 * the names are those of measure.ts, which says what each costs.
 */
export const activity: Readonly<Record<string, { readonly each: number; readonly person: number }>> = {
  'own licences': { each: 0, person: 1 },
  'may I buy': { each: 0, person: 0.5 },
  'list of subscriptions': { each: 4, person: 0.05 },
  'one subscription': { each: 4, person: 0.05 },
  'its holders': { each: 2, person: 0.02 },
  'the audit trail, a page': { each: 1, person: 0 },
  'purchase with a card': { each: 0.2, person: 0.002 },
  '5 licences given': { each: 0.5, person: 0.01 },
  'request, approved': { each: 0, person: 0.01 },
  'take-over': { each: 0.05, person: 0 },
  export: { each: 0.2, person: 0 },
  // Half of the subscriptions run by the month, half by the year: see population.ts for how many there are.
  'renewal announced': { each: 0, person: 0.02 * (0.5 + 0.5 / 12) },
  renewal: { each: 0, person: 0.02 * (0.5 + 0.5 / 12) },
}

/** When it happens, and what else the sums rest on. */
export const rhythm = {
  hoursAMonth: 730,
  /** 22 days of ten hours, in which so much of everything happens. */
  busyHours: 220,
  busyShare: 0.9,
  /** The busiest second of a busy hour against its average. */
  peak: 4,
  /** Of the organisations, take over at once on a Monday morning, within so many seconds; so often a month. */
  mondayShare: 0.01,
  mondaySeconds: 60,
  mondays: 4,
  /** How much of the autoscale maximum the busiest minute may take: organisations never lie evenly. */
  unitsShare: 0.7,
  /** How long an organisation is with us: what is never forgotten adds up. */
  months: 36,
  /** Index and data against data. */
  indexFactor: 1.2,
  sweepEverySeconds: 60,
  /** What one request to the store keeps a thread busy with, and a call besides: benchmarks.md. */
  cpuMsPerRequest: 1.5,
  cpuMsPerCall: 3,
  /** How busy a thread may be. */
  cpuShare: 0.5,
  instanceGb: 2,
  /** What is billed of a call at least. */
  leastSeconds: 1,
  /** A span of the telemetry; one for each call, message and request to the store. */
  spanKb: 1,
  /** Send, receive, complete. */
  operationsPerMessage: 3,
  /** The timer looks into the queues for dead letters, and counts what is in them. */
  operationsPerSweep: 10,
  mailMb: 0.02,
  exportMb: 0.01,
} as const
