import boto3

settings = {
    'endpoint_url': 'http://127.0.0.1:4566',
    'region_name': 'snow',  # in this region alone S3 Control clients leave the endpoint's host as it is
    'aws_access_key_id': '123456789012',
    'aws_secret_access_key': 'test',
}
s3 = boto3.client('s3', **settings)
control = boto3.client('s3control', **settings)

buckets = s3.list_buckets()['Buckets']
jobs = control.list_jobs(AccountId='123456789012')['Jobs']
print(f'ok - {len(buckets)} buckets, {len(jobs)} jobs')
