// A monthly budget of the resource group. It sends notifications and stops nothing. Azure rejects a budget that starts before the
// current month, and does not allow a change of the start of an existing budget. So it is created only if there is
// none, and its start is read from Azure before it is written again.

@description('Name of the budget.')
param name string

@description('Amount a month, in the currency of the billing account.')
@minValue(1)
param amount int

@description('First day of a new budget\'s first month, yyyy-MM-01. An existing budget keeps its start date.')
param startDate string

@description('Action group for notifications.')
param actionGroupId string

@description('Further e-mail address for notifications; empty: only the owners of the subscription.')
param email string

var contacts = {
  enabled: true
  contactRoles: ['Owner']
  contactEmails: empty(email) ? [] : [email]
  contactGroups: [actionGroupId]
}

var notifications = {
  mostOfIt: union(contacts, { operator: 'GreaterThan', threshold: 80, thresholdType: 'Actual' })
  allOfIt: union(contacts, { operator: 'GreaterThan', threshold: 100, thresholdType: 'Actual' })
  soonAllOfIt: union(contacts, { operator: 'GreaterThan', threshold: 100, thresholdType: 'Forecasted' })
}

@onlyIfNotExists()
resource created 'Microsoft.Consumption/budgets@2026-06-01' = {
  name: name
  properties: {
    category: 'Cost'
    amount: amount
    timeGrain: 'Monthly'
    timePeriod: { startDate: startDate }
    notifications: notifications
  }
}

module start 'budget-start.bicep' = {
  name: 'budget-start'
  params: { name: created.name }
}

module update 'budget-update.bicep' = {
  name: 'budget-update'
  params: {
    name: name
    amount: amount
    startDate: start.outputs.startDate
    notifications: notifications
  }
}
