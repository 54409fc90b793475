/**
 * Tests that stop a process for a while, or that stand on somebody who does (SIGSTOP): Windows has no signal for that, so
 * they are left out there. `npm test` prints this list when it leaves them out.
 */
export const notOnWindows = [
  'test/ops/operators.journey.test.ts',
  'test/portal/consolidate.journey.test.ts',
  'test/portal/operations.journey.test.ts',
  'test/portal/operators.journey.test.ts',
  'test/portal/take-over.journey.test.ts',
  'test/renewals/mid-term.journey.test.ts',
  'test/subscriptions/actions.journey.test.ts',
  'test/system/audit.test.ts',
  'test/system/bad-input.test.ts',
  'test/system/crash.system.test.ts',
  'test/system/fuzz.test.ts',
  'test/system/isolation.system.test.ts',
  'test/system/no-personal-data.test.ts',
  'test/system/openapi.test.ts',
  'test/system/poison.test.ts',
  'test/system/repeats.test.ts',
  'test/system/roles.system.test.ts',
  'test/system/silence.system.test.ts',
  'test/take-over/consolidate.journey.test.ts',
  'test/take-over/move-in-hand.journey.test.ts',
]
