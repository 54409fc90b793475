export const en = {
  title: 'Operations',
  caption: 'Operations of the last 30 days',
  empty:
    'Nothing has run in the last 30 days. What takes longer than a moment, such as a move, appears here.',
  columns: {
    kind: 'Operation',
    subject: 'Subscription',
    purchaser: 'Purchaser',
    target: 'Moves to',
    status: 'Status',
    progress: 'Progress',
    by: 'Started by',
    started: 'Started',
    ended: 'Ended',
  },
  filters: { status: 'Status', kind: 'Operation' },
  unfinished: 'Not ended',
  needsAttention: 'Needs an operator',
  from: (at: string) => `from ${at}`,
  begins: 'Begins',
  partOf: 'Part of',
  parent: 'A consolidation',
  planned: {
    change: 'Change the time',
    changeTitle: (subject: string) => `When is it to begin with ${subject}?`,
    changeVerb: 'Save the time',
    revoke: 'Revoke the plan',
    revokeTitle: (subject: string) => `Revoke what is planned for ${subject}?`,
    keep: 'Keep the plan',
    paused: 'This plan stands still: it does not begin until somebody resumes it.',
    holdsNothing: 'Until then it holds nothing: licences can be given, and the time can be changed.',
    nothing: 'Nothing has happened: all stays as it is.',
    couldNot: (at: string) => `When its time came, on ${at}, it could not begin`,
  },
  children: {
    title: 'Its subscriptions, in their order',
    about: 'One moves at a time. The first ones get the licences where there are too few for all.',
    move: 'Move',
    toMove: 'Look at the move',
    moved: (count: number, target: string) =>
      count === 0
        ? `No subscription has moved to ${target}.`
        : count === 1
          ? `1 subscription has moved to ${target}.`
          : `${count} subscriptions have moved to ${target}.`,
    notMoved: (count: number) =>
      count === 1
        ? '1 subscription is not moved; it stays.'
        : `${count} subscriptions are not moved; they stay.`,
    left: (count: number) =>
      count === 1
        ? '1 subscription stays as it was; its row says why.'
        : `${count} subscriptions stay as they were; each row says why.`,
  },
  subscription: 'Subscription',
  several: (count: number) => `${count} subscriptions`,
  doneOf: (done: string, total: string) => `${done} of ${total}`,
  progress: 'Progress',
  numbers: {
    total: 'Users',
    succeeded: 'Done',
    skipped: 'Skipped',
    failed: 'Failed',
    compared: 'Compared',
    perSecond: 'Users a second',
    left: 'Time left',
  },
  comparedWhy: 'Both subscriptions are compared first; then everybody moves at once.',
  attention: 'An operator has to look; nothing is lost; seats stay reserved.',
  pausedWhy: 'It stands still until somebody resumes it. Seats stay reserved.',
  pause: 'Pause',
  resume: 'Resume',
  cancelVerb: {
    moveUsers: 'Cancel the move',
    moveChosen: 'Cancel the rest',
    cancel: 'Stop the cancellation',
    consolidate: 'Cancel the rest',
    exportUsers: 'Cancel the export',
    assignUsers: 'Cancel the rest',
    unassignUsers: 'Cancel the rest',
    deleteSignUp: 'Stop the deletion',
    undo: 'Stop undoing',
    transferOwnership: 'Stop the transfer',
  },
  keep: 'Let it go on',
  cancelTitle: {
    moveUsers: (subject: string) => `Cancel the move of ${subject}?`,
    moveChosen: (subject: string) => `Cancel the rest of the move of ${subject}?`,
    cancel: (subject: string) => `Stop cancelling ${subject}?`,
    consolidate: (subject: string) => `Cancel the rest of consolidating ${subject}?`,
    exportUsers: (subject: string) => `Cancel the export of ${subject}?`,
    assignUsers: (subject: string) => `Cancel assigning the rest of the licences of ${subject}?`,
    unassignUsers: (subject: string) => `Cancel taking back the rest of the licences of ${subject}?`,
    deleteSignUp: (subject: string) => `Stop deleting ${subject}?`,
    undo: (subject: string) => `Stop undoing what was done to ${subject}?`,
    transferOwnership: (subject: string) => `Stop the transfer of ${subject}?`,
  },
  consequences: {
    nobodyMoved: (count: number, users: string) =>
      count === 1
        ? 'Nobody has moved: the one user stays here.'
        : `Nobody has moved: all ${users} stay here.`,
    stayMoved: (users: string, target: string) => `${users} stay moved to ${target}.`,
    keepLicences: (users: string) => `${users} who were given a licence keep it.`,
    staysRevoked: (users: string) => `${users} who have lost theirs do not get it back.`,
    stayHere: (users: string) => `${users} stay here.`,
    sourceStays: 'The source stays active.',
    released: 'Seats that were reserved for them are free again.',
    nobodyLoses: 'Nobody loses a licence; the subscription stays active.',
    noFile: 'No file is made.',
    stayReturned: (users: string) =>
      `For ${users} it is as it was before, and stays so; the others keep what they have.`,
    stayGiven: (subscriptions: string) =>
      `${subscriptions} have been transferred and stay so; the others keep their owner.`,
    final: 'It cannot be taken up again; start another one if you want it after all.',
  },
  ended: {
    moveUsers: 'Move completed',
    cancel: 'Subscription cancelled',
    consolidate: 'Consolidation completed',
    exportUsers: 'Export completed',
    assignUsers: 'Licences assigned',
    unassignUsers: 'Licences taken back',
    deleteSignUp: 'Subscription deleted',
    undo: 'Undone',
    transferOwnership: 'Ownership transferred',
  },
  moved: (count: number, users: string, target: string) =>
    count === 1 ? `1 user moved to ${target}.` : `${users} users moved to ${target}.`,
  skipped: (count: number, users: string) =>
    count === 1
      ? '1 user was skipped: they hold it already, or have left.'
      : `${users} users were skipped: they hold it already, or have left.`,
  assigned: (count: number, users: string) =>
    count === 1 ? '1 user was given a licence.' : `${users} users were given a licence.`,
  skippedOfList: (count: number, entries: string) =>
    count === 1
      ? '1 entry of the list was skipped: why stands beside it.'
      : `${entries} entries of the list were skipped: why stands beside each.`,
  returned: (count: number, users: string) =>
    count === 1 ? 'For 1 user it is as it was before.' : `For ${users} users it is as it was before.`,
  given: (count: number, subscriptions: string) =>
    count === 1 ? '1 subscription was transferred.' : `${subscriptions} subscriptions were transferred.`,
  skippedOfUndo: (count: number, users: string) =>
    count === 1
      ? '1 user stays as they are: why stands beside them.'
      : `${users} users stay as they are: why stands beside each.`,
  skippedOfTransfer: (count: number, subscriptions: string) =>
    count === 1
      ? '1 subscription was left where it is: why stands beside it.'
      : `${subscriptions} subscriptions were left where they are: why stands beside each.`,
  revoked: (count: number, users: string) =>
    count === 1 ? '1 user lost the licence.' : `${users} users lost the licence.`,
  mail: {
    queued: (to: string) => `A mail to ${to} is on its way.`,
    sent: (to: string) => `Mail sent to ${to}.`,
    refused: (to: string) => `The mail to ${to} was refused. Tell them yourself.`,
    failed: (to: string) => `The mail to ${to} could not be delivered. Tell them yourself.`,
  },
  failed: 'This operation has failed',
  failures: {
    NotEnoughLicenses: 'There were too few licences when it came to it.',
    SubscriptionDeleted: 'One of the subscriptions was deleted meanwhile.',
    SubscriptionNotActive: 'The term of one of the subscriptions was over meanwhile.',
    OperationInProgress: 'Another move or cancellation had begun meanwhile.',
    ListForgotten: 'It was paused for so long that its list is kept no more.',
    DroppedByOperator: 'The work stopped after repeated failures, and an operator has given it up.',
  } as Readonly<Record<string, string>>,
  failedWhole: 'Nobody has moved; the source stays active.',
  canceled: 'This operation was cancelled',
  results: 'What became of each user',
  noResults: 'Nobody yet: users appear here as they are done.',
  outcome: 'Outcome',
  outcomes: { succeeded: 'Done', skipped: 'Skipped', failed: 'Failed' },
  why: 'Why',
  reasons: {
    alreadyHolding: 'Holds the licence already',
    leftBefore: 'Held the licence no longer',
    notAssigned: 'Had no licence',
    unknown: 'Nobody is known by this',
    userNotActive: 'The account is disabled',
    guest: 'Guests are given none',
    duplicate: 'Stands in the list before',
    changedSince: 'Has changed since',
    noLicenseLeft: 'There was no licence left',
  },
  user: 'User',
  userName: 'User name',
  undo: {
    button: 'Undo',
    of: {
      moveAll: {
        title: (subject: string) => `Undo the move of ${subject}?`,
        gives: (count: number, users: string, subject: string) =>
          count === 1
            ? `1 user goes back to ${subject}, which is active again.`
            : `${users} users go back to ${subject}, which is active again.`,
      },
      moveChosen: {
        title: (subject: string) => `Undo the move of chosen users of ${subject}?`,
        gives: (count: number, users: string, subject: string) =>
          count === 1 ? `1 user goes back to ${subject}.` : `${users} users go back to ${subject}.`,
      },
      cancel: {
        title: (subject: string) => `Undo the cancellation of ${subject}?`,
        gives: (count: number, users: string, subject: string) =>
          count === 0
            ? `${subject} is active again, without users.`
            : count === 1
              ? `${subject} is active again, and 1 user gets their licence back.`
              : `${subject} is active again, and ${users} users get their licences back.`,
      },
      assignUsers: {
        title: (subject: string) => `Undo giving licences of ${subject} to a list?`,
        gives: (count: number, users: string, subject: string) =>
          count === 1
            ? `1 user loses the licence of ${subject} that they were given.`
            : `${users} users lose the licence of ${subject} that they were given.`,
      },
      unassignUsers: {
        title: (subject: string) => `Undo taking licences of ${subject} back?`,
        gives: (count: number, users: string, subject: string) =>
          count === 1
            ? `1 user gets the licence of ${subject} back.`
            : `${users} users get their licences of ${subject} back.`,
      },
      other: {
        title: (subject: string) => `Undo what was done to ${subject}?`,
        gives: (count: number, users: string, _subject: string) =>
          count === 1 ? '1 user gets back what they had.' : `${users} users get back what they had.`,
      },
    },
    changed: (count: number, users: string) =>
      count === 1
        ? '1 user has changed since, and stays as they are.'
        : `${users} users have changed since, and stay as they are.`,
    seats: (count: number, needed: string, free: string, source: string) =>
      count === 1
        ? `1 licence of ${source} is needed for them; ${free} are free.`
        : `${needed} licences of ${source} are needed for them; ${free} are free.`,
    short: (missing: string) => `${missing} are missing. Buy more licences, or free some; then undo it.`,
    final: 'An undo cannot be undone itself.',
    stay: 'Who stays as they are:',
    stays: (name: string, why: string) => `${name}: ${why}`,
    verb: (count: number, users: string) =>
      count === 0 ? 'Undo it' : count === 1 ? 'Undo it for 1 user' : `Undo it for ${users} users`,
    undoes: 'Undoes',
    undoneBy: 'Undone by',
    lookAtIt: 'Look at that operation',
  },
  transfer: {
    from: 'Owner until then',
    to: 'New owner',
    results: 'What became of each subscription',
    noResults: 'None yet: subscriptions appear here as they are done.',
    numbers: 'Subscriptions',
    changedSince: 'Somebody else owned it by then',
    hasMore: 'There are more than one transfer takes: transfer everything of theirs once more for the rest.',
  },
  rows: 'Rows of the list',
  row: 'Row',
  back: 'All operations',
  announce: {
    started: (kind: string) => `${kind}: started`,
    percent: (kind: string, percent: string) => `${kind}: ${percent}`,
    paused: (kind: string) => `${kind}: paused`,
    resumed: (kind: string) => `${kind}: resumed`,
  },
}
