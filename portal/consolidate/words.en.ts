export const en = {
  title: 'Consolidate',
  about: (count: number) => (count === 1 ? '1 subscription' : `${count} subscriptions into one`),
  toProducts: 'Your products',
  steps: {
    sources: 'Which, in which order',
    target: 'Where and when',
    check: 'Check',
    operation: 'Progress',
  },
  loading: 'Looking up the subscriptions',
  none: 'Nothing is chosen. Choose subscriptions under Your products first.',
  tooMany: (max: number) => `At most ${max} subscriptions at once: leave some out.`,
  sources: {
    heading: 'In which order do they move?',
    why: 'One moves at a time. Where there are too few licences for all, the first ones get them, and the others stay as they are.',
    list: 'Subscriptions, in their order',
    users: (count: number, users: string) => (count === 1 ? '1 user' : `${users} users`),
    ends: (on: string) => `ends ${on}`,
    control: 'Control is taken first',
    gone: 'Not found among your products',
    up: (name: string) => `Move ${name} up`,
    down: (name: string) => `Move ${name} down`,
    leaveOut: (name: string) => `Leave ${name} out`,
    isNow: (name: string, place: number, of: number) => `${name} is now number ${place} of ${of}.`,
    isOut: (name: string) => `${name} is left out.`,
    next: 'Choose where they move',
  },
  target: {
    heading: 'Where do they move, and when?',
    label: 'Move users to',
    loading: 'Looking for subscriptions with free licences',
    none: 'There is no subscription to move to: one of the same family as the first one, active, and in the hands of administrators.',
    noneNext: 'Buy licences centrally first, or take control of another one.',
    free: (count: number, text: string) => (count === 1 ? '1 licence free' : `${text} licences free`),
    ends: (on: string) => `ends ${on}`,
    anyOf: (product: string) => `${product}, whichever subscription has room`,
    anyOfWhy: 'Of those with room for all the one that ends last; else the one with most room.',
    short: (count: number, text: string) =>
      count === 1
        ? '1 licence too few for all, unless some hold it already'
        : `${text} licences too few for all, unless so many hold it already`,
    choose: 'Choose where they move.',
    next: 'Check the numbers',
  },
  check: {
    heading: 'Check before it begins',
    loading: 'Working out what it would do',
    to: 'Move users to',
    free: 'Licences free',
    needed: 'Licences needed',
    left: 'Licences left',
    users: 'Users who move',
    table: 'What becomes of each',
    subscription: 'Subscription',
    purchaser: 'Purchaser',
    of: 'Users',
    neededOf: 'Needs',
    leftAfter: 'Left then',
    outcome: 'Outcome',
    moves: 'Moves',
    stays: 'Stays',
    why: 'Why',
    takesControl: 'Control is taken first',
    picture: 'Licences there',
    before: 'Before',
    after: 'After',
    assigned: 'Assigned',
    reserved: 'Reserved',
    arriving: 'Arriving',
    leftOver: 'Left',
    nobody: 'None of them can be moved.',
    some: (count: number, of: number) => `${count} of ${of} can be moved; the others stay as they are.`,
    all: (of: number) => (of === 1 ? 'It can be moved.' : `All ${of} can be moved.`),
    ofThen: 'These are the numbers of now; those of then count.',
    verb: 'Consolidate',
    plan: 'Plan the consolidation',
  },
  dialog: {
    title: (target: string) => `Consolidate into ${target}`,
    moves: (count: number, users: string, target: string) =>
      count === 1
        ? `1 subscription moves its users (${users}) to ${target}, and ends.`
        : `${count} subscriptions move their users (${users} in all) to ${target}, one after another, and end.`,
    stays: (count: number) =>
      count === 1 ? '1 subscription stays as it is.' : `${count} subscriptions stay as they are.`,
    control: (count: number) =>
      count === 1
        ? 'Control of 1 of them is taken first; it cannot be given back.'
        : `Control of ${count} of them is taken first; it cannot be given back.`,
    mail: 'The purchaser of each one that ends gets a mail.',
    licences: (needed: string, left: string) => `${needed} licences are needed; ${left} are left then.`,
    verb: (count: number) =>
      count === 1 ? 'Consolidate 1 subscription' : `Consolidate ${count} subscriptions`,
    planVerb: (count: number) =>
      count === 1 ? 'Plan to consolidate 1 subscription' : `Plan to consolidate ${count} subscriptions`,
  },
  busyLink: 'Look at it',
}
