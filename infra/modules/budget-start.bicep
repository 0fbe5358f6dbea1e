// From which month a budget counts that is there.

@description('Name of the budget.')
param name string

resource budget 'Microsoft.Consumption/budgets@2026-06-01' existing = {
  name: name
}

output startDate string = budget.properties.timePeriod.startDate
