export const en = {
  title: 'Leavers',
  about:
    'What somebody bought who has left since. Licences work and terms are renewed until you give the subscription to another person, take control of it, or have it cancelled.',
  caption: 'Subscriptions whose purchaser has left',
  empty: 'Everybody who bought something is still here.',
  columns: {
    product: 'Product',
    purchaser: 'Purchaser',
    since: 'Gone since',
    users: 'Users still working',
    charge: 'Next charge',
    chargedOn: 'Charged on',
    status: 'Subscription status',
  },
  statuses: { Active: 'Active', Expired: 'Expired', Disabled: 'Disabled', Deleted: 'Deleted' },
  notCharged: 'Nothing',
  transfer: 'Transfer ownership',
  transferAll: {
    button: 'Transfer everything of somebody',
    ofRow: (name: string) => `Transfer everything of ${name}`,
    title: (name: string) => `Transfer everything of ${name}`,
    of: 'Of',
    ofLeaver: (name: string, count: number, subscriptions: string) =>
      count === 1 ? `${name}: 1 subscription` : `${name}: ${subscriptions} subscriptions`,
    to: 'New owner',
    what: (count: number, names: string) =>
      count === 1 ? `This gets another owner: ${names}.` : `These get another owner: ${names}.`,
    others: (count: string) => `${count} more`,
    pays: 'They pay from the next term on, and get a mail that asks for a card.',
    stays: 'Who has a licence keeps it.',
    each: 'Each subscription has a result of its own: one that cannot be transferred holds up no other.',
    verb: (count: number, subscriptions: string) =>
      count === 1 ? 'Transfer 1 subscription' : `Transfer ${subscriptions} subscriptions`,
  },
  takeControl: 'Take control of this subscription',
  open: 'Open the subscription',
  name: (product: string, purchaser: string) => `${product} of ${purchaser}`,
}
