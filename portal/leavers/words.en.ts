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
  takeControl: 'Take control of this subscription',
  open: 'Open the subscription',
  name: (product: string, purchaser: string) => `${product} of ${purchaser}`,
}
