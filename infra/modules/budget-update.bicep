// Writes the budget as the parameters say. The beginning is the one that it has: Azure refuses any other.

@description('Name of the budget.')
param name string

@description('Amount a month, in the currency of the billing account.')
@minValue(1)
param amount int

@description('First day of the budget\'s first month, as Azure returns it.')
param startDate string

@description('Recipients and thresholds of notifications.')
param notifications object

resource budget 'Microsoft.Consumption/budgets@2026-06-01' = {
  name: name
  properties: {
    category: 'Cost'
    amount: amount
    timeGrain: 'Monthly'
    timePeriod: { startDate: startDate }
    notifications: notifications
  }
}
