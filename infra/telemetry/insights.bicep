// Where telemetry goes: a Log Analytics workspace, and Application Insights on it. Nobody sends with a key: the function
// app's identity may publish, and nothing else may.

@description('Region of the workspace and of Application Insights.')
param location string = resourceGroup().location

@description('Tags of every resource here.')
param tags object = {}

@description('Name of the Log Analytics workspace.')
param workspaceName string

@description('Name of the Application Insights component.')
param insightsName string

@description('Object id of the identity that the function app sends telemetry as.')
param appPrincipalId string

@description('How the workspace is paid for: by the gigabyte, unless so much comes that a commitment is cheaper.')
@allowed(['PerGB2018', 'CapacityReservation'])
param skuName string = 'PerGB2018'

@description('Gigabytes a day that are committed to, with CapacityReservation: 100 or more.')
@minValue(100)
param committedGb int = 100

@description('Days that telemetry is kept. The first 31 (90 for the tables of Application Insights) cost nothing extra.')
@minValue(30)
@maxValue(730)
param retentionInDays int = 90

@description('Gigabytes a day after which the workspace takes no more until the next day; -1 for no cap. An alert tells when it is reached: from then on every other alert that reads logs is blind.')
@minValue(-1)
param dailyCapGb int = 5

var role = loadJsonContent('../hosting/roles.json').telemetry

resource workspace 'Microsoft.OperationalInsights/workspaces@2026-03-01' = {
  name: workspaceName
  location: location
  tags: tags
  properties: {
    sku: {
      name: skuName
      capacityReservationLevel: skuName == 'CapacityReservation' ? committedGb : null
    }
    retentionInDays: retentionInDays
    workspaceCapping: {
      dailyQuotaGb: dailyCapGb
    }
    features: {
      disableLocalAuth: true
      enableLogAccessUsingOnlyResourcePermissions: true
    }
  }
}

resource insights 'Microsoft.Insights/components@2020-02-02' = {
  name: insightsName
  location: location
  tags: tags
  kind: 'web'
  properties: {
    Application_Type: 'web'
    WorkspaceResourceId: workspace.id
    IngestionMode: 'LogAnalytics'
    DisableLocalAuth: true
    // Callers' addresses are personal data: they stay masked.
    DisableIpMasking: false
  }
}

resource publishes 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(insights.id, appPrincipalId, role.id)
  scope: insights
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', role.id)
    principalId: appPrincipalId
    principalType: 'ServicePrincipal'
    description: role.why
  }
}

@description('What APPLICATIONINSIGHTS_CONNECTION_STRING is set to. It opens nothing without the role above.')
output connectionString string = insights.properties.ConnectionString
output id string = insights.id
output name string = insights.name
output workspaceId string = workspace.id
output workspaceName string = workspace.name
