export const en = {
  menu: 'By list or CSV',
  assign: 'Assign to a list of users',
  unassign: 'Unassign a list of users',
  assignTitle: (product: string) => `Assign licences of ${product} to a list`,
  unassignTitle: (product: string) => `Unassign licences of ${product} by list`,
  allOrNobody: 'Where too few licences are free, nobody gets one, and nothing has changed.',
  keeps:
    'Who has one keeps it. Who is not known here, is disabled, or is a guest gets none, and holds nobody up.',
  lose: 'Everybody on the list who has a licence loses it, and the licences are free for others.',
  results: 'The result tells what became of each row.',
  list: 'User names or object ids, one a line',
  listHint: 'Or choose a CSV file, such as an export of the users of another subscription.',
  chooseFile: 'Choose a CSV file',
  dropFile: (name: string) => `Remove ${name}`,
  fileTooLarge: 'This file is too large for a list of users.',
  reading: 'Reading the list',
  numbers: {
    rows: 'Rows',
    users: 'Users',
    duplicates: 'Named twice',
    unknown: 'No user',
    free: 'Free licences',
  },
  nobody: 'No user is named in it.',
  tooLong: (max: string) => `That is more than one list may have: at most ${max} rows. Use several.`,
  odd: (count: number, text: string) =>
    count === 1 ? 'One row is left out by itself:' : `${text} rows are left out by themselves:`,
  oddUnknown: (row: string, text: string) => `Row ${row}: “${text}” is no user name or object id`,
  oddDuplicate: (row: string, text: string, sameAs: string) =>
    `Row ${row}: “${text}” stands in row ${sameAs}`,
  oddMore: (text: string) => `and ${text} more`,
  short: (count: number, text: string) =>
    count === 1
      ? 'One licence is missing, unless one of them has one already.'
      : `${text} licences are missing, unless as many of them have one already.`,
  assignVerb: (count: number, text: string) =>
    count === 0 ? 'Assign' : count === 1 ? 'Assign to 1 user' : `Assign to ${text} users`,
  unassignVerb: (count: number, text: string) =>
    count === 0 ? 'Unassign' : count === 1 ? 'Unassign 1 user' : `Unassign ${text} users`,
}
