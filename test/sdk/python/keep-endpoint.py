import re

import boto3

settings = {
    'endpoint_url': 'http://127.0.0.1:4566',
    'region_name': 'eu-central-1',
    'aws_access_key_id': '123456789012',
    'aws_secret_access_key': 'test',
}
s3 = boto3.client('s3', **settings)
control = boto3.client('s3control', **settings)


def keep_endpoint(request, **_):
    """Takes the account off the host again, before the request is signed."""
    request.url = re.sub(r'//\d{12}\.', '//', request.url)


control.meta.events.register('before-sign.s3-control', keep_endpoint)

buckets = s3.list_buckets()['Buckets']
jobs = control.list_jobs(AccountId='123456789012')['Jobs']
print(f'ok - {len(buckets)} buckets, {len(jobs)} jobs')
