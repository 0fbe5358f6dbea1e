// A monthly budget on the resource group. It warns; it stops nothing.

@description('Name of the budget.')
param name string

@description('Amount a month, in the currency of the billing account.')
@minValue(1)
param amount int

@description('First day of the month the budget counts from, yyyy-MM-01.')
param startDate string

@description('Action group that is told.')
param actionGroupId string

@description('Address that is told too; empty: only the owners of the subscription.')
param email string

var contacts = {
  enabled: true
  contactRoles: ['Owner']
  contactEmails: empty(email) ? [] : [email]
  contactGroups: [actionGroupId]
}

resource budget 'Microsoft.Consumption/budgets@2026-06-01' = {
  name: name
  properties: {
    category: 'Cost'
    amount: amount
    timeGrain: 'Monthly'
    timePeriod: { startDate: startDate }
    notifications: {
      mostOfIt: union(contacts, { operator: 'GreaterThan', threshold: 80, thresholdType: 'Actual' })
      allOfIt: union(contacts, { operator: 'GreaterThan', threshold: 100, thresholdType: 'Actual' })
      soonAllOfIt: union(contacts, { operator: 'GreaterThan', threshold: 100, thresholdType: 'Forecasted' })
    }
  }
}
