/**
 * The file `s3control/2018-08-20/endpoint-rule-set-1.json` for a folder that `AWS_DATA_PATH` names: boto3 and the AWS CLI
 * of all versions then leave an endpoint as it is, without the account before its host (clients.md, section 1.4).
 */
export function awsDataPath(): string {
  return JSON.stringify(RULES, undefined, 2)
}

const RULES = {
  version: '1.0',
  parameters: {
    Endpoint: { builtIn: 'SDK::Endpoint', required: false, documentation: 'The endpoint', type: 'String' },
    Region: { builtIn: 'AWS::Region', required: false, documentation: 'The region', type: 'String' },
  },
  rules: [
    {
      conditions: [{ fn: 'isSet', argv: [{ ref: 'Endpoint' }] }],
      endpoint: {
        url: { ref: 'Endpoint' },
        properties: {
          authSchemes: [{ name: 'sigv4', signingName: 's3', signingRegion: '{Region}', disableDoubleEncoding: true }],
        },
        headers: {},
      },
      type: 'endpoint',
    },
  ],
}
