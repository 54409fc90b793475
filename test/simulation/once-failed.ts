/** Seeds that once failed, and what they found. */
export const onceFailed: readonly { readonly seed: number; readonly found: string }[] = [
  { seed: 31, found: 'a target that was emptied and deleted while users moved into it' },
  { seed: 44, found: 'a healthy operation marked because a message about another kind of work named it' },
  { seed: 89, found: 'a mail sent twice by two deliveries of one message' },
  { seed: 144, found: 'a dropped operation whose users were not counted as failed' },
  { seed: 376, found: 'a bad message that vanished, because its copy had the id of a good one' },
  { seed: 1130, found: 'a mail sent by a worker that had stood still until its claim was over' },
]
