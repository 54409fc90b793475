export const en = {
  needs: 'What needs somebody',
  some: (count: string) => `${count} or more`,
  running: (count: number): string => (count === 1 ? 'operation is running' : 'operations are running'),
  attention: (count: number): string =>
    count === 1 ? 'operation needs an operator' : 'operations need an operator',
  leavers: (count: number): string =>
    count === 1 ? 'subscription of somebody who left' : 'subscriptions of people who left',
  requests: (count: number): string =>
    count === 1 ? 'request waits for a decision' : 'requests wait for a decision',
  ending: (count: number, days: number): string =>
    count === 1 ? `term ends within ${days} days` : `terms end within ${days} days`,
  free: (count: number): string =>
    count === 1 ? 'licence is paid for and free' : 'licences are paid for and free',
  spend: 'Spend',
  spendTotal: (total: string) => `${total} in the last twelve months, tax included.`,
  nothingSpent: 'Nothing was invoiced in the last twelve months.',
  toSpend: 'All spend',
  myLicences: 'My licences',
  licensesEmpty: 'You have no licences yet.',
  getProduct: 'Get a product',
  purchases: 'My purchases',
  purchasesEmpty: 'You have bought nothing that still works.',
  allPurchases: 'All my purchases',
  requestsTitle: 'My requests',
  requestsEmpty: 'You have asked for nothing.',
  allRequests: 'All my requests',
  product: 'Product',
  since: 'Since',
  status: 'Status',
  assigned: 'Assigned',
  held: (assigned: string, total: string) => `${assigned} of ${total}`,
  expires: 'Expires',
  asked: 'Asked on',
  requestStatuses: {
    Pending: 'Waits',
    Approved: 'Approved',
    PartlyApproved: 'Partly approved',
    Rejected: 'Rejected',
    Withdrawn: 'Withdrawn',
  },
  rowName: (product: string, at: string) => `${product}, ${at}`,
}
