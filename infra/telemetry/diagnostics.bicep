// What the services say of themselves goes to the workspace as well. Each category is named: a group such as "allLogs"
// would bring every request with the caller's address in it, and cost more than the product.

@description('Id of the Log Analytics workspace.')
param workspaceId string

@description('Name of the Cosmos DB account.')
param cosmosAccountName string

@description('Name of the Service Bus namespace.')
param serviceBusName string

@description('Name of the function app.')
param functionAppName string

@description('Name of the key vault.')
param keyVaultName string

@description('Whether each request to Cosmos DB is logged, with its cost and status. Dear: a line for every read and write. Off but while something is searched for.')
param logEachCosmosRequest bool = false

@description('Whether what the Functions host writes is kept a second time, outside Application Insights: what remains when the exporter does not start.')
param logHost bool = true

resource cosmos 'Microsoft.DocumentDB/databaseAccounts@2026-03-15' existing = {
  name: cosmosAccountName
}

resource serviceBus 'Microsoft.ServiceBus/namespaces@2026-01-01' existing = {
  name: serviceBusName
}

resource functionApp 'Microsoft.Web/sites@2025-03-01' existing = {
  name: functionAppName
}

resource keyVault 'Microsoft.KeyVault/vaults@2026-02-01' existing = {
  name: keyVaultName
}

resource fromCosmos 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  name: 'to-workspace'
  scope: cosmos
  properties: {
    workspaceId: workspaceId
    // Tables of their own (CDB...), which the alert on the size of a partition reads.
    logAnalyticsDestinationType: 'Dedicated'
    logs: [
      {
        category: 'PartitionKeyStatistics'
        enabled: true
      }
      {
        category: 'ControlPlaneRequests'
        enabled: true
      }
      {
        category: 'DataPlaneRequests'
        enabled: logEachCosmosRequest
      }
    ]
  }
}

resource fromServiceBus 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  name: 'to-workspace'
  scope: serviceBus
  properties: {
    workspaceId: workspaceId
    logAnalyticsDestinationType: 'Dedicated'
    logs: [
      {
        category: 'OperationalLogs'
        enabled: true
      }
    ]
  }
}

resource fromFunctionApp 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  name: 'to-workspace'
  scope: functionApp
  properties: {
    workspaceId: workspaceId
    logs: [
      {
        category: 'FunctionAppLogs'
        enabled: logHost
      }
    ]
  }
}

resource fromKeyVault 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  name: 'to-workspace'
  scope: keyVault
  properties: {
    workspaceId: workspaceId
    logs: [
      {
        category: 'AuditEvent'
        enabled: true
      }
    ]
  }
}
