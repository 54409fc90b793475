export const en = {
  title: 'Customers',
  caption: 'Organisations in which you may act',
  empty:
    'No organisation has let you act in it. One of its administrators gives a delegation to your organisation.',
  columns: { name: 'Customer', roles: 'As', expires: 'Until' },
  open: (name: string) => `Act for ${name}`,
  soon: 'Ends within 30 days',
}
