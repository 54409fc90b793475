export const en = {
  menu: 'By list or CSV',
  assign: 'Assign to a list of users',
  unassign: 'Unassign a list of users',
  assignTitle: (product: string) => `Assign licences of ${product} to a list`,
  unassignTitle: (product: string) => `Unassign licences of ${product} by list`,
  allOrNobody: 'There is a licence for all who can have one, or nobody gets one and nothing changes.',
  keeps: 'Who has one keeps it. Rows that are nobody, or somebody who can have none, hold nobody up.',
  lose: 'Everybody on the list who has a licence loses it, and the licences are free for others.',
  unassignKeeps: 'Rows that are nobody, or somebody who has none, hold nobody up.',
  list: 'User names or object ids, one a line',
  listHint: 'Or choose a CSV file, such as an export of the users of another subscription.',
  chooseFile: 'Choose a CSV file',
  dropFile: (name: string) => `Remove ${name}`,
  fileTooLarge: 'This file is too large for a list of users.',
  looking: (rows: string) => `Looking up the list (${rows})`,
  numbers: {
    rows: 'Rows',
    assign: 'Get a licence',
    unassign: 'Lose theirs',
    skipped: 'Left out',
    free: 'Free licences',
  },
  tooLong: (max: string) => `That is more than one list may have (${max}). Use several.`,
  short: (count: number, missing: string) =>
    count === 1
      ? 'There is one licence too few for this list.'
      : `There are ${missing} licences too few for this list.`,
  nothingToDo: 'There is nothing to do for anybody on it.',
  skipped: 'What is left out, and why',
  reason: (why: string, count: string) => `${why} (${count})`,
  reasons: {
    alreadyHolding: 'Has a licence already',
    notAssigned: 'Has no licence',
    leftBefore: 'Has no licence any more',
    unknown: 'Nobody is known by this',
    userNotActive: 'The account is disabled',
    guest: 'Guests are given none',
    duplicate: 'Stands in the list before',
  },
  row: (position: string, text: string) => `row ${position} “${text}”`,
  others: (count: string) => `${count} more`,
  assignVerb: (count: number, text: string) =>
    count === 0 ? 'Assign' : count === 1 ? 'Assign to 1 user' : `Assign to ${text} users`,
  unassignVerb: (count: number, text: string) =>
    count === 0 ? 'Unassign' : count === 1 ? 'Unassign 1 user' : `Unassign ${text} users`,
}
