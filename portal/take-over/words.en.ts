export const en = {
  title: (product: string) => `Take over ${product}`,
  cancelTitle: (product: string) => `Cancel ${product}`,
  back: 'Your products',
  steps: {
    control: 'Control',
    choose: 'What to do',
    move: 'Where, who and when',
    review: 'Check',
    cancel: 'Reason and check',
    operation: 'Progress',
  },
  control: {
    heading: 'Take control of this subscription',
    why: (purchaser: string) =>
      `${purchaser} bought it and decides who has its licences. When you take control:`,
    consequences: (purchaser: string) => [
      `${purchaser} can no longer assign licences, change their number, or cancel.`,
      'You and the other administrators can.',
      'Who has a licence keeps it, and nothing else changes.',
    ],
    verb: 'Take control of this subscription',
    instead: 'Ask the purchaser to cancel instead',
    final: 'This cannot be given back.',
  },
  choose: {
    heading: 'What should become of it?',
    moveUsers: 'Move users',
    moveWhy: (count: number, users: string) =>
      count === 1
        ? 'Its user gets a licence of another subscription. If all move, this one ends.'
        : `Its ${users} users get licences of another subscription. If all move, this one ends.`,
    cancel: 'Cancel subscription',
    cancelWhy: 'Its users lose their licences, and it ends.',
    ask: 'Ask the purchaser to cancel',
    askWhy: (purchaser: string) => `${purchaser} gets a mail. It stays as it is until they cancel it.`,
  },
  move: {
    heading: 'Where do they move, and who?',
    who: 'Who moves',
    all: (count: number, users: string) => (count === 1 ? 'All: 1 user' : `All ${users} users`),
    allWhy: 'The subscription then ends.',
    some: 'Only some',
    someWhy: 'The subscription stays, with the others.',
    chosen: (count: number, users: string) => (count === 1 ? '1 user chosen' : `${users} users chosen`),
    tooMany: (max: string) => `At most ${max} can be chosen; to move more, move all.`,
    people: 'Users of this subscription',
    noPeople: 'Nobody has a licence of it.',
    user: 'User',
    userName: 'User name',
    byList: 'By list or CSV',
    clear: 'Choose nobody',
    next: 'Check the numbers',
    chooseTarget: 'Choose where they move.',
    choosePeople: 'Choose who moves.',
  },
  review: {
    heading: 'Check before it begins',
    loading: 'Working out what it would do',
    to: 'Move users to',
    users: 'Users who move',
    holding: 'Hold the target already',
    needed: 'Licences needed',
    free: 'Licences free',
    mail: 'Mail to',
    subject: 'Its subject',
    noMail: 'Nobody gets a mail: the subscription stays.',
    saving: 'Saving a year',
    costs: 'Costs more a year',
    credited: 'Comes back',
    picture: 'Licences there',
    before: 'Before',
    after: 'After',
    assigned: 'Assigned',
    reserved: 'Reserved',
    arriving: 'Arriving',
    left: 'Left',
    verb: 'Move users',
    plan: 'Plan the move',
    ofThen: 'These are the numbers of now; those of then count.',
    short: (count: number, text: string) =>
      count === 1 ? 'There is 1 licence too few.' : `There are ${text} licences too few.`,
  },
  dialog: {
    title: (target: string) => `Move users to ${target}`,
    users: (count: number, users: string, target: string) =>
      count === 1 ? `1 user gets a licence of ${target}.` : `${users} users get a licence of ${target}.`,
    holding: (count: number, users: string) =>
      count === 1
        ? '1 user holds it already, and only loses this one.'
        : `${users} users hold it already, and only lose this one.`,
    ends: (product: string, purchaser: string) => `${product} of ${purchaser} ends.`,
    stays: (product: string, purchaser: string) => `${product} of ${purchaser} stays, with the others.`,
    mail: (to: string) => `${to} gets a mail.`,
    credited: (amount: string) => `${amount} comes back.`,
    creditedThen: 'What comes back is worked out then.',
    planVerb: (count: number, users: string) =>
      count === 1 ? 'Plan the move of 1 user' : `Plan the move of ${users} users`,
    verb: (count: number, users: string) => (count === 1 ? 'Move 1 user' : `Move ${users} users`),
  },
  cancel: {
    heading: 'Why, and what follows',
    reason: 'Reason',
    choose: 'Choose a reason',
    feedback: 'Feedback',
    feedbackHint: 'If you want to say more. The purchaser can read it.',
    loading: 'Working out what it would do',
    loses: (count: number, users: string) =>
      count === 0
        ? 'Nobody has a licence, so nobody loses one.'
        : count === 1
          ? '1 user loses the licence and access.'
          : `${users} users lose their licences and access.`,
    see: 'See who has a licence',
    mail: (to: string, subject: string) => `${to} gets a mail: “${subject}”.`,
    credited: (amount: string) =>
      `${amount} comes back, since it was bought or renewed less than a week ago.`,
    nothingBack: 'Nothing comes back.',
    backThen: 'What comes back is worked out then.',
    plan: 'Plan the cancellation',
    endsThen: (product: string, purchaser: string) => `${product} of ${purchaser} then ends at once.`,
    verb: 'Cancel subscription',
    keep: 'Keep it',
    title: 'Are you sure you want to cancel?',
    ends: (product: string, purchaser: string) => `${product} of ${purchaser} ends at once.`,
  },
  undo: {
    never: 'Since money comes back, this cannot be undone.',
    until: (day: string) => `Before ${day} it can be undone under Operations.`,
    always: 'For 30 days it can be undone under Operations.',
    termOver: 'Since its term is over then, this cannot be undone after that.',
    afterwards:
      'After that it can be undone for 30 days under Operations, if no money comes back and before its term ends.',
  },
  deleted: 'This subscription is deleted: there is nothing left to take over.',
  busy: 'A move or a cancellation is going on here.',
  busyLink: 'Look at it',
  notOffered: 'You may not do this here now.',
  toSubscription: 'Back to the subscription',
  toTarget: 'Buy or free licences there',
}
