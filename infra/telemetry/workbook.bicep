// One page for operators: what the product does, what it refuses, and where it fails. Its items are in workbook.json.

@description('Region of the workbook.')
param location string = resourceGroup().location

@description('Tags of every resource here.')
param tags object = {}

@description('Id of the Log Analytics workspace that the page reads.')
param workspaceId string

@description('What the page is called in the portal.')
param displayName string = 'Seatwarden for operators'

resource workbook 'Microsoft.Insights/workbooks@2023-06-01' = {
  name: guid(resourceGroup().id, 'seatwarden-operators')
  location: location
  tags: tags
  kind: 'shared'
  properties: {
    displayName: displayName
    category: 'workbook'
    version: 'Notebook/1.0'
    sourceId: workspaceId
    serializedData: replace(loadTextContent('workbook.json'), '{workspaceId}', workspaceId)
  }
}

output id string = workbook.id
