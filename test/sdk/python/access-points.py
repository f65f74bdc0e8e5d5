import boto3
from botocore.client import Config

ACCOUNT, BUCKET, NAME = '123456789012', 'boto3-books', 'boto3-reading-room'
endpoint = 'http://127.0.0.1:4566'
keys = {'aws_access_key_id': ACCOUNT, 'aws_secret_access_key': 'test', 'endpoint_url': endpoint}
control = boto3.client('s3control', region_name='snow', **keys)
s3 = boto3.client('s3', region_name='us-east-1', **keys)
# boto3 puts NAME-ACCOUNT before the endpoint's host: the server as the proxy spares looking that up.
by_arn = boto3.client('s3', region_name='us-east-1', config=Config(proxies={'http': endpoint}), **keys)

s3.create_bucket(Bucket=BUCKET)
point = control.create_access_point(AccountId=ACCOUNT, Name=NAME, Bucket=BUCKET)

by_arn.put_object(Bucket=point['AccessPointArn'], Key='one', Body=b'text')
copied = {'Bucket': point['AccessPointArn'], 'Key': 'one'}
s3.copy_object(Bucket=point['Alias'], Key='two', CopySource=copied)
listed = s3.list_objects_v2(Bucket=point['Alias'])['Contents']
texts = [by_arn.get_object(Bucket=point['AccessPointArn'], Key=item['Key'])['Body'].read() for item in listed]
assert texts == [b'text', b'text'], texts

for item in listed:
    s3.delete_object(Bucket=point['Alias'], Key=item['Key'])
try:
    s3.delete_bucket(Bucket=BUCKET)
    raise AssertionError('a bucket with an access point was deleted')
except s3.exceptions.ClientError as error:
    assert error.response['Error']['Code'] == 'BucketHasAccessPointsAttached', error
control.delete_access_point(AccountId=ACCOUNT, Name=NAME)
s3.delete_bucket(Bucket=BUCKET)
print('ok - objects by an access point')
